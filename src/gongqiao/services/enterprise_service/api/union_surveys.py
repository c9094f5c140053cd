"""Endpoints of surveys for the union that asks: prepare, open, visit, write down, make needs and remedies of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.org.queries import name_as_seen, union
from gongqiao.services.enterprise_service.actions import proposals, remedies, survey_answers, surveys
from gongqiao.services.enterprise_service.actions.orders import NeedForm
from gongqiao.services.enterprise_service.flow import READ_AT_DESK, SERVICE
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.schemas import surveys as s
from gongqiao.services.enterprise_service.schemas.orders import WishIn, show_need
from gongqiao.web.doors import at_of

router = Router(tags=["企业调研"])


def _by(request: HttpRequest) -> Any:
    by = reader(request, SERVICE)
    if not by.may_anywhere(READ_AT_DESK):
        raise NotFound
    return by


@router.get("/union-surveys", summary="工会的调研")
def list_union_surveys(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """List the surveys in sight, the newest first."""
    return page(queries.surveys(by=_by(request)), window, s.show_survey)


@router.post("/union-surveys", response={201: dict[str, Any]}, summary="准备调研")
def post_union_survey(request: HttpRequest, body: s.SurveyIn) -> Any:
    """Prepare a survey of one's own union with the standard questions."""
    by, at = _by(request), at_of(request)

    def act() -> dict[str, Any]:
        own = union(by.posts[0].node_id, by=by)
        form = surveys.SurveyForm(**body.dict(), programme=programmes.current_programme(at=at, by=by))
        return s.show_survey(surveys.prepare_survey(form, union=own, at=at, by=by))

    return Status(201, do_once(request, act))


@router.get("/union-surveys/{survey_id}", summary="一次调研")
def get_union_survey(request: HttpRequest, survey_id: int) -> dict[str, Any]:
    """Return a survey: its questions, how far it has come, whom it asks, what was offered."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)
    return {
        **s.show_survey(found),
        "questions": queries.questionnaire(found).questions,
        "progress": queries.progress(found, by=by),
        "respondents": [
            {"id": row.pk, "enterprise_id": row.enterprise_id, "enterprise": name_as_seen(row.enterprise, by=by),
             "answered_at": row.answered_at, "visited_at": row.visited_at}
            for row in queries.respondents(by=by).filter(survey=found)
        ],
        "remedies": [
            {"id": row.pk, "kind": row.kind.name, "text": row.text, "settled_at": row.settled_at}
            for row in queries.remedies(found, by=by)
        ],
    }  # fmt: skip


@router.post("/union-surveys/{survey_id}/enterprises", summary="选企业")
def post_survey_enterprises(request: HttpRequest, survey_id: int, body: s.EnterprisesIn) -> dict[str, Any]:
    """Put enterprises on the list of a survey."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)
    return do_once(
        request, lambda: {"added": surveys.add_respondents(found, body.enterprise_ids, at=at_of(request), by=by)}
    )


@router.post("/union-surveys/{survey_id}/open", summary="开始调研，发问卷")
def post_survey_open(request: HttpRequest, survey_id: int) -> dict[str, Any]:
    """Open a survey; the contacts get the questionnaire."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)

    def act() -> dict[str, Any]:
        reached = surveys.open_survey(found, at=at_of(request), by=by)
        return {"told": reached.told, "without_contact": reached.without_contact}

    return do_once(request, act)


@router.post("/union-surveys/{survey_id}/close", summary="结束调研")
def post_survey_close(request: HttpRequest, survey_id: int) -> dict[str, Any]:
    """End a survey; what came of it goes on."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)

    def act() -> dict[str, Any]:
        surveys.close_survey(found, at=at_of(request), by=by)
        return s.show_survey(queries.survey(survey_id, by=by))

    return do_once(request, act)


