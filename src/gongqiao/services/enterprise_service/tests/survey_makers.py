"""Make surveys at any stage by the real actions. Say only what matters."""

from __future__ import annotations

from datetime import date, datetime

from tests.cast import ELECTRIC, MONDAY, Cast

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.services.enterprise_service.actions import survey_answers, surveys
from gongqiao.services.enterprise_service.models import NeedProposal, RemedyKind, Respondent, Survey, SurveyAnswer

TUESDAY = datetime(2026, 11, 17, 9, 0, tzinfo=CITY_TIME)
SAID = {
    "stops": "空压机电机频繁过载跳停。换过热继电器没有用",
    "domain": ELECTRIC,
    "skills": "低压电工",
    "people": "12",
    "troubles": "质量不稳定、新人留不住",
    "master": "no",
    "talks": "没有",
    "urgency": "已经停线",
    "wished_on": "2026-12-01",
}


def a_survey_form(**changes) -> surveys.SurveyForm:
    plain = {
        "title": "压铸企业用工和技术调研",
        "topic": "压铸",
        "partners": ["工信局", "科技局"],
        "opens_on": date(2026, 11, 16),
        "closes_on": date(2026, 11, 30),
    }
    return surveys.SurveyForm(**{**plain, **changes})


def a_survey(cast: Cast, state: str = "open", *, at: datetime = MONDAY, **changes) -> Survey:
    """Make the county's survey of the cast's enterprise, or the city's of both enterprises (``union=cast.city``)."""
    union = changes.pop("union", cast.county)
    by = cast.officer if union.pk == cast.county.pk else cast.city_officer
    survey = surveys.prepare_survey(a_survey_form(**changes), union=union, at=at, by=by)
    firms = [cast.enterprise.pk] if union.pk == cast.county.pk else [cast.enterprise.pk, cast.other_enterprise.pk]
    surveys.add_respondents(survey, firms, at=at, by=by)
    if state != "draft":
        surveys.open_survey(survey, at=at, by=by)
    if state == "closed":
        surveys.close_survey(survey, at=at, by=by)
    return Survey.objects.select_related("union__node").get(pk=survey.pk)


def the_respondent(survey: Survey, cast: Cast) -> Respondent:
    """Return the cast's enterprise in a survey."""
    rows = Respondent.objects.select_related("enterprise", "org__node", "survey__union__node")
    return rows.get(survey=survey, enterprise=cast.enterprise)


def an_answer(cast: Cast, survey: Survey, *, by: Actor | None = None, seen: int = 0, **said: str) -> SurveyAnswer:
    """Let the cast's enterprise hand in its questionnaire."""
    respondent = the_respondent(survey, cast)
    return survey_answers.answer_questionnaire(
        respondent, {**SAID, **said}, seen=seen, at=MONDAY, by=by or cast.contact
    )


def a_gathering_form(**changes) -> survey_answers.GatheringForm:
    plain = {"way": "visit", "held_at": MONDAY, "place": "一车间", "union_side": "李新", "bureau_side": "工信局产业科"}
    return survey_answers.GatheringForm(**{**plain, **changes})


def a_visit(cast: Cast, survey: Survey, *, by: Actor | None = None, **changes) -> SurveyAnswer:
    """Log a visit to the cast's enterprise; its record is still to be written."""
    form, firms = a_gathering_form(**changes), [the_respondent(survey, cast)]
    return survey_answers.log_gathering(survey, form, firms, at=TUESDAY, by=by or cast.officer)[0]


def a_proposal(cast: Cast, dish: str = "breakthrough") -> NeedProposal:
    """Return what the enterprise's questionnaire suggests for a dish."""
    return an_answer(cast, a_survey(cast)).proposals.get(dish=dish)


def a_kind(name: str = "专家上门") -> RemedyKind:
    return RemedyKind.objects.get(name=name)
