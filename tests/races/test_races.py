"""Two people at the same moment: one wins, the other reads a sentence, and nothing is half done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Stale, WrongState
from gongqiao.kernel.base.models import Receipt
from gongqiao.kernel.base.once import AlreadySentDifferently, once
from gongqiao.kernel.calendar.actions import AlreadyBooked, book
from gongqiao.kernel.calendar.models import Booking
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.people.actions import add_person, bind_contact
from gongqiao.kernel.people.models import Contact, Person
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, visits
from gongqiao.services.enterprise_service.actions.dates import TimeTaken
from gongqiao.services.enterprise_service.models import Activity, Confirmation, Need, Offer, Order, Rating, SignIn
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_confirmation,
    a_date,
    an_order,
    an_order_form,
    fresh,
    visit_of,
)
from tests.cast import MONDAY
from tests.races.gate import race

HEADER = "select 1 from cases_case where id = %s for update"
WHO_SAW = ["with the version that was seen", "blindly"]


def moves_of(order, name: str) -> int:
    return Entry.objects.filter(case_id=order.case_id, what=f"order.{name}").count()


@pytest.fixture(params=[True, False], ids=WHO_SAW)
def seen(request):
    """Return a function that gives what a person saw of a case, or None for one who did not look."""
    return lambda order: order.case.version if request.param else None


class TestAnOffer:
    def test_accepted_and_recalled_at_once_is_one_of_both(self, cast, seen):
        order = an_order(cast, "offered")
        won, refused = race(
            lambda: offers.accept(fresh(order), seen=seen(order), at=MONDAY, by=cast.leader) or "accept",
            lambda: offers.recall(fresh(order), "弄错了", seen=seen(order), at=MONDAY, by=cast.officer) or "recall",
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        (winner,), (_,) = won, refused
        assert (moves_of(order, "accept"), moves_of(order, "recall")) == ((1, 0) if winner == "accept" else (0, 1))
        assert Offer.objects.get(order=order).state == {"accept": "accepted", "recall": "recalled"}[winner]
        assert fresh(order).case.state == {"accept": "matched", "recall": "ordered"}[winner]

    def test_sent_by_two_officers_at_once_goes_out_once(self, cast, seen):
        order = an_order(cast)
        team = cast.electricians.pk
        won, refused = race(
            lambda: offers.offer(fresh(order), team, seen=seen(order), at=MONDAY, by=cast.officer),
            lambda: offers.offer(fresh(order), team, seen=seen(order), at=MONDAY, by=cast.city_officer),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert (len(won), len(refused)) == (1, 1)
        assert isinstance(refused[0], WrongState | Stale)
        assert Offer.objects.filter(order=order).count() == moves_of(order, "offer") == 1

    def test_accepted_twice_at_once_is_accepted_once(self, cast, seen):
        order = an_order(cast, "offered")
        won, refused = race(
            *[lambda: offers.accept(fresh(order), seen=seen(order), at=MONDAY, by=cast.leader)] * 2,
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert (len(won), len(refused), moves_of(order, "accept")) == (1, 1, 1)

    def test_accepted_while_its_time_runs_out_is_one_of_both(self, cast):
        order = an_order(cast, "offered")
        offer = Offer.objects.get(order=order)
        late = offer.answer_by + timedelta(seconds=1)
        race(
            lambda: offers.accept(fresh(order), seen=order.case.version, at=late, by=cast.leader),
            lambda: offers.expire(offer.pk, at=late, by=the_job("clock")),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert moves_of(order, "accept") + moves_of(order, "expire") == 1
        assert (
            Task.objects.filter(case=order.case, name="answer_offer", done_at=None).count()
            == Offer.objects.filter(order=order, state="open").count()
        )


class TestAnOrder:
    def test_withdrawn_while_it_is_offered_keeps_no_open_offer(self, cast):
        order = an_order(cast)
        race(
            lambda: orders.withdraw(fresh(order), "不用了", seen=None, at=MONDAY, by=cast.contact),
            lambda: offers.offer(fresh(order), cast.electricians.pk, seen=None, at=MONDAY, by=cast.officer),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert fresh(order).case.state == "withdrawn"
        assert not Offer.objects.filter(order=order, state="open").exists()
        assert not Task.objects.filter(case=order.case, done_at=None).exists()

    def test_made_of_one_need_by_two_contacts_at_once_is_made_once(self, cast):
        need = orders.register_need(cast.enterprise, an_order_form(title="一条需求"), at=MONDAY, by=cast.contact)
        form = an_order_form(title="由需求点的菜")
        won, refused = race(
            lambda: orders.place_order(cast.enterprise, form, need=need, at=MONDAY, by=cast.contact),
            lambda: orders.place_order(cast.enterprise, form, need=need, at=MONDAY, by=cast.colleague),
            hold="select 1 from enterprise_service_need where id = %s for update", with_values=[need.pk],
        )  # fmt: skip
        assert (len(won), [type(error) for error in refused]) == (1, [orders.NeedAlreadyOrdered])
        assert Order.objects.filter(need=need).count() == 1
        assert Need.objects.get(pk=need.pk).state == "ordered"

    def test_numbers_given_at_once_are_two(self, cast):
        form = an_order_form(title="同时点的菜")
        first = an_order(cast)
        won, _ = race(
            lambda: orders.place_order(cast.enterprise, form, at=MONDAY, by=cast.contact),
            lambda: orders.place_order(cast.enterprise, form, at=MONDAY, by=cast.colleague),
            hold="select 1 from cases_counter where prefix = 'ZQ' and area_code = '440705' for update",
        )
        numbers = {order.case.number for order in [first, *won]}
        assert len(numbers) == 3

    def test_agreed_to_by_both_sides_at_once_is_scheduled(self, cast):
        order = an_order(cast, "proposed")
        won, _ = race(
            lambda: dates.agree(fresh(order), seen=None, at=MONDAY, by=cast.contact),
            lambda: dates.promise(fresh(order), seen=None, at=MONDAY, by=cast.leader),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert len(won) == 2
        assert fresh(order).case.state == "scheduled"

    def test_confirmed_by_two_contacts_at_once_is_confirmed_once(self, cast, seen):
        order = an_order(cast, "claimed")
        form = a_confirmation(order)
        won, refused = race(
            lambda: confirming.confirm(fresh(order), form, seen=seen(order), at=THURSDAY, by=cast.contact),
            lambda: confirming.confirm(fresh(order), form, seen=seen(order), at=THURSDAY, by=cast.colleague),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert (len(won), len(refused)) == (1, 1)
        assert isinstance(refused[0], WrongState | Stale)
        assert (
            Confirmation.objects.filter(order=order).count()
            == Rating.objects.filter(order=order, side="enterprise").count()
            == 1
        )

    def test_confirmed_and_disputed_at_once_is_one_of_both(self, cast):
        order = an_order(cast, "claimed")
        form = a_confirmation(order)
        won, refused = race(
            lambda: confirming.confirm(fresh(order), form, seen=None, at=THURSDAY, by=cast.contact),
            lambda: confirming.dispute(fresh(order), "还在跳", seen=None, at=THURSDAY, by=cast.colleague),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert (len(won), len(refused)) == (1, 1)
        assert moves_of(order, "confirm") + moves_of(order, "dispute") == 1

    def test_reviewed_and_returned_at_once_is_one_of_both(self, cast):
        order = an_order(cast, "confirmed")
        won, refused = race(
            lambda: closing.review(fresh(order), seen=None, at=THURSDAY, by=cast.city_officer),
            lambda: closing.return_benefit(fresh(order), "缺公章", seen=None, at=THURSDAY, by=cast.officer),
            hold=HEADER, with_values=[order.case_id],
        )  # fmt: skip
        assert (len(won), len(refused)) == (1, 1)


class TestACraftsman:
    def test_booked_for_two_visits_at_once_goes_to_one(self, cast):
        first, second = (an_order(cast, "matched", title=title) for title in ("东厂的难题", "西厂的难题"))
        leader = cast.leader.person_id
        clash = (
            "insert into calendar_booking (person_id, during, thing, thing_id, label)"
            " values (%s, tstzrange(%s, %s), 'gate', 0, '')"
        )
        won, refused = race(
            lambda: dates.propose(fresh(first), a_date(), seen=None, at=MONDAY, by=cast.officer),
            lambda: dates.propose(fresh(second), a_date(), seen=None, at=MONDAY, by=cast.officer),
            hold=clash, with_values=[leader, WEDNESDAY_AT_TWO, WEDNESDAY_AT_TWO + timedelta(hours=1)],
        )  # fmt: skip
        assert (len(won), [type(error) for error in refused]) == (1, [TimeTaken])
        assert Booking.objects.filter(person_id=leader, thing="activity").count() == 1
        assert Activity.objects.filter(pk=won[0].activity_id).exists()

    def test_whose_team_is_booked_crosswise_ends_in_no_deadlock(self, cast):
        people = [cast.leader.person_id, cast.member.person_id]
        period = Period(start=WEDNESDAY_AT_TWO, end=WEDNESDAY_AT_TWO + timedelta(hours=2))
        won, refused = race(
            lambda: book(people, period, thing="test", thing_id=1, label="一") or 1,
            lambda: book(people[::-1], period, thing="test", thing_id=2, label="二") or 2,
            hold="lock table calendar_booking in share row exclusive mode",
        )
        assert (len(won), [type(error) for error in refused]) == (1, [AlreadyBooked])
        assert {row.thing_id for row in Booking.objects.filter(thing="test")} == set(won)


class TestAPhone:
    def test_that_signs_twice_at_once_stands_on_the_list_once(self, cast):
        visit = visit_of(an_order(cast, "delivering"))
        at = WEDNESDAY_AT_TWO + timedelta(minutes=5)
        won, refused = race(
            *[lambda: visits.sign_in(visit, "丁工", "13700000001", at=at, by=the_job("scanned_code"))] * 2,
            hold="select 1 from enterprise_service_visitrecord where id = %s for update", with_values=[visit.pk],
        )  # fmt: skip
        assert (sorted(won), refused) == ([False, True], [])
        assert SignIn.objects.filter(visit=visit).count() == 1

    def test_that_is_new_and_comes_twice_at_once_is_one_person(self, cast):
        phone = "13700000077"
        clash = (
            "insert into people_person (name, phone, initials, is_demo, created_at) values ('', %s, '', false, now())"
        )
        won, refused = race(
            *[lambda: add_person("新来的", phone, at=MONDAY, by=the_job("door")).pk] * 2,
            hold=clash,
            with_values=[phone],
        )
        assert (len(set(won)), len(won), refused) == (1, 2, [])
        assert Person.objects.filter(phone=phone).count() == 1


class TestAContact:
    def test_made_principal_twice_at_once_is_one(self, cast):
        firm = cast.other_enterprise
        Contact.objects.filter(enterprise=firm, is_principal=True).update(is_principal=False)
        people = [cast.person("colleague"), cast.person("welder")]
        clash = (
            "insert into people_contact (person_id, enterprise_id, is_principal, title, since)"
            " values (%s, %s, true, '', now())"
        )
        try:
            won, refused = race(
                *[
                    lambda p=person: bind_contact(p, firm, is_principal=True, at=MONDAY, by=cast.other_officer)
                    for person in people
                ],
                hold=clash, with_values=[cast.person("second").pk, firm.pk],
            )  # fmt: skip
            assert (len(won), [error.code for error in refused]) == (1, ["principal_exists"])
        finally:
            Contact.objects.filter(enterprise=firm, person__in=people).delete()
            Contact.objects.filter(enterprise=firm, person=cast.person("stranger")).update(is_principal=True)


class TestOnce:
    RECEIPT = "insert into base_receipt (key, body_digest, answer, at) values ('one:key', '', '', now())"

    def test_a_key_used_in_parallel_is_carried_out_once_and_answered_twice(self, cast):
        done = []

        def act():
            done.append("done")
            return "/there"

        won, refused = race(*[lambda: once("one:key", {"title": ["电机"]}, act, at=MONDAY)] * 2, hold=self.RECEIPT)
        assert (done, refused) == (["done"], [])
        assert sorted(outcome.is_repeat for outcome in won) == [False, True]
        assert {outcome.answer for outcome in won} == {"/there"}
        assert Receipt.objects.filter(key="one:key").count() == 1

    def test_a_key_used_in_parallel_for_two_things_is_refused_the_second(self, cast):
        won, refused = race(
            lambda: once("one:key", {"title": ["电机"]}, lambda: "/a", at=MONDAY),
            lambda: once("one:key", {"title": ["水泵"]}, lambda: "/b", at=MONDAY),
            hold=self.RECEIPT,
        )
        assert (len(won), [type(error) for error in refused]) == (1, [AlreadySentDifferently])

    def test_a_key_whose_first_use_fails_serves_the_second(self, cast):
        tries = []

        def act():
            tries.append(1)
            if len(tries) == 1:
                raise WrongState
            return "/there"

        won, refused = race(*[lambda: once("one:key", {}, act, at=MONDAY)] * 2, hold=self.RECEIPT)
        assert [outcome.answer for outcome in won] == ["/there"]
        assert len(refused) == 1


def test_a_race_leaves_nothing_behind(cast):
    """Every test of this folder begins with the cast alone."""
    assert not Order.objects.exists()
    assert not Receipt.objects.filter(key="one:key").exists()
