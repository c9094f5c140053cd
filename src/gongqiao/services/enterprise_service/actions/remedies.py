"""Say what is offered for what a survey found, follow it up, and settle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.queries import people_in_post
from gongqiao.services.enterprise_service.contract import RemedyOffered
from gongqiao.services.enterprise_service.flow import FOLLOW_UP, SURVEY
from gongqiao.services.enterprise_service.models import Need, Remedy, RemedyKind, Respondent, Survey


class RemedyKindExists(WrongState):
    """已经有这一类对策了，直接选它就行。"""

    code = "remedy_kind_exists"


@dataclass(frozen=True, kw_only=True)
class RemedyForm:
    """What is offered: of which kind, how, to whom, for which needs, who follows it up and by when."""

    kind: RemedyKind
    text: str
    respondents: Sequence[Respondent]
    follower_id: int
    follow_up_on: date
    needs: Sequence[Need] = ()


@transaction.atomic
def offer_remedy(survey: Survey, form: RemedyForm, *, at: datetime, by: Actor) -> Remedy:
    """Offer a remedy to enterprises of a survey; it may be said after the survey has ended. Raises Invalid, NotFound."""
    survey = Survey.objects.select_related("union__node").get(pk=survey.pk)
    by.must(SURVEY, at=Place(line=tuple(survey.union.node.line)))
    if survey.state == "draft":
        raise WrongState("调研还没有开始，先听企业怎么说，再定对策。")
    firms = {row.enterprise_id for row in form.respondents}
    if any(row.survey_id != survey.pk for row in form.respondents) or any(
        n.enterprise_id not in firms for n in form.needs
    ):
        raise NotFound("选的企业或需求不在这次调研里，请重新选。")
    _check(survey, form, at)
    remedy = Remedy.objects.create(
        survey=survey,
        kind=form.kind,
        text=form.text.strip(),
        follower_id=form.follower_id,
        follow_up_on=form.follow_up_on,
        offered_at=at,
        person_id=by.own_id,
    )
    remedy.respondents.set(form.respondents)
    remedy.needs.set(form.needs)
    fact = RemedyOffered(survey_id=survey.pk, remedy_id=remedy.pk, enterprise_ids=tuple(sorted(firms)))
    announce(fact, thing="survey", thing_id=survey.pk, at=at, by=by)
    return remedy


@transaction.atomic
def settle_remedy(remedy: Remedy, outcome: str, *, at: datetime, by: Actor) -> None:
    """Say how it ended; nobody is reminded of it any more."""
    held = Remedy.objects.select_for_update(of=("self",)).select_related("survey__union__node").get(pk=remedy.pk)
    by.must(SURVEY, at=Place(line=tuple(held.survey.union.node.line)))
    if held.settled_at:
        raise WrongState("这条对策已经办结了。")
    if not outcome.strip():
        raise Invalid(fields={"outcome": ["请写办的结果。"]})
    held.settled_at, held.outcome = at, outcome.strip()[:300]
    held.save(update_fields=["settled_at", "outcome"])
    _write("settle_remedy", held.pk, at=at, by=by)


@transaction.atomic
def remind_of_remedy(remedy_id: int, *, at: datetime, by: Actor) -> None:
    """Tell whoever follows a remedy up that its day has come; once, however often it is asked for."""
    held = Remedy.objects.select_for_update(of=("self",)).select_related("survey__union__node").get(pk=remedy_id)
    by.must(FOLLOW_UP, at=Place(line=tuple(held.survey.union.node.line)))
    if held.settled_at or held.reminded_at:
        return
    address = f"/desk/enterprise-service/surveys/{held.survey_id}"
    title = f"今天该跟进对策：{held.text}"[:80]
    tell([held.follower_id], event=f"remedy:{held.pk}:due", title=title, url=address, at=at)
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    _write("remind_of_remedy", held.pk, at=at, by=by)


@transaction.atomic
def add_remedy_kind(union: Union, name: str, *, at: datetime, by: Actor) -> RemedyKind:
    """Add a kind of remedy for a city. Raises Invalid, RemedyKindExists."""
    by.must(SURVEY, at=Place(line=tuple(union.node.line)))
    name = name.strip()
    if not name or len(name) > 30:
        raise Invalid(fields={"name": ["请填对策类型的名称，最多 30 个字。"]})
    if RemedyKind.objects.filter(union=None, name=name).exists():
        raise RemedyKindExists
    try:
        with transaction.atomic():
            made = RemedyKind.objects.create(union=union, name=name)
    except IntegrityError as exists:
        raise RemedyKindExists from exists
    write("edit", "enterprise_service.add_remedy_kind", thing="remedy_kind", thing_id=made.pk, at=at, by=by)
    return made


def _check(survey: Survey, form: RemedyForm, at: datetime) -> None:
    faults: dict[str, list[str]] = {}
    if not form.text.strip() or len(form.text.strip()) > 300:
        faults["text"] = ["请写怎么做，最多 300 个字。"]
    if not form.respondents:
        faults["firms"] = ["请勾选这条对策针对的企业。"]
    if form.follow_up_on < local_date(at):
        faults["follow_up_on"] = ["跟进日期已经过去了，请改为今天以后。"]
    if form.follower_id not in people_in_post(survey.union_id, "officer", on=local_date(at)):
        faults["follower"] = ["请从本级工会的干部里选跟进人。"]
    if faults:
        raise Invalid(fields=faults)


def _write(what: str, remedy_id: int, *, at: datetime, by: Actor) -> None:
    write("edit", f"enterprise_service.{what}", thing="remedy", thing_id=remedy_id, at=at, by=by)
