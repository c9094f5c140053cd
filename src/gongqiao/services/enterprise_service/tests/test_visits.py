from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.indicators import Cut
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import visits
from gongqiao.services.enterprise_service.actions.visits import ProblemReport, PromiseForm, VisitIsOver
from gongqiao.services.enterprise_service.models import Activity, SignIn
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_draft_with,
    a_report,
    an_order,
    fresh,
    open_duties,
    the_craftsman,
    told,
    visit_of,
)
from gongqiao.services.talent.actions import recuse

AT_FOUR = WEDNESDAY_AT_TWO + timedelta(hours=2)
PHONE = "13800000001"
SCANNED = the_job("scanned_code")


def report(order, form, by, *, is_finished=True, draft=None, at=AT_FOUR):
    return visits.report(order, form, is_finished=is_finished, draft=draft, seen=None, at=at, by=by)


class TestStarting:
    @pytest.mark.parametrize("before", [timedelta(0), timedelta(hours=12), -timedelta(days=2)])
    def test_is_possible_near_the_agreed_time_and_after_it(self, cast, before):
        order = an_order(cast, "scheduled")
        visits.start(order, seen=None, at=WEDNESDAY_AT_TWO - before, by=cast.leader)
        assert fresh(order).case.state == "delivering"
        assert visit_of(order).state == "under_way"
        assert fresh(order).visited_at == visit_of(order).started_at == WEDNESDAY_AT_TWO - before

    def test_is_refused_days_ahead_with_the_day_in_words(self, cast):
        with pytest.raises(Refused, match="约定的是 11月18日，还没到日子；提前去请先改日期"):
            visits.start(an_order(cast, "scheduled"), seen=None, at=MONDAY, by=cast.leader)

    def test_needs_a_date_that_both_agreed_to(self, cast):
        with pytest.raises(WrongState, match="现在是“已配班组”，不能“到场了，开始”"):
            visits.start(an_order(cast, "proposed"), seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader)

    @pytest.mark.parametrize("name", ["member", "contact", "officer"])
    def test_is_the_leaders(self, cast, name):
        with pytest.raises(NotAllowed):
            visits.start(an_order(cast, "scheduled"), seen=None, at=WEDNESDAY_AT_TWO, by=getattr(cast, name))


