"""What the API takes and gives of the loop: the shapes of bodies, and rows as plain values."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field, Schema

from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.places.points import Point, checked, from_gcj02
from gongqiao.services.enterprise_service.actions.confirming import MOST_FEN, ConfirmationForm
from gongqiao.services.enterprise_service.actions.dates import DateForm
from gongqiao.services.enterprise_service.actions.visits import ProblemReport, PromiseForm, VisitReport

if TYPE_CHECKING:
    from gongqiao.kernel.access.actor import Actor
    from gongqiao.kernel.org.models import Enterprise
    from gongqiao.services.enterprise_service.models import Confirmation, Need, Order, Problem, VisitRecord
    from gongqiao.services.enterprise_service.rules.candidates import RankedTeam
    from gongqiao.services.talent.contract import TeamCard


class PlaceIn(Schema):
    """A point; ``crs`` is ``wgs84`` (satellite) or ``gcj02`` (Chinese maps)."""

    lat: float
    lng: float
    crs: Literal["wgs84", "gcj02"] = "wgs84"


class Placed(Schema):
    """Something that may have a place on the map."""

    place: PlaceIn | None = None

    @property
    def point(self) -> Point | None:
        """The point in WGS-84. Raises Invalid outside China."""
        if self.place is None:
            return None
        given = checked(self.place.lat, self.place.lng)
        return from_gcj02(given.lat, given.lng) if self.place.crs == "gcj02" else given


class EnterpriseIn(Placed):
    """An enterprise to register."""

    uscc: str = Field(max_length=30)
    name: str = Field(min_length=2, max_length=60)
    area_code: str = Field(max_length=9)
    short_name: str = Field("", max_length=20)
    address: str = Field("", max_length=100)
    industry: str = Field("", max_length=40)
    class_code: str = Field("", max_length=4)
    ledger_level: Literal["", "province", "city", "county"] = ""
    speciality: Literal["", "giant", "province", "innovator"] = ""
    tags: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=10)
    workers: int | None = Field(None, ge=0, le=1_000_000)


class ForEnterprise(Schema):
    """Which enterprise is meant: by id or by credit code."""

    enterprise_id: int | None = Field(None, ge=1, le=MAX_ID)
    uscc: str = Field("", max_length=30)


class WishIn(Schema):
    """What an enterprise wants, in a few words."""

    dish: str = Field(max_length=16)
    title: str = Field(max_length=200)
    description: str = Field("", max_length=4000)
    domain: str = Field("", max_length=30)
    urgency: Literal["stopped", "affected", "planned"] = "affected"
    wished_on: date | None = None
    people: int | None = Field(None, ge=0, le=100_000)

    def need(self) -> dict[str, Any]:
        """Return the values of the need."""
        names = ("dish", "title", "description", "domain", "urgency", "wished_on", "people")
        return {name: getattr(self, name) for name in names}


class NeedIn(WishIn, ForEnterprise):
    """A need of an enterprise."""


class OrderIn(NeedIn, Placed):
    """An order."""

    need_id: int | None = Field(None, ge=1, le=MAX_ID)
    place_text: str = Field("", max_length=100)
    extra: dict[str, str] = Field(default_factory=dict)


class Seen(Schema):
    """The version that the caller saw."""

    version: int = Field(ge=1, le=2_000_000_000)


class Reasoned(Seen):
    """A move with a written reason."""

    reason: str = Field("", max_length=300)


class Told(Seen):
    """A move with a text."""

    text: str = Field("", max_length=1500)


class OfferIn(Seen):
    """Which team."""

    team_id: int = Field(ge=1, le=MAX_ID)
    why_not_first: str = Field("", max_length=300)


class ProposeIn(Seen, Placed):
    """When, where and who."""

    starts_at: datetime
    ends_at: datetime
    member_ids: list[int] = Field(default_factory=list, max_length=50)
    place_text: str = Field("", max_length=100)
    activity_id: int | None = Field(None, ge=1, le=MAX_ID)
    despite_travel: bool = False

    def date(self) -> DateForm:
        """Return the value that the action takes."""
        return DateForm(
            starts_at=in_city_time(self.starts_at), ends_at=in_city_time(self.ends_at), member_ids=self.member_ids,
            place=self.place_text, point=self.point,
            activity_id=self.activity_id, despite_travel=self.despite_travel,
        )  # fmt: skip


class ProblemIn(Schema):
    """What the team says of a problem."""

    problem_id: int = Field(ge=1, le=MAX_ID)
    is_solved: bool
    cause: str = Field("", max_length=2000)
    cure: str = Field("", max_length=2000)


class PromiseIn(Schema):
    """A promise."""

    text: str = Field(max_length=100)
    owner: Literal["leader", "contact", "officer"]
    due_on: date


class ReportIn(Seen):
    """A visit record."""

    is_finished: bool = True
    minutes: str = Field(max_length=4000)
    member_ids: list[int] = Field(max_length=50)
    ended_at: datetime | None = None
    topic: str = Field("", max_length=60)
    advice: str = Field("", max_length=1000)
    problems: list[ProblemIn] = Field(default_factory=list, max_length=100)
    promises: list[PromiseIn] = Field(default_factory=list, max_length=20)
    extra: dict[str, str] = Field(default_factory=dict)
    enterprise_score: int | None = Field(None, ge=1, le=5)
    enterprise_comment: str = Field("", max_length=200)

    def report(self) -> VisitReport:
        """Return the value that the action takes."""
        plain = (
            "minutes",
            "member_ids",
            "ended_at",
            "topic",
            "advice",
            "extra",
            "enterprise_score",
            "enterprise_comment",
        )
        return VisitReport(
            **{name: getattr(self, name) for name in plain},
            problems=[ProblemReport(**problem.dict()) for problem in self.problems],
            promises=[PromiseForm(**promise.dict()) for promise in self.promises],
        )


class ConfirmIn(Seen):
    """The enterprise's own word. Money in fen."""

    solved: dict[int, bool] = Field(default_factory=dict)
    took_place: dict[int, bool] = Field(default_factory=dict)
    actual_fen: int = Field(0, ge=0, le=MOST_FEN)
    expected_fen: int = Field(0, ge=0, le=MOST_FEN)
    basis: str = Field("", max_length=300)
    score: int | None = Field(None, ge=1, le=5)
    comment: str = Field("", max_length=500)
    extra: dict[str, str] = Field(default_factory=dict)

    def confirmation(self) -> ConfirmationForm:
        """Return the value that the action takes."""
        return ConfirmationForm(**{name: value for name, value in self.dict().items() if name != "version"})


