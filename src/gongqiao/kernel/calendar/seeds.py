"""Load the official working calendar that ships with the product."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from django.core.cache import cache

from gongqiao.kernel.calendar.models import CalendarDay

DATA = Path(__file__).parent / "data" / "workdays_2023_2027.csv"


def load_days() -> int:
    """Write the days that differ from plain weekdays and weekends; return how many there are now."""
    with DATA.open(encoding="utf-8") as lines:
        rows = [_day(row) for row in csv.DictReader(lines)]
    CalendarDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["on"], update_fields=["is_off", "name", "is_official"]
    )
    cache.delete("work_calendar")
    return len(rows)


def _day(row: dict[str, str]) -> CalendarDay:
    is_off = row["is_off"] == "1"
    name = row["name"] if is_off or not row["name"] else f"{row['name']}调休"
    return CalendarDay(
        on=date.fromisoformat(row["on"]), is_off=is_off, name=name, is_official=row["is_official"] == "1"
    )
