"""What goes into a ranking and what comes out. Frozen; distances in metres, travel in minutes."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point in WGS-84 degrees."""

    lat: float
    lng: float


@dataclass(frozen=True, kw_only=True)
class Skill:
    """One skill of a member: its label, the domain it belongs to and a level from 1 (五级工) to 5 (高级技师)."""

    label: str
    domain: str
    level: int


@dataclass(frozen=True, kw_only=True)
class Lapsed:
    """A skill that a member had and that no longer counts: its domain, and why."""

    domain: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What an enterprise asks for. ``domain`` is the ticked one, or empty when the dish needs none.

    Without a ``site`` the way counts as half for every team.
    """

    text: str
    site: Place | None = None
    domain: str = ""
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Team:
    """A team as the ranking sees it.

    ``lapsed``: skills that no longer count. ``free_half_days``: half-days without a booking in the weeks ahead, and
    ``free_fact`` what else keeps them few. ``visits``: visits of the last weeks.
    ``barred``: a filter that failed outside (paused, recusal, already declined), as (class, fact), or None.
    """

    id: int
    profile: str
    home: Place
    skills: tuple[Skill, ...]
    lapsed: tuple[Lapsed, ...] = ()
    free_half_days: int = 10
    free_fact: str = ""
    visits: int = 0
    rating_sum: int = 0
    rating_count: int = 0
    barred: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The weights: the most points that each term can give, and the constants of the terms."""

    skill: int = 40
    text: int = 20
    travel: int = 15
    free: int = 10
    rating: int = 10
    load: int = 5
    farthest_minutes: int = 120
    enough_half_days: int = 4
    metres_a_minute: int = 600
    road_factor: float = 1.35
    rating_prior: float = 4.2
    rating_prior_count: int = 5
    text_full_share: float = 0.35


@dataclass(frozen=True, kw_only=True)
class Term:
    """One column of the score: points out of a maximum, and the fact behind them."""

    name: str
    points: int
    most: int
    because: str


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """Characters ``start`` (included) to ``end`` (excluded) of the request's text."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A team that fits. ``score`` is the sum of its terms; ``spans`` are the words that the profile shares."""

    team_id: int
    score: int
    terms: tuple[Term, ...]
    spans: tuple[Span, ...] = ()
    travel_minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class WhyNot:
    """A team that does not fit: the class of the first failing filter, and the fact."""

    team_id: int
    reason: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """Candidates, best first, and every other team with its reason: together all teams, each once."""

    candidates: tuple[Candidate, ...] = ()
    others: tuple[WhyNot, ...] = field(default=())