class RateIn(Seen):
    """A rating."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=500)


class RevisitIn(Seen):
    """A revisit."""

    way: Literal["visit", "phone"]
    still_holds: bool
    note: str = Field("", max_length=500)


class CorrectIn(Reasoned):
    """A corrected benefit, in fen."""

    actual_fen: int = Field(ge=0, le=MOST_FEN)
    expected_fen: int = Field(ge=0, le=MOST_FEN)


class SignInIn(Schema):
    """A worker's line."""

    name: str = Field(max_length=40)
    phone: str = Field("", max_length=20)


class CutIn(Schema):
    """Which part of the figures."""

    since: date | None = None
    until: date | None = None
    union_id: int | None = Field(None, ge=1, le=MAX_ID)
    dish: str = Field("", max_length=16)

    def cut(self) -> Cut:
        """Return the cut."""
        return Cut(since=self.since, until=self.until, union_id=self.union_id).of(dish=self.dish)


def show_enterprise(row: Enterprise, name: str) -> dict[str, Any]:
    """Return an enterprise as plain values."""
    return {
        "id": row.pk, "uscc": row.uscc if name == row.name else "", "name": name, "area_code": row.area_id,
        "union_id": row.org_id, "tags": list(row.tags), "industry": row.industry, "class_code": row.classed_as_id or "",
        "ledger_level": row.ledger_level, "speciality": row.speciality,
    }  # fmt: skip


def show_need(row: Need) -> dict[str, Any]:
    """Return a need as plain values."""
    return {
        "id": row.pk, "enterprise_id": row.enterprise_id, "dish": row.dish, "title": row.title,
        "description": row.description, "domain": row.domain, "urgency": row.urgency, "wished_on": row.wished_on,
        "people": row.people, "state": row.state, "source": row.source,
    }  # fmt: skip


def show_order(row: Order, by: Actor) -> dict[str, Any]:
    """Return an order's header and core as plain values."""
    state = kind_of(row.case).state_of(row.case)
    return {
        "number": row.case.number, "version": row.case.version, "state": row.case.state, "state_label": state.label,
        "title": row.title, "description": row.description, "dish": row.dish, "domain": row.domain,
        "urgency": row.urgency, "wished_on": row.wished_on, "enterprise_id": row.enterprise_id,
        "enterprise": name_as_seen(row.enterprise, by=by), "union_id": row.case.org_id, "team_id": row.team_id,
        "due_at": row.case.due_at, "ordered_at": row.ordered_at, "matched_at": row.matched_at,
        "visited_at": row.visited_at, "claimed_at": row.claimed_at, "confirmed_at": row.confirmed_at,
        "closed_at": row.closed_at, "is_unrated": row.is_unrated,
    }  # fmt: skip


def show_problem(row: Problem) -> dict[str, Any]:
    """Return a problem as plain values."""
    return {"id": row.pk, "title": row.title, "state": row.state, "cause": row.cause, "cure": row.cure}


def show_visit(row: VisitRecord) -> dict[str, Any]:
    """Return a visit record as plain values."""
    return {
        "id": row.pk, "activity_id": row.activity_id, "state": row.state, "starts_at": row.activity.starts_at,
        "ends_at": row.activity.ends_at, "contact_agreed_at": row.contact_agreed_at,
        "leader_agreed_at": row.leader_agreed_at, "minutes": row.minutes, "topic": row.topic,
        "trained": row.sign_ins.count(), "present": sorted(p.person_id for p in row.presences.all()),
        "promises": [{"id": p.pk, "text": p.text, "owner": p.owner, "due_on": p.due_on, "kept_at": p.kept_at} for p in row.promises.all()],
    }  # fmt: skip


def show_confirmation(row: Confirmation) -> dict[str, Any]:
    """Return a confirmation as plain values."""
    return {
        "round": row.round, "at": row.at, "actual_fen": row.actual_fen, "expected_fen": row.expected_fen,
        "basis": row.basis, "is_above_ceiling": row.is_above_ceiling, "by_principal": row.by_principal,
        "review_state": row.review_state,
    }  # fmt: skip


def show_candidate(row: RankedTeam) -> dict[str, Any]:
    """Return a candidate with the terms that add up to its score."""
    one = row.candidate
    return {
        "team_id": row.card.id, "team": row.card.name, "score": one.score, "travel_minutes": one.travel_minutes,
        "free": row.free,
        "terms": [{"name": t.name, "points": t.points, "most": t.most, "because": t.because} for t in one.terms],
        "words": [{"start": span.start, "end": span.end} for span in one.spans],
    }  # fmt: skip


def show_team(card: TeamCard) -> dict[str, Any]:
    """Return a team as plain values."""
    return {
        "id": card.id, "name": card.name, "union_id": card.union_id, "leader_id": card.leader_id,
        "member_ids": list(card.member_ids), "is_active": card.is_active,
        "domains": sorted({skill.domain for member in card.members for skill in member.skills}),
    }  # fmt: skip
