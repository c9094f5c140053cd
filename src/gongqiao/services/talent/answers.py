"""Talent answers the questions in its contract."""

from __future__ import annotations

from gongqiao.kernel.contracts import answers
from gongqiao.services.talent import queries
from gongqiao.services.talent.contract import (
    DomainsOfSkills,
    NamesOfEveryTeam,
    NamesOfTeams,
    TeamCard,
    TeamsNamed,
    TeamsOfPerson,
    TeamsOfPool,
)


@answers(TeamsOfPool)
def answer_teams_of_pool(question: TeamsOfPool) -> tuple[TeamCard, ...]:
    """Return the cards of all teams."""
    return tuple(queries.cards(queries.all_teams()))


@answers(TeamsNamed)
def answer_teams_named(question: TeamsNamed) -> dict[int, TeamCard]:
    """Return the cards of these teams by id."""
    return {card.id: card for card in queries.cards(queries.teams_named(question.team_ids))}


@answers(NamesOfTeams)
def answer_names_of_teams(question: NamesOfTeams) -> dict[int, str]:
    """Return the names of these teams by id."""
    return {team.pk: team.name for team in queries.teams_named(question.team_ids)}


@answers(NamesOfEveryTeam)
def answer_names_of_every_team(question: NamesOfEveryTeam) -> dict[int, str]:
    """Return the names of all teams by id."""
    return queries.names_of_teams()


@answers(TeamsOfPerson)
def answer_teams_of_person(question: TeamsOfPerson) -> tuple[int, ...]:
    """Return the teams of a person."""
    return queries.teams_of_person(question.person_id)


@answers(DomainsOfSkills)
def answer_domains_of_skills(question: DomainsOfSkills) -> tuple[str, ...]:
    """Return the domains."""
    return queries.domains()