@router.post("/union-surveys/{survey_id}/gatherings", response={201: dict[str, Any]}, summary="登记走访座谈")
def post_gathering(request: HttpRequest, survey_id: int, body: s.GatheringIn) -> Any:
    """Log a visit or a talk; each enterprise gets an answer, whose record is then written."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)

    def act() -> dict[str, Any]:
        rows = [queries.respondent(pk, by=by) for pk in body.respondent_ids]
        made = survey_answers.log_gathering(found, body.gathering(), rows, at=at_of(request), by=by)
        return {"answers": [{"id": row.pk, "respondent_id": row.respondent_id, "version": row.version} for row in made]}

    return Status(201, do_once(request, act))


@router.get("/survey-answers/{answer_id}", summary="一家企业说了什么")
def get_answer(request: HttpRequest, answer_id: int) -> dict[str, Any]:
    """Return what an enterprise said in one way, and the needs that it suggests."""
    return _shown(request, answer_id)


@router.post("/survey-answers/{answer_id}/record", summary="写走访记录")
def post_record(request: HttpRequest, answer_id: int, body: s.RecordIn) -> dict[str, Any]:
    """Write down what an enterprise said at a visit or a talk."""
    by = _by(request)
    found = queries.answer(answer_id, by=by)

    def act() -> dict[str, Any]:
        form = survey_answers.RecordForm(speaker=body.speaker, findings=body.findings, answers=body.answers)
        survey_answers.write_record(found, form, seen=body.version, at=at_of(request), by=by)
        return _shown(request, answer_id)

    return do_once(request, act)


@router.post("/need-proposals/{proposal_id}/accept", response={201: dict[str, Any]}, summary="登记为需求")
def post_accept(request: HttpRequest, proposal_id: int, body: WishIn) -> Any:
    """Make a need of what an answer suggests."""
    by = _by(request)
    found = queries.proposal(proposal_id, by=by)
    form = NeedForm(**body.need())
    return Status(
        201, do_once(request, lambda: show_need(proposals.accept_proposal(found, form, at=at_of(request), by=by)))
    )


@router.post("/need-proposals/{proposal_id}/drop", summary="不登记")
def post_drop(request: HttpRequest, proposal_id: int, body: s.ReasonIn) -> dict[str, Any]:
    """Leave be what an answer suggests, and say why."""
    by = _by(request)
    found = queries.proposal(proposal_id, by=by)

    def act() -> dict[str, Any]:
        proposals.drop_proposal(found, body.reason, at=at_of(request), by=by)
        return {"id": proposal_id, "state": "dropped"}

    return do_once(request, act)


@router.get("/remedy-kinds", summary="对策类型")
def list_remedy_kinds(request: HttpRequest) -> dict[str, Any]:
    """List the kinds of remedy of the city's dictionary."""
    return {"items": [{"id": row.pk, "name": row.name} for row in queries.remedy_kinds(by=_by(request))]}


@router.post("/union-surveys/{survey_id}/remedies", response={201: dict[str, Any]}, summary="记对策")
def post_remedy(request: HttpRequest, survey_id: int, body: s.RemedyIn) -> Any:
    """Offer a remedy for what a survey found."""
    by = _by(request)
    found = queries.survey(survey_id, by=by)

    def act() -> dict[str, Any]:
        kind = next((row for row in queries.remedy_kinds(by=by) if row.pk == body.kind_id), None)
        if kind is None:
            raise NotFound("没有这一类对策，请先看 /remedy-kinds。")
        needs = list(queries.needs_of_survey(found, by=by).filter(pk__in=body.need_ids))
        if len(needs) != len(set(body.need_ids)):
            raise NotFound("选的需求不在这次调研里，请重新选。")
        form = remedies.RemedyForm(
            kind=kind, text=body.text, respondents=[queries.respondent(pk, by=by) for pk in body.respondent_ids],
            follower_id=body.follower_id or by.own_id, follow_up_on=body.follow_up_on, needs=needs,
        )  # fmt: skip
        return {"id": remedies.offer_remedy(found, form, at=at_of(request), by=by).pk}

    return Status(201, do_once(request, act))


def _shown(request: HttpRequest, answer_id: int) -> dict[str, Any]:
    by = _by(request)
    found = queries.answer(answer_id, by=by)
    request.looked_at = ("survey_answer", answer_id)  # type: ignore[attr-defined]
    return {
        "id": found.pk, "respondent_id": found.respondent_id, "way": found.way, "held_at": found.held_at,
        "speaker": found.speaker if by.may_see_names else "", "findings": found.findings, "answers": found.answers,
        "version": found.version,
        "proposals": [
            {"id": row.pk, "state": row.state, "dish": row.dish, "title": row.title, "said": row.said,
             "need_id": row.need_id}
            for row in queries.proposals(found, by=by)
        ],
    }  # fmt: skip
