"""Write in the book. Joins the caller's transaction: what is undone was never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.models import Entry, Side


def write(
    kind: str,
    what: str,
    *,
    thing: str,
    thing_id: int,
    at: datetime,
    case_id: int | None = None,
    case_version: int | None = None,
    frm: str = "",
    to: str = "",
    fields: Sequence[str] = (),
    detail: Mapping[str, object] | None = None,
    reason: str = "",
    values: Mapping[str, object] | None = None,
    by: Actor,
) -> Entry:
    """Write one line. ``reason`` and ``values`` may name people and go beside the book."""
    entry = Entry.objects.create(
        at=at,
        kind=kind,
        what=what,
        person_id=by.person_id,
        post_id=by.posts[0].id if by.posts else None,
        via=f"job:{by.job}" if by.job else by.via,
        thing=thing,
        thing_id=thing_id,
        case_id=case_id,
        case_version=case_version,
        frm=frm,
        to=to,
        fields=list(fields),
        detail=dict(detail or {}),
    )
    if reason or values:
        Side.objects.create(entry=entry, reason=reason, values=dict(values or {}))
    return entry


def write_each(kind: str, what: str, *, thing: str, thing_ids: Iterable[int], at: datetime, by: Actor) -> None:
    """Write one line for each of many things of which the same is to be said."""
    post_id, via = by.posts[0].id if by.posts else None, f"job:{by.job}" if by.job else by.via
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_entry"
            ' (at, written_at, kind, what, person_id, post_id, via, thing, thing_id, frm, "to", fields, detail)'
            " select %s, now(), %s, %s, %s, %s, %s, %s, one, '', '', '{}', '{}' from unnest(%s::bigint[]) one",
            [at, kind, what, by.person_id, post_id, via, thing, list(thing_ids)],
        )
