"""Templates of papers: what there is, how it is filled, a changed one tried, published, brought back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.papers import actions, queries
from gongqiao.kernel.papers.kinds import PaperKind, paper_named
from gongqiao.kernel.papers.queries import MANAGE
from gongqiao.kernel.people.queries import names_of
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.forms import Form
from gongqiao.web.pages_shown import Download, show_pages
from gongqiao.web.papers import WORD, a_file

TEST_LINK = "https://example.invalid/"


class UploadForm(Form):
    """A changed Word file."""

    template = forms.FileField(
        label="改好的 Word（.docx）", widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "请选一个 .docx 文件。", "empty": "这个文件是空的，请重新选择。"},
    )  # fmt: skip


class PublishForm(Form):
    """Why there is a new version, and which file the officer looked at."""

    note = forms.CharField(
        label="改了什么", max_length=200, error_messages={"required": "请写一句改了什么，以后看版本时用得上。"}
    )
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AgainForm(Form):
    """Why an earlier version is used again."""

    note = forms.CharField(label="为什么退回", max_length=200, error_messages={"required": "请写一句为什么退回。"})


@door("GET", power=MANAGE)
def shelves(request: HttpRequest) -> HttpResponse:
    """List the kinds of paper with the version in use."""
    return show_form(request, "web/desk/papers.html", {"shelves": queries.shelves(by=by_of(request))})


@door("GET", "POST", power=MANAGE)
def one_kind(request: HttpRequest, name: str) -> HttpResponse:
    """Show a kind's placeholders and versions, and take a changed Word file in."""
    kind, by = paper_named(name), by_of(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["template"]

        def act() -> str:
            actions.upload_trial(kind, file, name=file.name or "", at=at_of(request), by=by)
            return f"/desk/papers/{kind.name}/trial"

        if answer := carry_out(request, form, act):
            return answer
    rows, may_manage = queries.versions(kind, by=by), queries.may_manage(by=by)
    context = {
        "kind": kind,
        "versions": rows,
        "names": names_of([row.published_by for row in rows], by=by),
        "form": form,
        "places": [(name, kind.meanings.get(name, ""), value) for name, value in kind.places.items()],
        "pictures": [(name, kind.meanings.get(name, "")) for name in (*kind.pictures, "qr", "made_by")],
        "may_manage": may_manage,
        "trial": queries.trial(kind, by=by) if may_manage else None,
    }
    return show_form(request, "web/desk/paper_kind.html", context)


@door("GET", power=MANAGE)
def take_template(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Return the Word file of a version, to be changed."""
    kind = paper_named(name)
    return a_file(queries.template_at(kind, number, by=by_of(request)), WORD, f"{kind.label}模板-{number}.docx")


@door("GET", power=MANAGE)
def show_version(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Show a version filled with the test data."""
    kind, by = paper_named(name), by_of(request)
    filled = queries.fill_with_example(kind, number, link=TEST_LINK, by=by)
    made = queries.as_pdf(kind, filled.word)
    address = f"/desk/papers/{kind.name}"
    return show_pages(
        request, made.pdf, heading=f"{filled.made_by}（测试数据）", back=address,
        downloads=[Download(label="模板 Word", address=f"{address}/versions/{number}.docx", icon="file-text")],
        context={"missing": made.missing},
    )  # fmt: skip


@door("GET", "POST", power=MANAGE)
def trial(request: HttpRequest, name: str) -> HttpResponse:
    """Show the trial with its faults, or filled with the test data, and publish it."""
    kind, by = paper_named(name), by_of(request)
    tried = queries.trial(kind, by=by)
    form = PublishForm(request.POST) if request.method == "POST" else PublishForm()
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            actions.publish_trial(kind, given["sha256"], given["note"], at=at_of(request), by=by)
            return f"/desk/papers/{kind.name}"

        if answer := carry_out(request, form, act, done="已发布，以后打印都用这一版。"):
            return answer
    if tried is None:
        raise NotFound("没有试用的模板，请先上传。")
    form.fields["sha256"].initial = tried.sha256
    context = {"kind": kind, "tried": tried, "form": form}
    if tried.faults or form.is_bound:
        return show_form(request, "web/desk/paper_trial.html", context)
    return _with_pages(request, kind, bytes(tried.body), context)


@door("GET", "POST", power=MANAGE)
def again(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Ask why, and publish an earlier version anew."""
    kind, by = paper_named(name), by_of(request)
    version = next((row for row in queries.versions(kind, by=by) if row.number == number), None)
    if version is None:
        raise NotFound("没有这一版模板。")
    if version.is_current:
        return redirect(f"/desk/papers/{kind.name}")
    form = AgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.publish_again(kind, number, form.cleaned_data["note"], at=at_of(request), by=by)
            return f"/desk/papers/{kind.name}"

        if answer := carry_out(request, form, act, done="已退回，作为新的一版发布。"):
            return answer
    return show_form(request, "web/desk/paper_again.html", {"kind": kind, "version": version, "form": form})


def _with_pages(request: HttpRequest, kind: PaperKind, body: bytes, context: dict[str, Any]) -> HttpResponse:
    """Show a sound trial as pages; one that has become unsound since (another font, another release) as its faults."""
    proof = queries.try_out(kind, body)
    if proof.faults:
        return show_form(request, "web/desk/paper_trial.html", {**context, "new_faults": proof.faults})
    return show_pages(
        request, proof.pdf, heading=f"{kind.label}：试用", back=f"/desk/papers/{kind.name}",
        template="web/desk/paper_trial.html", context={**context, "missing": proof.missing},
    )  # fmt: skip


add_menu(MenuEntry(label="文书模板", icon="file-text", address="/desk/papers", power=MANAGE, section="管理", place=92))
