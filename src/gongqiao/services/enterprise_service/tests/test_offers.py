from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.cases.actions import Refused
from gongqiao.services.enterprise_service.actions import offers
from gongqiao.services.enterprise_service.actions.offers import TeamIsGone
from gongqiao.services.enterprise_service.models import Offer, Order, Programme
from gongqiao.services.enterprise_service.rules.candidates import shortlist
from gongqiao.services.enterprise_service.tests.makers import (
    WEDNESDAY_AT_TWO,
    an_order,
    booked,
    fresh,
    open_duties,
    story,
    the_craftsman,
    told,
)
from gongqiao.services.talent.actions import pause_team, recuse, take_leave

TUESDAY_EVENING = datetime(2026, 11, 17, 17, 30, tzinfo=CITY_TIME)


def offer(order, team, *, by, why="", at=MONDAY):
    offers.offer(order, team.pk, why_not_first=why, seen=None, at=at, by=by)


def decline(order, by, *, reason="这周都排满了", at=MONDAY):
    offers.decline(fresh(order), reason, seen=None, at=at, by=by)


def asked(order) -> list[tuple[str, str, bool]]:
    """Return whom the order asked, in order: leader, answer, and whether by itself."""
    names = {card.card.leader_id: card.card.leader_name for card in _everybody(order)}
    return [(names[row.leader_id], row.state, row.is_automatic) for row in order.offers.order_by("pk")]


def _everybody(order):
    listed = shortlist(order, at=MONDAY)
    return [*listed.ranked, *listed.others]


class TestOffering:
    def test_gives_the_team_until_the_end_of_the_next_working_day(self, cast):
        order = an_order(cast)
        offer(order, cast.electricians, by=cast.officer)
        assert order.offers.get().answer_by == TUESDAY_EVENING
        assert told(cast.leader)[-1] == ("请答复：砺江压铸“空压机电机频繁过载跳停”，11月17日 周二 17:30前")

    def test_does_not_count_the_weekend(self, cast):
        friday = MONDAY - timedelta(days=3)
        order = an_order(cast, at=friday)
        offer(order, cast.electricians, by=cast.officer, at=friday)
        assert order.offers.get().answer_by == TUESDAY_EVENING - timedelta(days=1)

    def test_keeps_the_score_with_its_terms_as_it_was_shown(self, cast):
        order = an_order(cast)
        first = shortlist(order, at=MONDAY).ranked[0].candidate
        offer(order, cast.electricians, by=cast.officer)
        kept = order.offers.get()
        assert kept.score == first.score == sum(term["points"] for term in kept.terms)
        assert [term["because"] for term in kept.terms] == [term.because for term in first.terms]

    def test_makes_the_officer_the_owner_of_the_order(self, cast):
        order = an_order(cast, "offered")
        assert order.case.owner_id == cast.officer.person_id

    def test_another_than_the_first_needs_a_reason_which_is_kept(self, cast):
        order = an_order(cast)
        with pytest.raises(Invalid, match=r"请写为什么不选排在第一的王师傅班组（\d+ 分）"):
            offer(order, cast.second_electricians, why="  ", by=cast.officer)
        assert not order.offers.exists()
        offer(order, cast.second_electricians, why="企业合作过", by=cast.officer)
        assert order.offers.get().why_not_first == "企业合作过"

    def test_a_team_without_the_skill_is_refused_in_words(self, cast):
        with pytest.raises(Refused, match="林师傅班组不合适：技能不符，没有“电气与自动化”方面的技能。"):
            offer(an_order(cast), cast.welders, why="离得近", by=cast.officer)

    def test_a_team_that_is_paused_is_refused_in_words(self, cast):
        pause_team(cast.electricians, paused=True, at=MONDAY, by=cast.officer)
        with pytest.raises(Refused, match="王师傅班组不合适：暂停接单"):
            offer(an_order(cast), cast.electricians, by=cast.officer)

    def test_a_team_whose_leader_keeps_away_is_refused_in_words(self, cast):
        recuse(
            the_craftsman(cast, "leader"), cast.enterprise, reason="亲属任职", on=MONDAY.date(), at=MONDAY,
            by=cast.officer,
        )  # fmt: skip
        with pytest.raises(Refused, match="王师傅班组不合适：应当回避"):
            offer(an_order(cast), cast.electricians, why="最合适", by=cast.officer)

    def test_a_team_that_does_not_exist_is_not_found(self, cast):
        with pytest.raises(NotFound, match="没有这支班组"):
            offers.offer(an_order(cast), 10**9, seen=None, at=MONDAY, by=cast.officer)

    def test_two_teams_at_once_is_refused(self, cast):
        order = an_order(cast, "offered")
        with pytest.raises(Refused, match="有一份邀约在等班组答复"):
            offer(order, cast.second_electricians, why="再问一支", by=cast.officer)
        twin = order.offers.get()
        twin.pk = None
        with pytest.raises(IntegrityError, match="one_open_offer_an_order"), transaction.atomic():
            twin.save(force_insert=True)

    @pytest.mark.parametrize("name", ["contact", "auditor"])
    def test_belongs_to_officers(self, cast, name):
        with pytest.raises(NotAllowed):
            offer(an_order(cast), cast.electricians, by=getattr(cast, name))


