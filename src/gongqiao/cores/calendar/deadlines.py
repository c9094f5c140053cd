"""Deadlines counted in working days or in days, each with the lines that explain the count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongqiao.cores.calendar.days import Day, WorkCalendar, in_words


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line of the count: the day, and its number among the counted days (0 when it does not count)."""

    on: date
    number: int
    because: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """The last day, and how it was counted, day by day."""

    on: date
    notes: tuple[Note, ...]


def after_working_days(start: date, days: int, calendar: WorkCalendar) -> Deadline:
    """Return the ``days``-th working day after ``start``; the day of the start itself does not count.

    Zero days means the start itself, or the next working day when offices are closed on it.
    Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("a deadline lies ahead")
    notes = [Note(on=start, number=0, because=f"{in_words(start)} 起算，当天不计")]
    on, number = start, 0
    if days == 0:
        on = calendar.next_working(start)
        return Deadline(on=on, notes=(Note(on=on, number=0, because=f"{in_words(on)} 当天办结"),))
    while number < days:
        on += timedelta(days=1)
        day = calendar.day(on)
        number += not day.is_off
        notes.append(Note(on=on, number=0 if day.is_off else number, because=_why(day, number)))
    return Deadline(on=on, notes=tuple(notes))


def after_days(start: date, days: int, calendar: WorkCalendar) -> Deadline:
    """Return the day ``days`` calendar days after ``start``, moved to a working day when it is a day off.

    Source: Civil Code of the PRC, art. 203 (a last day that is a holiday moves to the day after it).
    """
    last = start + timedelta(days=days)
    on = calendar.next_working(last)
    notes = [
        Note(on=start, number=0, because=f"{in_words(start)} 起算，当天不计"),
        Note(on=last, number=days, because=f"{in_words(last)} 第 {days} 天"),
    ]
    if on != last:
        notes.append(Note(on=on, number=days, because=f"遇休息日，顺延到 {in_words(on)}"))
    return Deadline(on=on, notes=tuple(notes))


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Count the working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, calendar)
    span = (end - start).days
    return sum(calendar.is_working(start + timedelta(days=offset)) for offset in range(1, span + 1))


def _why(day: Day, number: int) -> str:
    words = in_words(day.on)
    if day.is_off:
        return f"{words} {day.name or '周末'}，不计"
    tail = f"（{day.name}）" if day.name else ""
    return f"{words} 第 {number} 个工作日{tail}"
