"""The desk's pages of a survey: preparing it, whom it asks, how far it has come, what was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.queries import areas, union
from gongqiao.kernel.org.tags import TAGS
from gongqiao.services.enterprise_service.actions import surveys as actions
from gongqiao.services.enterprise_service.flow import READ_AT_DESK, SURVEY
from gongqiao.services.enterprise_service.forms.surveys import FirmsForm, QuestionsForm, SurveyForm, initial_days
from gongqiao.services.enterprise_service.pages.survey_lists import RESPONDENTS, SURVEYS, answers_listing
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.questions import BETWEEN
from gongqiao.services.enterprise_service.rules.survey_questions import survey_questions
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.listings import show_listing
from gongqiao.web.lists import chosen, page_of, words

if TYPE_CHECKING:
    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.enterprise_service.models import Survey

HOME = "/desk/enterprise-service/surveys"


@door("GET", power=READ_AT_DESK)
def every_survey(request: HttpRequest) -> HttpResponse:
    return show_listing(request, SURVEYS, template="enterprise_service/desk/surveys.html")


@door("GET", power=READ_AT_DESK)
def every_respondent(request: HttpRequest) -> HttpResponse:
    return show_listing(request, RESPONDENTS)


@door("GET", power=READ_AT_DESK)
def every_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all answers of a survey as one sheet, a column for each question."""
    survey = queries.survey(pk, by=by_of(request))
    return show_listing(request, answers_listing(survey))


@door("GET", "POST", power=SURVEY)
def new_survey(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    own = union(by.posts[0].node_id, by=by)
    form = SurveyForm(request.POST if request.method == "POST" else None, initial=initial_days(local_date(at)))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            current = programmes.current_programme(at=at, by=by)
            made = actions.prepare_survey(form.survey(current), union=own, at=at, by=by)
            return f"{HOME}/{made.pk}/firms"

        if answer := carry_out(request, form, act, done="调研建好了，问卷先用标准题目。接下来选企业。"):
            return answer
    return show_form(request, "enterprise_service/desk/survey_form.html", {"form": form, "union": own})


@door("GET", "POST", power=SURVEY)
def edit_survey(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    survey = queries.survey(pk, by=by)
    initial = {
        "title": survey.title, "topic": survey.topic, "partners": BETWEEN.join(survey.partners),
        "opens_on": survey.opens_on, "closes_on": survey.closes_on,
    }  # fmt: skip
    form = SurveyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.change_survey(survey, form.survey(survey.programme), at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="已改好。"):
            return answer
    context = {"form": form, "union": survey.union, "survey": survey}
    return show_form(request, "enterprise_service/desk/survey_form.html", context)


@door("GET", power=READ_AT_DESK)
def one_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a survey has come, what was answered, what came of it; each number opens its enterprises."""
    by = by_of(request)
    survey = queries.survey(pk, by=by)
    request.looked_at = ("survey", pk)  # type: ignore[attr-defined]
    counts = queries.progress(survey, by=by)
    sheet = queries.questionnaire(survey)
    context = {
        "survey": survey,
        "counts": counts,
        "steps": [
            (label, counts[name], f"/desk/enterprise-service/respondents?survey={pk}&step={name}")
            for name, label in queries.STEPS.items()
        ],
        "summaries": queries.summaries(survey, by=by),
        "sheet": sheet,
        "questions": survey_questions(sheet.questions),
        "needs": list(queries.needs_of_survey(survey, by=by)[:50]),
        "gatherings": queries.gatherings(survey, by=by),
        "remedies": queries.remedies(survey, by=by),
        "may_run": may_run(survey, by),
        "may_log": by.holds("officer"),
    }
    return render(request, "enterprise_service/desk/survey.html", context)


@door("GET", "POST", power=SURVEY)
def edit_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the questions; questions that were answered stay, and a new version takes their place."""
    by, at = by_of(request), at_of(request)
    survey = queries.survey(pk, by=by)
    sheet = queries.questionnaire(survey)
    form = QuestionsForm(
        request.POST if request.method == "POST" else None,
        version=sheet.version + 1, questions=survey_questions(sheet.questions),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.set_questions(survey, form.questions(), at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="问卷改好了；已经答过的仍按答的时候那一版。"):
            return answer
    context = {"form": form, "survey": survey, "sheet": sheet}
    return show_form(request, "enterprise_service/desk/survey_questions.html", context)


@door("GET", "POST", power=SURVEY)
def choose_firms(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose from the register whom a survey asks, by county, tag and words."""
    by, at, q = by_of(request), at_of(request), words(request)
    survey = queries.survey(pk, by=by)
    counties = [(area.code, area.name) for area in areas(parent=by.posts[0].area_code[:4])]
    filters = [
        chosen(request, "county", "县（市、区）", counties),
        chosen(request, "tag", "标签", [(tag, tag) for tag in TAGS]),
    ]
    found = queries.choosable(survey, county=filters[0].value, tag=filters[1].value, words=q, by=by)
    page = page_of(request, found)
    form = FirmsForm(request.POST if request.method == "POST" else None, shown=list(page))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            everyone = [row.pk for row in found] if given["everyone"] else [int(firm) for firm in given["firms"]]
            actions.add_respondents(survey, everyone, at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="已加入名单。"):
            return answer
    context = {"form": form, "survey": survey, "page": page, "filters": filters, "q": q}
    return show_form(request, "enterprise_service/desk/survey_firms.html", context)


def _button(act: Callable[..., Any], say: Callable[[Any], str]) -> Callable[..., HttpResponseBase]:
    """Return the door behind a button of the survey's page."""

    @door("POST", power=SURVEY)
    def pressed(request: HttpRequest, pk: int) -> HttpResponse:
        by = by_of(request)
        done = act(queries.survey(pk, by=by), at=at_of(request), by=by)
        messages.success(request, say(done))
        return redirect(f"{HOME}/{pk}")

    return pressed


def _reached(reached: actions.Reached) -> str:
    left = f"；{reached.without_contact} 家还没有联系人，请用二维码或走访" if reached.without_contact else ""
    return f"问卷发给了 {reached.told} 家企业{left}。"


def _reminded(count: int) -> str:
    return f"提醒了 {count} 家。" if count else "没有要提醒的企业：都答了，或今天已经发过。"


open_survey = _button(actions.open_survey, lambda reached: "调研开始了。" + _reached(reached))
send = _button(actions.send_questionnaire, _reached)
remind = _button(actions.remind, _reminded)
close_survey = _button(actions.close_survey, lambda done: "调研结束了。需求和对策照常往下办。")


def may_run(survey: Survey, by: Actor) -> bool:
    """Whether the actor may run the survey, and not only see his part of it."""
    return by.may(SURVEY, at=Place(line=tuple(survey.union.node.line)))


add_menu(MenuEntry(label="企业调研", icon="messages-square", address=HOME, power=READ_AT_DESK, place=15))