class TestSigningIn:
    @pytest.fixture
    def visit(self, cast):
        return visit_of(an_order(cast, "delivering"))

    def sign(self, visit, name="陈工", phone=PHONE, *, by=SCANNED):
        return visits.sign_in(visit, name, phone, at=AT_FOUR, by=by)

    def test_is_one_line_a_phone_and_visit(self, cast, visit):
        assert self.sign(visit, phone="138 0000 0001") is True
        assert self.sign(visit, "陈工又来") is False
        assert list(visit.sign_ins.values_list("name", "phone")) == [("陈工", PHONE)]

    def test_is_one_line_a_phone_for_the_database_too(self, cast, visit):
        self.sign(visit)
        with pytest.raises(IntegrityError, match="one_line_a_phone"), transaction.atomic():
            SignIn.objects.create(visit=visit, name="陈工", phone=PHONE, at=AT_FOUR)

    def test_without_a_phone_is_the_leaders_to_add(self, cast, visit):
        with pytest.raises(Invalid) as refused:
            self.sign(visit, phone="")
        assert refused.value.fields == {"phone": ["手机号应为 11 位，请核对。没有手机的，请队长代为登记。"]}
        assert self.sign(visit, "老周", "", by=cast.leader) is True
        assert self.sign(visit, "老郑", "", by=cast.leader) is True
        assert list(visit.sign_ins.values_list("name", "added_by")) == [
            ("老周", cast.leader.person_id),
            ("老郑", cast.leader.person_id),
        ]

    @pytest.mark.parametrize(
        ("name", "phone", "field"),
        [("", PHONE, "name"), ("长" * 41, PHONE, "name"), ("陈工", "12345", "phone")],
    )
    def test_refuses_what_is_no_line(self, cast, visit, name, phone, field):
        for by in (SCANNED, cast.leader):
            with pytest.raises(Invalid) as refused:
                self.sign(visit, name, phone, by=by)
            assert set(refused.value.fields) == {field}

    @pytest.mark.parametrize("name", ["contact", "officer", "member", "stranger"])
    def test_of_others_is_the_leaders_alone(self, cast, visit, name):
        with pytest.raises(NotAllowed):
            self.sign(visit, by=getattr(cast, name))

    def test_is_open_while_the_visit_is_under_way(self, cast):
        order = an_order(cast, "scheduled")
        with pytest.raises(VisitIsOver):
            self.sign(visit_of(order))
        visits.start(order, seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader)
        under_way = visit_of(order)
        assert self.sign(under_way) is True
        report(order, a_report(order, cast), cast.leader)
        with pytest.raises(VisitIsOver, match="已经提交"):
            self.sign(under_way, "迟到", "13800000002")

    def test_counts_as_trained_once_the_visit_is_reported(self, cast, visit):
        self.sign(visit)
        self.sign(visit, "老周", "", by=cast.leader)
        cut = Cut().of(programme=cast.programme.pk)
        assert figures.TRAINED.value(cut, by=cast.officer) == 0
        report(visit.order, a_report(visit.order, cast), cast.leader)
        assert figures.TRAINED.value(cut, by=cast.officer) == 2

    def test_by_mistake_can_be_taken_out_and_leaves_a_line_in_the_book(self, cast, visit):
        self.sign(visit)
        line = visit.sign_ins.get()
        visits.take_out_sign_in(visit, line.pk, at=AT_FOUR, by=cast.leader)
        assert not visit.sign_ins.exists()
        assert Entry.objects.filter(what="enterprise_service.take_out_sign_in").count() == 1
        assert self.sign(visit) is True

    def test_can_be_taken_out_of_ones_own_visit_alone(self, cast, visit):
        self.sign(visit)
        line = visit.sign_ins.get()
        with pytest.raises(NotAllowed):
            visits.take_out_sign_in(visit, line.pk, at=AT_FOUR, by=cast.contact)
        report(visit.order, a_report(visit.order, cast), cast.leader)
        visit.refresh_from_db()
        with pytest.raises(VisitIsOver):
            visits.take_out_sign_in(visit, line.pk, at=AT_FOUR, by=cast.leader)
        assert visit.sign_ins.count() == 1


