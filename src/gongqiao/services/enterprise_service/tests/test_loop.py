from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import NotAllowed, NotFound, Stale, WrongState
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.notices.models import Notice
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import closing, confirming, offers, orders, visits
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    a_confirmation,
    an_order,
    fresh,
    open_duties,
)


class TestTheWayOfAnOrder:
    @pytest.mark.parametrize(
        ("stage", "state", "duties"),
        [
            ("ordered", "ordered", {"match"}),
            ("offered", "ordered", {"answer_offer"}),
            ("matched", "matched", {"schedule"}),
            ("proposed", "matched", {"agree_date", "promise_date"}),
            ("scheduled", "scheduled", {"visit"}),
            ("delivering", "delivering", {"report"}),
            ("claimed", "claimed", {"confirm"}),
            ("confirmed", "confirmed", {"review", "revisit"}),
            ("reviewed", "confirmed", {"revisit"}),
            ("revisited", "confirmed", {"close"}),
        ],
    )
    def test_every_stage_asks_somebody_for_the_next_step(self, cast, stage, state, duties):
        order = an_order(cast, stage)
        assert order.case.state == state
        assert open_duties(order) == duties
        assert order.case.due_at is not None

    def test_closing_ends_all_duties(self, cast):
        order = an_order(cast, "revisited")
        closing.close(order, seen=None, at=THURSDAY + timedelta(days=32), by=cast.officer)
        assert fresh(order).case.state == "closed"
        assert open_duties(order) == set()
        assert fresh(order).case.closed_at is not None

    def test_the_number_names_service_area_and_year(self, cast):
        first, second = an_order(cast), an_order(cast, title="变频器上电无显示")
        assert first.case.number.startswith("ZQ-440705-2026-")
        assert int(second.case.number[-6:]) == int(first.case.number[-6:]) + 1


class TestSeeing:
    def test_another_enterprise_does_not_see_the_order(self, cast):
        order = an_order(cast)
        with pytest.raises(NotFound):
            orders.withdraw(order, "试试", seen=None, at=MONDAY, by=cast.stranger)

    def test_the_team_sees_it_from_the_offer_on_and_not_before(self, cast):
        before, after = an_order(cast), an_order(cast, "offered", title="变频器上电无显示")
        with pytest.raises(NotFound):
            offers.accept(before, seen=None, at=MONDAY, by=cast.leader)
        offers.accept(after, seen=None, at=MONDAY, by=cast.leader)

    def test_after_declining_the_team_does_not_see_it_any_more(self, cast):
        order = an_order(cast, "offered")
        offers.decline(order, "这周都排满了", seen=None, at=MONDAY, by=cast.leader)
        with pytest.raises(NotFound):
            offers.accept(fresh(order), seen=None, at=MONDAY, by=cast.leader)

    def test_an_officer_of_another_county_does_not_see_it(self, cast):
        with pytest.raises(NotFound):
            offers.offer(an_order(cast), cast.electricians.pk, seen=None, at=MONDAY, by=cast.other_officer)

    @pytest.mark.parametrize("reader", ["auditor", "head"])
    def test_readers_see_everything_and_change_nothing(self, cast, reader):
        with pytest.raises(NotAllowed):
            offers.offer(an_order(cast), cast.electricians.pk, seen=None, at=MONDAY, by=getattr(cast, reader))


class TestTheCounters:
    def values(self, cast):
        cut = Cut().of(programme=cast.programme.pk)
        return {figure.short_name: figure.value(cut, by=cast.city_officer) for figure in figures.EVERY_FIGURE}

    def test_nothing_counts_as_solved_before_the_enterprise_says_so(self, cast):
        an_order(cast, "claimed")
        values = self.values(cast)
        assert values["claimed"] == 1
        assert (values["problems"], values["enterprises"], values["benefit_actual"]) == (0, 0, 0)

    def test_the_confirmation_makes_problem_visit_and_benefit_count(self, cast):
        an_order(cast, "confirmed")
        values = self.values(cast)
        assert (values["problems"], values["enterprises"]) == (1, 1)
        assert (values["benefit_actual"], values["benefit_expected"]) == (30_000_000, 20_000_000)

    def test_a_returned_benefit_does_not_count_until_declared_anew(self, cast):
        order = an_order(cast, "confirmed")
        closing.return_benefit(order, "测算表没有盖章", seen=None, at=THURSDAY, by=cast.city_officer)
        assert self.values(cast)["benefit_actual"] == 0
        confirming.confirm(fresh(order), a_confirmation(fresh(order)), seen=None, at=THURSDAY, by=cast.contact)
        assert self.values(cast)["benefit_actual"] == 30_000_000

    def test_a_county_sees_its_own_numbers_only(self, cast):
        an_order(cast, "confirmed")
        cut = Cut().of(programme=cast.programme.pk)
        assert figures.PROBLEMS.value(cut, by=cast.other_officer) == 0
        assert figures.PROBLEMS.value(cut, by=cast.officer) == 1

    def test_every_number_is_what_its_rows_add_up_to(self, cast):
        for n, stage in enumerate(("ordered", "offered", "claimed")):
            an_order(cast, stage, title=f"第 {n} 件事", at=MONDAY) if stage != "claimed" else an_order(cast, stage)
        cut = Cut().of(programme=cast.programme.pk)
        for figure in figures.EVERY_FIGURE:
            rows = list(figure.rows(cut, by=cast.city_officer))
            if figure.total:
                counted = sum(getattr(row, figure.total) for row in rows)
            elif figure.distinct:
                counted = len({getattr(row, figure.distinct) for row in rows})
            else:
                counted = len(rows)
            assert figure.value(cut, by=cast.city_officer) == counted, figure.name


class TestConcurrentWork:
    def test_whoever_saw_an_older_version_is_told_what_changed(self, cast):
        order = an_order(cast)
        seen = order.case.version
        orders.supplement(order, "夜间可以停机", seen=seen, at=MONDAY, by=cast.contact)
        with pytest.raises(Stale, match="张联补充了情况"):
            offers.offer(order, cast.electricians.pk, seen=seen, at=MONDAY, by=cast.officer)

    def test_a_step_that_is_not_open_says_where_the_case_stands(self, cast):
        with pytest.raises(WrongState, match="现在是“已点菜”，不能“归档”"):
            closing.close(an_order(cast), seen=None, at=MONDAY, by=cast.officer)


class TestMessages:
    def test_one_event_is_one_message_and_nobody_is_told_what_they_did_themselves(self, cast):
        order = an_order(cast, "offered")
        told = Notice.objects.filter(person_id=cast.leader.person_id)
        assert [notice.title.split("：")[0] for notice in told] == ["请答复"]
        assert not Notice.objects.filter(person_id=cast.officer.person_id, title__contains="请答复").exists()
        assert Notice.objects.filter(person_id=cast.officer.person_id, title__contains="点了一道菜").exists()
        assert order.case.number in told[0].url

    def test_the_enterprise_hears_that_a_team_declined(self, cast):
        order = an_order(cast, "offered")
        offers.decline(order, "排满了", seen=None, at=MONDAY, by=cast.leader)
        assert Notice.objects.filter(person_id=cast.contact.person_id, title__contains="这次来不了").exists()
        assert visits is not None
