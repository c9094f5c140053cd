"""Decide on the needs that an answer suggests: the enterprise amends them, an officer accepts or drops them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.people.queries import contacts_of
from gongqiao.services.enterprise_service.actions.orders import NeedForm, register_need
from gongqiao.services.enterprise_service.flow import ANSWER_SURVEY, REGISTER_NEED
from gongqiao.services.enterprise_service.models import Need, NeedProposal, Respondent


class AlreadyDecided(WrongState):
    """这条需求建议已经有人定过了，请刷新本页看结果。"""

    code = "already_decided"


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What the enterprise makes of one proposal: its title, or that it does not want it, and why."""

    title: str
    is_wanted: bool = True
    reason: str = ""


@transaction.atomic
def amend_proposals(respondent: Respondent, amendments: Mapping[int, Amendment], *, at: datetime, by: Actor) -> None:
    """Let the enterprise put the open proposals of its answers into its own words, or drop them with a reason."""
    by.must(ANSWER_SURVEY, at=Place(enterprise_id=respondent.enterprise_id))
    rows = NeedProposal.objects.select_for_update(of=("self",)).filter(answer__respondent=respondent, state="open")
    faults: dict[str, list[str]] = {}
    for row in rows.filter(pk__in=list(amendments)).order_by("pk"):
        given = amendments[row.pk]
        if given.is_wanted and not given.title.strip():
            faults[f"title_{row.pk}"] = ["请用一句话说清是什么事，或勾掉这一条。"]
        if not given.is_wanted and not given.reason.strip():
            faults[f"reason_{row.pk}"] = ["请写一句为什么不用，工会就不再来问。"]
        if given.is_wanted:
            row.title = given.title.strip()[:60]
        else:
            row.state, row.reason = "dropped", f"企业：{given.reason.strip()}"[:300]
            row.decided_at, row.decided_by = at, by.person_id
        row.save()
    if faults:
        raise Invalid(fields=faults)
    write("edit", "enterprise_service.amend_proposals", thing="respondent", thing_id=respondent.pk, at=at, by=by)


@transaction.atomic
def accept_proposal(proposal: NeedProposal, form: NeedForm, *, at: datetime, by: Actor) -> Need:
    """Make a need of a proposal, in the words of ``form``, and tell the enterprise. Raises AlreadyDecided, Invalid."""
    held = _open(proposal)
    enterprise = held.answer.respondent.enterprise
    need = register_need(enterprise, form, answer=held.answer, at=at, by=by)
    held.state, held.need, held.decided_at, held.decided_by = "accepted", need, at, by.person_id
    held.save(update_fields=["state", "need", "decided_at", "decided_by"])
    _write("accept_proposal", held, at=at, by=by)
    people = [contact.person_id for contact in contacts_of(enterprise.pk)]
    title = f"工会记下了您的需求：{need.title}，要办就点菜"[:80]
    tell(people, event=f"need:{need.pk}:registered", title=title, url="/enterprise-service/needs", at=at)
    return need


@transaction.atomic
def drop_proposal(proposal: NeedProposal, reason: str, *, at: datetime, by: Actor) -> None:
    """Leave a proposal be, and say why. Raises AlreadyDecided, Invalid."""
    held = _open(proposal)
    row = held.answer.respondent
    by.must(REGISTER_NEED, at=Place(line=tuple(row.org.node.line), enterprise_id=row.enterprise_id))
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明为什么不登记。"]})
    held.state, held.reason = "dropped", reason.strip()[:300]
    held.decided_at, held.decided_by = at, by.person_id
    held.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    _write("drop_proposal", held, at=at, by=by)


def _open(proposal: NeedProposal) -> NeedProposal:
    rows = NeedProposal.objects.select_for_update(of=("self",)).select_related(
        "answer__respondent__enterprise__org__node", "answer__respondent__org__node"
    )
    held = rows.get(pk=proposal.pk)
    if held.state != "open":
        raise AlreadyDecided
    return held


def _write(what: str, row: NeedProposal, *, at: datetime, by: Actor) -> None:
    write("edit", f"enterprise_service.{what}", thing="proposal", thing_id=row.pk, at=at, by=by)
