"""Times and results as the messages of this service say them."""

from __future__ import annotations

from datetime import date, datetime

from gongqiao.kernel.calendar.queries import CITY_TIME, local_date

WEEKDAYS = "一二三四五六日"


def when(at: datetime) -> str:
    """Return 11月24日 周二 14:00."""
    here = at.astimezone(CITY_TIME)
    return f"{here.month}月{here.day}日 周{WEEKDAYS[here.weekday()]} {here:%H:%M}"


def span(start: datetime, end: datetime) -> str:
    """Return 11月24日 周二 14:00–16:30, with the second date only when it differs."""
    first, last = start.astimezone(CITY_TIME), end.astimezone(CITY_TIME)
    tail = f"{last:%H:%M}" if first.date() == last.date() else when(end)
    return f"{when(start)}–{tail}"


def full_day(value: date | datetime) -> str:
    """Return 2026年11月24日."""
    on = local_date(value) if isinstance(value, datetime) else value
    return f"{on.year}年{on.month}月{on.day}日"
