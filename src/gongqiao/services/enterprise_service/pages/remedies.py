"""The desk's pages of what is offered after a survey."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.people.queries import names_of, people_in_post
from gongqiao.services.enterprise_service.actions import remedies as actions
from gongqiao.services.enterprise_service.flow import SURVEY
from gongqiao.services.enterprise_service.forms.surveys import RemedyForm, RemedyKindForm
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.forms import ReasonForm
from gongqiao.web.sessions import local_address

HOME = "/desk/enterprise-service/surveys"


@door("GET", "POST", power=SURVEY)
def new_remedy(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is offered for what the survey found."""
    by, at = by_of(request), at_of(request)
    survey = queries.survey(pk, by=by)
    people = people_in_post(survey.union_id, "officer", on=local_date(at))
    form = RemedyForm(
        request.POST if request.method == "POST" else None, kinds=queries.remedy_kinds(by=by),
        respondents=list(queries.respondents(by=by).filter(survey=survey)),
        needs=list(queries.needs_of_survey(survey, by=by)[:200]), followers=names_of(people, by=by),
        initial={"follower": by.person_id, "follow_up_on": local_date(at) + timedelta(days=30)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.offer_remedy(survey, form.remedy(), at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="对策已记下，到了日期会提醒跟进人。"):
            return answer
    city = city_federation(by=by)
    may_add = by.may(SURVEY, at=Place(line=tuple(city.node.line)))
    context = {"form": form, "survey": survey, "may_add_kind": may_add}
    return show_form(request, "enterprise_service/desk/remedy_form.html", context)


@door("GET", "POST", power=SURVEY)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a remedy ended."""
    by, at = by_of(request), at_of(request)
    found = queries.remedy(pk, by=by)
    back = f"{HOME}/{found.survey_id}"
    form = ReasonForm(request.POST if request.method == "POST" else None, label="办得怎么样")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.settle_remedy(found, form.cleaned_data["reason"], at=at, by=by)
            return back

        if answer := carry_out(request, form, act, done="对策办结了。"):
            return answer
    context = {"form": form, "heading": "对策办结", "what": found.text, "back": back, "button": "办结"}
    return show_form(request, "enterprise_service/desk/reason_form.html", context)


@door("GET", "POST", power=SURVEY)
def new_kind(request: HttpRequest) -> HttpResponse:
    """Add a kind of remedy for the whole city."""
    by, at = by_of(request), at_of(request)
    back = local_address(request, request.GET.get("back", ""), HOME)
    form = RemedyKindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.add_remedy_kind(city_federation(by=by), form.cleaned_data["name"], at=at, by=by)
            return back

        if answer := carry_out(request, form, act, done="加好了，现在就能选。"):
            return answer
    context = {
        "form": form,
        "heading": "添加对策类型",
        "what": "添加后全市的调研都能选。",
        "back": back,
        "button": "添加",
    }
    return show_form(request, "enterprise_service/desk/reason_form.html", context)
