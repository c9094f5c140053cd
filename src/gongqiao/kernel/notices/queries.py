"""Read one's own messages."""

from __future__ import annotations

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.notices.models import Notice


def notices(*, by: Actor, most: int = 100) -> list[Notice]:
    """Return the actor's messages, newest first."""
    return list(Notice.objects.filter(person_id=by.own_id).order_by("-at", "-pk")[:most])


def unread_count(*, by: Actor) -> int:
    """Return how many of the actor's messages are unread."""
    return Notice.objects.filter(person_id=by.own_id, read_at=None).count()
