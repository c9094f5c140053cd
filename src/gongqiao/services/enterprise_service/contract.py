"""What other services may know of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gongqiao.kernel.contracts import Fact, Question


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
class EnterpriseSurveyed(Fact):
    """An enterprise gave its word to a survey: ``way`` is visit, talk or questionnaire."""

    survey_id: int
    enterprise_id: int
    way: str


@dataclass(frozen=True, kw_only=True)
class RemedyOffered(Fact):
    """A union said what it will do about what a survey found."""

    survey_id: int
    remedy_id: int
    enterprise_ids: tuple[int, ...]


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


@dataclass(frozen=True, kw_only=True)
class WorkerSeen:
    """A worker who signed in on a visit: the name, and the phone masked; the number itself stays here."""

    name: str
    masked_phone: str


@dataclass(frozen=True, kw_only=True)
class OnSite:
    """An order as those know it who serve it: who may come, what, where, and who signed in.

    ``team_ids`` are the persons of the team that accepted, without those who must keep away, the leader first.
    ``visit_id`` is the latest visit that has begun; ``is_under_way``: it has not been reported yet.
    """

    case_id: int
    number: str
    title: str
    dish: str
    enterprise_id: int
    place: str
    team_ids: tuple[int, ...]
    visit_id: int | None
    is_under_way: bool
    workers: tuple[WorkerSeen, ...]


@dataclass(frozen=True, kw_only=True)
class OrdersOnSite(Question[Mapping[int, OnSite]]):
    """The orders behind these cases, for whoever sees the cases, by case."""

    case_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """An order that counts on a team: its number, title, and where it stands in words."""

    number: str
    title: str
    standing: str


@dataclass(frozen=True, kw_only=True)
class OpenWorkOfTeams(Question[Mapping[int, tuple[OpenWork, ...]]]):
    """The orders offered to these teams or accepted by them and not done yet, by team."""

    team_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class VisitsServed(Question[Mapping[int, int]]):
    """On how many reported visits these persons were present, by person; those without one are left out."""

    person_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NeedCard:
    """A need as an officer who oversees its enterprise knows it. ``state``: open, ordered or dropped."""

    id: int
    enterprise_id: int
    enterprise_name: str
    industry: str
    union_id: int
    dish: str
    domain: str
    title: str
    description: str
    registered_on: date
    state: str


@dataclass(frozen=True, kw_only=True)
class OpenNeeds(Question[tuple[NeedCard, ...]]):
    """The needs that nobody has ordered or dropped, the newest ``limit`` of them, by id.

    Only needs of unions below ``below`` (themselves included): a question has no actor, so who asks gives the nodes that
    the reader oversees. ``words`` narrows to titles and enterprises that hold them, ``since`` to those not older.
    """

    below: tuple[int, ...]
    since: date | None = None
    words: str = ""
    limit: int = 20_000


@dataclass(frozen=True, kw_only=True)
class NeedsNamed(Question[Mapping[int, NeedCard]]):
    """Those of these needs that lie below the unions ``below``, or are of the enterprises ``of_enterprises``, by id.

    A question has no actor, so who asks gives what the reader oversees or speaks for; other needs are left out.
    """

    need_ids: tuple[int, ...]
    below: tuple[int, ...] = ()
    of_enterprises: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SolvedProblem:
    """A problem that its enterprise confirmed as solved."""

    title: str
    cause: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class ClosedOrder:
    """What can be learnt from a closed order, in the words of those who were there: names may stand in them.

    ``firms``, ``people`` and ``places`` are the names and addresses that must not be read by others. ``trade`` is the
    enterprise's line of business; ``crafts`` are trades and skills of the team.
    """

    case_id: int
    org_id: int
    dish: str
    title: str
    description: str
    domain: str
    trade: str
    problems: tuple[SolvedProblem, ...]
    advice: str
    crafts: tuple[str, ...]
    leader_id: int | None
    closed_on: date
    firms: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClosedOrders(Question[Mapping[int, ClosedOrder]]):
    """What can be learnt from the closed orders of these cases; those that are not closed are left out."""

    case_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class OrderWords:
    """What an enterprise asks for, and in which county."""

    org_id: int
    title: str
    description: str
    domain: str
    trade: str


@dataclass(frozen=True, kw_only=True)
class WordsOfOrders(Question[Mapping[int, OrderWords]]):
    """The words in which the orders of these cases were placed."""

    case_ids: tuple[int, ...]
