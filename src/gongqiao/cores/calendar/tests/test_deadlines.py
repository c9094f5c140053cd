from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.cores.calendar import (
    Day,
    Period,
    WorkCalendar,
    after_days,
    after_working_days,
    free_parts,
    working_days_between,
)

FRIDAY = date(2026, 11, 20)
NATIONAL_DAY = WorkCalendar(
    days={
        **{date(2026, 10, d): Day(on=date(2026, 10, d), is_off=True, name="国庆节") for d in range(1, 8)},
        date(2026, 10, 10): Day(on=date(2026, 10, 10), is_off=False, name="国庆节调休"),
    }
)
days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


class TestAfterWorkingDays:
    def test_skips_the_weekend(self):
        assert after_working_days(FRIDAY, 2, WorkCalendar()).on == date(2026, 11, 24)

    def test_counts_a_make_up_saturday_and_names_it(self):
        deadline = after_working_days(date(2026, 10, 8), 2, NATIONAL_DAY)
        assert deadline.on == date(2026, 10, 10)
        assert deadline.notes[-1].because == "10月10日 周六 第 2 个工作日（国庆节调休）"

    def test_skips_a_whole_holiday_and_says_why(self):
        deadline = after_working_days(date(2026, 9, 30), 1, NATIONAL_DAY)
        assert deadline.on == date(2026, 10, 8)
        assert "10月1日 周四 国庆节，不计" in [note.because for note in deadline.notes]

    def test_zero_days_means_today_or_the_next_working_day(self):
        assert after_working_days(date(2026, 11, 21), 0, WorkCalendar()).on == date(2026, 11, 23)

    def test_refuses_to_look_back(self):
        with pytest.raises(ValueError, match="ahead"):
            after_working_days(FRIDAY, -1, WorkCalendar())

    @given(start=days, count=st.integers(1, 60))
    def test_counts_exactly_as_many_working_days_as_asked(self, start, count):
        deadline = after_working_days(start, count, NATIONAL_DAY)
        assert NATIONAL_DAY.is_working(deadline.on)
        assert working_days_between(start, deadline.on, NATIONAL_DAY) == count
        assert [note.number for note in deadline.notes if note.number] == list(range(1, count + 1))


class TestAfterDays:
    def test_moves_off_a_holiday(self):
        assert after_days(date(2026, 9, 1), 30, NATIONAL_DAY).on == date(2026, 10, 8)

    def test_stays_on_a_working_day(self):
        assert after_days(FRIDAY, 30, WorkCalendar()).on == date(2026, 12, 21)


@given(a=days, b=days)
def test_counting_backwards_is_the_opposite(a, b):
    assert working_days_between(a, b, NATIONAL_DAY) == -working_days_between(b, a, NATIONAL_DAY)


class TestPeriods:
    nine = datetime(2026, 11, 20, 9)  # noqa: DTZ001

    def test_touching_periods_do_not_overlap(self):
        first = Period(start=self.nine, end=self.nine + timedelta(hours=2))
        second = Period(start=first.end, end=first.end + timedelta(hours=1))
        assert not first.overlaps(second)
        assert first.gap_to(second) == timedelta(0)

    def test_an_empty_period_is_refused(self):
        with pytest.raises(ValueError, match="ends after"):
            Period(start=self.nine, end=self.nine)

    def test_free_parts_leave_out_what_is_taken(self):
        halves = [Period(start=self.nine + timedelta(hours=h), end=self.nine + timedelta(hours=h + 3)) for h in (0, 5)]
        taken = [Period(start=self.nine + timedelta(hours=2), end=self.nine + timedelta(hours=4))]
        assert free_parts(halves, taken) == [halves[1]]
