from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.people.actions import bind_contact
from gongqiao.services.enterprise_service.actions import dates
from gongqiao.services.enterprise_service.models import VisitRecord
from gongqiao.services.enterprise_service.tests.makers import (
    WEDNESDAY_AT_TWO,
    a_date,
    an_order,
    booked,
    fresh,
    open_duties,
    story,
    the_craftsman,
    theirs,
    told,
    visit_of,
)
from gongqiao.services.talent.actions import recuse


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def propose(order, form=None, *, by, at=MONDAY):
    return dates.propose(order, form or a_date(), seen=None, at=at, by=by)


class TestProposing:
    def test_books_the_whole_team_at_once(self, cast):
        propose(an_order(cast, "matched"), by=cast.officer)
        assert booked() == {cast.leader.person_id, cast.member.person_id}

    def test_books_only_the_leader_and_who_was_chosen(self, cast):
        propose(an_order(cast, "matched"), a_date(member_ids=[cast.leader.person_id]), by=cast.officer)
        assert booked() == {cast.leader.person_id}

    def test_takes_the_leader_along_even_when_only_others_were_chosen(self, cast):
        propose(an_order(cast, "matched"), a_date(member_ids=[cast.member.person_id]), by=cast.officer)
        assert booked() == {cast.leader.person_id, cast.member.person_id}

    def test_refuses_people_of_other_teams(self, cast):
        with pytest.raises(Invalid, match="选了 1 位不在这支班组的人"):
            propose(an_order(cast, "matched"), a_date(member_ids=[cast.welder.person_id]), by=cast.officer)

    @pytest.mark.parametrize(
        ("start", "length", "field", "said"),
        [
            (MONDAY - hours(1), 2, "starts_at", "已经过去了"),
            (MONDAY, 2, "starts_at", "已经过去了"),
            (WEDNESDAY_AT_TWO, 0, "ends_at", "要晚于开始时间"),
            (WEDNESDAY_AT_TWO, -1, "ends_at", "要晚于开始时间"),
            (WEDNESDAY_AT_TWO, 12.5, "ends_at", "最长 12 个小时"),
        ],
    )
    def test_refuses_times_that_cannot_be(self, cast, start, length, field, said):
        order = an_order(cast, "matched")
        with pytest.raises(Invalid, match=said) as refused:
            propose(order, a_date(start, length), by=cast.officer)
        assert set(refused.value.fields) == {field}
        assert booked() == set()
        assert not VisitRecord.objects.filter(order=order).exists()

    def test_is_refused_while_another_date_waits_for_an_answer(self, cast):
        with pytest.raises(Refused, match="已经提出了上门时间"):
            propose(an_order(cast, "proposed"), a_date(WEDNESDAY_AT_TWO + timedelta(days=1)), by=cast.officer)

    def test_needs_a_team_that_accepted(self, cast):
        with pytest.raises(WrongState, match="现在是“已点菜”，不能“约上门时间”"):
            propose(an_order(cast, "offered"), by=cast.officer)

    @pytest.mark.parametrize(
        ("name", "refusal"),
        [("contact", NotAllowed), ("member", NotAllowed), ("auditor", NotAllowed), ("other_officer", NotFound)],
    )
    def test_belongs_to_the_officer_and_the_leader(self, cast, name, refusal):
        with pytest.raises(refusal):
            propose(an_order(cast, "matched"), by=getattr(cast, name))

    def test_asks_both_sides_and_tells_them_when(self, cast):
        order = an_order(cast, "matched")
        propose(order, by=cast.officer)
        assert open_duties(order) == {"agree_date", "promise_date"}
        for somebody in (cast.contact, cast.colleague, cast.leader):
            assert told(somebody)[-1] == "请确认上门时间：11月18日 周三 14:00–16:30"


class TestMembersWhoKeepAway:
    @pytest.fixture(params=["recused", "speaks for the enterprise"])
    def order(self, cast, request):
        if request.param == "recused":
            craftsman = the_craftsman(cast, "member")
            recuse(craftsman, cast.enterprise, reason="曾在该企业任职", on=MONDAY.date(), at=MONDAY, by=cast.officer)
        else:
            bind_contact(cast.person("member"), cast.enterprise, is_principal=False, at=MONDAY, by=the_job("seeds"))
        return an_order(cast, "matched")

    def test_are_named_when_they_were_chosen(self, cast, order):
        with pytest.raises(Refused, match="何徒在该企业任职或应当回避"):
            propose(order, a_date(member_ids=[cast.member.person_id]), by=cast.officer)
        assert booked() == set()

    def test_are_not_among_those_whom_the_dialog_offers(self, cast, order, signed_in):
        dialog = signed_in(cast.person("officer")).get(f"/desk/cases/{order.case.number}/do/propose")
        offered = dialog.context["form"].fields["member_ids"].choices
        assert [person_id for person_id, _ in offered] == [str(cast.leader.person_id)]

    def test_stay_at_home_when_the_whole_team_goes(self, cast, order):
        propose(order, by=cast.officer)
        assert booked() == {cast.leader.person_id}

    def test_do_not_see_the_order_as_members(self, cast, order):
        with pytest.raises((NotFound, NotAllowed)):
            dates.promise(order, seen=None, at=MONDAY, by=cast.member)


