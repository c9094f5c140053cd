"""Rows of talent, one file a noun."""

from gongqiao.services.talent.models.craftsman import (
    ALL_HALF_DAYS,
    LEVELS,
    Certificate,
    Craftsman,
    CraftsmanSkill,
    Honour,
    Recusal,
    Skill,
)
from gongqiao.services.talent.models.expert import Expert, ExpertInvitation
from gongqiao.services.talent.models.pair import CheckIn, Pair, PairTerms
from gongqiao.services.talent.models.skill_proposal import SkillProposal
from gongqiao.services.talent.models.team import Team, TeamMember

__all__ = [
    "ALL_HALF_DAYS",
    "LEVELS",
    "Certificate",
    "CheckIn",
    "Craftsman",
    "CraftsmanSkill",
    "Expert",
    "ExpertInvitation",
    "Honour",
    "Pair",
    "PairTerms",
    "Recusal",
    "Skill",
    "SkillProposal",
    "Team",
    "TeamMember",
]
