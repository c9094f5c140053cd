"""Talent answers the questions in its contract."""

from __future__ import annotations

from collections.abc import Mapping

from gongqiao.kernel.contracts import answers
from gongqiao.services.talent import contract as c
from gongqiao.services.talent.queries import craftsmen, experts, pairs, teams


@answers(c.TeamsOfPool)
def answer_teams_of_pool(question: c.TeamsOfPool) -> tuple[c.TeamCard, ...]:
    """Return the cards of all teams."""
    return tuple(teams.cards(teams.all_teams()))


@answers(c.TeamsNamed)
def answer_teams_named(question: c.TeamsNamed) -> dict[int, c.TeamCard]:
    """Return the cards of these teams by id."""
    return {card.id: card for card in teams.cards(teams.teams_named(question.team_ids))}


@answers(c.NamesOfTeams)
def answer_names_of_teams(question: c.NamesOfTeams) -> dict[int, str]:
    """Return the names of these teams by id."""
    return {team.pk: team.name for team in teams.teams_named(question.team_ids)}


@answers(c.NamesOfEveryTeam)
def answer_names_of_every_team(question: c.NamesOfEveryTeam) -> dict[int, str]:
    """Return the names of all teams by id."""
    return teams.names_of_teams()


@answers(c.TeamsOfPerson)
def answer_teams_of_person(question: c.TeamsOfPerson) -> tuple[int, ...]:
    """Return the teams of a person."""
    return teams.teams_of_person(question.person_id)


@answers(c.DomainsOfSkills)
def answer_domains_of_skills(question: c.DomainsOfSkills) -> tuple[str, ...]:
    """Return the domains."""
    return craftsmen.domains()


@answers(c.CraftsmenNamed)
def answer_craftsmen_named(question: c.CraftsmenNamed) -> Mapping[int, c.CraftsmanCard]:
    """Return the craftsmen among these persons."""
    return craftsmen.craftsman_cards(question.person_ids)


@answers(c.ExpertsLike)
def answer_experts_like(question: c.ExpertsLike) -> tuple[c.ExpertCard, ...]:
    """Return the active experts that match."""
    return experts.cards_like(question.words, question.fields, question.limit)


@answers(c.ExpertsNamed)
def answer_experts_named(question: c.ExpertsNamed) -> Mapping[int, c.ExpertCard]:
    """Return these experts."""
    return experts.cards_named(question.expert_ids)


@answers(c.PairsOfOrders)
def answer_pairs_of_orders(question: c.PairsOfOrders) -> Mapping[int, tuple[c.PairCard, ...]]:
    """Return the pairs signed for these orders."""
    return pairs.cards_of_orders(question.case_ids)
