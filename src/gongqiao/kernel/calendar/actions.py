"""Take people's time and give it back. Called inside the action that needs it, which writes the book."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction

from gongqiao.cores.calendar import Period
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.calendar.models import Booking


class AlreadyBooked(WrongState):
    """这个时间有师傅已另有安排，请换一个时间。"""

    code = "already_booked"


def book(
    person_ids: Sequence[int],
    period: Period,
    *,
    thing: str,
    thing_id: int,
    label: str,
    place: tuple[float, float] | None = None,
) -> None:
    """Book all these people for ``period``, or none. Raises AlreadyBooked; the database has the last word."""
    rows = [
        Booking(
            person_id=person_id,
            during=(period.start, period.end),
            thing=thing,
            thing_id=thing_id,
            label=label[:120],
            latitude=place[0] if place else None,
            longitude=place[1] if place else None,
        )
        for person_id in sorted(set(person_ids))
    ]
    try:
        with transaction.atomic():
            _in_turn(rows)
            Booking.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise AlreadyBooked from clash


def _in_turn(rows: Sequence[Booking]) -> None:
    """Wait until nobody else books one of these people; the rows are sorted, so that two never wait for each other.

    Without it the database lets two clashing rows in at once, each waits for the other, and both see a deadlock.
    """
    people = [row.person_id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended('calendar.book', person)) from unnest(%s::bigint[]) person",
            [people],
        )


def release(*, thing: str, thing_id: int) -> None:
    """Give the time back that was taken for this thing."""
    Booking.objects.filter(thing=thing, thing_id=thing_id).delete()
