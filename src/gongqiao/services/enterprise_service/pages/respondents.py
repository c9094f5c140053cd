"""The desk's pages of one enterprise in a survey: its link, visits and talks, its answers, the needs that they suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.prints import qr_svg
from gongqiao.kernel.documents.queries import attachments_in_draft, attachments_of
from gongqiao.kernel.people.queries import contacts_of, names_of
from gongqiao.services.enterprise_service.actions import proposals, survey_answers, surveys
from gongqiao.services.enterprise_service.flow import DISHES_WITH_DOMAIN, READ_AT_DESK, REGISTER_NEED, SURVEY
from gongqiao.services.enterprise_service.forms.orders import NeedForm, need_initial
from gongqiao.services.enterprise_service.forms.survey_answers import GatheringForm, RecordForm, initial_answers
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.questions import in_words
from gongqiao.services.enterprise_service.rules.survey_links import link_code
from gongqiao.services.enterprise_service.rules.survey_questions import survey_questions
from gongqiao.services.talent.contract import DomainsOfSkills
from gongqiao.web.doors import at_of, by_of, carry_out, door, keep_uploads, show_form
from gongqiao.web.forms import ReasonForm

if TYPE_CHECKING:
    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.enterprise_service.models import Respondent

DESK = "/desk/enterprise-service"


@door("GET", power=READ_AT_DESK)
def one_respondent(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one enterprise in a survey: how far one has come, its link as a QR code, its answers."""
    by = by_of(request)
    found = queries.respondent(pk, by=by)
    request.looked_at = ("respondent", pk)  # type: ignore[attr-defined]
    link = request.build_absolute_uri(f"/q/{link_code(found)}")
    context = {
        "respondent": found,
        "survey": found.survey,
        "has_contact": bool(contacts_of(found.enterprise_id)),
        "answers": queries.answers_of(found, by=by),
        "proposals": queries.open_proposals(found),
        "may_log": _may_log(found, by),
        "link": link,
        "qr": qr_svg(link, scale=5),
    }
    return render(request, "enterprise_service/desk/respondent.html", context)


