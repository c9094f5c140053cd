"""Enrol experts, retire them, invite them; they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, Stale, WrongState
from gongqiao.kernel.calendar.queries import in_city_time, local_date
from gongqiao.kernel.cases.actions import open_case, take_move
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.tree.actions import end_shares, share
from gongqiao.services.talent.contract import ExpertAccepted
from gongqiao.services.talent.flow import CLOCK, EDIT_OWN, EMPLOYER_KINDS, ENROL_EXPERT, OCCASIONS
from gongqiao.services.talent.models import Expert, ExpertInvitation
from gongqiao.services.talent.rules.kinds import INVITATIONS

MOST_FIELDS = 6


class AlreadyEnrolled(WrongState):
    """这个人已经在专家库里了，请打开他的页面修改。"""

    code = "already_enrolled"


class ExpertIsRetired(WrongState):
    """这位专家已经退出专家库。"""

    code = "expert_is_retired"


class ExpertIsNotTaking(WrongState):
    """这位专家现在不接受邀请，请另请一位，或先与他联系。"""

    code = "expert_is_not_taking"


@dataclass(frozen=True, kw_only=True)
class ExpertForm:
    """What is written down of an expert; ``valid_to`` is the first day on which he is no longer in the library."""

    fields: Sequence[str]
    title: str
    employer_kind: str
    recommended_by: str
    employer: str = ""
    tags: Sequence[str] = ()
    intro: str = ""
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationForm:
    """To what an expert is invited, and by when he should answer."""

    occasion: str
    title: str
    text: str
    answer_by: datetime
    starts_at: datetime | None = None
    place: str = ""


@transaction.atomic
def enrol_expert(person: Person, form: ExpertForm, *, union: Union, at: datetime, by: Actor) -> Expert:
    """Take a person into the expert library and pool him for the whole city. Raises AlreadyEnrolled, Invalid."""
    by.must(ENROL_EXPERT, at=Place(line=tuple(union.node.line)))
    today = local_date(at)
    written = _checked(form, on=today)
    try:
        with transaction.atomic():
            expert = Expert.objects.create(person=person, union=union, valid_from=today, enrolled_at=at, **written)
    except IntegrityError as known:
        raise AlreadyEnrolled from known
    share("expert", expert.pk, "pool", node_id=city_federation(by=by).pk, reaches_below=True, at=at)
    write("edit", "talent.enrol_expert", thing="expert", thing_id=expert.pk, at=at, by=by)
    return expert


@transaction.atomic
def edit_expert(expert: Expert, form: ExpertForm, *, seen: int | None, at: datetime, by: Actor) -> Expert:
    """Change what is written of an expert. Raises Stale, ExpertIsRetired, Invalid."""
    held = _held(expert)
    by.must(ENROL_EXPERT, at=Place(line=tuple(held.union.node.line)))
    if seen is not None and seen != held.version:
        raise Stale
    written = _checked(form, on=local_date(at))
    changed = [name for name, value in written.items() if getattr(held, name) != value]
    before = {name: str(getattr(held, name)) for name in changed}
    for name in changed:
        setattr(held, name, written[name])
    held.version += 1
    held.save()
    values = {"before": before, "after": {name: str(written[name]) for name in changed}}
    write(
        "edit", "talent.edit_expert", thing="expert", thing_id=held.pk, fields=changed, values=values, at=at, by=by
    )  # fmt: skip
    return held


@transaction.atomic
def take_invitations(expert: Expert, *, is_taking: bool, at: datetime, by: Actor) -> None:
    """Let an expert say whether he takes invitations now."""
    held = _held(expert)
    by.must(EDIT_OWN, at=Place(person_id=held.person_id))
    if held.is_taking == is_taking:
        return
    held.is_taking, held.version = is_taking, held.version + 1
    held.save(update_fields=["is_taking", "version"])
    detail = {"is_taking": is_taking}
    write("edit", "talent.take_invitations", thing="expert", thing_id=held.pk, detail=detail, at=at, by=by)


@transaction.atomic
def retire_expert(expert: Expert, reason: str, *, at: datetime, by: Actor) -> None:
    """Let an expert leave the library; he is no longer found, and stays where he was named."""
    held = _held(expert)
    by.must(ENROL_EXPERT, at=Place(line=tuple(held.union.node.line)))
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明退出的原因。"]})
    _retire(held, reason, at=at, by=by)


@transaction.atomic
def retire_when_time_is_up(expert_id: int, *, at: datetime, by: Actor) -> bool:
    """Let an expert leave whose time is up; return whether it is."""
    by.must(CLOCK, at=Place())
    held = Expert.objects.select_for_update(of=("self",)).filter(pk=expert_id, retired_at=None).first()
    if held is None or held.valid_to is None or held.valid_to > local_date(at):
        return False
    _retire(held, "聘期届满", at=at, by=by)
    return True


def invite_expert(expert: Expert, form: InvitationForm, *, union: Union, at: datetime, by: Actor) -> ExpertInvitation:
    """Invite an expert in the name of a union. Raises ExpertIsNotTaking, ExpertIsRetired, Invalid."""
    _check_invitation(form, at=at)
    with transaction.atomic():
        held = _held(expert)
        if not held.is_taking:
            raise ExpertIsNotTaking
        labels = dict(OCCASIONS)
        told = in_city_time(form.answer_by)
        words = {"occasion": labels[form.occasion], "answer_by": f"{told.month}月{told.day}日 {told:%H:%M}"}
        with open_case(
            INVITATIONS, title=form.title, org=union, person_id=held.person_id, words=words, at=at, by=by
        ) as case:
            made = ExpertInvitation.objects.create(
                case=case, expert=held, occasion=form.occasion, text=form.text.strip(), starts_at=form.starts_at,
                place=form.place.strip(), invited_by=by.own_id, answer_by=form.answer_by,
            )  # fmt: skip
    return made


def accept_invitation(invitation: ExpertInvitation, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say yes."""
    with take_move(INVITATIONS, "accept", invitation.case_id, seen=seen, at=at, by=by) as taken:
        _answered(taken.detail, at)
        fact = ExpertAccepted(invitation_id=taken.detail.pk, expert_id=taken.detail.expert_id)
        announce(fact, thing="case", thing_id=invitation.case_id, at=at, by=by)


