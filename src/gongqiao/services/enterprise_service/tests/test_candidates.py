from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from tests.cast import MONDAY

from gongqiao.cores.calendar import Period
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.people.actions import bind_contact
from gongqiao.services.enterprise_service.actions import offers
from gongqiao.services.enterprise_service.pages import order_face
from gongqiao.services.enterprise_service.queries.orders import order_of_case
from gongqiao.services.enterprise_service.rules.candidates import free_for, shortlist
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    an_order,
    fresh,
    the_craftsman,
    theirs,
)
from gongqiao.services.talent.actions import pause_team, recuse, take_leave
from gongqiao.services.talent.actions.craftsmen import add_certificate, edit_own
from gongqiao.services.talent.models import Craftsman, Skill, TeamMember

WHY_NOT = "没有“电气与自动化”方面的技能"


def listed(order, *, at=MONDAY):
    return shortlist(fresh(order), at=at)


def ranked(order, *, at=MONDAY) -> list[str]:
    return [row.card.leader_name for row in listed(order, at=at).ranked]


def why_not(order, leader) -> tuple[str, str]:
    """Return the reason why a leader's team is not among the ranked ones."""
    found = {row.card.leader_name: (row.why_not.reason, row.why_not.fact) for row in listed(order).others}
    return found[leader]


def recused(cast, name):
    craftsman = the_craftsman(cast, name)
    recuse(craftsman, cast.enterprise, reason="亲属任职", on=MONDAY.date(), at=MONDAY, by=cast.city_officer)


def kept_in(cast, name, *, free):
    edit_own(the_craftsman(cast, name), intro="", half_days=free, seen=None, at=MONDAY, by=getattr(cast, name))


def licensed(cast, name, licence, *, skill="DRIVE", valid_to):
    craftsman = the_craftsman(cast, name)
    add_certificate(craftsman, licence, "", valid_to=valid_to, skill=skill, at=MONDAY, by=cast.city_officer)


class TestTheRanking:
    def test_holds_every_team_once_ranked_or_with_its_reason(self, cast):
        both = listed(an_order(cast))
        together = [row.card.id for row in (*both.ranked, *both.others)]
        assert sorted(together) == sorted([cast.electricians.pk, cast.welders.pk, cast.second_electricians.pk])
        assert both.size == 3

    def test_gives_reasons_that_add_up_to_the_score(self, cast):
        for row in listed(an_order(cast)).ranked:
            assert sum(term.points for term in row.candidate.terms) == row.candidate.score
            assert [term.name for term in row.candidate.terms] == ["技能", "经验", "路程", "空档", "评价", "负荷"]
            assert all(term.because for term in row.candidate.terms)

    def test_is_led_by_the_nearer_and_better_team(self, cast):
        assert ranked(an_order(cast)) == ["王师", "黄电"]

    def test_is_led_by_another_team_for_another_place(self, cast):
        ours, others = an_order(cast), an_order(cast, firm=theirs(cast))
        minutes = {
            (order.pk, row.card.leader_name): row.candidate.travel_minutes
            for order in (ours, others)
            for row in listed(order).ranked
        }
        assert minutes[ours.pk, "王师"] < minutes[ours.pk, "黄电"]
        assert minutes[others.pk, "王师"] > minutes[others.pk, "黄电"]

    def test_says_when_each_team_is_free(self, cast):
        first = listed(an_order(cast)).ranked[0]
        assert first.free == "11月17日周二全天、11月18日周三全天、11月19日周四全天"

    def test_knows_how_the_enterprises_rated_a_team(self, cast):
        an_order(cast, "confirmed")
        first = listed(an_order(cast, title="另一台跳停"), at=THURSDAY).ranked[0]
        assert {term.name: term.because for term in first.candidate.terms}["评价"].endswith("1 次评价")

    def test_without_a_domain_asks_all_teams(self, cast):
        order = an_order(cast, dish="management", domain="")
        assert set(ranked(order)) == {"王师", "林焊", "黄电"}


class TestHalfDaysOfTheLeader:
    def test_take_the_half_days_of_the_team_away(self, cast):
        order = an_order(cast)
        before = listed(order).ranked_team(cast.electricians.pk)
        kept_in(cast, "leader", free=[3, 5, 7])
        after = listed(order).ranked_team(cast.electricians.pk)
        assert before.free.startswith("11月17日周二全天")
        assert after.free.startswith("11月17日周二下午、11月18日周三下午")
        said = {term.name: term.because for term in after.candidate.terms}["空档"]
        assert said == "今后两周有 6 个半天，队长自己不能出门的半天不算"

    def test_of_a_member_who_stays_at_home_do_not_count_for_the_ranking(self, cast):
        order = an_order(cast)
        before = listed(order).ranked_team(cast.electricians.pk).free
        kept_in(cast, "member", free=[])
        assert listed(order).ranked_team(cast.electricians.pk).free == before

    def test_of_every_member_who_goes_count_for_the_advice_on_dates(self, cast):
        kept_in(cast, "member", free=[3])
        card = listed(an_order(cast)).ranked_team(cast.electricians.pk).card
        free = free_for(card, card.member_ids, at=MONDAY)
        assert {
            (half.start.astimezone(CITY_TIME).weekday(), half.start.astimezone(CITY_TIME).hour >= 12) for half in free
        } == {(1, True)}


