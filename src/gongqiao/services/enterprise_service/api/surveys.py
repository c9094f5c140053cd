"""Endpoints of surveys for an enterprise's contact: what is asked, and handing in the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Router, Status

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.services.enterprise_service.actions import survey_answers
from gongqiao.services.enterprise_service.flow import SERVICE
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.schemas import surveys as s
from gongqiao.web.doors import at_of

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.models import Respondent

router = Router(tags=["助企行"])


@router.get("/surveys", summary="我的企业要答的问卷")
def list_surveys(request: HttpRequest) -> dict[str, Any]:
    """List the running surveys that ask the actor's own enterprises; the id names survey and enterprise at once."""
    rows = queries.open_for(on=local_date(at_of(request)), by=reader(request, SERVICE))
    return {"items": [_shown(row) for row in rows]}


@router.get("/surveys/{respondent_id}", summary="一份问卷")
def get_survey(request: HttpRequest, respondent_id: int) -> dict[str, Any]:
    """Return the questions as they are asked now, and what was handed in; send its version with the next answers."""
    row = queries.own_respondent(respondent_id, by=reader(request, SERVICE))
    earlier = queries.own_answer(row)
    return {
        **_shown(row),
        "questions": queries.questionnaire(row.survey).questions,
        "answers": earlier.answers if earlier else {},
        "version": earlier.version if earlier else 0,
    }


@router.post("/surveys/{respondent_id}/answers", response={201: dict[str, Any]}, summary="交问卷")
def post_answers(request: HttpRequest, respondent_id: int, body: s.AnswersIn) -> Any:
    """Hand in the answers by the keys of the questions, or add to them; several choices are joined by 、."""
    by, at = reader(request, SERVICE), at_of(request)
    row = queries.own_respondent(respondent_id, by=by)

    def act() -> dict[str, Any]:
        made = survey_answers.answer_questionnaire(row, body.answers, seen=body.version, at=at, by=by)
        return {"version": made.version, "answers": made.answers}

    return Status(201, do_once(request, act))


def _shown(row: Respondent) -> dict[str, Any]:
    return {
        "id": row.pk, "title": row.survey.title, "enterprise_id": row.enterprise_id, "state": row.survey.state,
        "closes_on": row.survey.closes_on, "answered_at": row.answered_at,
    }  # fmt: skip
