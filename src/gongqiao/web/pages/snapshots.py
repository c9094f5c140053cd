"""Snapshots of numbers: make, word, sign, correct; the report on the screen, on paper, and its rows as Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import dimension_named, every_figure, figure_named
from gongqiao.kernel.indicators.powers import READ
from gongqiao.kernel.indicators.wording import WORDINGS
from gongqiao.kernel.org.queries import counties_in_sight, union
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.sheets.columns import Column, Standing
from gongqiao.kernel.sheets.writing import XLSX
from gongqiao.kernel.snapshots import actions, queries
from gongqiao.kernel.snapshots.papers import snapshot_report
from gongqiao.kernel.snapshots.powers import FREEZE, SIGN
from gongqiao.kernel.snapshots.reports import every_report, exactly, period_of, report_facts, words_of
from gongqiao.kernel.snapshots.workbook import workbook
from gongqiao.web.doors import at_of, by_of, carry_out, door, looked_at, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of
from gongqiao.web.forms import DayField, Form, ReasonForm, Ticks
from gongqiao.web.listings import Listing, register_listing, show_listing
from gongqiao.web.papers import a_file, download, preview
from gongqiao.web.reading import may_repeat

may_repeat("added")
HERE = "/desk/snapshots"


class SnapshotForm(Form):
    """Which report of which days, for which union; and figures to be added up."""

    title = forms.CharField(label="标题", max_length=60)
    report = forms.ChoiceField(label="简报")
    union = forms.ChoiceField(label="范围")
    since = DayField(label="从")
    until = DayField(label="到")
    added = forms.MultipleChoiceField(
        label="加成一个数", required=False, widget=Ticks, help_text="只有口径和单位相同的才能相加，人和人次不能相加。"
    )
    added_label = forms.CharField(label="合计的名称", max_length=40, required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cuts = sorted({name for report in every_report() for name in report.cuts})
        self._offer("report", [(report.name, report.label) for report in every_report()])
        self._offer("union", _unions(by))
        self._offer("added", [(figure.name, f"{figure.label}（{figure.unit}）") for figure in every_figure()])
        for name in self.cuts:
            dimension = dimension_named(name)
            choices = [("", "全部"), *dimension.labels(by).items()]
            self.fields[name] = forms.ChoiceField(label=dimension.label, choices=choices, required=False)

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def snapshot(self) -> actions.SnapshotForm:
        """Return what was asked for."""
        given = self.cleaned_data
        return actions.SnapshotForm(
            title=given["title"], report=given["report"], since=given["since"], until=given["until"],
            parts={name: given[name] for name in self.cuts if given[name]}, added=given["added"],
            added_label=given["added_label"],
        )  # fmt: skip


def _unions(by: Actor) -> list[tuple[str, str]]:
    """Return the unions that somebody makes snapshots for: those of his posts and the counties below."""
    own = {post.node_id: union(post.node_id, by=by).short_name for post in by.posts}
    return [(str(pk), name) for pk, name in {**own, **{c.pk: c.short_name for c in counties_in_sight(by=by)}}.items()]


SNAPSHOTS = register_listing(
    Listing(
        name="snapshots",
        label="快照与简报",
        says="一段时间的数，连同明细一起封存；由另一个人复核签署后不能再改，更正另做一版。",
        rows=lambda asked: queries.snapshots(by=asked.by),
        row_link=lambda row: f"{HERE}/{row.pk}",
        columns=(
            Column(
                name="title", label="标题", is_wide=True, value=lambda row, look: row.title,
                link=lambda row: f"{HERE}/{row.pk}",
            ),
            Column(name="union", label="范围", kind="quiet", value=lambda row, look: row.union.short_name),
            Column(name="period", label="期间", kind="quiet", value=lambda row, look: period_of(row.since, row.until)),
            Column(name="version", label="版本", kind="quiet", value=lambda row, look: f"第 {row.version} 版"),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda row, look: Standing(shape=row.SHAPES[row.state], label=row.get_state_display()),
            ),
            Column(name="signed", label="签署", kind="quiet", value=lambda row, look: row.signed_name),
            Column(name="made_at", label="制作", kind="day", value=lambda row, look: row.made_at),
        ),
        empty=("还没有快照", "先做一份，请同事复核签署。"),
    )
)  # fmt: skip


@door("GET", power=READ)
def every_snapshot(request: HttpRequest) -> HttpResponse:
    may_make = by_of(request).may_anywhere(FREEZE)
    return show_listing(request, SNAPSHOTS, template="web/desk/snapshots.html", context={"may_make": may_make})


@door("GET", "POST", power=FREEZE)
def new_snapshot(request: HttpRequest) -> HttpResponse:
    """Make a snapshot of the numbers of a report."""
    by, at = by_of(request), at_of(request)
    today = local_date(at)
    initial = {"title": f"{today.year}年{today.month}月简报", "since": date(today.year, 1, 1), "until": today}
    form = SnapshotForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            place = union(int(form.cleaned_data["union"]), by=by)
            return f"{HERE}/{actions.make_snapshot(form.snapshot(), union=place, at=at, by=by).pk}"

        if answer := carry_out(request, form, act, done="数已取好，请同事复核签署。"):
            return answer
    return show_form(request, "web/desk/snapshot_form.html", {"form": form})


@door("GET", power=READ)
def one_snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a snapshot: its numbers, what became of their rows, the report as it reads."""
    by = by_of(request)
    found = _looked_at(request, pk)
    lines = queries.lines(found)
    kept, changed = queries.rows_kept(found), queries.changes(found, by=by)
    place = Place(line=tuple(found.union.node.line))
    context = {
        "snapshot": found,
        "facts": report_facts(found, lines),
        "lines": [_shown(line, found, kept, changed) for line in lines],
        "is_genuine": found.is_signed and queries.is_as_signed(found),
        "maker": names_of([found.made_by], by=by).get(found.made_by, ""),
        "later": getattr(found, "replaced_by", None),
        "may_freeze": by.may(FREEZE, at=place),
        "may_sign": not found.is_signed and by.may(SIGN, at=place) and by.person_id != found.made_by,
        "wordings": list(WORDINGS.items()),
    }
    return render(request, "web/desk/snapshot.html", context)


