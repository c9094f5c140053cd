"""Days of a production: working days, and how busy the months are."""

from __future__ import annotations

import random
from datetime import date, timedelta

from gongqiao.cores.calendar import WorkCalendar

BUSY = {12: 0.9, 1: 1.0, 2: 0.5, 3: 1.3, 4: 1.1, 5: 1.2, 6: 1.3, 7: 1.0, 8: 0.8, 9: 1.2}


class WorkDays:
    """The working days between two days, both included."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        self.all = tuple(on for on in span if calendar.is_working(on))

    def one(self, chance: random.Random, *, since: date, until: date) -> date:
        """Return a working day of the span, rather one in a busy month; the last one before where there is none."""
        fitting = [on for on in self.all if since <= on <= until]
        if not fitting:
            return self.before(since)
        return chance.choices(fitting, weights=[BUSY.get(on.month, 1.0) for on in fitting])[0]

    def before(self, on: date, days: int = 0) -> date:
        """Return the last working day that lies ``days`` days before ``on``, or the first of all."""
        wanted = on - timedelta(days=days)
        return next((day for day in reversed(self.all) if day <= wanted), self.all[0])
