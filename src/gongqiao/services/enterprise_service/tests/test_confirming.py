from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.indicators import Cut
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import confirming, dates, orders, visits
from gongqiao.services.enterprise_service.models import Problem
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_confirmation,
    a_date,
    a_report,
    agree_on_both_sides,
    an_order,
    fresh,
    open_duties,
    story,
    told,
)

NEXT_TUESDAY = WEDNESDAY_AT_TWO + timedelta(days=6)


def confirm(order, by, **changes):
    return confirming.confirm(order, a_confirmation(order, **changes), seen=None, at=THURSDAY, by=by)


def counted(cast) -> tuple[int, int, int]:
    """Return how many problems, enterprises and fen count."""
    cut = Cut().of(programme=cast.programme.pk)
    shown = (figures.PROBLEMS, figures.ENTERPRISES, figures.BENEFIT_ACTUAL)
    return tuple(figure.value(cut, by=cast.city_officer) for figure in shown)  # type: ignore[return-value]


class TestWhoMayConfirm:
    @pytest.mark.parametrize(
        ("name", "refusal"),
        [("leader", NotAllowed), ("member", NotAllowed), ("officer", NotAllowed), ("head", NotAllowed),
         ("stranger", NotFound), ("other_officer", NotFound)],
    )  # fmt: skip
    def test_nobody_but_the_enterprise(self, cast, name, refusal):
        with pytest.raises(refusal):
            confirm(an_order(cast, "claimed"), getattr(cast, name))
        assert counted(cast) == (0, 0, 0)

    def test_any_contact_of_it(self, cast):
        order = an_order(cast, "claimed")
        assert not confirm(order, cast.colleague).by_principal
        assert fresh(order).case.state == "confirmed"

    def test_only_once_the_team_says_that_it_is_done(self, cast):
        with pytest.raises(WrongState, match="现在是“办理中”，不能“确认”"):
            confirm(an_order(cast, "delivering"), cast.contact)


class TestWhatCounts:
    def test_is_what_the_enterprise_says_of_each_problem(self, cast):
        order = an_order(cast, "delivering")
        orders.add_problem(order, "配电柜异味", seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader)
        visits.report(order, a_report(order, cast), is_finished=True, seen=None, at=THURSDAY, by=cast.leader)
        first, second = order.problems.order_by("pk")
        assert (first.state, second.state) == ("claimed", "claimed")
        confirm(order, cast.contact, solved={first.pk: True, second.pk: False})
        assert list(order.problems.order_by("pk").values_list("state", "confirmed_at")) == [
            ("solved", THURSDAY),
            ("unsolved", THURSDAY),
        ]
        assert counted(cast)[0] == 1
        assert "2 个难题解决了 1 个" in story(order, cast.officer)

    def test_is_not_a_visit_that_never_took_place(self, cast):
        order = an_order(cast, "claimed")
        visit = order.visits.get()
        confirm(order, cast.contact, took_place={visit.pk: False})
        visit.refresh_from_db()
        assert visit.state == "denied"
        assert counted(cast) == (1, 0, 30_000_000)

    def test_is_dated_by_the_database_too(self, cast):
        order = an_order(cast, "claimed")
        with pytest.raises(IntegrityError, match="solved_means_confirmed"), transaction.atomic():
            Problem.objects.filter(order=order).update(state="solved", confirmed_at=None)
        with pytest.raises(IntegrityError, match="confirmed_visit_is_dated"), transaction.atomic():
            order.visits.update(state="confirmed", confirmed_at=None)

    def test_is_the_latest_word_after_another_round(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, score=1)
        another_visit(cast, order)
        confirming.confirm(
            order, a_confirmation(order, actual_fen=10_000_000), seen=None, at=NEXT_TUESDAY + timedelta(days=1),
            by=cast.contact,
        )  # fmt: skip
        assert counted(cast) == (1, 1, 10_000_000)
        assert list(order.confirmations.order_by("round").values_list("round", "superseded_at")) == [
            (1, NEXT_TUESDAY + timedelta(days=1)),
            (2, None),
        ]


def another_visit(cast, order):
    dates.propose(fresh(order), a_date(NEXT_TUESDAY), seen=None, at=THURSDAY, by=cast.officer)
    agree_on_both_sides(fresh(order), cast, at=THURSDAY)
    visits.start(fresh(order), seen=None, at=NEXT_TUESDAY, by=cast.leader)
    form = visits.VisitReport(minutes="又查了一遍。", member_ids=[cast.leader.person_id])
    visits.report(fresh(order), form, is_finished=True, seen=None, at=NEXT_TUESDAY, by=cast.leader)


