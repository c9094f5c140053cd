from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.models import Notice
from gongqiao.services.enterprise_service.contract import NeedsNamed, OpenNeeds
from gongqiao.services.enterprise_service.models import Need
from gongqiao.services.innovation import jobs
from gongqiao.services.innovation.actions.problems import find_problem
from gongqiao.services.innovation.actions.proposals import dismiss, look_for_groups
from gongqiao.services.innovation.actions.works import drop
from gongqiao.services.innovation.models import Proposal
from gongqiao.services.innovation.queries import proposals as queries
from gongqiao.services.innovation.tests.makers import (
    LIKE_NEEDS,
    a_firm,
    a_need,
    a_problem_form,
    a_work,
    down_firms,
    like_needs,
)

pytestmark = pytest.mark.django_db


def look(at=MONDAY):
    return look_for_groups(at=at, by=the_job("likeness"))


@pytest.fixture
def firms(cast):
    return down_firms(cast)


class TestLooking:
    def test_finds_the_needs_that_three_firms_say_alike(self, cast, firms):
        needs = like_needs(cast, firms)
        a_need(firms[0], "食堂太远", by=cast.officer)
        assert look() == 1
        proposal = Proposal.objects.get()
        assert proposal.need_ids == [need.pk for need in needs]
        assert sorted(proposal.enterprise_ids) == sorted(firm.pk for firm in firms)
        assert any("滤袋堵塞" in word for word in proposal.words)

    def test_stands_at_the_county_when_all_firms_lie_in_it(self, cast, firms):
        like_needs(cast, firms)
        look()
        assert Proposal.objects.get().org_id == cast.county.pk

    def test_stands_at_the_city_when_the_firms_lie_in_two_counties(self, cast, firms):
        like_needs(cast, firms[:1])
        a_need(cast.other_enterprise, *LIKE_NEEDS[1], by=cast.other_officer)
        look()
        assert Proposal.objects.get().org_id == cast.city.pk

    def test_looking_again_changes_nothing_and_says_nothing(self, cast, firms):
        like_needs(cast, firms)
        look()
        before = (list(Proposal.objects.values()), Notice.objects.count(), Entry.objects.count())
        assert look(MONDAY + timedelta(hours=1)) == 0
        assert before == (list(Proposal.objects.values()), Notice.objects.count(), Entry.objects.count())

    def test_a_further_firm_joins_the_proposal_that_is_there(self, cast, firms):
        like_needs(cast, firms[:2])
        look()
        a_need(firms[2], *LIKE_NEEDS[2], by=cast.officer)
        assert look(MONDAY + timedelta(hours=1)) == 0
        assert len(Proposal.objects.get().enterprise_ids) == 3

    def test_a_group_whose_needs_were_dropped_is_gone(self, cast, firms):
        needs = like_needs(cast, firms)
        look()
        Need.objects.filter(pk__in=[need.pk for need in needs[1:]]).update(state="dropped")
        look()
        assert Proposal.objects.get().state == "gone"

    def test_needs_of_a_common_problem_are_not_proposed_again(self, cast):
        a_work(cast)
        assert look() == 0

    def test_needs_of_a_work_that_was_dropped_are(self, cast):
        drop(a_work(cast), "没有谈成", seen=None, at=MONDAY, by=cast.officer)
        assert look() == 1

    def test_needs_of_three_years_ago_are_not_looked_at(self, cast, firms):
        like_needs(cast, firms)
        assert look(MONDAY + timedelta(days=1000)) == 0

    def test_the_officers_there_are_told_once(self, cast, firms):
        like_needs(cast, firms)
        look()
        told = Notice.objects.filter(event=f"proposal:{Proposal.objects.get().pk}")
        assert [notice.person_id for notice in told] == [cast.officer.person_id]
        assert "3 家企业" in told[0].title

    def test_the_clock_does_it(self, cast, firms):
        like_needs(cast, firms)
        jobs.find_like_needs(MONDAY)
        assert Proposal.objects.count() == 1

    @pytest.mark.parametrize("who", ["contact", "leader", "head", "auditor", "officer"])
    def test_is_for_the_clock_and_the_citys_officers(self, cast, who):
        with pytest.raises(NotAllowed, match="查找可能的共性问题"):
            look_for_groups(at=MONDAY, by=getattr(cast, who))


