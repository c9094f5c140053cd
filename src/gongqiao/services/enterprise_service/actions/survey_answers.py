"""Take in what enterprises say: on their questionnaire, and at visits and talks; each saving keeps the one before."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Stale, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.queries import people_in_post
from gongqiao.services.enterprise_service.actions.surveys import SurveyIsClosed
from gongqiao.services.enterprise_service.contract import EnterpriseSurveyed
from gongqiao.services.enterprise_service.flow import ANSWER_SURVEY, SURVEY
from gongqiao.services.enterprise_service.models import (
    AnswerVersion,
    Gathering,
    NeedProposal,
    Questionnaire,
    Respondent,
    Survey,
    SurveyAnswer,
)
from gongqiao.services.enterprise_service.rules.questions import answered
from gongqiao.services.enterprise_service.rules.suggestions import suggestions
from gongqiao.services.enterprise_service.rules.survey_questions import survey_questions


class AnsweredMeanwhile(Stale):
    """同事刚刚也交了一次问卷。请刷新本页，看看已交的内容，再补充。"""

    code = "answered_meanwhile"


@dataclass(frozen=True, kw_only=True)
class GatheringForm:
    """A visit or a talk: when, where, and who was there of the union and of the bureaus."""

    way: str
    held_at: datetime
    place: str
    union_side: str
    bureau_side: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordForm:
    """What one enterprise said there: who spoke, its answers as far as they came up, the findings in words."""

    speaker: str
    findings: str
    answers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def answer_questionnaire(
    respondent: Respondent,
    answers: Mapping[str, str],
    *,
    draft: uuid.UUID | None = None,
    seen: int,
    at: datetime,
    by: Actor,
) -> SurveyAnswer:
    """Hand in an enterprise's questionnaire, or what it adds to it; ``seen`` is the version that it saw, 0 for none.

    Raises SurveyIsClosed, AnsweredMeanwhile, or Invalid with every wrong answer.
    """
    held = _locked(respondent)
    by.must(ANSWER_SURVEY, at=Place(enterprise_id=held.enterprise_id))
    _check_open(held.survey, at)
    questionnaire = _current(held.survey)
    clean = answered(survey_questions(questionnaire.questions), answers)
    if not clean:
        raise Invalid("一道题都还没有答，请至少答一道。")
    answer = held.answers.filter(way="questionnaire").first()
    if (answer.version if answer else 0) != seen:
        raise AnsweredMeanwhile
    is_first = answer is None
    answer = answer or SurveyAnswer(respondent=held, way="questionnaire", version=0)
    answer.held_at = at
    _keep(answer, questionnaire, clean, findings="", speaker=by.name if by.person_id else "", at=at, by=by)
    if is_first:
        _note_first(held, "answered_at", "questionnaire", at=at, by=by)
        _tell_officers(held, at=at)
    if draft:
        finish(draft, by=by)
    return answer


@transaction.atomic
def log_gathering(
    survey: Survey, form: GatheringForm, respondents: Sequence[Respondent], *, at: datetime, by: Actor
) -> list[SurveyAnswer]:
    """Log a visit to one enterprise, or a talk with some: each gets a record, which is then filled in.

    Raises Invalid with every wrong field, SurveyIsClosed, NotFound for an enterprise of another survey.
    """
    rows = [_locked(row) for row in sorted(respondents, key=lambda row: row.pk)]
    if any(row.survey_id != survey.pk for row in rows):
        raise NotFound("选的企业里有的不在这次调研的名单上，请重新选。")
    _check_gathering(form, rows, at)
    for row in rows:
        by.must(SURVEY, at=Place(line=tuple(row.org.node.line)))
    _check_open(rows[0].survey, at)
    orgs = {row.org_id for row in rows}
    gathering = Gathering.objects.create(
        survey_id=survey.pk,
        org_id=orgs.pop() if len(orgs) == 1 else rows[0].survey.union_id,
        way=form.way,
        held_at=form.held_at,
        place=form.place.strip(),
        union_side=form.union_side.strip(),
        bureau_side=form.bureau_side.strip(),
        person_id=by.own_id,
        written_at=at,
    )
    questionnaire = _current(rows[0].survey)
    made = []
    for row in rows:
        answer = SurveyAnswer(respondent=row, way=form.way, gathering=gathering, held_at=form.held_at, version=0)
        _keep(answer, questionnaire, {}, findings="", speaker="", at=at, by=by)
        _note_first(row, "visited_at", form.way, at=at, by=by)
        made.append(answer)
    return made


@transaction.atomic
def write_record(
    answer: SurveyAnswer, form: RecordForm, *, draft: uuid.UUID | None = None, seen: int, at: datetime, by: Actor
) -> SurveyAnswer:
    """Write down what an enterprise said at a visit or a talk. Raises Invalid, Stale, SurveyIsClosed."""
    held = _locked(answer.respondent)
    by.must(SURVEY, at=Place(line=tuple(held.org.node.line)))
    row = SurveyAnswer.objects.select_for_update().get(pk=answer.pk)
    if row.gathering_id is None:
        raise WrongState("问卷由企业自己填，工会不能代改。")
    _check_open(held.survey, at)
    if row.version != seen:
        raise Stale
    faults: dict[str, list[str]] = {}
    if not form.speaker.strip():
        faults["speaker"] = ["请填企业方是谁来谈的。"]
    if not form.findings.strip():
        faults["findings"] = ["请写发现的问题，一两句也行。"]
    if faults:
        raise Invalid(fields=faults)
    questionnaire = _current(held.survey)
    asked = [replace(question, is_required=False) for question in survey_questions(questionnaire.questions)]
    clean = answered(asked, form.answers)
    _keep(row, questionnaire, clean, findings=form.findings.strip(), speaker=form.speaker.strip(), at=at, by=by)
    if draft:
        bind_files(draft, thing="survey_answer", thing_id=row.pk, at=at, by=by)
        finish(draft, by=by)
    return row


def _keep(
    answer: SurveyAnswer,
    questionnaire: Questionnaire,
    answers: Mapping[str, str],
    *,
    findings: str,
    speaker: str,
    at: datetime,
    by: Actor,
) -> None:
    """Save the answer as its next version, with the needs that it suggests now, and a line in the book."""
    answer.questionnaire, answer.answers = questionnaire, dict(answers)
    answer.findings, answer.speaker = findings, speaker
    answer.version += 1
    answer.save()
    AnswerVersion.objects.create(
        answer=answer, version=answer.version, questionnaire=questionnaire, answers=answer.answers, findings=findings,
        speaker=speaker, person_id=by.person_id, at=at,
    )  # fmt: skip
    _propose(answer, at=at)
    write(
        "edit", "enterprise_service.survey_answer", thing="survey_answer", thing_id=answer.pk,
        detail={"way": answer.way, "version": answer.version}, at=at, by=by,
    )  # fmt: skip


def _propose(answer: SurveyAnswer, *, at: datetime) -> None:
    """Bring the open proposals into line with the answer; what somebody decided stays decided."""
    form = survey_questions(answer.questionnaire.questions)
    wanted = {one.question_key: one for one in suggestions(form, answer.answers, on=local_date(at))}
    of_firm = NeedProposal.objects.filter(answer__respondent_id=answer.respondent_id)
    asked_before = set(of_firm.exclude(answer=answer, state="open").values_list("question_key", "said"))
    for old in of_firm.filter(answer=answer, state="open"):
        fresh = wanted.pop(old.question_key, None)
        if fresh is None:
            old.state, old.reason, old.decided_at = "dropped", "企业改了回答，不再提这一条。", at
        elif fresh.said != old.said:
            for name in ("said", "dish", "title", "description", "domain", "urgency", "wished_on", "people"):
                setattr(old, name, getattr(fresh, name))
        old.save()
    for one in wanted.values():
        if (one.question_key, one.said) not in asked_before:
            NeedProposal.objects.create(answer=answer, **vars(one))


def _note_first(respondent: Respondent, column: str, way: str, *, at: datetime, by: Actor) -> None:
    Respondent.objects.filter(pk=respondent.pk, **{column: None}).update(**{column: at})
    fact = EnterpriseSurveyed(survey_id=respondent.survey_id, enterprise_id=respondent.enterprise_id, way=way)
    announce(fact, thing="survey", thing_id=respondent.survey_id, at=at, by=by)


def _tell_officers(respondent: Respondent, *, at: datetime) -> None:
    people = people_in_post(respondent.org_id, "officer", on=local_date(at))
    title = f"{respondent.enterprise.short_name}答了调研问卷：{respondent.survey.title}"
    address = f"/desk/enterprise-service/respondents/{respondent.pk}"
    tell(people, event=f"survey:{respondent.pk}:answered", title=title, url=address, at=at)


def _locked(respondent: Respondent) -> Respondent:
    """Return the respondent, held until the transaction ends, and its survey kept from closing meanwhile.

    The survey comes first, as where a survey is opened or reminds its respondents: nobody waits in a circle.
    """
    survey = Survey.objects.select_for_update(no_key=True).get(pk=respondent.survey_id)
    rows = Respondent.objects.select_for_update(of=("self",)).select_related("enterprise", "org__node")
    held = rows.get(pk=respondent.pk)
    held.survey = survey
    return held


def _check_open(survey: Survey, at: datetime) -> None:
    if survey.state == "draft":
        raise WrongState("这次调研还没有开始。")
    if survey.state != "open" or local_date(at) > survey.closes_on:
        raise SurveyIsClosed


def _current(survey: Survey) -> Questionnaire:
    return survey.questionnaires.get(is_current=True)


def _check_gathering(form: GatheringForm, rows: Sequence[Respondent], at: datetime) -> None:
    faults: dict[str, list[str]] = {}
    if not rows:
        faults["firms"] = ["请勾选走访或座谈的企业。"]
    elif form.way == "visit" and len(rows) > 1:
        faults["firms"] = ["走访一次登记一家；几家一起谈的，请选“座谈”。"]
    if form.held_at > at:
        faults["held_at"] = ["时间还没有到。走访、座谈之后再登记。"]
    for name, label in (("place", "地点"), ("union_side", "工会参加人")):
        if not getattr(form, name).strip():
            faults[name] = [f"请填{label}。"]
    if faults:
        raise Invalid(fields=faults)