@door("POST", power=SURVEY)
def renew_link(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    surveys.renew_link(queries.respondent(pk, by=by), at=at_of(request), by=by)
    messages.success(request, "换了新链接，以前的链接和二维码都打不开了。")
    return redirect(f"{DESK}/respondents/{pk}")


@door("POST", power=SURVEY)
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    surveys.revoke_link(queries.respondent(pk, by=by), at=at_of(request), by=by)
    messages.success(request, "链接停用了。联系人登录以后还能填。")
    return redirect(f"{DESK}/respondents/{pk}")


@door("POST", power=SURVEY)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    found = queries.respondent(pk, by=by)
    surveys.remove_respondent(found, at=at_of(request), by=by)
    messages.success(request, f"{found.enterprise.short_name}不在名单上了。")
    return redirect(f"{DESK}/surveys/{found.survey_id}")


@door("GET", "POST", power=SURVEY)
def new_gathering(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a visit or a talk; each enterprise that was heard gets a record, the first of which opens."""
    by, at = by_of(request), at_of(request)
    survey = queries.survey(pk, by=by)
    rows = [row for row in queries.respondents(by=by).filter(survey=survey) if _may_log(row, by)]
    ticked = request.GET.get("firm", "")
    form = GatheringForm(
        request.POST if request.method == "POST" else None, respondents=rows,
        initial={"firms": [ticked], "union_side": by.name, "bureau_side": "、".join(survey.partners)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = survey_answers.log_gathering(survey, form.gathering(), form.respondents(), at=at, by=by)
            return f"{DESK}/survey-answers/{made[0].pk}/record"

        if answer := carry_out(request, form, act, done="已登记。接着写企业说了什么。"):
            return answer
    return show_form(request, "enterprise_service/desk/gathering_form.html", {"form": form, "survey": survey})


@door("GET", power=READ_AT_DESK)
def one_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what one enterprise said in one way, its versions, and the needs that it suggests."""
    by = by_of(request)
    found = queries.answer(pk, by=by)
    request.looked_at = ("survey_answer", pk)  # type: ignore[attr-defined]
    versions = list(found.versions.order_by("-version"))
    context = {
        "answer": found,
        "respondent": found.respondent,
        "survey": found.respondent.survey,
        "said": in_words(survey_questions(found.questionnaire.questions), found.answers),
        "versions": versions,
        "names": names_of((version.person_id for version in versions), by=by),
        "photos": attachments_of("survey_answer", pk),
        "proposals": queries.proposals(found, by=by),
        "beside": queries.answers_at(found, by=by),
        "may_log": _may_log(found.respondent, by),
    }
    return render(request, "enterprise_service/desk/survey_answer.html", context)


@door("GET", "POST", power=SURVEY)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what an enterprise said at a visit or a talk, with photos."""
    by, at = by_of(request), at_of(request)
    found = queries.answer(pk, by=by)
    sheet = queries.questionnaire(found.respondent.survey)
    questions = survey_questions(sheet.questions)
    draft = draft_for("survey_record", about=f"{pk}:{sheet.version}:{found.version}", at=at, by=by)
    form = RecordForm(
        **({"data": request.POST, "files": request.FILES} if request.method == "POST" else {}),
        questions=questions, once_key=draft.pk.hex,
        initial={
            "speaker": found.speaker, "findings": found.findings, "seen": found.version,
            **initial_answers(questions, found.answers), **draft.body,
        },
    )  # fmt: skip
    if request.method == "POST":
        good = keep_uploads(request, form, draft, ["photos"], pictures_only=True)
        if form.is_valid() and good:

            def act() -> str:
                seen = form.cleaned_data["seen"]
                survey_answers.write_record(
                    found, form.record(), draft=draft.pk, seen=found.version if seen is None else seen, at=at, by=by
                )
                return f"{DESK}/survey-answers/{pk}"

            if answer := carry_out(request, form, act, done="记好了。下面是从回答里看出的需求，请逐条定。"):
                return answer
    context = {
        "form": form, "answer": found, "survey": found.respondent.survey, "draft": draft,
        "kept": attachments_in_draft(draft.pk, by=by),
    }  # fmt: skip
    return show_form(request, "enterprise_service/desk/record_form.html", context)


@door("GET", "POST", power=REGISTER_NEED)
def accept_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a need of a proposal, after a look at its words."""
    by, at = by_of(request), at_of(request)
    found = queries.proposal(pk, by=by)
    back = f"{DESK}/survey-answers/{found.answer_id}"
    form = NeedForm(
        request.POST if request.method == "POST" else None, domains=ask(DomainsOfSkills()), today=local_date(at),
        initial=need_initial(found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            proposals.accept_proposal(found, form.need(), at=at, by=by)
            return back

        if answer := carry_out(request, form, act, done="登记为需求了，企业联系人在手机上可以直接点菜。"):
            return answer
    context = {
        "form": form, "proposal": found, "back": back, "with_domain": " ".join(sorted(DISHES_WITH_DOMAIN)),
    }  # fmt: skip
    return show_form(request, "enterprise_service/desk/proposal_form.html", context)


@door("GET", "POST", power=REGISTER_NEED)
def drop_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a proposal be, with a reason."""
    by, at = by_of(request), at_of(request)
    found = queries.proposal(pk, by=by)
    back = f"{DESK}/survey-answers/{found.answer_id}"
    form = ReasonForm(request.POST if request.method == "POST" else None, label="为什么不登记")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            proposals.drop_proposal(found, form.cleaned_data["reason"], at=at, by=by)
            return back

        if answer := carry_out(request, form, act, done="这一条不登记。"):
            return answer
    context = {"form": form, "heading": "不登记这条需求？", "what": found.title, "back": back, "button": "不登记"}
    return show_form(request, "enterprise_service/desk/reason_form.html", context)


def _may_log(respondent: Respondent, by: Actor) -> bool:
    return by.may(SURVEY, at=Place(line=tuple(respondent.org.node.line)))