class TestDeclining:
    def test_asks_the_next_team_by_itself(self, cast):
        order = an_order(cast, "offered")
        decline(order, cast.leader)
        assert asked(order) == [("王师", "declined", False), ("黄电", "open", True)]
        assert open_duties(order) == {"answer_offer"}
        assert told(cast.second)[-1].startswith("请答复：砺江压铸")
        assert told(cast.contact)[-1] == "王师傅班组这次来不了，正在为您另配班组"
        assert "王师没有接单（这周都排满了）" in story(order, cast.officer)

    def test_leaves_it_to_the_officer_when_nobody_else_fits(self, cast):
        order = an_order(cast, "offered")
        decline(order, cast.leader)
        decline(order, cast.second)
        assert [state for _, state, _ in asked(order)] == ["declined", "declined"]
        assert open_duties(order) == {"match"}

    def test_leaves_it_to_the_officer_when_the_programme_asks_nobody_by_itself(self, cast):
        Programme.objects.update(auto_offers=0)
        order = an_order(cast, "offered")
        decline(order, cast.leader)
        assert asked(order) == [("王师", "declined", False)]
        assert open_duties(order) == {"match"}

    def test_leaves_it_to_the_officer_when_the_next_team_fits_badly(self, cast):
        week_and_more = Period(start=MONDAY + timedelta(days=1, hours=3), end=MONDAY + timedelta(days=30))
        take_leave(the_craftsman(cast, "second"), week_and_more, at=MONDAY, by=cast.second)
        the_craftsman(cast, "second").skills.update(level=1)
        order = an_order(cast, "offered", title="漏电", description="")
        decline(order, cast.leader)
        left = shortlist(fresh(order), at=MONDAY).ranked[0].candidate
        assert left.score < offers.LEAST_SCORE_TO_ASK_UNASKED
        assert open_duties(order) == {"match"}

    def test_needs_a_reason(self, cast):
        order = an_order(cast, "offered")
        with pytest.raises(Invalid, match="请写明不能接的原因"):
            decline(order, cast.leader, reason=" ")
        assert asked(order) == [("王师", "open", False)]

    @pytest.mark.parametrize(
        ("name", "refusal"),
        [("second", NotFound), ("member", NotFound), ("contact", NotAllowed), ("officer", NotAllowed)],
    )
    def test_is_the_asked_leaders_own(self, cast, name, refusal):
        with pytest.raises(refusal):
            decline(an_order(cast, "offered"), getattr(cast, name))

    def test_tells_the_leader_that_he_need_not_go(self, cast):
        offers.release_team(an_order(cast, "scheduled"), "设备已换", seen=None, at=MONDAY, by=cast.officer)
        assert told(cast.leader)[-1] == "换了班组，不用再去：空压机电机频繁过载跳停（设备已换）"

    def test_means_that_the_team_is_not_asked_again(self, cast):
        order = an_order(cast, "offered")
        decline(order, cast.leader)
        decline(order, cast.second)
        with pytest.raises(Refused, match="王师傅班组不合适：已经问过，没有接：这周都排满了。"):
            offer(fresh(order), cast.electricians, why="再问一次", by=cast.officer)


class TestRunningOut:
    @pytest.fixture
    def order(self, cast):
        return an_order(cast, "offered")

    def expire(self, order, at):
        return offers.expire(order.offers.order_by("pk")[0].pk, at=at, by=the_job("clock"))

    def test_happens_when_the_time_is_up_and_not_before(self, cast, order):
        assert self.expire(order, TUESDAY_EVENING - timedelta(seconds=1)) is False
        assert asked(order) == [("王师", "open", False)]
        assert self.expire(order, TUESDAY_EVENING) is True
        assert asked(order) == [("王师", "expired", False), ("黄电", "open", True)]

    def test_tells_officer_and_enterprise(self, cast, order):
        self.expire(order, TUESDAY_EVENING)
        assert told(cast.officer)[-1] == "王师傅班组没有按时答复：空压机电机频繁过载跳停"
        assert told(cast.contact)[-1] == "正在为您另配班组：空压机电机频繁过载跳停"
        assert "系统收回了过期的邀约（王师傅班组没有按时答复）" in story(order, cast.officer)

    def test_makes_an_answer_come_too_late(self, cast, order):
        self.expire(order, TUESDAY_EVENING)
        with pytest.raises(NotFound):
            offers.accept(fresh(order), seen=None, at=TUESDAY_EVENING + timedelta(minutes=5), by=cast.leader)
        assert fresh(order).team_id is None

    def test_does_not_take_back_what_was_answered(self, cast, order):
        offers.accept(order, seen=None, at=TUESDAY_EVENING - timedelta(minutes=1), by=cast.leader)
        assert self.expire(order, TUESDAY_EVENING) is False
        assert fresh(order).case.state == "matched"

    def test_is_the_clocks_own(self, cast, order):
        with pytest.raises(NotAllowed):
            offers.expire(order.offers.get().pk, at=TUESDAY_EVENING, by=cast.officer)


