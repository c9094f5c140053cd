from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.cores.calendar import Period
from gongqiao.kernel.calendar.actions import AlreadyBooked, book, release
from gongqiao.kernel.calendar.models import Booking
from gongqiao.kernel.calendar.queries import CITY_TIME, bookings, end_of_office, half_days, in_city_time, work_calendar

pytestmark = pytest.mark.django_db


def hours(start: float, end: float) -> Period:
    return Period(start=MONDAY + timedelta(hours=start), end=MONDAY + timedelta(hours=end))


class TestBooking:
    def test_a_person_is_never_taken_twice_at_once(self):
        book([3], hours(0, 2), thing="activity", thing_id=1, label="上门")
        with pytest.raises(AlreadyBooked, match="请换一个时间"):
            book([3], hours(1, 3), thing="activity", thing_id=2, label="上门")

    def test_one_may_follow_directly_on_another(self):
        book([3], hours(0, 2), thing="activity", thing_id=1, label="上门")
        book([3], hours(2, 3), thing="activity", thing_id=2, label="上门")

    def test_takes_all_or_none(self):
        book([4], hours(0, 2), thing="leave", thing_id=1, label="请假")
        with pytest.raises(AlreadyBooked):
            book([3, 4], hours(1, 3), thing="activity", thing_id=2, label="上门")
        assert not Booking.objects.filter(person_id=3).exists()

    def test_time_given_back_is_free(self):
        book([3], hours(0, 2), thing="activity", thing_id=1, label="上门")
        release(thing="activity", thing_id=1)
        book([3], hours(0, 2), thing="activity", thing_id=2, label="上门")
        assert [taken.thing_id for taken in bookings([3], hours(0, 24))] == [2]


class TestTheOfficialCalendar:
    def test_knows_the_holidays_and_the_shifted_days(self):
        calendar = work_calendar()
        assert not calendar.is_working(date(2026, 10, 1))
        assert calendar.is_working(date(2026, 10, 10))
        assert not calendar.is_working(date(2026, 11, 21))

    def test_half_days_lie_on_working_days_in_the_city_s_time(self):
        friday = date(2026, 11, 20)
        halves = half_days(friday, 1)
        assert [half.start.astimezone(CITY_TIME) for half in halves] == [
            datetime(2026, 11, 23, 9, tzinfo=CITY_TIME),
            datetime(2026, 11, 23, 14, tzinfo=CITY_TIME),
        ]

    def test_offices_close_at_half_past_five(self):
        assert end_of_office(date(2026, 11, 20)).isoformat() == "2026-11-20T17:30:00+08:00"

    def test_a_time_without_a_zone_is_meant_as_the_city_s(self):
        plain = datetime.fromisoformat("2026-11-20T09:00")
        assert in_city_time(plain).isoformat() == "2026-11-20T09:00:00+08:00"
