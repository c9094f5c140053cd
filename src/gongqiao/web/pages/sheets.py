"""The room where lists come in: templates, uploads, the dry run, taking in, mending, undoing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.batches import actions, queries
from gongqiao.kernel.batches.models import Batch, BatchRow
from gongqiao.kernel.batches.rows import counts
from gongqiao.kernel.jobs import work as long_work
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.kernel.sheets.kinds import SheetKind
from gongqiao.kernel.sheets.opening import MOST_BYTES
from gongqiao.kernel.sheets.templates import write_failed, write_template
from gongqiao.kernel.sheets.writing import XLSX
from gongqiao.web.doors import at_of, by_of, carry_out, door, looked_at, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.forms import Form
from gongqiao.web.listings import Asked, Listing, register_listing, show_listing
from gongqiao.web.lists import page_of
from gongqiao.web.tables import table

STATES_SHOWN = {
    "refused": "未导入的行", "new": "新增的行", "updated": "并入的行", "unchanged": "没有变化的行", "kept": "没有撤销的行",
    "undone": "已撤销的行",
}  # fmt: skip


class UploadForm(Form):
    """A list to bring in."""

    file = forms.FileField(
        label="名单文件", help_text="从模板填好的 .xlsx，最大 12 MB、50,000 行", allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}), error_messages={"required": "请选择名单文件。"},
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A line of the table: a row, and one fault of it where it has any; ``is_first`` names the row."""

    row: BatchRow
    kind: SheetKind
    fault: dict[str, str] | None = None
    is_first: bool = True

    @property
    def address(self) -> str:
        """Where what became of the row is shown; nothing while it is not there, or no longer."""
        is_there = self.row.thing_id and self.row.state in {"new", "updated", "unchanged"}
        return self.kind.link(self.row.thing_id) if is_there and self.row.thing_id else ""

    def typed(self, place: int) -> str:
        """Return what was typed in the key (0) or in the next column, to know the row again."""
        field = self.kind.field(self.kind.key) if place == 0 else self.kind.fields[1]
        cell = self.row.cells.get(field.name, "") if self.is_first else ""
        return str(self.row.values.get(field.name, cell) if self.is_first else "")[:60]


def _told(name: str) -> Any:
    return lambda shown, look: shown.fault[name] if shown.fault else ""


def _field_label(shown: Shown, look: Look) -> str:
    return shown.kind.field(shown.fault["field"]).label if shown.fault else ""


def _notes(shown: Shown, look: Look) -> str:
    return "；".join(f"{shown.kind.field(note['field']).label}：{note['note']}" for note in shown.row.notes)


NUMBER = Column(name="number", label="行", kind="code", value=lambda s, look: str(s.row.number) if s.is_first else "")
KEY = Column(name="key", label="代码", kind="quiet", value=lambda s, look: s.typed(0))
NAME = Column(name="name", label="名称", value=lambda s, look: s.typed(1), link=lambda s: s.address, is_wide=True)
TYPED_NAME = Column(name="name", label="名称", value=lambda s, look: s.typed(1))
CHANGES = Column(name="changes", label="改动", is_wide=True, value=lambda s, look: "；".join(s.row.changes))
NOTES = Column(name="notes", label="读入时整理了", kind="quiet", value=_notes)
WHY = Column(name="why", label="为什么", is_wide=True, value=lambda s, look: s.row.kept_because)
FAULTS = (
    NUMBER, TYPED_NAME,
    Column(name="field", label="列", kind="quiet", value=_field_label),
    Column(name="written", label="表里写的", kind="wrong", value=_told("written")),
    Column(name="problem", label="问题", value=_told("problem")),
    Column(name="mend", label="怎么改", kind="quiet", value=_told("mend"), is_wide=True),
)  # fmt: skip
COLUMNS = {
    "refused": FAULTS,
    "updated": (NUMBER, KEY, TYPED_NAME, CHANGES, NOTES),
    "kept": (NUMBER, KEY, TYPED_NAME, WHY),
}
PLAIN = (NUMBER, KEY, NAME, NOTES)


def _batches(asked: Asked) -> Any:
    rows = queries.batches(by=asked.by)
    return rows.filter(label__icontains=asked.words) if asked.words else rows


def _beside(rows: Sequence[Batch], look: Look) -> dict[str, Any]:
    return {
        "names": names_of([row.person_id for row in rows], by=look.by),
        "kinds": {kind.name: kind.label for kind in queries.sheets_for(look.by)},
    }


BATCHES = register_listing(
    Listing(
        name="web.batches",
        label="导入",
        says="先下载模板，填好上传；系统先核对给您看，按“导入”才会写进去，写进去也能整批撤销。",
        searchable="名单名称",
        rows=_batches,
        prepare=_beside,
        row_link=lambda batch: f"/desk/sheets/batches/{batch.pk}",
        columns=(
            Column(
                name="label", label="名单", is_wide=True, value=lambda b, look: b.label,
                link=lambda b: f"/desk/sheets/batches/{b.pk}",
            ),
            Column(name="kind", label="种类", kind="quiet", value=lambda b, look: look.more["kinds"].get(b.kind, "")),
            Column(name="org", label="单位", kind="quiet", value=lambda b, look: b.org.short_name),
            Column(name="person", label="上传", kind="quiet", value=lambda b, look: look.more["names"].get(b.person_id, "")),
            Column(name="at", label="时间", kind="moment", value=lambda b, look: b.at),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda b, look: Standing(shape=b.SHAPES[b.state], label=b.get_state_display()),
            ),
        ),
        empty=("还没有导入过名单", "下载模板，填好后上传。"),
    )
)  # fmt: skip


