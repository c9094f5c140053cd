"""The part of the scene that belongs to talent: honours, licences, an expert with an invitation, pairs."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from gongqiao.kernel.people.actions import add_person
from gongqiao.services.talent.actions import CraftsmanForm, craftsmen, experts, pairs
from gongqiao.services.talent.actions.pairs import lay_down_terms
from gongqiao.services.talent.actions.skill_proposals import propose_skill
from gongqiao.services.talent.models import (
    Certificate,
    Craftsman,
    Expert,
    ExpertInvitation,
    Honour,
    Pair,
    SkillProposal,
)
from gongqiao.services.talent.tests.makers import (
    a_pair,
    a_signature,
    an_expert,
    an_expert_form,
    an_invitation,
    as_sent,
    the_craftsman,
)
from tests.cast import MONDAY, Cast

if TYPE_CHECKING:
    from datetime import datetime

SIGNED = as_sent(a_signature())


class TalentScene:
    """Things of talent that an address may name, made when they are first asked for."""

    cast: Cast

    if TYPE_CHECKING:

        @property
        def at(self) -> datetime: ...

    @property
    def leader(self) -> Craftsman:
        return the_craftsman(self.cast, "leader")

    @property
    def member(self) -> Craftsman:
        return the_craftsman(self.cast, "member")

    @cached_property
    def honour(self) -> Honour:
        return craftsmen.add_honour(self.leader, "市劳模", level=3, year=2024, at=MONDAY, by=self.cast.officer)

    @cached_property
    def certificate(self) -> Certificate:
        ends = (MONDAY + timedelta(days=20)).date()
        return craftsmen.add_certificate(
            self.leader, "电工证", "T440700012", valid_to=ends, at=MONDAY, by=self.cast.officer
        )

    @cached_property
    def skill_proposal(self) -> SkillProposal:
        return propose_skill(self.leader, "WELD", 3, "焊工证", at=self.at, by=self.cast.leader)

    @cached_property
    def expert(self) -> Expert:
        return an_expert(self.cast, "welder")

    @cached_property
    def expert_invitation(self) -> ExpertInvitation:
        return an_invitation(self.cast, self.expert, answer_by=self.at + timedelta(days=3))

    @cached_property
    def pair(self) -> Pair:
        return a_pair(self.cast)

    @cached_property
    def pair_under_way(self) -> Pair:
        pair = a_pair(self.cast, apprentice_name="戊小工")
        pairs.check_in(pair, "会看图纸了", seen=None, at=MONDAY, by=self.cast.leader)
        return pair


def more_of_talent(cast: Cast, number: int) -> None:
    """Make one more craftsman, expert, pair and entry, for lists that grow."""
    lay_down_terms(cast.city, most_apprentices=20, check_in_days=90, source="", at=MONDAY, by=cast.city_officer)
    person = add_person(f"专家{number}", f"1370002{number:04}", at=MONDAY, by=cast.officer)
    experts.enrol_expert(person, an_expert_form(), union=cast.county, at=MONDAY, by=cast.officer)
    craft = CraftsmanForm(trade="钳工", level=4, profile="装配", skills={"FIT": 4, "ELEC": 3})
    craftsmen.enrol(person, craft, union=cast.county, at=MONDAY, by=cast.officer)
    pair = a_pair(cast, apprentice_name=f"徒弟{number}")
    pairs.check_in(pair, "有进展", seen=None, at=MONDAY, by=cast.leader)
