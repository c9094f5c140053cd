"""What the API of talent takes and gives: the shapes of bodies, and rows as plain values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ninja import Field, Schema

from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.base.masking import mask_name
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.documents.drawings import MOST_DRAWING_CHARACTERS
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.services.talent.actions.pairs import PairForm, ResultForm

if TYPE_CHECKING:
    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.talent.models import Craftsman, Expert, Pair


class PairIn(Schema):
    """A pair to sign: on site with ``order``, or for the enterprise with ``uscc``. Signatures as data addresses (PNG)."""

    order: str = Field("", max_length=32)
    uscc: str = Field("", max_length=30)
    master_id: int = Field(ge=1, le=MAX_ID)
    apprentice_name: str = Field(max_length=40)
    apprentice_phone: str = Field("", max_length=30)
    trade: str = Field(max_length=40)
    goals: str = Field(max_length=600)
    starts_on: date
    ends_on: date
    place: str = Field("", max_length=80)
    master_signature: str = Field(max_length=MOST_DRAWING_CHARACTERS)
    apprentice_signature: str = Field(max_length=MOST_DRAWING_CHARACTERS)

    def pair(self) -> PairForm:
        """Return what the action takes."""
        names = ("apprentice_name", "apprentice_phone", "trade", "goals", "starts_on", "ends_on", "place")
        return PairForm(**{name: getattr(self, name) for name in names})


class CheckInIn(Schema):
    """How a pair goes on; ``version`` is that of the pair as it was seen."""

    text: str = Field(max_length=600)
    version: int | None = Field(None, ge=0, le=MAX_ID)


class ResultIn(Schema):
    """What an apprentice can do at the end: ``level`` 1 (junior) to 5 (senior technician)."""

    result: str = Field(max_length=600)
    level: int | None = Field(None, ge=1, le=5)
    certificate: str = Field("", max_length=60)
    problem: str = Field("", max_length=200)
    version: int | None = Field(None, ge=0, le=MAX_ID)

    def given(self) -> ResultForm:
        """Return the value that the action takes."""
        return ResultForm(**self.dict(exclude={"version"}))


class EndIn(Schema):
    """Why a pair ends before it is finished."""

    reason: str = Field("", max_length=300)
    version: int | None = Field(None, ge=0, le=MAX_ID)


def show_craftsman(row: Craftsman, by: Actor) -> dict[str, Any]:
    """Return a craftsman of a list."""
    return {
        "id": row.pk,
        "name": _name(row.person.name, by),
        "trade": row.trade,
        "level": row.level,
        "honour": row.honour,
        "skills": [{"code": held.skill_id, "name": held.skill.name, "level": held.level} for held in row.skills.all()],
        "union_id": row.union_id,
        "half_days": row.half_days,
    }


def show_expert(row: Expert, by: Actor) -> dict[str, Any]:
    """Return an expert."""
    return {
        "id": row.pk,
        "name": _name(row.person.name, by),
        "fields": row.fields,
        "tags": row.tags,
        "title": row.title,
        "employer_kind": row.employer_kind,
        "union_id": row.union_id,
        "is_taking": row.is_taking,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def show_pair(row: Pair, by: Actor) -> dict[str, Any]:
    """Return a pair; the apprentice's phone stays here."""
    return {
        "number": row.case.number,
        "version": row.case.version,
        "state": row.case.state,
        "state_label": kind_of(row.case).state_of(row.case).label,
        "master_id": row.master_id,
        "master": _name(row.master.person.name, by),
        "apprentice": _name(row.apprentice_name, by),
        "enterprise_id": row.enterprise_id,
        "enterprise": name_as_seen(row.enterprise, by=by),
        "order": row.order_number,
        "trade": row.trade,
        "goals": row.goals,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "signed_at": in_city_time(row.signed_at),
        "checked_in_at": in_city_time(row.checked_in_at) if row.checked_in_at else None,
    }


def _name(name: str, by: Actor) -> str:
    return name if by.may_see_names else mask_name(name)
