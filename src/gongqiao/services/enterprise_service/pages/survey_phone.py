"""The questionnaire on a phone: for a contact from his account, for anybody else by the enterprise's signed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.throttle import Limit, count
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases import drafts
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.services.enterprise_service.actions import proposals, survey_answers
from gongqiao.services.enterprise_service.actions.surveys import SurveyIsClosed
from gongqiao.services.enterprise_service.flow import ANSWER_SURVEY
from gongqiao.services.enterprise_service.forms.survey_answers import AmendForm, AnswersForm, initial_answers
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.questions import in_words
from gongqiao.services.enterprise_service.rules.survey_questions import survey_questions
from gongqiao.web.doors import at_of, by_of, carry_out, check_method, door, show_form
from gongqiao.web.faces import HomePart, Panel, add_home
from gongqiao.web.reading import address_of, typed_in

if TYPE_CHECKING:
    from gongqiao.kernel.cases.models import Draft
    from gongqiao.services.enterprise_service.models import Questionnaire, Respondent

TRIES = Limit(name="survey-link", most=600, window_s=600, sentence="这个网络打开问卷太频繁了，请过几分钟再试。")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who fills an enterprise's questionnaire, and at which address; ``draft_at`` keeps what a visitor typed."""

    respondent: Respondent
    by: Actor
    home: str
    draft_at: str = ""


@door("GET", power=ANSWER_SURVEY)
def own_surveys(request: HttpRequest) -> HttpResponse:
    rows = queries.open_for(on=local_date(at_of(request)), by=by_of(request))
    return render(request, "enterprise_service/surveys_phone.html", {"rows": rows})


@door("GET", "POST", power=ANSWER_SURVEY)
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    return _fill(request, _contact(request, pk))


@door("GET", "POST", power=ANSWER_SURVEY)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    return _amend(request, _contact(request, pk))


def fill_by_link(request: HttpRequest, code: str) -> HttpResponse:
    check_method(request, "GET", "POST")
    return _fill(request, _holder(request, code))


def amend_by_link(request: HttpRequest, code: str) -> HttpResponse:
    check_method(request, "GET", "POST")
    return _amend(request, _holder(request, code))


def keep_by_link(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what somebody typed who has no account; called on every blur."""
    check_method(request, "POST")
    visitor, at = _holder(request, code), at_of(request)
    draft = _draft(visitor, queries.questionnaire(visitor.respondent.survey), request)
    drafts.keep(draft.pk, typed_in(request), at=at, by=visitor.by)
    return JsonResponse({"saved": at.isoformat()})


def _contact(request: HttpRequest, pk: int) -> Visitor:
    by = by_of(request)
    return Visitor(respondent=queries.own_respondent(pk, by=by), by=by, home=f"/enterprise-service/surveys/{pk}")


def _holder(request: HttpRequest, code: str) -> Visitor:
    """Return whoever holds an enterprise's link. Raises NotFound, SurveyIsClosed, TooOften."""
    count(TRIES, address_of(request), at=at_of(request))
    found = queries.respondent_of_link(code)
    if not _takes_answers(found, request):
        raise SurveyIsClosed
    return Visitor(respondent=found, by=the_job("survey_link"), home=f"/q/{code}", draft_at=f"/q/{code}/draft")


def _fill(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Ask question by question; what was typed is kept, and what was handed in may be added to until the survey ends."""
    at, found = at_of(request), visitor.respondent
    earlier = queries.own_answer(found)
    sheet = queries.questionnaire(found.survey)
    questions = survey_questions(sheet.questions)
    if not _takes_answers(found, request):
        said = in_words(survey_questions(earlier.questionnaire.questions), earlier.answers) if earlier else []
        return render(request, "enterprise_service/survey_over.html", {"respondent": found, "said": said})
    draft = _draft(visitor, sheet, request)
    version = earlier.version if earlier else 0
    form = AnswersForm(
        request.POST if request.method == "POST" else None, questions=questions, once_key=f"{draft.pk.hex}{version}",
        initial={**initial_answers(questions, earlier.answers if earlier else {}), **draft.body, "seen": version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            seen = form.cleaned_data["seen"]
            survey_answers.answer_questionnaire(
                found, form.answers(), draft=draft.pk, seen=version if seen is None else seen, at=at, by=visitor.by
            )
            return f"{visitor.home}/needs"

        if answer := carry_out(request, form, act):
            return answer
    context = {"form": form, "visitor": visitor, "survey": found.survey, "earlier": earlier, "draft": draft}
    return show_form(request, "enterprise_service/survey_fill.html", context)


def _amend(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Thank for the answers, and let the enterprise put the needs that they suggest into its own words."""
    found, at = visitor.respondent, at_of(request)
    rows = queries.open_proposals(found)
    form = AmendForm(request.POST if request.method == "POST" else None, proposals=rows)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            proposals.amend_proposals(found, form.amendments(), at=at, by=visitor.by)
            return f"{visitor.home}/needs"

        if answer := carry_out(request, form, act, done="记下了，谢谢您。"):
            return answer
    context = {"form": form, "visitor": visitor, "survey": found.survey, "earlier": queries.own_answer(found)}
    return show_form(request, "enterprise_service/survey_needs.html", context)


def _draft(visitor: Visitor, sheet: Questionnaire, request: HttpRequest) -> Draft:
    about = f"{visitor.respondent.pk}:{sheet.version}"
    return draft_for("survey", about=about, at=at_of(request), by=visitor.by)


def _takes_answers(respondent: Respondent, request: HttpRequest) -> bool:
    survey = respondent.survey
    return survey.state == "open" and local_date(at_of(request)) <= survey.closes_on


def _surveys_at_home(request: HttpRequest) -> Panel | None:
    by = by_of(request)
    if not by.contact_of:
        return None
    waiting = [row for row in queries.open_for(on=local_date(at_of(request)), by=by) if row.answered_at is None]
    if not waiting:
        return None
    return Panel(template="enterprise_service/parts/home_surveys.html", context={"rows": waiting})


add_home(HomePart(build=_surveys_at_home, place=15))
