"""Craftsmen: their page, what the union writes, what they say themselves; and the end of a team."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import ELECTRIC, MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.indicators import Cut
from gongqiao.services.enterprise_service.contract import VisitsServed
from gongqiao.services.enterprise_service.tests.makers import an_order
from gongqiao.services.talent import figures
from gongqiao.services.talent.actions import craftsmen as actions
from gongqiao.services.talent.actions import enrol, teams
from gongqiao.services.talent.contract import CraftsmenNamed, TeamsOfPool
from gongqiao.services.talent.models import Craftsman, Honour, Team, TeamMember
from gongqiao.services.talent.queries import craftsmen as queries
from gongqiao.services.talent.queries import teams as team_queries
from gongqiao.services.talent.rules.honours import standing_of
from gongqiao.services.talent.rules.wording import mask_number
from gongqiao.services.talent.tests.makers import a_pair, the_craftsman

pytestmark = pytest.mark.django_db


def a_craft(**changes) -> actions.CraftsmanForm:
    plain = {"trade": "维修电工", "level": 5, "profile": "电机检修", "skills": {"ELEC": 5}}
    return actions.CraftsmanForm(**{**plain, **changes})


def found(words: str, by) -> list[str]:
    return sorted(queries.craftsmen_like(words, by=by).values_list("person__name", flat=True))


class TestTheNumberOfALicence:
    @pytest.fixture
    def licence(self, cast):
        craftsman = the_craftsman(cast, "leader")
        return actions.add_certificate(craftsman, "电工证", "T440700123456", valid_to=None, at=MONDAY, by=cast.officer)

    def test_is_shown_in_full_for_a_reason_that_the_book_keeps(self, cast, licence):
        shown = actions.reveal_number(licence.craftsman, licence.pk, "到应急局核对", at=MONDAY, by=cast.officer)
        assert shown == "T440700123456"
        line = Entry.objects.filter(what="talent.reveal_number").latest("pk")
        assert (line.kind, line.thing, line.thing_id) == ("look", "craftsman", licence.craftsman_id)
        assert (line.person_id, line.side.reason) == (cast.officer.person_id, "到应急局核对")
        assert "123456" not in str(line.detail)

    def test_is_not_shown_without_a_reason(self, cast, licence):
        with pytest.raises(Invalid):
            actions.reveal_number(licence.craftsman, licence.pk, "  ", at=MONDAY, by=cast.officer)
        assert not Entry.objects.filter(what="talent.reveal_number").exists()

    @pytest.mark.parametrize("who", ["leader", "other_officer", "auditor", "head", "contact"])
    def test_is_for_the_officers_of_his_area(self, cast, licence, who):
        with pytest.raises(NotAllowed):
            actions.reveal_number(licence.craftsman, licence.pk, "核对", at=MONDAY, by=getattr(cast, who))

    def test_of_another_craftsman_is_not_found(self, cast, licence):
        with pytest.raises(NotFound):
            actions.reveal_number(the_craftsman(cast, "member"), licence.pk, "核对", at=MONDAY, by=cast.officer)


class TestFinding:
    @pytest.mark.parametrize(
        ("words", "names"),
        [
            ("王师", ["何徒", "王师"]),
            ("ws", ["王师"]),
            ("焊工", ["林焊"]),
            ("林师傅班组", ["林焊"]),
            ("氩弧", ["林焊"]),
            ("没有", []),
        ],
    )
    def test_by_name_initials_trade_team_and_profile(self, cast, words, names):
        assert found(words, cast.officer) == names

    def test_shows_an_officer_those_of_his_county(self, cast):
        assert found("", cast.officer) == ["何徒", "林焊", "王师"]
        assert found("", cast.other_officer) == ["黄电"]
        assert len(found("", cast.city_officer)) == 4

    def test_shows_others_themselves_alone(self, cast):
        assert found("", cast.leader) == ["王师"]
        assert found("", cast.contact) == []

    def test_heads_find_nobody_by_name(self, cast):
        assert found("王师", cast.head) == []
        assert len(found("焊工", cast.head)) == 1

    def test_by_domain(self, cast):
        rows = queries.skilled_in(queries.craftsmen(by=cast.city_officer), ELECTRIC)
        assert {row.person.name for row in rows} == {"王师", "何徒", "黄电"}


class TestWriting:
    def test_an_edit_keeps_before_and_after_beside_the_book(self, cast):
        actions.edit_craftsman(the_craftsman(cast), a_craft(level=4), seen=1, at=MONDAY, by=cast.officer)
        entry = Entry.objects.select_related("side").get(what="talent.edit_craftsman")
        assert entry.fields == ["level", "profile", "skills"]
        assert (entry.side.values["before"]["level"], entry.side.values["after"]["level"]) == (5, 4)
        assert the_craftsman(cast).version == 2

    def test_an_edit_over_a_newer_version_is_refused(self, cast):
        actions.edit_craftsman(the_craftsman(cast), a_craft(), seen=1, at=MONDAY, by=cast.officer)
        with pytest.raises(Stale):
            actions.edit_craftsman(the_craftsman(cast), a_craft(level=1), seen=1, at=MONDAY, by=cast.officer)

    @pytest.mark.parametrize("who", ["other_officer", "leader", "auditor", "contact"])
    def test_is_for_officers_of_the_place(self, cast, who):
        with pytest.raises(NotAllowed):
            actions.edit_craftsman(the_craftsman(cast), a_craft(), seen=None, at=MONDAY, by=getattr(cast, who))

    def test_an_officer_elsewhere_cannot_take_a_craftsman_over(self, cast):
        person = cast.person("leader")
        with pytest.raises(NotAllowed):
            enrol(person, a_craft(), union=cast.other_county, at=MONDAY, by=cast.other_officer)

    def test_a_craftsman_says_himself_who_he_is_and_when_he_can_come(self, cast):
        mine = the_craftsman(cast)
        actions.edit_own(mine, intro="干了三十年电工", half_days=[1, 0, 1], seen=1, at=MONDAY, by=cast.leader)
        assert (the_craftsman(cast).intro, the_craftsman(cast).half_days) == ("干了三十年电工", [0, 1])
        with pytest.raises(NotAllowed):
            actions.edit_own(mine, intro="别人写", half_days=[], seen=None, at=MONDAY, by=cast.member)

    def test_the_highest_honour_introduces_him(self, cast):
        mine = the_craftsman(cast)
        for name, level, year in (("市劳模", 3, 2020), ("全国劳模", 5, 2015), ("省劳模", 4, 2024)):
            actions.add_honour(mine, name, level=level, year=year, at=MONDAY, by=cast.officer)
        assert the_craftsman(cast).honour == "全国劳模"
        actions.drop_honour(mine, Honour.objects.get(name="全国劳模").pk, at=MONDAY, by=cast.officer)
        assert the_craftsman(cast).honour == "省劳模"

    def test_an_honour_stands_once(self, cast):
        for year in (2020, None):
            actions.add_honour(the_craftsman(cast), "市劳模", level=3, year=year, at=MONDAY, by=cast.officer)
            with pytest.raises(actions.HonourKnown):
                actions.add_honour(the_craftsman(cast), "市劳模", level=3, year=year, at=MONDAY, by=cast.officer)

    @pytest.mark.parametrize(("honour", "level"), [("全国劳模", 5), ("南粤工匠", 4), ("江门工匠", 3), ("技术能手", 0)])
    def test_an_honour_written_at_enrolment_gets_the_level_that_its_name_tells(self, cast, honour, level):
        enrol(cast.person("member"), a_craft(honour=honour), union=cast.county, at=MONDAY, by=cast.officer)
        assert Honour.objects.get(craftsman__person=cast.person("member")).level == level


class TestCertificates:
    @pytest.mark.parametrize(
        ("days", "shape", "label"),
        [(None, "done", "长期有效"), (31, "done", "有效"), (30, "hold", "还有 30 天到期"), (0, "stop", "已过期")],
    )
    def test_warn_thirty_days_before_they_end(self, cast, days, shape, label):
        ends = None if days is None else date(2026, 11, 16) + timedelta(days=days)
        made = actions.add_certificate(
            the_craftsman(cast), "高压电工证", "T440701199001010011", valid_to=ends, at=MONDAY, by=cast.officer
        )
        here = standing_of(made, date(2026, 11, 16))
        assert (here.shape, here.label) == (shape, label)

    def test_that_end_soon_or_have_ended_are_found_in_the_list(self, cast):
        for who, days in (("leader", 30), ("member", 0), ("welder", 31)):
            ends = date(2026, 11, 16) + timedelta(days=days)
            actions.add_certificate(the_craftsman(cast, who), "电工证", "", valid_to=ends, at=MONDAY, by=cast.officer)
        rows = queries.craftsmen(by=cast.officer)
        for standing, name in (("soon", "王师"), ("ended", "何徒")):
            listed = queries.with_certificates(rows, standing, on=date(2026, 11, 16))
            assert [row.person.name for row in listed] == [name]

    def test_are_known_to_other_services_without_their_number(self, cast):
        ends = date(2026, 11, 1)
        actions.add_certificate(
            the_craftsman(cast), "高压电工证", "T440701199001010011", valid_to=ends, at=MONDAY, by=cast.officer
        )
        card = ask(CraftsmenNamed(person_ids=(cast.leader.own_id, 0)))[cast.leader.own_id]
        (held,) = card.certificates
        assert (held.name, held.is_valid(date(2026, 10, 31)), held.is_valid(ends)) == ("高压电工证", True, False)
        assert "0011" not in repr(card)

    @pytest.mark.parametrize(("number", "shown"), [("T440701199001010011", "****0011"), ("123", "****"), ("", "")])
    def test_show_the_last_four_characters(self, number, shown):
        assert mask_number(number) == shown


class TestTeams:
    def test_end_when_nobody_counts_on_them(self, cast):
        teams.end_team(cast.welders, "队长退休", at=MONDAY, by=cast.officer)
        assert Team.objects.get(pk=cast.welders.pk).ended_on == date(2026, 11, 16)
        assert not TeamMember.objects.filter(team=cast.welders, until=None).exists()
        assert cast.welders.pk not in {card.id for card in ask(TeamsOfPool())}

    @pytest.mark.parametrize(("stage", "standing"), [("offered", "等班组答复"), ("scheduled", "已约上门")])
    def test_do_not_end_while_an_enterprise_counts_on_them(self, cast, stage, standing):
        order = an_order(cast, stage)
        with pytest.raises(Refused, match="还有 1 张点菜单") as refused:
            teams.end_team(cast.electricians, "解散", at=MONDAY, by=cast.officer)
        (reason,) = refused.value.reasons
        assert reason.text == f"{order.title}（{standing}）"
        assert reason.way_out == f"/desk/cases/{order.case.number}"

    def test_an_ended_team_is_not_changed_any_more(self, cast):
        teams.end_team(cast.welders, "队长退休", at=MONDAY, by=cast.officer)
        with pytest.raises(teams.TeamHasEnded):
            teams.edit_team(cast.welders, teams.TeamForm(name="新名", half_days=[0]), at=MONDAY, by=cast.officer)

    def test_may_be_hosted_by_an_employer_as_volunteers(self, cast):
        form = teams.TeamForm(name="供电服务队", half_days=[0, 1], host=cast.enterprise, is_volunteer=True)
        teams.edit_team(cast.welders, form, at=MONDAY, by=cast.officer)
        now = Team.objects.get(pk=cast.welders.pk)
        assert (now.name, now.host_id, now.is_volunteer) == ("供电服务队", cast.enterprise.pk, True)

    def test_a_name_that_is_taken_is_refused(self, cast):
        form = teams.TeamForm(name="王师傅班组", half_days=[0])
        with pytest.raises(teams.TeamNameTaken):
            teams.edit_team(cast.welders, form, at=MONDAY, by=cast.officer)

    def test_another_member_may_lead(self, cast):
        member = the_craftsman(cast, "member")
        teams.change_leader(cast.electricians, member.pk, at=MONDAY, by=cast.officer)
        (card,) = team_queries.cards([Team.objects.get(pk=cast.electricians.pk)])
        assert card.leader_name == "何徒"
        with pytest.raises(NotFound):
            teams.change_leader(cast.electricians, the_craftsman(cast, "welder").pk, at=MONDAY, by=cast.officer)

    @pytest.mark.parametrize("act", ["edit_team", "change_leader", "end_team"])
    def test_are_changed_by_officers_of_their_place_alone(self, cast, act):
        form = {"edit_team": teams.TeamForm(name="x", half_days=[]), "change_leader": 1, "end_team": "因"}[act]
        with pytest.raises(NotAllowed):
            getattr(teams, act)(cast.electricians, form, at=MONDAY, by=cast.other_officer)


class TestFigures:
    def test_every_number_is_what_its_rows_add_up_to(self, cast):
        a_pair(cast)
        for figure in (
            figures.TEAMS, figures.CRAFTSMEN, figures.EXPERTS, figures.PAIRS_SIGNED, figures.PAIRS_IN_FORCE
        ):  # fmt: skip
            assert figure.value(Cut(), by=cast.city_officer) == figure.rows(Cut(), by=cast.city_officer).count()

    def test_a_pair_that_ended_was_signed_and_is_not_in_force(self, cast):
        from gongqiao.services.talent.actions.pairs import end_pair

        rows = [a_pair(cast, apprentice_name=f"徒弟{n}") for n in range(2)]
        end_pair(rows[0], "调走", seen=None, at=MONDAY, by=cast.officer)
        on = Cut(until=date(2026, 11, 16))
        assert figures.PAIRS_SIGNED.value(on, by=cast.officer) == 2
        assert figures.PAIRS_IN_FORCE.value(on, by=cast.officer) == 1
        assert figures.PAIRS_SIGNED.by_union(on, by=cast.city_officer) == {cast.county.pk: 2}

    def test_teams_count_those_that_may_be_matched(self, cast):
        assert figures.TEAMS.value(Cut(), by=cast.city_officer) == 3
        teams.pause_team(cast.welders, paused=True, at=MONDAY, by=cast.officer)
        teams.end_team(cast.second_electricians, "解散", at=MONDAY, by=cast.other_officer)
        assert figures.TEAMS.value(Cut(), by=cast.city_officer) == 1
        assert figures.TEAMS.value(Cut(until=date(2026, 11, 15)), by=cast.city_officer) == 3, (
            "the day before, all three"
        )


def test_visits_are_counted_where_somebody_was_there(cast):
    an_order(cast, "claimed")
    assert ask(VisitsServed(person_ids=(cast.leader.own_id, cast.member.own_id))) == {cast.leader.own_id: 1}
    assert Craftsman.objects.count() == 4