class TestRecalling:
    def test_ends_the_sight_of_the_leader_and_tells_him(self, cast):
        order = an_order(cast, "offered")
        offers.recall(order, "发错了", seen=None, at=MONDAY, by=cast.officer)
        assert told(cast.leader)[-1] == "邀约已收回：空压机电机频繁过载跳停"
        assert not Order.objects.visible_to(cast.leader).filter(pk=order.pk).exists()
        assert open_duties(order) == {"match"}

    def test_lets_the_same_team_be_asked_again(self, cast):
        order = an_order(cast, "offered")
        offers.recall(order, "发错了", seen=None, at=MONDAY, by=cast.officer)
        offer(fresh(order), cast.electricians, by=cast.officer)
        offers.accept(fresh(order), seen=None, at=MONDAY, by=cast.leader)
        assert fresh(order).case.state == "matched"

    def test_needs_an_offer_and_a_reason(self, cast):
        with pytest.raises(Refused, match="没有等待答复的邀约"):
            offers.recall(an_order(cast), "发错了", seen=None, at=MONDAY, by=cast.officer)
        with pytest.raises(Invalid, match="请写明收回的原因"):
            offers.recall(an_order(cast, "offered"), "", seen=None, at=MONDAY, by=cast.officer)


class TestAccepting:
    def test_lets_the_whole_team_see_the_order(self, cast):
        order = an_order(cast, "offered")
        assert not Order.objects.visible_to(cast.member).filter(pk=order.pk).exists()
        offers.accept(order, seen=None, at=MONDAY, by=cast.leader)
        assert Order.objects.visible_to(cast.member).filter(pk=order.pk).exists()
        assert (fresh(order).team_id, fresh(order).matched_at) == (cast.electricians.pk, MONDAY)
        assert told(cast.contact)[-1] == "王师傅班组接单了，接下来约上门时间"

    def test_by_a_team_that_was_paused_meanwhile_is_refused(self, cast):
        order = an_order(cast, "offered")
        pause_team(cast.electricians, paused=True, at=MONDAY, by=cast.officer)
        with pytest.raises(TeamIsGone, match="已经解散或暂停"):
            offers.accept(order, seen=None, at=MONDAY, by=cast.leader)
        assert fresh(order).case.state == "ordered"

    def test_cannot_be_taken_back_by_declining(self, cast):
        with pytest.raises(WrongState, match="现在是“已配班组”，不能“不能接”"):
            decline(an_order(cast, "matched"), cast.leader)


class TestReleasing:
    @pytest.mark.parametrize("stage", ["matched", "proposed", "scheduled"])
    @pytest.mark.parametrize("name", ["leader", "officer"])
    def test_gives_order_and_time_back(self, cast, stage, name):
        order = an_order(cast, stage)
        offers.release_team(order, "队长住院", seen=None, at=MONDAY, by=getattr(cast, name))
        assert (fresh(order).case.state, fresh(order).team_id) == ("ordered", None)
        assert booked() == set()
        assert open_duties(order) == {"match"}
        assert told(cast.contact)[-1] == "王师傅班组来不了，正在为您另配班组"
        assert not Order.objects.visible_to(cast.leader).filter(pk=order.pk).exists()
        assert not Order.objects.visible_to(cast.member).filter(pk=order.pk).exists()

    def test_means_that_the_team_is_not_asked_again(self, cast):
        order = an_order(cast, "matched")
        offers.release_team(order, "队长住院", seen=None, at=MONDAY, by=cast.officer)
        with pytest.raises(Refused, match="已经问过，接单后换下：队长住院"):
            offer(fresh(order), cast.electricians, why="他好了", by=cast.officer)
        offer(fresh(order), cast.second_electricians, by=cast.officer)
        assert [state for _, state, _ in asked(order)] == ["released", "open"]

    def test_is_too_late_once_the_team_is_there(self, cast):
        with pytest.raises(WrongState, match="现在是“办理中”，不能“换班组”"):
            offers.release_team(an_order(cast, "delivering"), "换人", seen=None, at=WEDNESDAY_AT_TWO, by=cast.officer)

    def test_is_not_the_members_nor_the_enterprises(self, cast):
        order = an_order(cast, "matched")
        for somebody in (cast.member, cast.contact):
            with pytest.raises(NotAllowed):
                offers.release_team(order, "换人", seen=None, at=MONDAY, by=somebody)
        assert Offer.objects.get(order=order).state == "accepted"
