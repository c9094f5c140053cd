"""What other services may know of teams and craftsmen."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.contracts import Fact, Question

TEAMS_FIGURE = "talent.teams"
"""The number of active teams, for those who show it beside their own."""


@dataclass(frozen=True, kw_only=True)
class TeamFormed(Fact):
    """A team was formed and joined the pool of its city."""

    team_id: int
    union_id: int


@dataclass(frozen=True, kw_only=True)
class SkillHeld:
    """A skill of a member: label code and name, domain, level 1 to 5."""

    code: str
    name: str
    domain: str
    level: int


@dataclass(frozen=True, kw_only=True)
class MemberCard:
    """A member of a team as those who work with the team know him. ``barred_from``: enterprises he belongs to."""

    person_id: int
    name: str
    trade: str
    level: int
    honour: str
    profile: str
    skills: tuple[SkillHeld, ...]
    barred_from: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class TeamCard:
    """A team with its members, the leader first. ``half_days``: weekday * 2 (+1 for the afternoon), Monday 0."""

    id: int
    name: str
    union_id: int
    leader_id: int
    leader_name: str
    is_active: bool
    latitude: float
    longitude: float
    half_days: frozenset[int]
    members: tuple[MemberCard, ...]

    @property
    def member_ids(self) -> tuple[int, ...]:
        """The persons of the team, the leader first."""
        return tuple(member.person_id for member in self.members)


@dataclass(frozen=True, kw_only=True)
class TeamsOfPool(Question[tuple[TeamCard, ...]]):
    """All teams that are pooled for the city, paused ones included, by id."""


@dataclass(frozen=True, kw_only=True)
class NamesOfEveryTeam(Question[dict[int, str]]):
    """The names of all teams there ever were by id, those of the pool first."""


@dataclass(frozen=True, kw_only=True)
class TeamsNamed(Question[dict[int, TeamCard]]):
    """The teams with these ids."""

    team_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NamesOfTeams(Question[dict[int, str]]):
    """The names of the teams with these ids, ended ones too; for lists, which need nothing else of them."""

    team_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TeamsOfPerson(Question[tuple[int, ...]]):
    """The ids of the teams in which a person serves now."""

    person_id: int


@dataclass(frozen=True, kw_only=True)
class DomainsOfSkills(Question[tuple[str, ...]]):
    """The domains of skills that an order may tick, in their order."""
