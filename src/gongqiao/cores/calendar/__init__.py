"""Working days, deadlines that explain themselves, and half-open periods.

Pure: the table of days comes in as an argument. A day that the table does not name is judged by its weekday
alone, and the explanation says so.
"""

from gongqiao.cores.calendar.days import Day, WorkCalendar
from gongqiao.cores.calendar.deadlines import (
    Deadline,
    Note,
    after_days,
    after_working_days,
    working_days_between,
)
from gongqiao.cores.calendar.periods import Period, free_parts

__all__ = [
    "Day",
    "Deadline",
    "Note",
    "Period",
    "WorkCalendar",
    "after_days",
    "after_working_days",
    "free_parts",
    "working_days_between",
]