class TestTheForm:
    def test_is_refused_with_every_wrong_field_at_once(self, cast):
        order = an_order(cast, "claimed")
        with pytest.raises(Invalid) as refused:
            confirm(order, cast.contact, solved={}, took_place={}, basis=" ", score=6, comment="好" * 501)
        assert set(refused.value.fields) == {"solved", "took_place", "basis", "score", "comment"}
        assert fresh(order).case.state == "claimed"

    def test_needs_no_basis_without_a_benefit(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, actual_fen=0, expected_fen=0, basis="")
        assert fresh(order).case.state == "confirmed"

    @pytest.mark.parametrize(("actual", "expected"), [(-1, 0), (0, -1), (confirming.MOST_FEN + 1, 0)])
    def test_refuses_amounts_that_cannot_be(self, cast, actual, expected):
        with pytest.raises(Invalid, match="单位是不是元"):
            confirm(an_order(cast, "claimed"), cast.contact, actual_fen=actual, expected_fen=expected)

    @pytest.mark.parametrize("field", ["solved", "took_place"])
    def test_speaks_of_this_order_alone(self, cast, field):
        order, other = an_order(cast, "claimed"), an_order(cast, title="变频器上电无显示")
        foreign = {"solved": {other.problems.get().pk: True}, "took_place": {10**9: True}}[field]
        mine = getattr(a_confirmation(order), field)
        with pytest.raises(NotFound, match="不在这张点菜单里"):
            confirm(order, cast.contact, **{field: {**mine, **foreign}})
        assert other.problems.get().state == "registered"


class TestALowScore:
    @pytest.mark.parametrize("score", [1, 2])
    def test_reopens_the_order_and_has_an_officer_call_back(self, cast, score):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, score=score)
        assert fresh(order).case.state == "matched"
        assert open_duties(order) == {"schedule", "call_back"}
        assert f"系统重新打开（企业只评了 {score} 分）" in story(order, cast.officer)
        assert told(cast.contact)[-1] == "工会会再联系您，直到办好：空压机电机频繁过载跳停"
        assert told(cast.leader)[-1] == "企业还不满意，请准备再上门：空压机电机频繁过载跳停"

    def test_is_not_three(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, score=3)
        assert fresh(order).case.state == "confirmed"

    def test_given_later_reopens_too(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, score=None)
        confirming.rate(order, 2, "又坏了", seen=None, at=THURSDAY, by=cast.contact)
        assert fresh(order).case.state == "matched"
        assert "call_back" in open_duties(order)


class TestRatingLater:
    @pytest.fixture
    def order(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, cast.contact, score=None)
        return order

    def test_is_asked_for_when_it_is_missing(self, cast, order):
        assert open_duties(order) == {"review", "revisit", "rate"}

    def test_is_told_to_the_leader_and_ends_the_duty(self, cast, order):
        confirming.rate(order, 5, "师傅很仔细", seen=None, at=THURSDAY, by=cast.contact)
        assert open_duties(order) == {"review", "revisit"}
        assert told(cast.leader)[-1] == "企业给您的班组评了 5 分"
        assert order.ratings.get().comment == "师傅很仔细"

    def test_is_done_once(self, cast, order):
        confirming.rate(order, 5, "", seen=None, at=THURSDAY, by=cast.contact)
        with pytest.raises(Refused, match="已经评过分了"):
            confirming.rate(order, 1, "", seen=None, at=THURSDAY, by=cast.colleague)
        assert order.ratings.get().score == 5

    @pytest.mark.parametrize("score", [0, 6, -1])
    def test_is_one_to_five(self, cast, order, score):
        with pytest.raises(Invalid, match="请选 1 到 5 分"):
            confirming.rate(order, score, "", seen=None, at=THURSDAY, by=cast.contact)
        assert "rate" in open_duties(order)

    def test_is_one_to_five_and_once_a_round_for_the_database(self, cast, order):
        confirming.rate(order, 5, "", seen=None, at=THURSDAY, by=cast.contact)
        rating = order.ratings.get()
        with pytest.raises(IntegrityError, match="rating_is_one_to_five"), transaction.atomic():
            order.ratings.update(score=6)
        rating.pk = None
        with pytest.raises(IntegrityError, match="one_rating_a_side_and_round"), transaction.atomic():
            rating.save(force_insert=True)


class TestDisputing:
    def test_takes_the_claim_back_and_asks_for_another_visit(self, cast):
        order = an_order(cast, "claimed")
        confirming.dispute(order, "开机半小时又跳了", seen=None, at=THURSDAY, by=cast.colleague)
        assert fresh(order).case.state == "matched"
        assert list(order.problems.values_list("state", "claimed_at")) == [("registered", None)]
        assert open_duties(order) == {"schedule"}
        assert told(cast.leader)[-1] == "企业说还没有解决：开机半小时又跳了"
        assert counted(cast) == (0, 0, 0)

    def test_needs_a_reason(self, cast):
        with pytest.raises(Invalid, match="请写明哪里还没有解决"):
            confirming.dispute(an_order(cast, "claimed"), "", seen=None, at=THURSDAY, by=cast.contact)

    def test_is_followed_by_a_confirmation_of_both_visits(self, cast):
        order = an_order(cast, "claimed")
        confirming.dispute(order, "又跳了", seen=None, at=THURSDAY, by=cast.contact)
        dates.propose(fresh(order), a_date(NEXT_TUESDAY), seen=None, at=THURSDAY, by=cast.officer)
        agree_on_both_sides(fresh(order), cast, at=THURSDAY)
        visits.start(fresh(order), seen=None, at=NEXT_TUESDAY, by=cast.leader)
        visits.report(order, a_report(order, cast), is_finished=True, seen=None, at=NEXT_TUESDAY, by=cast.leader)
        confirming.confirm(order, a_confirmation(order), seen=None, at=NEXT_TUESDAY, by=cast.contact)
        assert set(order.visits.values_list("state", flat=True)) == {"confirmed"}
        assert counted(cast) == (1, 1, 30_000_000)
