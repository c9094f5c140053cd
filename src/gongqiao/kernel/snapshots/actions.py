"""Freeze numbers: make a snapshot, choose its wordings, sign it as a second person, correct it by a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators.combined import Number, add
from gongqiao.kernel.indicators.figures import Figure, figure_named
from gongqiao.kernel.indicators.wording import WORDINGS
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.snapshots.freezing import frozen_rows, labels_of, line_of, splits_of
from gongqiao.kernel.snapshots.models import FrozenRows, Snapshot, SnapshotLine
from gongqiao.kernel.snapshots.papers import REPORT, issue_with_signature, snapshot_facts
from gongqiao.kernel.snapshots.powers import FREEZE, SIGN
from gongqiao.kernel.snapshots.queries import cut_of, digest_of
from gongqiao.kernel.snapshots.reports import Report, report_named, wording_of
from gongqiao.kernel.snapshots.signing import check_open, put_name
from gongqiao.kernel.tree.queries import line_of as line_of_node


class AlreadyReplaced(WrongState):
    """这一版已经有更新的版本，请在最新一版上更正。"""


class NotWhole(WrongState):
    """有指标和它的明细对不上，不能签署。请重新取数后再试。"""


@dataclass(frozen=True, kw_only=True)
class SnapshotForm:
    """What is frozen: a report of some days. ``parts``: further cuts. ``added``: figures to be added up under a name."""

    title: str
    report: str
    since: date
    until: date
    parts: Mapping[str, str] = field(default_factory=dict)
    added: Sequence[str] = ()
    added_label: str = ""


@transaction.atomic
def make_snapshot(form: SnapshotForm, *, union: Union, at: datetime, by: Actor) -> Snapshot:
    """Read the numbers of a report and keep them with their rows as a draft. Raises MixedCounts for a false sum."""
    by.must(FREEZE, at=_place(union.pk))
    report = _report(form.report)
    _check_days(form.since, form.until, at)
    snapshot = Snapshot(
        union=union, title=form.title, report=form.report, since=form.since, until=form.until, parts=dict(form.parts)
    )
    return _kept(snapshot, [*report.numbers, *_sum(form)], report, at, by, what="made")


@transaction.atomic
def correct(snapshot: Snapshot, reason: str, *, at: datetime, by: Actor) -> Snapshot:
    """Make the next version of a signed snapshot, from the rows as they are now; the signed one stays as it is."""
    by.must(FREEZE, at=_place(snapshot.union_id))
    old = _locked(snapshot)
    if not old.is_signed:
        raise WrongState("还没有签署的，直接重新取数就行，不用另做一版。")
    if Snapshot.objects.filter(replaces=old).exists():
        raise AlreadyReplaced
    new = Snapshot(
        union=old.union, title=old.title, report=old.report, since=old.since, until=old.until, parts=old.parts,
        version=old.version + 1, replaces=old, reason=reason,
    )  # fmt: skip
    return _kept(new, _numbers_of(old), _report(old.report), at, by, what="corrected")


@transaction.atomic
def collect_anew(snapshot: Snapshot, *, at: datetime, by: Actor) -> None:
    """Read the numbers of a draft again; the wordings that were chosen stay."""
    by.must(FREEZE, at=_place(snapshot.union_id))
    draft = _locked(snapshot)
    check_open(draft)
    numbers = _numbers_of(draft)
    draft.lines.all().delete()
    draft.frozen_rows.all().delete()
    _kept(draft, numbers, _report(draft.report), at, by, what="collected")


@transaction.atomic
def word(snapshot: Snapshot, wordings: Mapping[str, str], *, at: datetime, by: Actor) -> None:
    """Choose how the report words its numbers; the exact values stay."""
    by.must(FREEZE, at=_place(snapshot.union_id))
    draft = _locked(snapshot)
    check_open(draft)
    for line in draft.lines.all():
        chosen = wordings.get(line.name, line.wording)
        if chosen not in WORDINGS:
            raise Invalid("没有这种写法，请从列表中选择。")
        line.wording = chosen
        line.save()
    _sealed_up(draft, at, by, "worded")


@transaction.atomic
def sign(snapshot: Snapshot, *, seen: str, link: str, at: datetime, by: Actor) -> None:
    """Freeze a snapshot under the name of a second person, who saw exactly these numbers, and issue its report.

    ``link``: the address of the snapshot, behind the QR code on its report. Raises OwnWork for its maker, Stale when it
    changed since, NotWhole when a number is not what its rows add up to, CannotPrint.
    """
    by.must(SIGN, at=_place(snapshot.union_id))
    draft = _locked(snapshot)
    if faults := [rows.figure for rows in draft.frozen_rows.all() if _added_up(rows) != rows.value]:
        figure = figure_named(faults[0])
        raise NotWhole(f"“{figure.label if figure else faults[0]}”和它的明细对不上，不能签署。请重新取数后再试。")
    put_name(draft, "snapshot", seen=seen, found=digest_of(draft), at=at, by=by)
    draft.save()
    _book(draft, "signed", at, by)
    facts = snapshot_facts(draft, by=by)
    issue_with_signature(draft, REPORT, "snapshot", facts, union_id=draft.union_id, link=link, at=at, by=by)


@transaction.atomic
def discard(snapshot: Snapshot, *, at: datetime, by: Actor) -> None:
    """Throw a draft away."""
    by.must(FREEZE, at=_place(snapshot.union_id))
    draft = _locked(snapshot)
    check_open(draft)
    _book(draft, "discarded", at, by)
    draft.delete()


def _kept(
    snapshot: Snapshot, numbers: Sequence[Number], report: Report, at: datetime, by: Actor, *, what: str
) -> Snapshot:
    """Read and keep the numbers. Each figure is read once: its value is what its kept rows add up to."""
    snapshot.made_by, snapshot.made_at = by.own_id, at
    snapshot.save()
    cut = cut_of(snapshot)
    figures = {figure.name: figure for number in numbers for figure in number.needs}
    rows = {name: frozen_rows(figure, cut, snapshot, by) for name, figure in figures.items()}
    FrozenRows.objects.bulk_create(rows.values())
    splits = splits_of(list(figures.values()), cut, report.splits, by)
    read = {name: kept.value for name, kept in rows.items()}
    if any(f.is_additive and sum(splits["union"][name].values()) != read[name] for name, f in figures.items()):
        raise NotWhole("取数的时候正好有记录在变，各县之和对不上。请再取一次。")
    labels = labels_of(snapshot.union, report.splits, splits, by)
    lines = [line_of(number, place, read, splits, snapshot, labels) for place, number in enumerate(numbers)]
    SnapshotLine.objects.bulk_create(lines)
    _sealed_up(snapshot, at, by, what)
    return snapshot


def _sealed_up(snapshot: Snapshot, at: datetime, by: Actor, what: str) -> None:
    snapshot.digest = digest_of(snapshot)
    snapshot.save()
    _book(snapshot, what, at, by)


def _book(snapshot: Snapshot, what: str, at: datetime, by: Actor) -> None:
    detail = {"version": snapshot.version, "digest": snapshot.digest}
    write("edit", f"snapshot.{what}", thing="snapshot", thing_id=snapshot.pk, at=at, detail=detail, by=by)


def _locked(snapshot: Snapshot) -> Snapshot:
    found = Snapshot.objects.select_for_update(of=("self",)).select_related("union").filter(pk=snapshot.pk).first()
    if found is None:
        raise NotFound
    return found


def _report(name: str) -> Report:
    report = report_named(name)
    if report is None:
        raise NotFound("没有这种简报。")
    return report


def _check_days(since: date, until: date, at: datetime) -> None:
    if until < since:
        raise Invalid(fields={"until": ["结束日期不能早于开始日期。"]})
    if until > local_date(at):
        raise Invalid(fields={"until": ["结束日期不能晚于今天：还没到的日子没有记录。"]})


def _sum(form: SnapshotForm) -> list[Number]:
    if not form.added:
        return []
    figures = [figure for figure in map(figure_named, form.added) if figure]
    if len(figures) < 2 or len(figures) < len(form.added) or not form.added_label:
        raise Invalid(fields={"added": ["请至少选两个指标，并给合计起个名字。"]})
    return [add(*figures, name="own.sum", label=form.added_label)]


def _numbers_of(snapshot: Snapshot) -> list[Number]:
    """Return the numbers that a snapshot was made of, each with the wording that was chosen for it."""
    report = _report(snapshot.report)
    declared = {number.name: number for number in report.numbers}
    numbers = []
    for line in snapshot.lines.order_by("place"):
        number = declared.get(line.name) or add(
            *[one for one in map(figure_named, line.figures) if one], name=line.name, label=line.label
        )
        numbers.append(replace(number, wording=wording_of(line)))
    return numbers


def _added_up(rows: FrozenRows) -> int:
    figure: Figure | None = figure_named(rows.figure)
    if figure is not None and figure.total:
        return sum(rows.weights)
    return len(set(rows.weights)) if rows.weights else len(rows.ids)


def _place(union_id: int) -> Place:
    return Place(line=line_of_node(union_id))
