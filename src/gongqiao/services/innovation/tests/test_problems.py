from __future__ import annotations

import pytest
from django.db import IntegrityError
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from gongqiao.kernel.cases.queries import timeline
from gongqiao.kernel.outbox.models import Letter
from gongqiao.services.enterprise_service.tests.makers import an_order
from gongqiao.services.innovation.actions import problems
from gongqiao.services.innovation.actions.problems import NeedAlreadyTaken
from gongqiao.services.innovation.models import CommonProblem, JointWork, ProblemHolder
from gongqiao.services.innovation.queries import works as queries
from gongqiao.services.innovation.tests.makers import (
    a_firm,
    a_need,
    a_problem_form,
    a_work,
    down_firms,
    fresh,
    like_needs,
    settle,
)

pytestmark = pytest.mark.django_db


def find(form, *, by, **more):
    return problems.find_problem(form, at=MONDAY, by=by, **more)


class TestFinding:
    def test_opens_a_joint_work_with_the_problem_and_who_has_it(self, cast):
        firms = down_firms(cast)
        problem = find(a_problem_form(like_needs(cast, firms)), by=cast.officer)
        case = problem.work.case
        assert case.number.startswith("GX-440705-2026-")
        assert (case.state, case.org_id, case.enterprise_id) == ("found", cast.county.pk, firms[0].pk)
        assert problem.source == "needs"
        assert {holder.enterprise_id for holder in problem.holders.all()} == {firm.pk for firm in firms}

    def test_asks_the_officers_to_begin_talks(self, cast):
        work = a_work(cast)
        (task,) = work.case.tasks.all()
        assert (task.name, task.kind, task.union_id) == ("talk", "post", cast.county.pk)

    def test_may_be_told_in_a_talk_without_a_need(self, cast):
        problem = find(a_problem_form([], down_firms(cast)), by=cast.officer)
        assert problem.source == "talk"
        assert list(problem.holders.values_list("need_id", flat=True)) == [None] * 3

    def test_a_firm_that_wrote_a_need_is_not_counted_again(self, cast):
        firms = down_firms(cast)
        needs = like_needs(cast, firms[:2])
        problem = find(a_problem_form(needs, firms), by=cast.officer)
        assert problem.holders.count() == 3

    def test_the_named_firm_leads(self, cast):
        firms = down_firms(cast)
        problem = find(a_problem_form([], firms, lead_id=firms[2].pk), by=cast.officer)
        assert problem.work.case.enterprise_id == firms[2].pk

    def test_firms_of_two_counties_make_it_the_citys(self, cast):
        form = a_problem_form([], [cast.enterprise, cast.other_enterprise])
        assert find(form, by=cast.city_officer).work.case.org_id == cast.city.pk

    def test_tells_others_by_a_fact(self, cast):
        needs = like_needs(cast)
        problem = find(a_problem_form(needs), by=cast.officer)
        letter = Letter.objects.get(fact="innovation.CommonProblemFound")
        assert letter.body["problem_id"] == problem.pk
        assert letter.body["need_ids"] == [need.pk for need in needs]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": "  "}, "title"), ({"title": "长" * 61}, "title"), ({"industry": ""}, "industry"),
            ({"description": "长" * 2001}, "description"), ({"enterprise_ids": ()}, "enterprises"),
        ],
    )  # fmt: skip
    def test_what_is_missing_or_too_long_is_named(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            find(a_problem_form([], [cast.enterprise], **changes), by=cast.officer)
        assert field in refused.value.fields
        assert not JointWork.objects.exists()

    def test_a_need_of_another_county_is_not_there(self, cast):
        need = a_need(cast.other_enterprise, by=cast.other_officer)
        with pytest.raises(NotFound):
            find(a_problem_form([need]), by=cast.officer)

    def test_a_firm_of_another_county_is_not_there(self, cast):
        with pytest.raises(NotFound):
            find(a_problem_form([], [cast.enterprise, cast.other_enterprise]), by=cast.officer)

    def test_a_need_that_has_its_common_problem_has_no_second(self, cast):
        needs = like_needs(cast)
        find(a_problem_form(needs), by=cast.officer)
        with pytest.raises(NeedAlreadyTaken):
            find(a_problem_form(needs[:1]), by=cast.officer)

    @pytest.mark.parametrize("who", ["contact", "head", "auditor"])
    def test_is_for_officers(self, cast, who):
        by = getattr(cast, who)
        with pytest.raises((NotAllowed, NotFound)):
            find(a_problem_form([], [cast.enterprise]), by=by)


class TestAdding:
    def test_several_problems_share_one_work(self, cast):
        work = a_work(cast)
        more = a_problem_form([], down_more(), title="洗毛水温不稳")
        problem = problems.add_problem(work, more, seen=work.case.version, at=MONDAY, by=cast.officer)
        assert problem.work_id == work.pk
        assert work.problems.count() == 2
        assert "加了共性问题：洗毛水温不稳" in [line.told for line in timeline(fresh(work).case, by=cast.officer)]

    def test_not_when_it_is_over(self, cast):
        work = a_work(cast, "done")
        with pytest.raises(WrongState, match="办结"):
            problems.add_problem(work, a_problem_form([], down_more()), seen=None, at=MONDAY, by=cast.officer)

    def test_not_over_what_somebody_else_did_meanwhile(self, cast):
        work = a_work(cast)
        form = a_problem_form([], down_more(), title="洗毛水温不稳")
        problems.add_problem(work, form, seen=work.case.version, at=MONDAY, by=cast.officer)
        with pytest.raises(Stale):
            problems.add_problem(work, form, seen=work.case.version, at=MONDAY, by=cast.officer)
        assert work.problems.count() == 2


class TestHolders:
    def test_some_leave_and_some_join(self, cast):
        work = a_work(cast)
        problem = work.problems.get()
        keep = list(problem.holders.values_list("pk", flat=True))[:2]
        new = a_firm(7, "新会区霁石羽绒有限公司")
        problems.change_holders(problem, keep=keep, add=[new.pk], seen=None, at=MONDAY, by=cast.officer)
        here = problem.holders.filter(ended_at=None)
        assert {holder.pk for holder in here} >= set(keep)
        assert new.pk in {holder.enterprise_id for holder in here}
        assert here.count() == 3

    def test_somebody_must_be_left(self, cast):
        problem = a_work(cast).problems.get()
        with pytest.raises(Invalid, match="至少要留一家"):
            problems.change_holders(problem, keep=[], add=[], seen=None, at=MONDAY, by=cast.officer)
        assert problem.holders.filter(ended_at=None).count() == 3

    def test_a_firm_that_has_it_already_does_not_join_twice(self, cast):
        problem = a_work(cast).problems.get()
        keep = list(problem.holders.values_list("pk", flat=True))
        problems.change_holders(problem, keep=keep, add=[cast.enterprise.pk], seen=None, at=MONDAY, by=cast.officer)
        assert problem.holders.count() == 3


class TestSettling:
    def test_says_how_it_was_solved_and_by_which_orders(self, cast):
        work = a_work(cast, "working")
        order = an_order(cast)
        problem = settle(work, cast, order_numbers=[order.case.number, order.case.number.lower()])
        assert (problem.state, problem.result) == ("solved", "换了反吹清灰")
        assert [row.case_id for row in problem.orders.all()] == [order.case_id]

    def test_an_unknown_order_is_named_and_nothing_is_settled(self, cast):
        work = a_work(cast, "working")
        with pytest.raises(Invalid, match="ZQ-1"):
            settle(work, cast, order_numbers=["ZQ-1"])
        assert work.problems.get().state == "open"

    def test_not_before_the_agreement(self, cast):
        with pytest.raises(WrongState, match="签订以后"):
            settle(a_work(cast, "drafted"), cast)

    def test_needs_words(self, cast):
        with pytest.raises(Invalid):
            settle(a_work(cast, "working"), cast, result=" ")

    def test_may_be_said_to_be_unsolved(self, cast):
        assert settle(a_work(cast, "working"), cast, is_solved=False).state == "unsolved"


class TestSight:
    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            ("officer", True), ("city_officer", True), ("head", True), ("auditor", True), ("contact", True),
            ("other_officer", False), ("stranger", False), ("leader", False),
        ],
    )  # fmt: skip
    def test_a_problem_is_seen_where_its_work_is(self, cast, who, sees):
        a_work(cast)
        assert queries.problems(by=getattr(cast, who)).exists() is sees

    def test_counts_its_enterprises(self, cast):
        a_work(cast)
        assert queries.problems(by=cast.officer).get().enterprise_count == 3

    def test_a_firm_is_found_by_name_short_name_and_code(self, cast):
        for text in (cast.enterprise.name, cast.enterprise.short_name, sound_code(1).lower()):
            assert queries.firm_named(text, by=cast.officer) == cast.enterprise
        assert queries.firm_named("没有这家", by=cast.officer) is None
        assert queries.firm_named(cast.other_enterprise.name, by=cast.officer) is None


def down_more():
    return [a_firm(11, "新会区翎江羽绒有限公司"), a_firm(12, "新会区朔川羽绒有限公司")]


def test_the_database_keeps_a_settled_problem_with_its_result(cast):
    problem = a_work(cast).problems.get()
    with pytest.raises(IntegrityError):
        CommonProblem.objects.filter(pk=problem.pk).update(state="solved")


def test_the_database_keeps_a_need_with_one_common_problem(cast):
    problem = a_work(cast).problems.get()
    need_id = problem.holders.first().need_id
    with pytest.raises(IntegrityError):
        ProblemHolder.objects.create(problem=problem, enterprise=cast.enterprise, need_id=need_id, added_at=MONDAY)