def _shown(line: Any, found: Any, kept: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line with the rows behind it and how many of them changed since."""
    figures = [figure for figure in map(figure_named, line.figures) if figure]
    different = [changed.get(figure.name) for figure in figures]
    return {
        "line": line,
        "exact": exactly(line),
        "words": words_of(line),
        "opens": [
            {
                "label": figure.label,
                "count": len(kept[figure.name].ids),
                "frozen": f"{HERE}/{found.pk}/rows/{figure.name}",
                "now": address_of(figure, queries.cut_of(found)),
            }
            for figure in figures
            if figure.name in kept
        ],
        "changed": sum(one.count for one in different if one),
        "is_unsure": None in different,
    }


@door("GET", power=READ)
def kept_rows(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Show what became of the rows behind a number since it was kept: those that came, went, or changed."""
    by = by_of(request)
    found, figure = _looked_at(request, pk), figure_named(name)
    kept = queries.rows_kept(found).get(name)
    if figure is None or kept is None:
        raise NotFound("这份快照里没有这个指标。")
    change = queries.change_of(figure, kept, by=by)
    moved = sorted(change.came | change.went | change.differ)
    listing = Listing(
        name=f"snapshots.{name}",
        label=figure.label,
        columns=(_what_became(change), *figure.columns),
        rows=lambda asked: figure.source(asked.by).filter(pk__in=moved).select_related(*figure.related).order_by("-pk"),
        prepare=figure.prepare,
        empty=("没有变化", "现在的明细与取数时一致。"),
    )
    context = {"snapshot": found, "figure": figure, "kept": kept, "change": change,
               "now": address_of(figure, queries.cut_of(found))}  # fmt: skip
    return show_listing(request, listing, template="web/desk/snapshot_rows.html", context=context)


def _what_became(change: queries.Change) -> Column:
    def words(row: Any, look: Any) -> str:
        return "新增" if row.pk in change.came else "不再计入" if row.pk in change.went else "数有变化"

    return Column(name="became", label="变化", value=words)


@door("POST", power=FREEZE)
def choose_words(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.snapshot(pk, by=by_of(request))
    given = {line.name: request.POST.get(f"w{line.place}", "exact") for line in queries.lines(found)}
    actions.word(found, given, at=at_of(request), by=by_of(request))
    messages.success(request, "写法已更新，准确数没有变。")
    return redirect(f"{HERE}/{pk}")


@door("POST", power=FREEZE)
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    actions.collect_anew(queries.snapshot(pk, by=by_of(request)), at=at_of(request), by=by_of(request))
    messages.success(request, "已按现在的记录重新取数。")
    return redirect(f"{HERE}/{pk}")


@door("POST", power=SIGN)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.snapshot(pk, by=by_of(request))
    seen = request.POST.get("digest", "")
    actions.sign(found, seen=seen, link=_link(request, pk), at=at_of(request), by=by_of(request))
    messages.success(request, "已签署封存，从现在起谁也不能改；简报已签发。")
    return redirect(f"{HERE}/{pk}")


@door("POST", power=FREEZE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    actions.discard(queries.snapshot(pk, by=by_of(request)), at=at_of(request), by=by_of(request))
    messages.success(request, "草稿已丢弃。")
    return redirect(HERE)


@door("GET", "POST", power=FREEZE)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the next version of a signed snapshot."""
    by, at = by_of(request), at_of(request)
    found = queries.snapshot(pk, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="更正的原因")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            return f"{HERE}/{actions.correct(found, form.cleaned_data['reason'], at=at, by=by).pk}"

        if answer := carry_out(request, form, act, done="新的一版已取数，请同事复核签署；原来的一版仍在。"):
            return answer
    return show_form(request, "web/desk/snapshot_correct.html", {"form": form, "snapshot": found})


@door("GET", power=READ)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report of a snapshot as pages: a signed one as it was issued."""
    found = _looked_at(request, pk)
    paper = snapshot_report(found, link=_link(request, pk), by=by_of(request))
    heading = f"{found.title}（第 {found.version} 版）"
    address = f"{HERE}/{pk}"
    return preview(
        request, paper.kind, paper.word, made_by=paper.made_by, address=address, back=address, heading=heading
    )


@door("GET", power=READ)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the report as Word or PDF, or its numbers with all rows as Excel."""
    by = by_of(request)
    found = _looked_at(request, pk)
    name = f"{found.title}-第{found.version}版"
    if kind == "xlsx":
        return a_file(workbook(found, at=at_of(request), by=by), XLSX, f"{name}.xlsx")
    made = snapshot_report(found, link=_link(request, pk), by=by)
    return download(made.kind, made.word, name=name, form=kind)


def _looked_at(request: HttpRequest, pk: int) -> Any:
    found = queries.snapshot(pk, by=by_of(request))
    looked_at(request, "snapshot", pk)
    return found


def _link(request: HttpRequest, pk: int) -> str:
    return request.build_absolute_uri(f"{HERE}/{pk}")


add_menu(
    MenuEntry(label="指标", icon="list-checks", address="/desk/figures", power=READ, section="数据", place=72),
    MenuEntry(label="快照与简报", icon="file-text", address=HERE, power=READ, section="数据", place=74),
)
