"""The time of day, for doors and jobs alone: actions and cores are told ``at`` or ``on``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return this moment, with its zone; inside ``standing_at``, the one that was named there."""
    return _moment.get() or timezone.now()


@contextlib.contextmanager
def standing_at(at: datetime) -> Iterator[None]:
    """Let what is called inside be at the moment of who calls it, as a reaction is at that of its delivery."""
    before = _moment.set(at)
    try:
        yield
    finally:
        _moment.reset(before)