class TestAgreeing:
    @pytest.mark.parametrize(
        ("answer", "name", "waits"),
        [(dates.agree, "contact", "promise_date"), (dates.promise, "leader", "agree_date")],
    )
    def test_of_one_side_fixes_nothing(self, cast, answer, name, waits):
        order = an_order(cast, "proposed")
        answer(order, seen=None, at=MONDAY, by=getattr(cast, name))
        assert fresh(order).case.state == "matched"
        assert visit_of(order).state == "proposed"
        assert open_duties(order) == {waits}

    @pytest.mark.parametrize("first", ["contact", "leader"])
    def test_of_both_sides_fixes_the_date_whoever_was_first(self, cast, first):
        order = an_order(cast, "proposed")
        answers = [(dates.agree, cast.contact), (dates.promise, cast.leader)]
        for answer, by in answers if first == "contact" else reversed(answers):
            answer(fresh(order), seen=None, at=MONDAY, by=by)
        assert fresh(order).case.state == "scheduled"
        assert visit_of(order).state == "agreed"
        assert Task.objects.get(case=order.case, name="visit").due_at == WEDNESDAY_AT_TWO + hours(2.5)

    def test_may_be_done_by_any_contact_of_the_enterprise(self, cast):
        order = an_order(cast, "proposed")
        dates.agree(order, seen=None, at=MONDAY, by=cast.colleague)
        assert visit_of(order).contact_agreed_at == MONDAY

    @pytest.mark.parametrize(
        ("answer", "name"),
        [(dates.agree, "leader"), (dates.agree, "officer"), (dates.promise, "contact"), (dates.promise, "member")],
    )
    def test_is_nobodys_for_the_other_side(self, cast, answer, name):
        with pytest.raises(NotAllowed):
            answer(an_order(cast, "proposed"), seen=None, at=MONDAY, by=getattr(cast, name))

    @pytest.mark.parametrize(("answer", "name"), [(dates.agree, "contact"), (dates.promise, "leader")])
    def test_twice_is_refused_in_words(self, cast, answer, name):
        order = an_order(cast, "proposed")
        answer(order, seen=None, at=MONDAY, by=getattr(cast, name))
        with pytest.raises(Refused, match=r"您已经(同意|答应)了，正在等"):
            answer(fresh(order), seen=None, at=MONDAY, by=getattr(cast, name))

    def test_is_not_asked_of_a_leader_who_proposed_the_date_himself(self, cast):
        order = an_order(cast, "matched")
        propose(order, by=cast.leader)
        assert open_duties(order) == {"agree_date"}
        dates.agree(fresh(order), seen=None, at=MONDAY, by=cast.contact)
        assert fresh(order).case.state == "scheduled"

    @pytest.mark.parametrize(("answer", "name"), [(dates.agree, "contact"), (dates.promise, "leader")])
    def test_needs_a_date(self, cast, answer, name):
        with pytest.raises(Refused, match="还没有提出上门时间"):
            answer(an_order(cast, "matched"), seen=None, at=MONDAY, by=getattr(cast, name))


class TestGivingTimeBack:
    @pytest.mark.parametrize("name", ["contact", "leader", "officer"])
    @pytest.mark.parametrize(
        ("stage", "refuse", "line"),
        [("proposed", dates.decline_date, "说11月18日 周三 14:00不行"),
         ("scheduled", dates.change_date, "要求改期（原定11月18日 周三 14:00）")],
    )  # fmt: skip
    def test_frees_everybody_and_asks_for_another_date(self, cast, stage, refuse, line, name):
        order = an_order(cast, stage)
        refuse(order, "那天停电检修，周五可以", seen=None, at=MONDAY, by=getattr(cast, name))
        assert fresh(order).case.state == "matched"
        assert booked() == set()
        assert open_duties(order) == {"schedule"}
        assert list(order.visits.values_list("state", "activity__state")) == [("cancelled", "cancelled")]
        assert f"{line}（那天停电检修，周五可以）" in story(order, cast.officer)

    @pytest.mark.parametrize(("stage", "refuse"), [("proposed", dates.decline_date), ("scheduled", dates.change_date)])
    def test_needs_a_reason(self, cast, stage, refuse):
        order = an_order(cast, stage)
        with pytest.raises(Invalid, match="什么时候可以"):
            refuse(order, "  ", seen=None, at=MONDAY, by=cast.contact)
        assert booked() == {cast.leader.person_id, cast.member.person_id}

    def test_lets_the_same_time_be_booked_again(self, cast):
        order, other = an_order(cast, "proposed"), an_order(cast, "matched", firm=theirs(cast))
        dates.decline_date(order, "停电检修", seen=None, at=MONDAY, by=cast.contact)
        propose(other, by=cast.other_officer)
        assert booked() == {cast.leader.person_id, cast.member.person_id}

    def test_tells_everybody_else_of_a_change_after_both_had_agreed(self, cast):
        order = an_order(cast, "scheduled")
        dates.change_date(order, "停电检修", seen=None, at=MONDAY, by=cast.contact)
        assert told(cast.leader)[-1] == "改期了，原定11月18日 周三 14:00不用去：空压机电机频繁过载跳停"
        assert told(cast.officer)[-1] == "要改期：停电检修"
        assert told(cast.colleague)[-1] == "上门要改期，正在另约：停电检修"
        assert told(cast.contact)[-1] != told(cast.colleague)[-1]
