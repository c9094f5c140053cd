from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.models import Booking
from gongqiao.services.enterprise_service.actions import dates, offers
from gongqiao.services.enterprise_service.models import Activity
from gongqiao.services.enterprise_service.queries import activities
from gongqiao.services.enterprise_service.tests.makers import (
    WEDNESDAY_AT_TWO,
    a_date,
    agree_on_both_sides,
    an_order,
    booked,
    fresh,
    theirs,
    visit_of,
)


def propose(order, form, *, by, at=MONDAY):
    return dates.propose(order, form, seen=None, at=at, by=by)


def joining(order):
    return a_date(MONDAY, 0, activity_id=visit_of(order).activity_id)


class TestOneActivityForTwoEnterprises:
    @pytest.fixture
    def first(self, cast):
        return an_order(cast, "scheduled")

    @pytest.fixture
    def second(self, cast, first):
        order = an_order(cast, "matched", firm=theirs(cast))
        propose(order, joining(first), by=cast.other_officer)
        return order

    def test_is_one_gathering_with_one_booking_a_person(self, cast, first, second):
        assert visit_of(first).activity == visit_of(second).activity
        assert Activity.objects.count() == 1
        assert Booking.objects.filter(thing="activity").count() == 2

    def test_is_agreed_on_by_each_enterprise_for_itself(self, cast, first, second):
        agree_on_both_sides(second, cast, firm=theirs(cast))
        assert fresh(second).case.state == "scheduled"
        assert visit_of(second).pk != visit_of(first).pk

    def test_goes_on_when_one_enterprise_drops_out_and_ends_with_the_last(self, cast, first, second):
        dates.change_date(first, "停电检修", seen=None, at=MONDAY, by=cast.contact)
        assert booked() == {cast.leader.person_id, cast.member.person_id}
        dates.decline_date(fresh(second), "没空", seen=None, at=MONDAY, by=cast.stranger)
        assert booked() == set()
        assert Activity.objects.get().state == "cancelled"

    def test_is_not_open_to_another_team(self, cast, first):
        order = an_order(cast, firm=theirs(cast))
        team = cast.second_electricians.pk
        offers.offer(order, team, why_not_first="就近", seen=None, at=MONDAY, by=cast.other_officer)
        offers.accept(order, seen=None, at=MONDAY, by=cast.second)
        with pytest.raises(NotFound, match="没有找到这场活动"):
            propose(order, joining(first), by=cast.other_officer)

    def test_cannot_be_joined_when_it_is_over(self, cast, first):
        order = an_order(cast, "matched", firm=theirs(cast))
        with pytest.raises(NotFound, match="没有找到这场活动"):
            propose(order, joining(first), at=WEDNESDAY_AT_TWO + timedelta(hours=3), by=cast.other_officer)

    def test_cannot_be_joined_when_it_was_cancelled(self, cast, first):
        order, form = an_order(cast, "matched", firm=theirs(cast)), joining(first)
        dates.change_date(first, "停电检修", seen=None, at=MONDAY, by=cast.contact)
        with pytest.raises(NotFound, match="可能已经取消"):
            propose(order, form, by=cast.other_officer)

    def test_is_offered_to_those_who_oversee_it_as_long_as_it_lies_ahead(self, cast, first, second):
        (row,) = activities.joinable(second, at=MONDAY, by=cast.city_officer)
        assert row.served == 2
        assert activities.joinable(second, at=WEDNESDAY_AT_TWO, by=cast.city_officer) == []