def decline_invitation(invitation: ExpertInvitation, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say no, and why."""
    with take_move(INVITATIONS, "decline", invitation.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _answered(taken.detail, at)


def withdraw_invitation(
    invitation: ExpertInvitation, reason: str, *, seen: int | None, at: datetime, by: Actor
) -> None:
    """Take an invitation back before it is answered."""
    with take_move(INVITATIONS, "withdraw", invitation.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _answered(taken.detail, at)


def remind_expert(invitation: ExpertInvitation, *, at: datetime, by: Actor) -> None:
    """Remind an expert, once, that an answer is due soon."""
    with take_move(INVITATIONS, "remind", invitation.case_id, seen=None, at=at, by=by) as taken:
        Task.objects.filter(case=taken.case, name="answer_invitation", done_at=None).update(reminded=1)


def expire_invitation(invitation: ExpertInvitation, *, at: datetime, by: Actor) -> None:
    """Close an invitation whose time is up without an answer."""
    with take_move(INVITATIONS, "expire", invitation.case_id, seen=None, at=at, by=by) as taken:
        if taken.detail.answer_by > at:
            raise WrongState("还没有到答复的期限。")
        _answered(taken.detail, at)


def _answered(invitation: ExpertInvitation, at: datetime) -> None:
    invitation.answered_at = at
    invitation.save(update_fields=["answered_at"])


def _held(expert: Expert) -> Expert:
    held = Expert.objects.select_for_update(of=("self",)).select_related("union__node").get(pk=expert.pk)
    if held.retired_at is not None:
        raise ExpertIsRetired
    return held


def _retire(expert: Expert, reason: str, *, at: datetime, by: Actor) -> None:
    expert.retired_at, expert.retired_because = at, reason.strip()[:200]
    expert.save(update_fields=["retired_at", "retired_because"])
    end_shares("expert", expert.pk, "pool", at=at)
    write("edit", "talent.retire_expert", thing="expert", thing_id=expert.pk, reason=reason.strip()[:200], at=at, by=by)


def _checked(form: ExpertForm, *, on: date) -> dict[str, object]:
    """Return the values to write; raises Invalid with every wrong field."""
    fields = list(dict.fromkeys(name.strip() for name in form.fields if name.strip()))
    tags = list(dict.fromkeys(tag.strip()[:20] for tag in form.tags if tag.strip()))[:10]
    faults: dict[str, list[str]] = {}
    if not 1 <= len(fields) <= MOST_FIELDS or any(len(name) > 30 for name in fields):
        faults["fields"] = [f"请选 1 到 {MOST_FIELDS} 个领域。"]
    if form.employer_kind not in dict(EMPLOYER_KINDS):
        faults["employer_kind"] = ["请选单位类别。"]
    for name in ("title", "recommended_by"):
        if not getattr(form, name).strip():
            faults[name] = ["请填写。"]
    if form.valid_to is not None and form.valid_to <= on:
        faults["valid_to"] = ["聘期要到今天以后。"]
    if faults:
        raise Invalid(fields=faults)
    return {
        "fields": fields,
        "tags": tags,
        "title": form.title.strip(),
        "employer_kind": form.employer_kind,
        "employer": form.employer.strip(),
        "intro": form.intro.strip(),
        "recommended_by": form.recommended_by.strip(),
        "valid_to": form.valid_to,
    }


def _check_invitation(form: InvitationForm, *, at: datetime) -> None:
    faults: dict[str, list[str]] = {}
    if form.occasion not in dict(OCCASIONS):
        faults["occasion"] = ["请选邀请做什么。"]
    for name in ("title", "text"):
        if not getattr(form, name).strip():
            faults[name] = ["请填写。"]
    if form.answer_by <= at:
        faults["answer_by"] = ["答复期限要在现在以后。"]
    if form.starts_at is not None and form.starts_at <= form.answer_by:
        faults["starts_at"] = ["开始时间要在答复期限以后。"]
    if faults:
        raise Invalid(fields=faults)
