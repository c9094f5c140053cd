"""What other services may know of teams, craftsmen, experts and apprenticeship pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
    """A skill of a member: label code and name, domain, level 1 to 5.

    With licences for it, it counts before ``valid_to``, the end of the last of them, which is called ``licence``.
    """

    code: str
    name: str
    domain: str
    level: int
    licence: str = ""
    valid_to: date | None = None

    def counts(self, on: date) -> bool:
        """Whether it counts as held on a day."""
        return self.valid_to is None or on < self.valid_to


@dataclass(frozen=True, kw_only=True)
class MemberCard:
    """A member of a team as those who work with the team know him.

    ``barred_from``: enterprises he belongs to. ``half_days``: when he himself can go out, as of a team.
    """

    person_id: int
    name: str
    trade: str
    level: int
    honour: str
    profile: str
    skills: tuple[SkillHeld, ...]
    barred_from: frozenset[int]
    half_days: frozenset[int]


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


@dataclass(frozen=True, kw_only=True)
class CertificateHeld:
    """A licence of a craftsman; it is valid before ``valid_to``, for ever without one."""

    name: str
    valid_to: date | None

    def is_valid(self, on: date) -> bool:
        """Whether it is valid on a day."""
        return self.valid_to is None or on < self.valid_to


@dataclass(frozen=True, kw_only=True)
class CraftsmanCard:
    """A craftsman in short, with the union and the enterprise that he belongs to, and his licences."""

    id: int
    person_id: int
    name: str
    trade: str
    level: int
    honour: str
    union_id: int
    employer_id: int | None
    certificates: tuple[CertificateHeld, ...]


@dataclass(frozen=True, kw_only=True)
class CraftsmenNamed(Question[Mapping[int, CraftsmanCard]]):
    """The craftsmen among these persons, by person."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ExpertCard:
    """A person of the expert library with his fields. ``is_active``: enrolled today and taking requests."""

    id: int
    person_id: int
    name: str
    fields: tuple[str, ...]
    title: str
    union_id: int
    union_name: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class ExpertsLike(Question[tuple[ExpertCard, ...]]):
    """Active experts whose fields, title or words match, those who match in more fields first; at most ``limit``."""

    words: str = ""
    fields: tuple[str, ...] = ()
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class ExpertsNamed(Question[Mapping[int, ExpertCard]]):
    """The experts with these ids, retired ones too."""

    expert_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ExpertAccepted(Fact):
    """An expert accepted an invitation."""

    invitation_id: int
    expert_id: int


@dataclass(frozen=True, kw_only=True)
class PairSigned(Fact):
    """A master and an apprentice of an enterprise signed; ``case_id`` is the visit's order where there was one."""

    pair_id: int
    case_id: int | None
    enterprise_id: int


@dataclass(frozen=True, kw_only=True)
class PairCard:
    """A pair as those who may see its order know it: ``state`` in words, ``shape`` as before the word on a screen."""

    id: int
    number: str
    master_name: str
    apprentice_name: str
    trade: str
    shape: str
    state: str
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class PairsOfOrders(Question[Mapping[int, tuple[PairCard, ...]]]):
    """The pairs signed for these orders, by the order's case, oldest first."""

    case_ids: tuple[int, ...]