class TestDismissing:
    @pytest.fixture
    def proposal(self, cast, firms):
        like_needs(cast, firms[:2])
        look()
        return queries.proposal(Proposal.objects.get().pk, by=cast.officer)

    def test_it_does_not_come_back(self, cast, proposal):
        dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)
        assert look() == 0
        assert [row.state for row in Proposal.objects.all()] == ["dismissed"]

    def test_not_even_when_one_of_its_firms_says_it_again(self, cast, firms, proposal):
        dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)
        a_need(firms[0], *LIKE_NEEDS[2], by=cast.officer)
        assert look() == 0

    def test_it_comes_back_when_a_new_firm_joins(self, cast, firms, proposal):
        dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)
        a_need(firms[2], *LIKE_NEEDS[2], by=cast.officer)
        assert look() == 1
        assert len(Proposal.objects.get(state="open").enterprise_ids) == 3

    def test_needs_a_reason(self, cast, proposal):
        with pytest.raises(Invalid):
            dismiss(proposal, "  ", at=MONDAY, by=cast.officer)
        assert Proposal.objects.get().state == "open"

    def test_happens_once(self, cast, proposal):
        dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)
        with pytest.raises(WrongState, match="处理过了"):
            dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)

    def test_leaves_a_line_in_the_book_and_the_reason_beside_it(self, cast, proposal):
        dismiss(proposal, "设备不一样", at=MONDAY, by=cast.officer)
        entry = Entry.objects.get(what="innovation.dismiss")
        assert (entry.thing_id, entry.side.reason) == (proposal.pk, "设备不一样")

    def test_the_officer_of_another_county_may_not(self, cast, proposal):
        with pytest.raises(NotAllowed):
            dismiss(proposal, "不归我管", at=MONDAY, by=cast.other_officer)


class TestSight:
    @pytest.fixture(autouse=True)
    def proposed(self, cast, firms):
        like_needs(cast, firms)
        look()

    @pytest.mark.parametrize(("who", "number"), [("officer", 1), ("city_officer", 1), ("auditor", 1), ("head", 1)])
    def test_posts_at_or_above_the_union_see_it(self, cast, who, number):
        assert queries.proposals(by=getattr(cast, who)).count() == number

    @pytest.mark.parametrize("who", ["other_officer", "contact", "leader", "stranger"])
    def test_for_others_it_is_not_there(self, cast, who):
        with pytest.raises(NotFound):
            queries.proposal(Proposal.objects.get().pk, by=getattr(cast, who))

    def test_shows_the_needs_with_the_binding_words_marked(self, cast):
        (shown,) = queries.shown(list(queries.proposals(by=cast.officer)), by=cast.officer)
        first = shown.needs[0]
        words = [first.card.description[span.start : span.end] for span in first.in_description]
        assert any("滤袋堵塞" in word for word in words)
        assert len(shown.enterprises) == 3


class TestWhatInnovationMayAsk:
    def test_open_needs_lie_below_the_unions_that_are_named(self, cast, firms):
        here = a_need(firms[0], by=cast.officer)
        there = a_need(cast.other_enterprise, by=cast.other_officer)
        assert [card.id for card in ask(OpenNeeds(below=(cast.county.pk,)))] == [here.pk]
        assert [card.id for card in ask(OpenNeeds(below=(cast.city.pk,)))] == [here.pk, there.pk]
        assert ask(OpenNeeds(below=())) == ()

    def test_open_needs_may_be_narrowed(self, cast, firms):
        old = a_need(firms[0], "老问题", by=cast.officer)
        new = a_need(firms[0], "新问题", by=cast.officer, at=MONDAY + timedelta(days=3))
        below = (cast.county.pk,)
        assert [c.id for c in ask(OpenNeeds(below=below, since=(MONDAY + timedelta(days=1)).date()))] == [new.pk]
        assert [c.id for c in ask(OpenNeeds(below=below, words="老问"))] == [old.pk]
        assert [c.id for c in ask(OpenNeeds(below=below, limit=1))] == [new.pk]

    def test_ordered_needs_are_not_open(self, cast, firms):
        need = a_need(firms[0], by=cast.officer)
        Need.objects.filter(pk=need.pk).update(state="ordered")
        assert ask(OpenNeeds(below=(cast.city.pk,))) == ()

    def test_named_needs_are_those_that_the_reader_oversees_or_speaks_for(self, cast, firms):
        here = a_need(firms[0], by=cast.officer)
        there = a_need(cast.other_enterprise, by=cast.other_officer)
        both = (here.pk, there.pk)
        assert set(ask(NeedsNamed(need_ids=both, below=(cast.county.pk,)))) == {here.pk}
        assert set(ask(NeedsNamed(need_ids=both, of_enterprises=(cast.other_enterprise.pk,)))) == {there.pk}
        assert set(ask(NeedsNamed(need_ids=both))) == set()


class TestAccepting:
    def test_a_proposal_that_was_taken_is_no_longer_open(self, cast, firms):
        needs = like_needs(cast, firms)
        look()
        row = Proposal.objects.get()
        problem = find_problem(a_problem_form(needs), proposal=row, at=MONDAY, by=cast.officer)
        row.refresh_from_db()
        assert (row.state, row.problem_id) == ("accepted", problem.pk)
        assert (problem.source, problem.terms) == ("proposal", row.terms)
        with pytest.raises(WrongState):
            find_problem(
                a_problem_form([], [a_firm(9, "新会区岚谷羽绒有限公司")]), proposal=row, at=MONDAY, by=cast.officer
            )