@door("GET")
def every_batch(request: HttpRequest) -> HttpResponse:
    """Show the batches of one's area, and the kinds of lists that one may bring in."""
    kinds = _kinds(by_of(request))
    return show_listing(request, BATCHES, template="web/desk/batches.html", context={"kinds": kinds})


@door("GET")
def template_file(request: HttpRequest, name: str) -> HttpResponse:
    kind = _kind(name, by_of(request))
    return _file(write_template(kind), f"{kind.label}模板-第{kind.version}版.xlsx")


@door("GET", "POST")
def new_batch(request: HttpRequest, name: str) -> HttpResponse:
    """Bring in a list; a file of failed rows finds its batch by itself."""
    return _upload(request, _kind(name, by_of(request)), None)


@door("GET", "POST")
def mend_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the mended rows of a batch back."""
    by = by_of(request)
    batch = queries.batch(pk, by=by)
    return _upload(request, _kind(batch.kind, by), batch)


def _upload(request: HttpRequest, kind: SheetKind, batch: Batch | None) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]

        def act() -> str:
            made = actions.upload(
                kind, file.read(MOST_BYTES + 1), name=file.name or "名单.xlsx", onto=batch.pk if batch else None,
                at=at_of(request), by=by_of(request),
            )  # fmt: skip
            return actions.PAGE.format(pk=made.pk)

        if answer := carry_out(request, form, act):
            return answer
    return show_form(request, "web/desk/upload.html", {"form": form, "kind": kind, "batch": batch})


@door("GET")
def one_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would become of the rows, or what became of them."""
    by, at = by_of(request), at_of(request)
    batch = queries.batch(pk, by=by)
    looked_at(request, "batch", pk)
    kind, told, work = _kind(batch.kind, by), counts(batch), queries.work_on(batch)
    show = request.GET.get("show", "")
    show = show if show in STATES_SHOWN else next((state for state in STATES_SHOWN if told[state]), "refused")
    fields = {field.name: field.label for field in kind.fields}
    field = request.GET.get("field", "") if request.GET.get("field", "") in fields else ""
    page = page_of(request, queries.rows(batch, show, field=field))
    lines = _lines(list(page.object_list), kind)
    context = {
        "batch": batch, "kind": kind, "counts": told, "work": work, "show": show, "shown_label": STATES_SHOWN[show],
        "may_cancel": bool(work and work.person_id == by.own_id and long_work.may_cancel(work)),
        "who": names_of([batch.person_id], by=by).get(batch.person_id, ""), "page": page, "form": Form(),
        "table": table(COLUMNS.get(show, PLAIN), lines, Look(by=by, at=at)) if lines else "",
        "chips": [(name, fields[name], number) for name, number in queries.faults_by_field(batch)]
        if show == "refused" else [],
        "field": field, "is_own_work": bool(work and work.person_id == by.own_id),
    }  # fmt: skip
    return render(request, "web/desk/batch.html", context)


def _lines(rows: Sequence[BatchRow], kind: SheetKind) -> list[Shown]:
    return [
        Shown(row=row, kind=kind, fault=fault, is_first=number == 0)
        for row in rows
        for number, fault in enumerate(row.faults or [None])
    ]


@door("POST")
def take_batch(request: HttpRequest, pk: int) -> HttpResponse:
    batch = actions.take_in(pk, at=at_of(request), by=by_of(request))
    return _done(request, pk, "已导入。" if batch.state == "taken" else "")


@door("GET", "POST")
def undo_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an undo would do, and do it."""
    by = by_of(request)
    batch = queries.batch(pk, by=by)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.undo(pk, at=at_of(request), by=by)
            return actions.PAGE.format(pk=pk)

        if answer := carry_out(request, form, act):
            return answer
    context = {"form": form, "batch": batch, "kind": _kind(batch.kind, by), "counts": counts(batch)}
    return show_form(request, "web/desk/batch_undo.html", context)


@door("POST")
def drop_batch(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop(pk, at=at_of(request), by=by_of(request))
    return _done(request, pk, "已放弃，没有导入任何一行。")


@door("GET")
def failed_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back the rows that were not taken, each wrong cell red with its reason."""
    by = by_of(request)
    batch = queries.batch(pk, by=by)
    looked_at(request, "batch", pk)
    rows = queries.failed_rows(batch)
    return _file(write_failed(_kind(batch.kind, by), rows, batch_id=pk), f"{batch.label}-未导入{len(rows)}行.xlsx")


def _kinds(by: Actor) -> list[SheetKind]:
    """Return the kinds that somebody may bring in. Raises NotFound when there is none: the room is not for him."""
    kinds = queries.sheets_for(by)
    if not kinds:
        raise NotFound
    return kinds


def _kind(name: str, by: Actor) -> SheetKind:
    found = next((kind for kind in _kinds(by) if kind.name == name), None)
    if found is None:
        raise NotFound
    return found


def _done(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    if words:
        messages.success(request, words)
    return redirect(actions.PAGE.format(pk=pk))


def _file(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


add_menu(
    MenuEntry(
        label="导入", icon="file-spreadsheet", address="/desk/sheets", section="管理", place=90,
        who=lambda by: bool(queries.sheets_for(by)),
    ),
    MenuEntry(label="我的导出", icon="download", address="/desk/exports", section="管理", place=91, who=lambda by: bool(by.posts)),
)  # fmt: skip
