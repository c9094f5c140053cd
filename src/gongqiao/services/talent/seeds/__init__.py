"""A believable demo of talent: trades and skills are real, names, homes and honours are not; real actions."""

from gongqiao.services.talent.seeds.experts import enrol_experts
from gongqiao.services.talent.seeds.pairs import sign_pairs
from gongqiao.services.talent.seeds.teams import (
    craftsman_form,
    domains_of_skills,
    form_teams,
    groups_of_profiles,
    load_skills,
    names_for_team,
)

__all__ = [
    "craftsman_form",
    "domains_of_skills",
    "enrol_experts",
    "form_teams",
    "groups_of_profiles",
    "load_skills",
    "names_for_team",
    "sign_pairs",
]
