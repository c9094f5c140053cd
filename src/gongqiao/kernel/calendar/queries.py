"""Read the working calendar and people's bookings. Days and booked hours are not personal secrets here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache

from gongqiao.cores.calendar import Day, Period, WorkCalendar
from gongqiao.kernel.calendar.models import Booking, CalendarDay

CITY_TIME = ZoneInfo("Asia/Shanghai")
OFFICE_CLOSES = time(17, 30)
MORNING = (time(9), time(12))
AFTERNOON = (time(14), time(17, 30))
_KEPT_S = 600


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One booking of one person, as others may know it."""

    person_id: int
    period: Period
    label: str
    thing: str
    thing_id: int
    latitude: float | None
    longitude: float | None


def work_calendar() -> WorkCalendar:
    """Return the official calendar. Kept for ten minutes in each process: it changes once a year.

    Without by: the official calendar is public.
    """
    kept = cache.get("work_calendar")
    if not isinstance(kept, WorkCalendar):
        rows = CalendarDay.objects.all()
        kept = WorkCalendar(
            days={row.on: Day(on=row.on, is_off=row.is_off, name=row.name, is_official=row.is_official) for row in rows}
        )
        cache.set("work_calendar", kept, _KEPT_S)
    return kept


def local_date(at: datetime) -> date:
    """Return the civil date of ``at`` in the city."""
    return at.astimezone(CITY_TIME).date()


def local_time(on: date, clock: time) -> datetime:
    """Return the moment at which the city's clocks show ``clock`` on ``on``."""
    return datetime.combine(on, clock, CITY_TIME)


def in_city_time(at: datetime) -> datetime:
    """Return ``at`` with the city's zone when it names none; a caller's plain time is meant as the city's."""
    return at if at.tzinfo else at.replace(tzinfo=CITY_TIME)


def end_of_office(on: date) -> datetime:
    """Return the moment at which offices close on ``on``: when a deadline of that day ends."""
    return local_time(on, OFFICE_CLOSES)


def half_days(after: date, count: int) -> list[Period]:
    """Return the mornings and afternoons of the ``count`` working days after ``after``.

    Without by: the official calendar is public.
    """
    calendar, on, found = work_calendar(), after, 0
    halves: list[Period] = []
    while found < count:
        on += timedelta(days=1)
        if calendar.is_working(on):
            found += 1
            halves += [
                Period(start=local_time(on, start), end=local_time(on, end)) for start, end in (MORNING, AFTERNOON)
            ]
    return halves


def bookings(person_ids: Iterable[int], window: Period) -> list[Taken]:
    """Return the bookings of these people that touch ``window``, earliest first.

    Without by: booked hours are known to all who plan; labels name no person.
    """
    rows = Booking.objects.filter(person_id__in=list(person_ids), during__overlap=(window.start, window.end)).order_by(
        "during"
    )
    return [_taken(row) for row in rows]


def taken_by(booked: Sequence[Taken], person_id: int) -> list[Period]:
    """Return the periods of one person among ``booked``."""
    return [taken.period for taken in booked if taken.person_id == person_id]


def _taken(row: Booking) -> Taken:
    return Taken(
        person_id=row.person_id,
        period=Period(start=row.during.lower, end=row.during.upper),
        label=row.label,
        thing=row.thing,
        thing_id=row.thing_id,
        latitude=row.latitude,
        longitude=row.longitude,
    )