class TestALicenceForASkill:
    def test_that_is_valid_changes_nothing(self, cast):
        order = an_order(cast)
        before = ranked(order)
        licensed(cast, "second", "低压电工证", valid_to=MONDAY.date() + timedelta(days=1))
        assert ranked(order) == before

    def test_counts_while_another_one_is_valid(self, cast):
        licensed(cast, "second", "低压电工证", valid_to=MONDAY.date())
        licensed(cast, "second", "高压电工证", valid_to=None)
        assert "黄电" in ranked(an_order(cast))

    def test_of_one_member_leaves_the_skill_of_another_and_is_told(self, cast):
        licensed(cast, "member", "低压电工证", skill="ELEC", valid_to=MONDAY.date())
        row = listed(an_order(cast)).ranked_team(cast.electricians.pk)
        said = {term.name: term.because for term in row.candidate.terms}["技能"]
        assert said.endswith("；何徒的低压电工证已过期，“电气维修”不算")

    def test_that_names_no_skill_takes_none_away(self, cast):
        add_certificate(
            the_craftsman(cast, "second"), "驾驶证", "", valid_to=MONDAY.date(), at=MONDAY, by=cast.city_officer
        )
        assert "黄电" in ranked(an_order(cast))


class TestWhyNot:
    def test_names_a_missing_skill(self, cast):
        assert why_not(an_order(cast), "林焊") == ("技能不符", WHY_NOT)

    def test_names_a_full_calendar(self, cast):
        away = Period(start=MONDAY + timedelta(hours=10), end=MONDAY + timedelta(days=30))
        take_leave(the_craftsman(cast, "second"), away, at=MONDAY, by=cast.second)
        assert why_not(an_order(cast), "黄电") == ("没有空档", "今后两周的半天都已排满")

    def test_names_the_leaders_own_half_days(self, cast):
        kept_in(cast, "second", free=[])
        said = ("没有空档", "今后两周的半天都已排满，队长自己不能出门的半天不算")
        assert why_not(an_order(cast), "黄电") == said

    def test_names_a_licence_that_has_ended(self, cast):
        licensed(cast, "second", "低压电工证", valid_to=MONDAY.date())
        assert why_not(an_order(cast), "黄电") == (
            "证书过期",
            f"黄电的低压电工证已过期，“{Skill.objects.get(pk='DRIVE').name}”不算",
        )

    def test_names_a_pause(self, cast):
        pause_team(cast.electricians, paused=True, at=MONDAY, by=cast.officer)
        assert why_not(an_order(cast), "王师") == ("暂停接单", "班组目前不接单")

    def test_names_a_recusal(self, cast):
        recused(cast, "leader")
        assert why_not(an_order(cast), "王师")[0] == "应当回避"

    def test_names_a_team_without_members(self, cast):
        TeamMember.objects.filter(team=cast.second_electricians).delete()
        assert [row.why_not.reason for row in listed(an_order(cast)).others if row.card.leader_id == 0] == ["没有队员"]

    def test_names_what_a_team_said_when_it_was_asked_before(self, cast):
        order = an_order(cast, "offered")
        offers.decline(order, "这周都排满了", seen=None, at=MONDAY, by=cast.leader)
        assert why_not(order, "王师") == ("已经问过", "没有接：这周都排满了")

    def test_concerns_one_order_alone(self, cast):
        order, other = an_order(cast, "offered"), an_order(cast, title="变频器上电无显示")
        offers.decline(order, "这周都排满了", seen=None, at=MONDAY, by=cast.leader)
        recused(cast, "second")
        assert ranked(other) == ["王师"]
        assert "黄电" in ranked(an_order(cast, firm=theirs(cast)))


class TestACraftsmanBoundToTheEnterprise:
    def test_by_his_job_is_never_a_candidate(self, cast):
        Craftsman.objects.filter(person=cast.person("leader")).update(employer=cast.enterprise)
        assert why_not(an_order(cast), "王师")[0] == "应当回避"

    def test_as_its_contact_is_never_a_candidate(self, cast):
        bind_contact(cast.person("leader"), cast.enterprise, is_principal=False, at=MONDAY, by=cast.officer)
        assert why_not(an_order(cast), "王师")[0] == "应当回避"

    def test_as_a_former_contact_is_one_again(self, cast):
        bound = bind_contact(cast.person("leader"), cast.enterprise, is_principal=False, at=MONDAY, by=cast.officer)
        bound.until = MONDAY
        bound.save()
        assert ranked(an_order(cast)) == ["王师", "黄电"]

    def test_does_not_keep_his_team_away_when_he_does_not_lead_it(self, cast):
        recused(cast, "member")
        assert ranked(an_order(cast)) == ["王师", "黄电"]


class TestWhoSeesTheList:
    """Officers see why not; the enterprise and the teams never do, on the desk or on the phone."""

    @staticmethod
    def panels(order, by):
        request = RequestFactory().get("/")
        request.by, request.at = by, MONDAY
        read = order_of_case(order.case, by=by)
        return [*order_face.desk(request, order.case, read), *order_face.phone(request, order.case, read)]

    def test_officers_do(self, cast):
        (shown,) = [panel for panel in self.panels(an_order(cast), cast.officer) if "others" in panel.context]
        assert ("林师傅班组", "技能不符", WHY_NOT) in shown.context["others"]

    @pytest.mark.parametrize(
        ("name", "stage"),
        [("contact", "ordered"), ("colleague", "ordered"), ("leader", "offered"), ("member", "matched")],
    )
    def test_enterprise_and_teams_do_not(self, cast, name, stage):
        panels = self.panels(an_order(cast, stage), getattr(cast, name))
        assert panels
        assert not [panel for panel in panels if {"others", "listed", "ranked"} & set(panel.context)]
