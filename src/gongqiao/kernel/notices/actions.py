"""Tell people, and send what waits."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction

from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.notices.channels import ChannelFailed, sms
from gongqiao.kernel.notices.models import Dispatch, Notice
from gongqiao.kernel.people.models import Person

logger = logging.getLogger(__name__)
QUIET_UNTIL, QUIET_FROM = time(8), time(21)
MOST_TRIES = 6


def tell(
    person_ids: Iterable[int],
    *,
    event: str,
    title: str,
    body: str = "",
    url: str = "",
    by_sms: bool = False,
    at: datetime,
) -> None:
    """Leave one message for each person about an event; a second call for the same event adds nothing."""
    wanted = sorted(set(person_ids))
    rows = [
        Notice(person_id=person, event=event, title=title[:80], body=body[:300], url=url, at=at) for person in wanted
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    if by_sms:
        fresh = Notice.objects.filter(event=event, person_id__in=wanted, dispatches=None)
        Dispatch.objects.bulk_create(
            [Dispatch(notice=notice, channel="sms", not_before=outside_quiet_hours(at)) for notice in fresh],
            ignore_conflicts=True,
        )


def outside_quiet_hours(at: datetime) -> datetime:
    """Return ``at``, or the next 8:00 when it lies between 21:00 and 8:00 in the city."""
    today = local_date(at)
    if at < local_time(today, QUIET_UNTIL):
        return local_time(today, QUIET_UNTIL)
    if at >= local_time(today, QUIET_FROM):
        return local_time(today + timedelta(days=1), QUIET_UNTIL)
    return at


def mark_read(person_id: int, *, at: datetime, notice_id: int | None = None) -> None:
    """Mark one message, or all that a person had until now, as read."""
    unread = Notice.objects.filter(person_id=person_id, read_at=None, at__lte=at)
    (unread.filter(pk=notice_id) if notice_id else unread).update(read_at=at)


def send_waiting(*, at: datetime, most: int = 50) -> int:
    """Send what may go out now through its channel; return how many were dealt with."""
    with transaction.atomic():
        waiting = (
            Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("notice")
            .filter(sent_at=None, failed_at=None, not_before__lte=at)
            .order_by("not_before")[:most]
        )
        rows = list(waiting)
        phones = dict(Person.objects.filter(pk__in={r.notice.person_id for r in rows}).values_list("pk", "phone"))
        for row in rows:
            _send(row, phones.get(row.notice.person_id) or "", at)
    return len(rows)


def _send(row: Dispatch, phone: str, at: datetime) -> None:
    row.tries += 1
    try:
        if not phone:
            raise ChannelFailed("no phone number", is_final=True)
        row.receipt = sms().send(phone, "notice", {"title": row.notice.title})
        row.sent_at = at
    except ChannelFailed as failed:
        row.last_error = str(failed)[:300]
        if failed.is_final or row.tries >= MOST_TRIES:
            row.failed_at = at
        row.not_before = outside_quiet_hours(at + timedelta(minutes=2**row.tries))
    row.save()
