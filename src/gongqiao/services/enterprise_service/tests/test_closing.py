from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY, PEOPLE, as_actor

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import Invalid, NotAllowed, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.people.actions import bind_contact
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, visits
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
    visit_of,
)

A_MONTH_LATER = THURSDAY + timedelta(days=30)
LATER_STILL = A_MONTH_LATER + timedelta(days=2)


def revisit(order, by, *, still_holds=True, way="phone", note="", at=A_MONTH_LATER):
    closing.revisit(order, way=way, still_holds=still_holds, note=note, seen=None, at=at, by=by)


def close(order, by, *, at=LATER_STILL):
    closing.close(order, seen=None, at=at, by=by)


def remind(order, duty, *, times):
    """Let the clock remind of a duty so often, each time when it is overdue."""
    for _ in range(times):
        task = Task.objects.get(case=order.case, name=duty, done_at=None)
        assert task.due_at is not None
        closing.remind(task.pk, at=task.due_at + timedelta(minutes=1), by=the_job("clock"))


class TestReviewing:
    def test_accepts_what_the_enterprise_declared(self, cast):
        order = an_order(cast, "confirmed")
        closing.review(order, seen=None, at=THURSDAY, by=cast.city_officer)
        kept = order.confirmations.get()
        assert (kept.review_state, kept.reviewed_by) == ("accepted", cast.city_officer.person_id)
        assert open_duties(order) == {"revisit"}

    def test_is_nobodys_who_declared_the_benefit_himself(self, cast):
        bind_contact(cast.person("city_officer"), cast.enterprise, is_principal=False, at=MONDAY, by=cast.officer)
        both = as_actor(PEOPLE["city_officer"][1])
        order = an_order(cast, "claimed")
        confirming.confirm(order, a_confirmation(order), seen=None, at=THURSDAY, by=both)
        for judge in (
            lambda: closing.review(order, seen=None, at=THURSDAY, by=both),
            lambda: closing.return_benefit(order, "看看", seen=None, at=THURSDAY, by=both),
        ):
            with pytest.raises(Refused, match="不能复核自己申报的效益"):
                judge()
        closing.review(order, seen=None, at=THURSDAY, by=cast.officer)
        assert order.confirmations.get().review_state == "accepted"

    def test_is_done_once(self, cast):
        with pytest.raises(Refused, match="已经复核过了"):
            closing.review(an_order(cast, "reviewed"), seen=None, at=THURSDAY, by=cast.city_officer)

    @pytest.mark.parametrize("name", ["contact", "leader", "auditor", "head"])
    def test_belongs_to_officers(self, cast, name):
        with pytest.raises(NotAllowed):
            closing.review(an_order(cast, "confirmed"), seen=None, at=THURSDAY, by=getattr(cast, name))


class TestReturningABenefit:
    def test_asks_the_enterprise_to_declare_it_anew(self, cast):
        order = an_order(cast, "confirmed")
        closing.return_benefit(order, "测算表没有盖章", seen=None, at=THURSDAY, by=cast.city_officer)
        assert fresh(order).case.state == "claimed"
        assert open_duties(order) == {"confirm"}
        assert told(cast.contact)[-1] == "效益申报被退回：测算表没有盖章"

    def test_needs_a_reason(self, cast):
        with pytest.raises(Invalid, match="请写明退回的原因"):
            closing.return_benefit(an_order(cast, "confirmed"), "", seen=None, at=THURSDAY, by=cast.city_officer)

    def test_leaves_the_rating_that_is_still_asked_for(self, cast):
        order = an_order(cast, "claimed")
        confirming.confirm(order, a_confirmation(order, score=None), seen=None, at=THURSDAY, by=cast.contact)
        closing.return_benefit(order, "没有盖章", seen=None, at=THURSDAY, by=cast.city_officer)
        assert open_duties(order) == {"confirm", "rate"}


