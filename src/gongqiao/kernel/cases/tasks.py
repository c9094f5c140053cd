"""Open and discharge the duties of a case. Called from the write path alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Min

from gongqiao.cores.calendar import Deadline, after_days, after_working_days
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import end_of_office, local_date, work_calendar
from gongqiao.kernel.cases.flow import Duty
from gongqiao.kernel.cases.kinds import CaseKind
from gongqiao.kernel.cases.models import Case, Task


def open_duties(case: Case, kind: CaseKind[Any], detail: Any, duties: Iterable[Duty], *, at: datetime) -> None:
    """Open a task for each duty whose audience exists now."""
    for duty in duties:
        audience = kind.audience(detail, duty.who)
        if audience is None:
            continue
        asked = dataclasses.asdict(audience)
        still_open = Task.objects.filter(case=case, name=duty.name, done_at=None, **asked)
        if not still_open.exists():
            Task.objects.create(
                case=case, name=duty.name, label=duty.label, opened_at=at, case_version=case.version,
                due_at=due_of(duty, kind, detail, at=at), **asked,
            )  # fmt: skip


def open_lasting(case: Case, kind: CaseKind[Any], detail: Any, duty: Duty, *, due_at: datetime, at: datetime) -> None:
    """Open a task that survives moves, for a promise with a day of its own."""
    audience = kind.audience(detail, duty.who)
    if audience is not None:
        Task.objects.create(
            case=case,
            name=duty.name,
            label=duty.label,
            opened_at=at,
            case_version=case.version,
            due_at=due_at,
            is_lasting=True,
            **dataclasses.asdict(audience),
        )


def settle(case: Case, names: Iterable[str], *, outcome: str, at: datetime, by: Actor) -> None:
    """Discharge the duties that a move settles."""
    for name in names:
        waiting = Task.objects.filter(case=case, name=name, done_at=None)
        waiting.update(done_at=at, done_by=by.person_id, outcome=outcome)


def drop(case: Case, *, but: Iterable[str], with_lasting: bool, outcome: str, at: datetime) -> None:
    """Let the duties of the old state lapse when the case goes on; lasting ones too when it closes."""
    lapsed = Task.objects.filter(case=case, done_at=None).exclude(name__in=list(but))
    (lapsed if with_lasting else lapsed.filter(is_lasting=False)).update(done_at=at, outcome=outcome)


def first_due(case: Case) -> datetime | None:
    """Return when the first open duty is due."""
    found = Task.objects.filter(case=case, done_at=None).aggregate(first=Min("due_at"))
    first: datetime | None = found["first"]
    return first


def due_of(duty: Duty, kind: CaseKind[Any], detail: Any, *, at: datetime) -> datetime | None:
    """Return the moment at which a duty that starts ``at`` is due."""
    given = kind.number_or_moment(detail, duty.set_by) if duty.set_by else None
    if isinstance(given, datetime):
        return given
    deadline = count(duty, at=at, days=given)
    return end_of_office(deadline.on) if deadline else None


def count(duty: Duty, *, at: datetime, days: int | None = None) -> Deadline | None:
    """Count a duty's days from ``at``, with the lines that explain it; None for one without days."""
    calendar, start = work_calendar(), local_date(at)
    if duty.calendar_days is not None:
        return after_days(start, days if days is not None else duty.calendar_days, calendar)
    working = days if days is not None else duty.days
    return after_working_days(start, working, calendar) if working is not None else None