class TestReporting:
    @pytest.fixture
    def order(self, cast):
        return an_order(cast, "delivering")

    def test_writes_down_who_was_there_and_what_was_done(self, cast, order):
        visit = report(order, a_report(order, cast, topic=" 用电安全 ", advice="换进线"), cast.leader)
        assert (visit.state, visit.topic, visit.advice, visit.ended_at) == ("reported", "用电安全", "换进线", AT_FOUR)
        assert [one.person_id for one in visit.presences.all()] == [cast.leader.person_id]
        problem = order.problems.get()
        assert (problem.state, problem.cause, problem.cure) == ("claimed", "端子松动", "紧固并换接触器")
        assert Activity.objects.get().state == "held"
        assert told(cast.contact)[-1] == "请确认是否解决：空压机电机频繁过载跳停"

    @pytest.mark.parametrize(
        ("changes", "field", "said"),
        [
            ({"minutes": " "}, "minutes", "做了什么"),
            ({"minutes": "长" * 4001}, "minutes", "最多 4000 个字"),
            ({"member_ids": []}, "member_ids", "请勾选到场的队员"),
            ({"member_ids": [10**9]}, "member_ids", "请勾选到场的队员"),
            ({"problems": []}, "problems", "请逐条写明难题的结果：空压机电机频繁过载跳停"),
            ({"ended_at": WEDNESDAY_AT_TWO - timedelta(minutes=1)}, "ended_at", "11月18日 周三 14:00 到现在之间"),
            ({"ended_at": AT_FOUR + timedelta(minutes=1)}, "ended_at", "到现在之间"),
            ({"enterprise_score": 0}, "enterprise_score", "请选 1 到 5 分"),
            ({"promises": [PromiseForm(text="", owner="leader", due_on=THURSDAY.date())]}, "promises", "写清做什么"),
            ({"promises": [PromiseForm(text="送图", owner="leader", due_on=MONDAY.date())]}, "promises", "今天以后"),
        ],
    )  # fmt: skip
    def test_names_the_field_that_is_wrong(self, cast, order, changes, field, said):
        with pytest.raises(Invalid) as refused:
            report(order, a_report(order, cast, **changes), cast.leader)
        assert set(refused.value.fields) == {field}
        assert said in refused.value.fields[field][0]
        assert fresh(order).case.state == "delivering"
        assert not visit_of(order).presences.exists()

    def test_asks_how_a_problem_was_solved(self, cast, order):
        mine = [ProblemReport(problem_id=order.problems.get().pk, is_solved=True, cure="")]
        with pytest.raises(Invalid) as refused:
            report(order, a_report(order, cast, problems=mine), cast.leader)
        assert refused.value.fields["problems"] == ["请写“空压机电机频繁过载跳停”是怎么解决的。"]

    def test_may_say_that_a_problem_is_not_solved(self, cast, order):
        report(order, a_report(order, cast, is_solved=False), cast.leader)
        assert order.problems.get().state == "unsolved"
        assert fresh(order).case.state == "claimed"

    def test_speaks_of_this_orders_problems_alone(self, cast, order):
        foreign = an_order(cast, title="变频器上电无显示").problems.get()
        mine = a_report(order, cast).problems
        with pytest.raises(NotFound, match="不在这张点菜单里"):
            report(
                order,
                a_report(order, cast, problems=[*mine, ProblemReport(problem_id=foreign.pk, is_solved=False)]),
                cast.leader,
            )
        foreign.refresh_from_db()
        assert foreign.state == "registered"

    def test_does_not_count_who_keeps_away_from_the_enterprise(self, cast, order):
        recuse(
            the_craftsman(cast, "member"),
            cast.enterprise,
            reason="曾任职",
            on=MONDAY.date(),
            at=MONDAY,
            by=cast.officer,
        )
        both = [cast.leader.person_id, cast.member.person_id]
        with pytest.raises(Invalid) as refused:
            report(order, a_report(order, cast, member_ids=both), cast.leader)
        assert refused.value.fields["member_ids"] == ["何徒在该企业任职或应当回避，不能为它服务。"]

    def test_binds_the_photos_taken_on_site(self, cast, order):
        report(order, a_report(order, cast), cast.leader, draft=a_draft_with("visit_photos", by=cast.leader))
        assert len(attachments_of("case", order.case_id, "visit_photos")) == 1

    def test_checks_the_dishs_own_questions(self, cast):
        order = an_order(cast, "delivering", dish="training", extra={"people": "20"})
        with pytest.raises(Invalid) as refused:
            report(order, a_report(order, cast, extra={"practice": "maybe"}), cast.leader)
        assert set(refused.value.fields) == {"extra_practice"}
        assert report(order, a_report(order, cast, extra={"practice": "yes"}), cast.leader).extra == {"practice": "yes"}

    def test_keeps_what_the_team_thought_of_the_enterprise(self, cast, order):
        report(order, a_report(order, cast, enterprise_score=4, enterprise_comment="配合好"), cast.leader)
        rating = order.ratings.get()
        assert (rating.side, rating.score, rating.comment) == ("team", 4, "配合好")

    @pytest.mark.parametrize("name", ["member", "contact", "officer"])
    def test_is_the_leaders(self, cast, order, name):
        with pytest.raises(NotAllowed):
            report(order, a_report(order, cast), getattr(cast, name))


class TestComingAgain:
    def test_needs_no_outcome_and_asks_for_another_date(self, cast):
        order = an_order(cast, "delivering")
        visit = report(order, a_report(order, cast, problems=[]), cast.leader, is_finished=False)
        assert fresh(order).case.state == "matched"
        assert visit.state == "reported"
        assert open_duties(order) == {"schedule"}
        assert told(cast.contact)[-1] == "王师傅班组填了入企记录，还要再来一次"

    def test_does_not_say_that_the_order_is_done(self, cast):
        order = an_order(cast, "delivering")
        report(order, a_report(order, cast, problems=[]), cast.leader, is_finished=False)
        assert fresh(order).claimed_at is None
