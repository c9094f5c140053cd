from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.cores.calendar import Period
from gongqiao.kernel.calendar.models import Booking
from gongqiao.kernel.places.points import Point
from gongqiao.services.enterprise_service.actions import dates
from gongqiao.services.enterprise_service.actions.dates import TimeTaken, TravelIsTight
from gongqiao.services.enterprise_service.models import Activity, VisitRecord
from gongqiao.services.enterprise_service.tests.makers import (
    WEDNESDAY_AT_TWO,
    a_date,
    an_order,
    booked,
    open_duties,
    the_craftsman,
    theirs,
)
from gongqiao.services.talent.actions import take_leave

HERE = Point(lat=22.52, lng=113.03)
NEXT_DOOR = Point(lat=22.521, lng=113.031)
FAR_AWAY = Point(lat=22.25, lng=112.78)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def propose(order, form=None, *, by):
    return dates.propose(order, form or a_date(), seen=None, at=MONDAY, by=by)


def leave(cast, name, start, end):
    take_leave(the_craftsman(cast, name), Period(start=start, end=end), at=MONDAY, by=getattr(cast, name))


def reasons(refused) -> list[str]:
    return [reason.text for reason in refused.value.reasons]


class TestATimeThatIsTaken:
    @pytest.fixture
    def other(self, cast):
        an_order(cast, "scheduled")
        return an_order(cast, "matched", firm=theirs(cast))

    def test_is_refused_with_who_is_where_and_the_free_half_days(self, cast, other):
        with pytest.raises(TimeTaken, match="请换一个时间") as refused:
            propose(other, by=cast.other_officer)
        assert set(reasons(refused)) == {
            "王师 11月18日 周三 14:00–16:30 已有安排（助企行·砺江压铸）。",
            "何徒 11月18日 周三 14:00–16:30 已有安排（助企行·砺江压铸）。",
            "王师傅班组有空的半天："
            "11月17日周二全天、11月18日周三上午、11月19日周四全天、11月20日周五全天、11月23日周一全天。",
        }
        assert VisitRecord.objects.filter(order=other).count() == 0
        assert Activity.objects.count() == 1

    @pytest.mark.parametrize(("start", "length"), [(-1, 1.5), (1, 0.5), (-2, 6), (2, 3)])
    def test_is_any_time_that_overlaps(self, cast, other, start, length):
        with pytest.raises(TimeTaken):
            propose(other, a_date(WEDNESDAY_AT_TWO + hours(start), length), by=cast.other_officer)

    @pytest.mark.parametrize(("start", "length"), [(2.5, 1), (-1, 1)])
    def test_ends_where_the_next_one_begins(self, cast, other, start, length):
        on_the_same_spot = Point(lat=cast.enterprise.latitude, lng=cast.enterprise.longitude)
        form = a_date(WEDNESDAY_AT_TWO + hours(start), length, point=on_the_same_spot)
        assert propose(other, form, by=cast.other_officer).state == "proposed"

    def test_is_a_leave_too_and_names_who_is_away(self, cast):
        leave(cast, "member", WEDNESDAY_AT_TWO - hours(6), WEDNESDAY_AT_TWO + hours(4))
        with pytest.raises(TimeTaken) as refused:
            propose(an_order(cast, "matched"), by=cast.officer)
        assert reasons(refused)[0] == "何徒 11月18日 周三 08:00–18:00 已有安排（请假）。"

    def test_does_not_matter_to_those_who_do_not_go(self, cast):
        leave(cast, "member", WEDNESDAY_AT_TWO - hours(6), WEDNESDAY_AT_TWO + hours(4))
        propose(an_order(cast, "matched"), a_date(member_ids=[cast.leader.person_id]), by=cast.officer)
        assert booked() == {cast.leader.person_id}

    def test_without_any_free_half_day_says_so(self, cast):
        order = an_order(cast, "matched")
        leave(cast, "leader", WEDNESDAY_AT_TWO - timedelta(days=1, hours=8), MONDAY + timedelta(days=30))
        with pytest.raises(TimeTaken) as refused:
            propose(order, by=cast.officer)
        assert reasons(refused)[-1] == "王师傅班组有空的半天：两周内没有空档。"

    def test_is_refused_by_the_database_itself(self, cast):
        an_order(cast, "scheduled")
        with pytest.raises(IntegrityError, match="nobody_is_booked_twice_at_once"), transaction.atomic():
            Booking.objects.create(
                person_id=cast.leader.person_id, during=(WEDNESDAY_AT_TWO + hours(1), WEDNESDAY_AT_TWO + hours(5)),
                thing="activity", thing_id=0, label="另一家",
            )  # fmt: skip


class TestTheRoadBetweenTwoPlaces:
    @pytest.fixture
    def order(self, cast):
        """The team is at one place on Wednesday from two to half past four; this order waits for its date."""
        first = an_order(cast, "matched")
        propose(first, a_date(point=HERE), by=cast.officer)
        return an_order(cast, "matched", title="变频器上电无显示")

    def test_is_warned_of_when_the_time_between_is_too_short(self, cast, order):
        before = a_date(WEDNESDAY_AT_TWO - hours(2), 1.5, point=FAR_AWAY)
        with pytest.raises(TravelIsTight, match="路上的时间可能不够") as refused:
            propose(order, before, by=cast.officer)
        (said,) = reasons(refused)
        assert said.startswith("当天 11月18日 周三 14:00–16:30 在“助企行·砺江压铸”，路上约 ")
        assert said.endswith(" 分钟，中间只有 30 分钟。")
        assert not VisitRecord.objects.filter(order=order).exists()

    def test_may_be_taken_on_by_whoever_was_warned(self, cast, order):
        form = a_date(WEDNESDAY_AT_TWO - hours(2), 1.5, point=FAR_AWAY, despite_travel=True)
        propose(order, form, by=cast.officer)
        assert open_duties(order) == {"agree_date", "promise_date"}

    @pytest.mark.parametrize(
        ("start", "point"),
        [
            (WEDNESDAY_AT_TWO - hours(2), NEXT_DOOR),
            (WEDNESDAY_AT_TWO - hours(5.5), FAR_AWAY),
            (WEDNESDAY_AT_TWO + hours(18), FAR_AWAY),
        ],
        ids=["near by", "hours before", "another day"],
    )
    def test_is_not_warned_of_when_there_is_time(self, cast, order, start, point):
        propose(order, a_date(start, 1.5, point=point), by=cast.officer)
        assert open_duties(order) == {"agree_date", "promise_date"}

    def test_does_not_excuse_two_places_at_once(self, cast, order):
        with pytest.raises(TimeTaken):
            propose(order, a_date(point=NEXT_DOOR, despite_travel=True), by=cast.officer)
