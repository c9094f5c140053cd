"""What the API takes and gives of surveys."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field, Schema

from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.services.enterprise_service.actions.survey_answers import GatheringForm

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.models import Survey

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Said = dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=2000)]]


class AnswersIn(Schema):
    """Answers to a questionnaire; ``version`` is the one that was seen, 0 before the first."""

    answers: Said = Field(max_length=40)
    version: int = Field(0, ge=0, le=32_000)


class SurveyIn(Schema):
    """A survey to prepare."""

    title: str = Field(max_length=60)
    topic: str = Field("", max_length=40)
    partners: list[Annotated[str, Field(max_length=20)]] = Field(default_factory=list, max_length=20)
    opens_on: date
    closes_on: date


class EnterprisesIn(Schema):
    """Enterprises for the list of a survey."""

    enterprise_ids: list[Id] = Field(min_length=1, max_length=1000)


class GatheringIn(Schema):
    """A visit or a talk: when, where, who was there, and which of the enterprises asked were heard."""

    way: Literal["visit", "talk"] = "visit"
    held_at: datetime
    place: str = Field(max_length=80)
    union_side: str = Field(max_length=120)
    bureau_side: str = Field("", max_length=120)
    respondent_ids: list[Id] = Field(min_length=1, max_length=100)

    def gathering(self) -> GatheringForm:
        """Return the value that the action takes."""
        return GatheringForm(
            way=self.way, held_at=in_city_time(self.held_at), place=self.place, union_side=self.union_side,
            bureau_side=self.bureau_side,
        )  # fmt: skip


class RecordIn(Schema):
    """What one enterprise said there; ``version`` is the one that was seen."""

    speaker: str = Field(max_length=60)
    findings: str = Field(max_length=2000)
    answers: Said = Field(default_factory=dict, max_length=40)
    version: int = Field(ge=0, le=32_000)


class ReasonIn(Schema):
    """A written reason."""

    reason: str = Field("", max_length=300)


class RemedyIn(Schema):
    """What is offered; without ``follower_id`` the caller follows it up."""

    kind_id: Id
    text: str = Field(max_length=300)
    respondent_ids: list[Id] = Field(min_length=1, max_length=500)
    need_ids: list[Id] = Field(default_factory=list, max_length=500)
    follower_id: Id | None = None
    follow_up_on: date


def show_survey(row: Survey) -> dict[str, Any]:
    """Return a survey as plain values."""
    return {
        "id": row.pk, "title": row.title, "topic": row.topic, "partners": list(row.partners), "union_id": row.union_id,
        "state": row.state, "opens_on": row.opens_on, "closes_on": row.closes_on,
    }  # fmt: skip
