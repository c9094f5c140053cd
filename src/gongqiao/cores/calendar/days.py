"""Which days are working days: weekends, public holidays and make-up workdays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, kw_only=True)
class Day:
    """What the official calendar says of one day. ``name`` is the holiday's or the make-up's, or empty."""

    on: date
    is_off: bool
    name: str = ""
    is_official: bool = True


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The days that differ from plain weekdays and weekends."""

    days: Mapping[date, Day] = field(default_factory=dict)

    def day(self, on: date) -> Day:
        """Return what is known of ``on``; a day outside the table is judged by its weekday."""
        return self.days.get(on) or Day(on=on, is_off=on.weekday() >= SATURDAY, is_official=False)

    def is_working(self, on: date) -> bool:
        """Whether offices work on ``on``."""
        return not self.day(on).is_off

    def next_working(self, on: date) -> date:
        """Return ``on`` itself, or the first working day after it."""
        while not self.is_working(on):
            on += timedelta(days=1)
        return on


def in_words(on: date) -> str:
    """Return ``on`` as people write it: 11月20日 周五."""
    return f"{on.month}月{on.day}日 周{WEEKDAYS[on.weekday()]}"