class TestRevisiting:
    def test_is_refused_before_the_month_is_over_with_the_first_day(self, cast):
        with pytest.raises(Refused, match="满 30 天才回访，12月19日起可以记"):
            revisit(an_order(cast, "confirmed"), cast.officer, at=A_MONTH_LATER - timedelta(days=1))

    def test_is_done_once_a_round(self, cast):
        with pytest.raises(Refused, match="已经记过回访了"):
            revisit(an_order(cast, "revisited"), cast.officer)

    @pytest.mark.parametrize(
        ("changes", "field"), [({"way": "letter"}, "way"), ({"still_holds": False, "note": " "}, "note")]
    )
    def test_names_the_field_that_is_wrong(self, cast, changes, field):
        order = an_order(cast, "reviewed")
        with pytest.raises(Invalid) as refused:
            revisit(order, cast.officer, **changes)
        assert set(refused.value.fields) == {field}
        assert not order.revisits.exists()

    def test_that_finds_the_trouble_again_stands_against_closing(self, cast):
        order = an_order(cast, "reviewed")
        revisit(order, cast.officer, still_holds=False, note="雨天又跳闸")
        with pytest.raises(Refused, match="请先重新打开、再上门"):
            close(order, cast.officer)
        assert "回访了企业：问题又出现（雨天又跳闸）" in story(order, cast.officer)


class TestReopening:
    @pytest.fixture
    def order(self, cast):
        order = an_order(cast, "reviewed")
        revisit(order, cast.officer, still_holds=False, note="雨天又跳闸", at=A_MONTH_LATER)
        return order

    def test_follows_a_revisit_that_found_the_trouble_again(self, cast, order):
        closing.reopen(order, "雨天又跳闸", seen=None, at=A_MONTH_LATER, by=cast.officer)
        assert fresh(order).case.state == "matched"
        assert open_duties(order) == {"schedule", "call_back"}
        assert told(cast.leader)[-1] == "企业还不满意，请准备再上门：空压机电机频繁过载跳停"

    def test_is_refused_without_one(self, cast):
        with pytest.raises(Refused, match="只有回访发现问题又出现，才能重新打开"):
            closing.reopen(an_order(cast, "confirmed"), "想再看看", seen=None, at=THURSDAY, by=cast.officer)

    def test_is_refused_after_a_revisit_that_found_all_well(self, cast):
        with pytest.raises(Refused, match="只有回访发现问题又出现"):
            closing.reopen(an_order(cast, "revisited"), "想再看看", seen=None, at=LATER_STILL, by=cast.officer)

    def test_takes_its_problems_back_until_the_enterprise_confirms_anew(self, cast, order):
        cut = Cut().of(programme=cast.programme.pk)
        assert figures.PROBLEMS.value(cut, by=cast.officer) == 1
        closing.reopen(order, "雨天又跳闸", seen=None, at=A_MONTH_LATER, by=cast.officer)
        assert figures.PROBLEMS.value(cut, by=cast.officer) == 0
        self.serve_and_confirm_again(cast, order)
        assert figures.PROBLEMS.value(cut, by=cast.officer) == 1

    def test_needs_a_new_revisit_after_the_enterprise_confirmed_again(self, cast, order):
        closing.reopen(order, "雨天又跳闸", seen=None, at=A_MONTH_LATER, by=cast.officer)
        self.serve_and_confirm_again(cast, order)
        with pytest.raises(Refused, match="只有回访发现问题又出现"):
            closing.reopen(order, "再来一次", seen=None, at=LATER_STILL, by=cast.officer)

    @staticmethod
    def serve_and_confirm_again(cast, order):
        start = A_MONTH_LATER + timedelta(hours=6)
        dates.propose(fresh(order), a_date(start), seen=None, at=A_MONTH_LATER, by=cast.officer)
        agree_on_both_sides(fresh(order), cast, at=A_MONTH_LATER)
        visits.start(fresh(order), seen=None, at=start, by=cast.leader)
        form = a_report(fresh(order), cast, minutes="换了防水接头。")
        visits.report(fresh(order), form, is_finished=True, seen=None, at=start, by=cast.leader)
        confirming.confirm(fresh(order), a_confirmation(order), seen=None, at=start, by=cast.contact)


