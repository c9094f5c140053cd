"""The one way in which a case is opened, moved and edited."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from django.db import connection, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import Power, power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Reason, Stale, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases import tasks
from gongqiao.kernel.cases.flow import Duty, Flow, Move
from gongqiao.kernel.cases.kinds import Audience, CaseKind, D
from gongqiao.kernel.cases.models import Case, FlowInUse, Task
from gongqiao.kernel.cases.queries import changes_since, place_of
from gongqiao.kernel.cases.telling import tell_audiences
from gongqiao.kernel.org.models import Enterprise, Union

SET_DUE = power("cases.set_due", "改期限", "post:officer")


class Refused(WrongState):
    """现在还不能办，原因如下。"""

    code = "refused"


class FlowWasChanged(RuntimeError):
    """A version of a flow that cases already use was redrawn. Give the new drawing a new version."""


@dataclass(kw_only=True)
class Taken(Generic[D]):
    """A move under way: header and detail are locked, every check has passed.

    The action changes ``detail`` and may set ``goes_to`` (one of the move's ends), ``words`` for messages and the
    timeline, ``values`` that are kept beside the book, ``also_asks`` (of the move's ``may_ask``), and ``title`` or
    ``owner_id`` of the header.
    """

    case: Case
    detail: D
    move: Move
    at: datetime
    by: Actor
    reason: str
    goes_to: str
    words: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    also_asks: list[Duty] = field(default_factory=list)
    meant_before: dict[str, Audience | None] = field(default_factory=dict)


@contextlib.contextmanager
def open_case(
    kind: CaseKind[D],
    *,
    title: str,
    org: Union,
    enterprise: Enterprise | None = None,
    person_id: int | None = None,
    roles: frozenset[str] = frozenset(),
    words: Mapping[str, str] | None = None,
    at: datetime,
    by: Actor,
) -> Iterator[Case]:
    """Open a case in its flow's first state; the with-block adds the detail in the same transaction.

    ``roles`` are those that ``by`` holds on the case out of which this one comes. Raises NotAllowed unless ``by``
    holds the flow's opening power through them, or for this enterprise, person or place.
    """
    flow = kind.flow
    firm_id = enterprise.pk if enterprise else None
    place = Place(line=tuple(org.node.line), enterprise_id=firm_id, person_id=person_id, roles=roles)
    by.must(flow.open_power, at=place)
    with transaction.atomic():
        _pin(flow, at)
        case = Case.objects.create(
            number=_next_number(flow.prefix, org.area_id, local_date(at).year),
            service=flow.service,
            flow=flow.name,
            flow_version=flow.version,
            title=title.strip()[:80],
            org=org,
            enterprise=enterprise,
            person_id=person_id,
            state=flow.start,
            opened_at=at,
            moved_at=at,
        )
        yield case
        detail = kind.detail._default_manager.get(case=case)
        start = flow.state(flow.start)
        tasks.open_duties(case, kind, detail, start.duties if start else (), at=at)
        entry = write(
            "move", f"{flow.name}.open", thing="case", thing_id=case.pk, case_id=case.pk, case_version=1,
            to=case.state, values={"words": dict(words or {})}, at=at, by=by,
        )  # fmt: skip
        case.due_at = tasks.first_due(case)
        case.save(update_fields=["due_at"])
        meant = {message.who: kind.audience(detail, message.who) for message in flow.open_tells}
        tell_audiences(case, flow.open_tells, meant, words or {}, event=f"entry:{entry.pk}", at=at, by=by)


@contextlib.contextmanager
def take_move(
    kind: CaseKind[D], name: str, case_id: int, *, seen: int | None, reason: str = "", at: datetime, by: Actor
) -> Iterator[Taken[D]]:
    """Take one arrow of the flow; the with-block makes its change between the checks and the book.

    In this order: lock the header, compare the version that the person saw, find the arrow from the state as it
    is now, check the power on that old state, lock the detail, run the guard, ask for the reason. Then the block;
    then state, tasks, book and messages, in one transaction.

    ``seen`` is None only for jobs. Raises NotFound, Stale, WrongState, NotAllowed, Refused, Invalid.
    """
    with transaction.atomic():
        case = _locked(case_id, by)
        if seen is not None and seen != case.version:
            raise Stale(changes_since(case, seen, by=by))
        move = kind.flow_of(case).move(name, frm=case.state)
        by.must(move.power, at=place_of(case, at=at, by=by))
        detail = kind.detail._default_manager.select_for_update().get(case_id=case.pk)
        if reasons := kind.reasons_against(move, detail, at=at, by=by):
            raise _refusal(reasons)
        if move.needs_reason and not reason.strip():
            raise Invalid(f"请写明{move.reason_label}。", fields={"reason": [f"请写明{move.reason_label}。"]})
        taken = Taken(
            case=case,
            detail=detail,
            move=move,
            at=at,
            by=by,
            reason=reason.strip(),
            goes_to=move.to or case.state,
        )
        taken.meant_before = {message.who: kind.audience(detail, message.who) for message in move.tells}
        yield taken
        _complete(kind, taken)


@contextlib.contextmanager
def edit_case(
    kind: CaseKind[D], case_id: int, power: Power, *, seen: int | None, what: str, at: datetime, by: Actor
) -> Iterator[Taken[D]]:
    """Change the detail of a case without moving it: the same locks, checks, version and book as a move.

    The block fills ``fields`` with the names of what it changed; ``words`` and ``values`` as in a move.
    """
    quiet = Move(name=what, label=what, done=what, frm=(), to="", power=power)
    with transaction.atomic():
        case = _locked(case_id, by)
        if seen is not None and seen != case.version:
            raise Stale(changes_since(case, seen, by=by))
        by.must(power, at=place_of(case, at=at, by=by))
        detail = kind.detail._default_manager.select_for_update().get(case_id=case.pk)
        taken = Taken(case=case, detail=detail, move=quiet, at=at, by=by, reason="", goes_to=case.state)
        yield taken
        case.version += 1
        case.save(update_fields=["version", "title", "due_at"])
        write(
            "edit", f"{kind.flow.name}.{what}", thing="case", thing_id=case.pk, case_id=case.pk,
            case_version=case.version, fields=taken.fields, reason=taken.reason,
            values={"words": taken.words, **taken.values}, at=at, by=by,
        )  # fmt: skip


def set_due(
    kind: CaseKind[D], task_id: int, due_at: datetime, *, reason: str, seen: int | None, at: datetime, by: Actor
) -> None:
    """Set another deadline for an open task of a case, with a reason that everybody on the case can read."""
    task = Task.objects.filter(pk=task_id, done_at=None).first()
    if task is None:
        raise NotFound("这件事已经办完了，不用再改期限。")
    faults = {}
    if not reason.strip():
        faults["reason"] = ["请写明改期限的原因。"]
    if due_at <= at:
        faults["due_at"] = ["新的期限要在现在以后。"]
    if faults:
        raise Invalid(fields=faults)
    with edit_case(kind, task.case_id, SET_DUE, seen=seen, what="set_due", at=at, by=by) as taken:
        Task.objects.filter(pk=task_id).update(due_at=due_at)
        taken.case.due_at = tasks.first_due(taken.case)
        taken.fields, taken.reason = ["due_at"], reason.strip()
        day = local_date(due_at)
        taken.words = {"told": f"把“{task.label}”的期限改为{day.month}月{day.day}日"}


def _complete(kind: CaseKind[D], taken: Taken[D]) -> None:
    case, move, at, by = taken.case, taken.move, taken.at, taken.by
    frm = case.state
    if taken.goes_to not in move.ends(frm):
        raise RuntimeError(f"{move.name} cannot end in {taken.goes_to}")
    flow = kind.flow_of(case)
    case.state, case.version, case.moved_at = taken.goes_to, case.version + 1, at
    tasks.settle(case, move.settles, outcome=move.name, at=at, by=by)
    state = flow.state(case.state)
    if case.state != frm:
        closes = state is not None and not state.is_open
        tasks.drop(case, but=move.stays_open, with_lasting=closes, outcome=move.name, at=at)
        tasks.open_duties(case, kind, taken.detail, state.duties if state else (), at=at)
    tasks.open_duties(case, kind, taken.detail, (*move.asks, *taken.also_asks), at=at)
    case.due_at = tasks.first_due(case)
    case.closed_at = None if state is None or state.is_open else (case.closed_at or at)
    case.save()
    entry = write(
        "move", f"{flow.name}.{move.name}", thing="case", thing_id=case.pk, case_id=case.pk,
        case_version=case.version, frm=frm, to=case.state, fields=taken.fields, reason=taken.reason,
        values={"words": taken.words, **taken.values}, at=at, by=by,
    )  # fmt: skip
    words = {"reason": taken.reason, **taken.words}
    meant = {who: kind.audience(taken.detail, who) or before for who, before in taken.meant_before.items()}
    tell_audiences(case, move.tells, meant, words, event=f"entry:{entry.pk}", at=at, by=by)


def _locked(case_id: int, by: Actor) -> Case:
    if not Case.objects.visible_to(by).filter(pk=case_id).exists():
        raise NotFound
    held = Case.objects.select_for_update(of=("self",)).select_related("org__node", "enterprise")
    return held.get(pk=case_id)


def _refusal(reasons: Sequence[Reason]) -> Refused:
    if len(reasons) == 1:
        return Refused(reasons[0].text, reasons=reasons)
    return Refused(f"现在还不能办，有 {len(reasons)} 个原因。", reasons=reasons)


def _pin(flow: Flow, at: datetime) -> None:
    """Remember the drawing of a version with its first case; refuse a drawing that was changed since."""
    fingerprint = flow.fingerprint()
    pinned, _ = FlowInUse.objects.get_or_create(
        flow=flow.name, version=flow.version, defaults={"fingerprint": fingerprint, "since": at}
    )
    if pinned.fingerprint != fingerprint:
        raise FlowWasChanged(f"{flow.name} version {flow.version}")


def _next_number(prefix: str, area_code: str, year: int) -> str:
    """Return the next public number, as ZQ-440705-2026-000812. Unique and rising; gaps are allowed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_counter as c (prefix, area_code, year, last) values (%s, %s, %s, 1)"
            " on conflict (prefix, area_code, year) do update set last = c.last + 1 returning last",
            [prefix, area_code, year],
        )
        (last,) = cursor.fetchone() or (0,)
    return f"{prefix}-{area_code}-{year}-{last:06}"
