"""The time of day, for doors and jobs alone: actions and cores are told ``at`` or ``on``."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return this moment, with its zone."""
    return timezone.now()