class TestClosing:
    def test_needs_review_and_revisit_and_says_everything_at_once(self, cast):
        with pytest.raises(Refused, match="有 2 个原因") as refused:
            close(an_order(cast, "confirmed"), cast.officer)
        assert [reason.text for reason in refused.value.reasons] == ["效益还没有复核通过。", "还没有记回访。"]

    def test_of_a_rated_order_is_plain(self, cast):
        order = an_order(cast, "revisited")
        close(order, cast.officer)
        assert (fresh(order).case.state, fresh(order).is_unrated) == ("closed", False)
        assert fresh(order).closed_at == fresh(order).case.closed_at == LATER_STILL
        assert told(cast.contact)[-1] == "这件事办结归档了：空压机电机频繁过载跳停"

    @pytest.mark.parametrize("name", ["contact", "leader", "auditor"])
    def test_belongs_to_officers(self, cast, name):
        with pytest.raises(NotAllowed):
            close(an_order(cast, "revisited"), getattr(cast, name))

    def test_is_final(self, cast):
        order = an_order(cast, "revisited")
        close(order, cast.officer)
        with pytest.raises(WrongState, match="现在是“已归档”"):
            close(order, cast.officer)


class TestClosingWithoutARating:
    @pytest.fixture
    def order(self, cast):
        order = an_order(cast, "claimed")
        confirming.confirm(order, a_confirmation(order, score=None), seen=None, at=THURSDAY, by=cast.contact)
        closing.review(order, seen=None, at=THURSDAY, by=cast.city_officer)
        revisit(order, cast.officer)
        return order

    @pytest.mark.parametrize("times", [0, 1])
    def test_is_refused_before_the_second_reminder(self, cast, order, times):
        remind(order, "rate", times=times)
        with pytest.raises(Refused, match=f"要提醒两次后才能归档，现在提醒了 {times} 次"):
            close(order, cast.officer)

    def test_is_allowed_after_it_and_marked(self, cast, order):
        remind(order, "rate", times=2)
        close(order, cast.officer)
        assert (fresh(order).case.state, fresh(order).is_unrated) == ("closed", True)
        assert "李新归档，未评价" in story(order, cast.officer)

    def test_is_plain_when_the_rating_came_after_all(self, cast, order):
        remind(order, "rate", times=1)
        confirming.rate(order, 4, "", seen=None, at=LATER_STILL, by=cast.contact)
        close(order, cast.officer)
        assert fresh(order).is_unrated is False


class TestClosingUnanswered:
    @pytest.fixture
    def order(self, cast):
        order = an_order(cast, "delivering")
        visits.sign_in(visit_of(order), "没带手机的工人", "", at=WEDNESDAY_AT_TWO, by=cast.leader)
        visits.report(fresh(order), a_report(order, cast), is_finished=True, seen=None, at=THURSDAY, by=cast.leader)
        return fresh(order)

    def close(self, order, by, reason="电话多次无人接"):
        closing.close_unanswered(order, reason, seen=None, at=LATER_STILL, by=by)

    @pytest.mark.parametrize("times", [0, 1])
    def test_is_refused_before_the_second_reminder(self, cast, order, times):
        remind(order, "confirm", times=times)
        with pytest.raises(Refused, match=f"要提醒企业两次后才能这样归档，现在提醒了 {times} 次"):
            self.close(order, cast.officer)

    def test_counts_for_nothing(self, cast, order):
        remind(order, "confirm", times=2)
        self.close(order, cast.officer)
        assert (fresh(order).case.state, fresh(order).is_unrated) == ("closed", True)
        assert open_duties(order) == set()
        cut = Cut().of(programme=cast.programme.pk)
        for figure in (
            figures.CONFIRMED,
            figures.CLOSED,
            figures.PROBLEMS,
            figures.ENTERPRISES,
            figures.BENEFIT_ACTUAL,
            figures.TRAINED,
        ):
            assert figure.value(cut, by=cast.city_officer) == 0, figure.name
        assert told(cast.leader)[-1] == "企业没有确认，已归档：空压机电机频繁过载跳停"

    def test_needs_a_reason(self, cast, order):
        remind(order, "confirm", times=2)
        with pytest.raises(Invalid, match="请写明说明"):
            self.close(order, cast.officer, reason="")
