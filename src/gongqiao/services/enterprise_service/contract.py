"""What other services may know of the programme."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.contracts import Fact


@dataclass(frozen=True, kw_only=True)
class ProgrammeOpened(Fact):
    """A programme was published with its targets and its menu."""

    programme_id: int


@dataclass(frozen=True, kw_only=True)
class NeedRegistered(Fact):
    """What an enterprise wants was written down."""

    need_id: int
    enterprise_id: int


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Fact):
    """An enterprise ordered a dish."""

    case_id: int
    enterprise_id: int
    dish: str


@dataclass(frozen=True, kw_only=True)
class TeamMatched(Fact):
    """A team accepted an order."""

    case_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class VisitHeld(Fact):
    """A team reported a visit: its part of an activity took place."""

    case_id: int
    visit_id: int
    team_id: int


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Fact):
    """An enterprise confirmed what was solved. Money in fen, as the enterprise declared it."""

    case_id: int
    enterprise_id: int
    solved: int
    actual_fen: int
    expected_fen: int


@dataclass(frozen=True, kw_only=True)
class OrderClosed(Fact):
    """An order was reviewed, revisited and closed."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class ContactBound(Fact):
    """A person became a contact of an enterprise."""

    enterprise_id: int
    person_id: int
