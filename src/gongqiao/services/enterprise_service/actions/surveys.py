"""Prepare a survey, choose whom it asks, open it, remind, close it; renew and revoke the link of an enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import enterprises
from gongqiao.kernel.people.models import Contact
from gongqiao.services.enterprise_service.flow import SURVEY
from gongqiao.services.enterprise_service.models import Programme, Questionnaire, Respondent, Survey
from gongqiao.services.enterprise_service.rules.survey_questions import (
    SurveyQuestion,
    standard_questionnaire,
    stored_questions,
)
from gongqiao.services.talent.contract import DomainsOfSkills

MOST_PARTNERS = 10


class SurveyIsClosed(WrongState):
    """这次调研已经结束，不能再改，也不能再答。要补充情况，请联系工会另开一次调研。"""

    code = "survey_is_closed"


class NobodyAsked(WrongState):
    """还没有选要调研的企业。请先选企业，再开始调研。"""

    code = "nobody_asked"


class AlreadyHeard(WrongState):
    """这家企业已经答过或走访过，不能从调研名单里去掉。"""

    code = "already_heard"


@dataclass(frozen=True, kw_only=True)
class SurveyForm:
    """What a survey is made with. ``closes_on`` is its last day."""

    title: str
    opens_on: date
    closes_on: date
    topic: str = ""
    partners: Sequence[str] = ()
    programme: Programme | None = None


@dataclass(frozen=True, kw_only=True)
class Reached:
    """How many enterprises were told, and how many could not be, for they have no contact yet."""

    told: int
    without_contact: int


@transaction.atomic
def prepare_survey(form: SurveyForm, *, union: Union, at: datetime, by: Actor) -> Survey:
    """Begin a survey with the standard questions. Raises Invalid with every wrong field."""
    by.must(SURVEY, at=Place(line=tuple(union.node.line)))
    _check(form)
    survey = Survey.objects.create(
        union=union,
        programme=form.programme,
        title=form.title.strip(),
        topic=form.topic.strip(),
        partners=_tidy(form.partners),
        opens_on=form.opens_on,
        closes_on=form.closes_on,
        person_id=by.own_id,
        made_at=at,
    )
    domains = ask(DomainsOfSkills())
    questions = [q for q in standard_questionnaire(domains) if q.kind != "choice" or len(q.options) > 1]
    Questionnaire.objects.create(survey=survey, version=1, questions=stored_questions(questions), published_at=at)
    _write("prepare_survey", survey, at=at, by=by)
    return survey


@transaction.atomic
def change_survey(survey: Survey, form: SurveyForm, *, at: datetime, by: Actor) -> None:
    """Change name, topic, partners or days of a survey that has not ended. Raises Invalid, SurveyIsClosed."""
    held = _held(survey, by=by)
    _check(form)
    held.title, held.topic, held.partners = form.title.strip(), form.topic.strip(), _tidy(form.partners)
    held.opens_on, held.closes_on, held.programme = form.opens_on, form.closes_on, form.programme
    held.save(update_fields=["title", "topic", "partners", "opens_on", "closes_on", "programme"])
    _write("change_survey", held, at=at, by=by)


@transaction.atomic
def set_questions(survey: Survey, questions: Sequence[SurveyQuestion], *, at: datetime, by: Actor) -> Questionnaire:
    """Ask otherwise: questions that were answered stay as they were, and a new version takes their place."""
    held = _held(survey, by=by)
    rows = stored_questions(questions)
    current = held.questionnaires.get(is_current=True)
    if current.answers.exists():
        Questionnaire.objects.filter(pk=current.pk).update(is_current=False)
        current = Questionnaire(survey=held, version=current.version + 1)
    current.questions, current.published_at = rows, at
    current.save()
    _write("set_questions", held, detail={"version": current.version}, at=at, by=by)
    return current


@transaction.atomic
def add_respondents(survey: Survey, enterprise_ids: Iterable[int], *, at: datetime, by: Actor) -> int:
    """Put enterprises on the list; those that stand there already stay. Returns how many came new.

    Raises NotFound when one of them is not of the survey's area.
    """
    held = _held(survey, by=by)
    wanted = set(enterprise_ids)
    below = {"pk__in": wanted, "org__node__line__contains": [held.union_id]}
    found = list(enterprises(by=by).filter(**below))
    if len(found) != len(wanted):
        raise NotFound("选的企业里有的不在本次调研的辖区内，请重新选。")
    known = set(held.respondents.filter(enterprise_id__in=wanted).values_list("enterprise_id", flat=True))
    fresh = [row for row in found if row.pk not in known]
    Respondent.objects.bulk_create(
        Respondent(survey=held, enterprise=row, org_id=row.org_id, added_at=at) for row in fresh
    )
    if fresh:
        _write("add_respondents", held, detail={"enterprises": len(fresh)}, at=at, by=by)
    return len(fresh)


@transaction.atomic
def remove_respondent(respondent: Respondent, *, at: datetime, by: Actor) -> None:
    """Take an enterprise off the list that has said nothing yet. Raises AlreadyHeard, SurveyIsClosed."""
    held = _held(respondent.survey, by=by)
    if respondent.answers.exists() or respondent.remedies.exists():
        raise AlreadyHeard
    _write("remove_respondent", held, detail={"enterprise": respondent.enterprise_id}, at=at, by=by)
    Respondent.objects.filter(pk=respondent.pk).delete()


@transaction.atomic
def open_survey(survey: Survey, *, at: datetime, by: Actor) -> Reached:
    """Open a survey: the contacts of every enterprise on the list get the questionnaire. Raises NobodyAsked."""
    held = _held(survey, by=by)
    if held.state != "draft":
        raise WrongState("这次调研已经开始了。")
    if local_date(at) > held.closes_on:
        raise WrongState("截止日期已经过了，请先改截止日期。")
    if not held.respondents.exists():
        raise NobodyAsked
    held.state, held.opened_at = "open", at
    held.save(update_fields=["state", "opened_at"])
    _write("open_survey", held, at=at, by=by)
    return _send(held, at=at, by=by)


@transaction.atomic
def send_questionnaire(survey: Survey, *, at: datetime, by: Actor) -> Reached:
    """Send the questionnaire to those on the list whom it has not reached yet."""
    return _send(_running(survey, by=by), at=at, by=by)


@transaction.atomic
def remind(survey: Survey, *, at: datetime, by: Actor) -> int:
    """Remind the enterprises that have not answered, each at most once a day; return how many.

    The messages themselves keep the quiet hours.
    """
    held, today = _running(survey, by=by), local_date(at)
    waiting = held.respondents.silent().exclude(reminded_on=today).exclude(sent_at__date=today)
    rows = list(waiting.select_for_update(of=("self",)))
    contacts = _contacts(rows)
    for row in rows:
        title = f"还没有收到您的问卷：{held.title}，{held.closes_on:%-m月%-d日}前填都来得及"
        _tell(contacts.get(row.enterprise_id, []), row, title, event=f"remind:{today}", at=at)
    Respondent.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today)
    if rows:
        _write("remind_respondents", held, detail={"enterprises": len(rows)}, at=at, by=by)
    return len(rows)


@transaction.atomic
def close_survey(survey: Survey, *, at: datetime, by: Actor) -> None:
    """End a survey: nobody answers any more; what came of it goes on."""
    held = _running(survey, by=by)
    held.state, held.closed_at = "closed", at
    held.save(update_fields=["state", "closed_at"])
    _write("close_survey", held, at=at, by=by)


@transaction.atomic
def renew_link(respondent: Respondent, *, at: datetime, by: Actor) -> Respondent:
    """Give an enterprise a new link; every older one is worthless from now on."""
    return _set_link(respondent, serial=1, revoked_at=None, what="renew_link", at=at, by=by)


@transaction.atomic
def revoke_link(respondent: Respondent, *, at: datetime, by: Actor) -> Respondent:
    """Make the link of an enterprise worthless; its contacts answer from their own account."""
    if respondent.link_revoked_at:
        return respondent
    return _set_link(respondent, serial=0, revoked_at=at, what="revoke_link", at=at, by=by)


def _set_link(
    respondent: Respondent, *, serial: int, revoked_at: datetime | None, what: str, at: datetime, by: Actor
) -> Respondent:
    held = Respondent.objects.select_for_update(of=("self",)).select_related("org__node").get(pk=respondent.pk)
    by.must(SURVEY, at=Place(line=tuple(held.org.node.line)))
    held.link_serial += serial
    held.link_revoked_at = revoked_at
    held.save(update_fields=["link_serial", "link_revoked_at"])
    write("edit", f"enterprise_service.{what}", thing="respondent", thing_id=held.pk, at=at, by=by)
    return held


def _send(survey: Survey, *, at: datetime, by: Actor) -> Reached:
    rows = list(survey.respondents.filter(sent_at=None, answered_at=None).select_for_update(of=("self",)))
    contacts = _contacts(rows)
    reached = [row for row in rows if contacts.get(row.enterprise_id)]
    for row in reached:
        title = f"请填调研问卷：{survey.title}，{survey.closes_on:%-m月%-d日}截止"
        _tell(contacts[row.enterprise_id], row, title, event="sent", at=at)
    Respondent.objects.filter(pk__in=[row.pk for row in reached]).update(sent_at=at)
    if reached:
        _write("send_questionnaire", survey, detail={"enterprises": len(reached)}, at=at, by=by)
    return Reached(told=len(reached), without_contact=len(rows) - len(reached))


def _tell(person_ids: Sequence[int], row: Respondent, title: str, *, event: str, at: datetime) -> None:
    address = f"/enterprise-service/surveys/{row.pk}"
    tell(person_ids, event=f"survey:{row.pk}:{event}", title=title, url=address, by_sms=True, at=at)


def _contacts(rows: Sequence[Respondent]) -> dict[int, list[int]]:
    """Return the persons who speak for each enterprise."""
    found: dict[int, list[int]] = {}
    bonds = Contact.objects.filter(enterprise_id__in=[row.enterprise_id for row in rows], until=None)
    for enterprise_id, person_id in bonds.values_list("enterprise_id", "person_id"):
        found.setdefault(enterprise_id, []).append(person_id)
    return found


def _held(survey: Survey, *, by: Actor) -> Survey:
    """Return the survey locked, for somebody who may run it. Raises SurveyIsClosed."""
    held = Survey.objects.select_for_update(of=("self",)).select_related("union__node").get(pk=survey.pk)
    by.must(SURVEY, at=Place(line=tuple(held.union.node.line)))
    if held.state == "closed":
        raise SurveyIsClosed
    return held


def _running(survey: Survey, *, by: Actor) -> Survey:
    held = _held(survey, by=by)
    if held.state != "open":
        raise WrongState("这次调研还没有开始，请先点“开始调研”。")
    return held


def _check(form: SurveyForm) -> None:
    faults: dict[str, list[str]] = {}
    if not form.title.strip() or len(form.title.strip()) > 60:
        faults["title"] = ["请填调研名称，最多 60 个字。"]
    if form.closes_on < form.opens_on:
        faults["closes_on"] = ["截止日期不能早于开始日期。"]
    if len(_tidy(form.partners)) > MOST_PARTNERS or any(len(one) > 20 for one in _tidy(form.partners)):
        faults["partners"] = [f"合作部门最多 {MOST_PARTNERS} 个，每个最多 20 个字，用顿号分开。"]
    if faults:
        raise Invalid(fields=faults)


def _tidy(partners: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in partners if one.strip()))


def _write(what: str, survey: Survey, *, detail: dict[str, object] | None = None, at: datetime, by: Actor) -> None:
    write(
        "edit", f"enterprise_service.{what}", thing="survey", thing_id=survey.pk, detail=detail or {}, at=at, by=by
    )  # fmt: skip
