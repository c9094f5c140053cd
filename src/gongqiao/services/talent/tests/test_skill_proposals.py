"""A craftsman proposes a skill; nothing counts before an officer confirmed it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.models import Notice
from gongqiao.services.talent.actions import skill_proposals as actions
from gongqiao.services.talent.contract import TeamsNamed
from gongqiao.services.talent.models import SkillProposal
from gongqiao.services.talent.queries import skill_proposals as queries
from gongqiao.services.talent.tests.makers import the_craftsman

pytestmark = pytest.mark.django_db


def proposed(cast, code: str = "WELD", level: int = 3, who: str = "leader") -> SkillProposal:
    by = getattr(cast, who)
    return actions.propose_skill(the_craftsman(cast, who), code, level, "焊工证", at=MONDAY, by=by)


def held_by_the_leader(cast) -> dict[str, int]:
    card = ask(TeamsNamed(team_ids=(cast.electricians.pk,)))[cast.electricians.pk]
    return {skill.code: skill.level for skill in card.members[0].skills}


class TestProposing:
    def test_counts_for_nothing_yet_and_waits_for_the_officers(self, cast):
        before = held_by_the_leader(cast)
        made = proposed(cast)
        assert held_by_the_leader(cast) == before
        assert Task.objects.filter(case=made.case, name="check_skill", done_at=None).count() == 1
        told = set(Notice.objects.filter(url__endswith=made.case.number).values_list("person_id", flat=True))
        assert cast.officer.person_id in told
        assert [one.pk for one in queries.open_proposals(made.craftsman, by=cast.leader)] == [made.pk]

    def test_is_for_oneself_alone(self, cast):
        for who in ("member", "officer", "contact", "head"):
            with pytest.raises((NotAllowed, Refused)):
                actions.propose_skill(
                    the_craftsman(cast, "leader"), "WELD", 3, "焊工证", at=MONDAY, by=getattr(cast, who)
                )

    def test_of_one_skill_is_made_once_at_a_time(self, cast):
        proposed(cast)
        with pytest.raises(actions.AlreadyProposed):
            proposed(cast, level=4)

    def test_of_what_is_held_already_is_refused_and_of_a_higher_level_not(self, cast):
        with pytest.raises(actions.AlreadyHeld):
            proposed(cast, "DRIVE", 4)
        assert proposed(cast, "DRIVE", 5).level == 5

    @pytest.mark.parametrize(("code", "level", "shown_by"), [("X", 3, "证"), ("WELD", 6, "证"), ("WELD", 3, "  ")])
    def test_wants_a_skill_of_the_list_a_level_and_what_shows_it(self, cast, code, level, shown_by):
        with pytest.raises(Invalid):
            actions.propose_skill(the_craftsman(cast, "leader"), code, level, shown_by, at=MONDAY, by=cast.leader)


class TestConfirming:
    def test_makes_it_a_skill_at_the_level_that_was_found(self, cast):
        made = proposed(cast, level=5)
        version = made.craftsman.version
        actions.confirm_skill(made, 3, seen=None, at=MONDAY, by=cast.officer)
        assert held_by_the_leader(cast)["WELD"] == 3
        assert the_craftsman(cast, "leader").version == version + 1
        made.case.refresh_from_db()
        assert made.case.state == "confirmed"
        assert not Task.objects.filter(case=made.case, done_at=None).exists()
        assert Entry.objects.filter(case_id=made.case_id, to="confirmed", person_id=cast.officer.person_id).exists()

    def test_raises_the_level_of_a_skill_that_was_held(self, cast):
        actions.confirm_skill(proposed(cast, "DRIVE", 5), 5, seen=None, at=MONDAY, by=cast.officer)
        assert held_by_the_leader(cast)["DRIVE"] == 5

    @pytest.mark.parametrize("who", ["leader", "member", "contact", "other_officer", "auditor", "head"])
    def test_is_for_the_officers_of_his_union(self, cast, who):
        made = proposed(cast)
        with pytest.raises((NotAllowed, NotFound, Refused)):
            actions.confirm_skill(made, 3, seen=None, at=MONDAY, by=getattr(cast, who))
        assert "WELD" not in held_by_the_leader(cast)

    def test_happens_once(self, cast):
        made = proposed(cast)
        actions.confirm_skill(made, 3, seen=None, at=MONDAY, by=cast.officer)
        with pytest.raises(WrongState):
            actions.refuse_skill(made, "x", seen=None, at=MONDAY, by=cast.officer)


class TestRefusing:
    def test_says_why_and_leaves_the_skills_as_they_are(self, cast):
        made = proposed(cast)
        actions.refuse_skill(made, "证书查不到", seen=None, at=MONDAY, by=cast.officer)
        assert "WELD" not in held_by_the_leader(cast)
        told = Notice.objects.filter(url__endswith=made.case.number, person_id=cast.leader.person_id)
        assert any("证书查不到" in one.title for one in told)
        assert proposed(cast).pk != made.pk


def test_others_do_not_find_it(cast):
    made = proposed(cast)
    assert queries.proposal_of_case(made.case, by=cast.officer) == made
    for who in ("other_officer", "contact", "member"):
        with pytest.raises(NotFound):
            queries.proposal_of_case(made.case, by=getattr(cast, who))


def test_the_database_keeps_one_open_proposal_a_skill(cast):
    made, other = proposed(cast), proposed(cast, "DRIVE", 5)
    other.skill_id = made.skill_id
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
