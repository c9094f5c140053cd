"""What a script is made of. Frozen; days are civil dates, money whole fen, counties numbers from 0."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gongqiao.services.enterprise_service.seeds.enterprises import Trade
from gongqiao.services.enterprise_service.seeds.needs import Wish
from gongqiao.site.replay.productions import Production


@dataclass(frozen=True, kw_only=True)
class TeamPlan:
    """A team: its place among the invented craftsmen's groups, its county, the day on which it is formed."""

    number: int
    county: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An invented enterprise. ``on``: the day on which it is registered; None when only a need brings it in."""

    number: int
    code: str
    county: int
    short_name: str
    trade: Trade
    on: date | None
    has_two_contacts: bool = False
    has_contact: bool = True


@dataclass(frozen=True, kw_only=True)
class Tale:
    """What becomes of one order. ``turns`` name what goes differently; ``stops`` the last step that is played.

    ``actual_fen`` and ``expected_fen`` are the benefit in the end; a turn may declare another one before.
    """

    key: str
    firm: str
    wish: Wish
    turns: frozenset[str] = frozenset()
    stops: str = ""
    actual_fen: int = 0
    expected_fen: int = 0

    def has(self, turn: str) -> bool:
        """Whether a turn is part of the tale."""
        return turn in self.turns


@dataclass(frozen=True, kw_only=True)
class Gathering:
    """Orders that one team serves in one activity: the first one is the host, the others join."""

    key: str
    on: date
    tales: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Script:
    """The whole plan. ``reserve`` and ``regulars``: firms for the end, new ones and ones that are served by then."""

    production: Production
    seed: int
    teams: tuple[TeamPlan, ...]
    firms: Mapping[str, Firm]
    tales: Mapping[str, Tale]
    gatherings: tuple[Gathering, ...]
    alone: tuple[tuple[date, str], ...]
    open_needs: tuple[tuple[date, str], ...]
    reserve: tuple[str, ...]
    regulars: tuple[str, ...]
    guest_of_the_entrance: str
    tale_of_the_entrance: str
    team_of_the_entrance: int

    @cached_property
    def fingerprint(self) -> str:
        """Tell two scripts apart: a half-played one is not continued with another."""
        planned = (
            self.production, self.seed, self.teams, sorted(self.firms.items()),
            [(key, tale.wish, sorted(tale.turns), tale.actual_fen) for key, tale in sorted(self.tales.items())],
            self.gatherings, self.alone, self.open_needs,
        )  # fmt: skip
        return hashlib.sha256(repr(planned).encode()).hexdigest()[:16]
