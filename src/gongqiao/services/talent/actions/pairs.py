"""Sign a pair, write down how it goes, finish or end it; lay down the terms."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.calendar.queries import end_of_office, local_date, work_calendar
from gongqiao.kernel.cases.actions import Taken, open_case, take_move
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.models import Case, Task
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.documents.queries import attachments_in_draft
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.queries import person_with_phone
from gongqiao.kernel.tree.actions import share
from gongqiao.kernel.tree.queries import roles_on
from gongqiao.services.enterprise_service.contract import OrdersOnSite
from gongqiao.services.talent.contract import PairSigned
from gongqiao.services.talent.flow import SET_TERMS
from gongqiao.services.talent.models import LEVELS, CheckIn, Craftsman, Pair, PairTerms
from gongqiao.services.talent.rules.kinds import PAIRS
from gongqiao.services.talent.rules.terms import terms_in_force

AGREEMENT, MASTER_SIGNED, APPRENTICE_SIGNED = "agreement", "master_signature", "apprentice_signature"
PAPERS = (AGREEMENT, MASTER_SIGNED, APPRENTICE_SIGNED)
MOST_REMINDERS, DAYS_BETWEEN_REMINDERS = 3, 5
REMINDED_OF = {"first_check_in": "记第一次带教", "check_in": "记师徒进展", "conclude": "登记出师或终止"}


class NotSigned(Invalid):
    """请师傅和徒弟都在屏幕上签名，或拍下双方签好的纸质协议。"""

    code = "not_signed"


class TooManyApprentices(WrongState):
    """这位师傅带的徒弟已经满了，请换一位师傅，或先登记出师。"""

    code = "too_many_apprentices"


class AlreadyApprenticed(WrongState):
    """这名徒弟在这个工种上已经有师傅，协议还没有结束。请核对姓名、手机号和工种。"""

    code = "already_apprenticed"


@dataclass(frozen=True, kw_only=True)
class PairForm:
    """Who learns what from whom; ``starts_on`` included, ``ends_on`` excluded."""

    apprentice_name: str
    trade: str
    goals: str
    starts_on: date
    ends_on: date
    apprentice_phone: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultForm:
    """What an apprentice can do at the end: a level (1 to 5), a certificate, a problem solved together."""

    result: str
    level: int | None = None
    certificate: str = ""
    problem: str = ""


@transaction.atomic
def sign_pair(
    master: Craftsman,
    enterprise: Enterprise,
    form: PairForm,
    *,
    order: Case | None = None,
    draft: uuid.UUID,
    at: datetime,
    by: Actor,
) -> Pair:
    """Sign a pair: on site by those who serve the order, or at the desk by an officer of the enterprise's county.

    ``order`` is the case on whose visit it is signed, as ``by`` sees it. ``draft`` holds the papers: both signatures
    as drawn, or a photo of the signed sheet. Raises Invalid, NotSigned, TooManyApprentices, AlreadyApprenticed,
    NotAllowed.
    """
    held = Craftsman.objects.select_for_update(of=("self",)).select_related("person").get(pk=master.pk)
    phone = tidy_phone(form.apprentice_phone)
    roles = roles_on("case", order.pk, by.own_id, at=at) if order else frozenset()
    words = {
        "master": held.person.name, "apprentice": form.apprentice_name.strip(), "trade": form.trade.strip(),
        "enterprise": enterprise.short_name,
    }  # fmt: skip
    try:
        with open_case(
            PAIRS, title=f"{form.trade.strip()}师徒结队", org=enterprise.org, enterprise=enterprise,
            person_id=held.person_id, roles=roles, words=words, at=at, by=by,
        ) as case:  # fmt: skip
            _check_form(form, phone)
            if order:
                _check_order(order, held, enterprise, by=by)
            _check_signed(draft, by=by)
            _check_room(held, on=local_date(at))
            pair = Pair.objects.create(
                case=case, master=held, enterprise=enterprise, apprentice_name=form.apprentice_name.strip(),
                apprentice_phone=phone, apprentice_id=_account_of(form.apprentice_name.strip(), phone),
                is_in_own_firm=held.employer_id == enterprise.pk, trade=form.trade.strip(), goals=form.goals.strip(),
                starts_on=form.starts_on, ends_on=form.ends_on, signed_at=at, place=form.place.strip(),
                witness_id=by.own_id, order_case_id=order.pk if order else None,
                order_number=order.number if order else "",
            )  # fmt: skip
            _show_to_both(pair, at=at)
    except IntegrityError as twice:
        raise AlreadyApprenticed from twice
    bind_files(draft, thing="case", thing_id=pair.case_id, labels=PAPERS, at=at, by=by)
    finish(draft, by=by)
    fact = PairSigned(pair_id=pair.pk, case_id=pair.order_case_id, enterprise_id=enterprise.pk)
    announce(fact, thing="case", thing_id=pair.case_id, at=at, by=by)
    return pair


def check_in(pair: Pair, text: str, *, seen: int | None, at: datetime, by: Actor) -> CheckIn:
    """Write down how a pair goes on; the next entry is due a quarter later."""
    with take_move(PAIRS, "check_in", pair.case_id, seen=seen, at=at, by=by) as taken:
        if not text.strip():
            raise Invalid(fields={"text": ["请写学了什么、练到什么程度。"]})
        held = taken.detail
        held.checked_in_at = at
        held.save(update_fields=["checked_in_at"])
        return CheckIn.objects.create(
            pair=held, side=_side_of(held, by), person_id=by.own_id, text=text.strip()[:600], at=at
        )


def finish_pair(pair: Pair, form: ResultForm, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Write down what the apprentice can do now, and close the pair."""
    with take_move(PAIRS, "finish", pair.case_id, seen=seen, at=at, by=by) as taken:
        faults: dict[str, list[str]] = {}
        if not form.result.strip():
            faults["result"] = ["请写徒弟现在能独立做什么。"]
        if form.level is not None and form.level not in dict(LEVELS):
            faults["level"] = ["请选初级工到高级技师。"]
        if faults:
            raise Invalid(fields=faults)
        held = taken.detail
        held.result, held.level_gained = form.result.strip()[:600], form.level
        held.certificate_gained, held.problem_solved = form.certificate.strip()[:60], form.problem.strip()[:200]
        held.is_finished = True
        _end(taken)
        level = dict(LEVELS).get(form.level or 0, "")
        taken.words = {"apprentice": held.apprentice_name, "result": level or held.result[:30]}


def end_pair(pair: Pair, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """End a pair before it is finished, and say why."""
    with take_move(PAIRS, "end", pair.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _end(taken)


def remind_master(task_id: int, *, at: datetime, by: Actor) -> bool:
    """Remind a master of what is overdue, at most three times; return whether it was."""
    task = Task.objects.filter(pk=task_id, case__flow=PAIRS.flow.name, done_at=None, due_at__lt=at).first()
    if task is None or task.reminded >= MOST_REMINDERS:
        return False
    with take_move(PAIRS, "remind", task.case_id, seen=None, at=at, by=by) as taken:
        held = Task.objects.select_for_update().get(pk=task.pk)
        held.reminded += 1
        held.due_at = end_of_office(after_working_days(local_date(at), DAYS_BETWEEN_REMINDERS, work_calendar()).on)
        held.save(update_fields=["reminded", "due_at"])
        taken.words = {"times": str(held.reminded), "what": REMINDED_OF[held.name]}
    return True


@transaction.atomic
def lay_down_terms(
    union: Union, *, most_apprentices: int, check_in_days: int, source: str, at: datetime, by: Actor
) -> PairTerms:
    """Lay down from today how many apprentices a master may teach, and how often progress is written down."""
    by.must(SET_TERMS, at=Place(line=tuple(union.node.line)))
    faults: dict[str, list[str]] = {}
    if not 1 <= most_apprentices <= 20:
        faults["most_apprentices"] = ["请填 1 到 20。"]
    if not 7 <= check_in_days <= 365:
        faults["check_in_days"] = ["请填 7 到 365 天。"]
    if faults:
        raise Invalid(fields=faults)
    terms, _ = PairTerms.objects.update_or_create(
        union=union,
        valid_from=local_date(at),
        defaults={
            "most_apprentices": most_apprentices,
            "check_in_days": check_in_days,
            "source": source.strip()[:80],
        },
    )
    detail = {"most_apprentices": most_apprentices, "check_in_days": check_in_days}
    write("edit", "talent.lay_down_terms", thing="pair_terms", thing_id=terms.pk, detail=detail, at=at, by=by)
    return terms


def _check_form(form: PairForm, phone: str) -> None:
    faults: dict[str, list[str]] = {}
    if not form.apprentice_name.strip() or len(form.apprentice_name.strip()) > 40:
        faults["apprentice_name"] = ["请填徒弟的姓名。"]
    if phone and not is_phone(phone):
        faults["apprentice_phone"] = ["手机号应为 11 位，请核对；没有可以不填。"]
    if not form.trade.strip() or len(form.trade.strip()) > 40:
        faults["trade"] = ["请写学什么工种。"]
    if not form.goals.strip() or len(form.goals) > 600:
        faults["goals"] = ["请写要学会什么，最好能量得出来。"]
    if form.ends_on <= form.starts_on:
        faults["ends_on"] = ["结束要晚于开始。"]
    if faults:
        raise Invalid(fields=faults)


def _check_order(order: Case, master: Craftsman, enterprise: Enterprise, *, by: Actor) -> None:
    """On site a master comes from the team that serves; an officer may also name another one."""
    site = ask(OrdersOnSite(case_ids=(order.pk,))).get(order.pk)
    if site is None or order.enterprise_id != enterprise.pk:
        raise NotFound("没有这张点菜单，或者它不是这家企业的。")
    if not by.posts and master.person_id not in site.team_ids:
        raise Invalid(fields={"master": ["请选这次上门班组里的师傅。"]})


def _check_signed(draft: uuid.UUID, *, by: Actor) -> None:
    labels = {file.label for file in attachments_in_draft(draft, by=by)}
    if AGREEMENT not in labels and not {MASTER_SIGNED, APPRENTICE_SIGNED} <= labels:
        raise NotSigned(fields={"agreement": [str(NotSigned.__doc__)]})


def _check_room(master: Craftsman, *, on: date) -> None:
    """The master is locked, so that two who sign at once count each other."""
    terms = terms_in_force(on)
    teaching = Pair.objects.filter(master=master, ended_at=None).count()
    if teaching >= terms.most_apprentices:
        text = (
            f"{master.person.name}师傅已经带着 {teaching} 名徒弟，最多 {terms.most_apprentices} 名（{terms.source}）。"
        )
        raise TooManyApprentices(f"{text}请换一位师傅，或先登记出师。", fields={"master": [text]})


def _account_of(name: str, phone: str) -> int | None:
    """Return the person behind a phone when the name is his: a number typed wrongly must not open the pair to others."""
    found = person_with_phone(phone) if phone else None
    return found.pk if found and found.name == name else None


def _show_to_both(pair: Pair, *, at: datetime) -> None:
    if pair.apprentice_id:
        share("case", pair.case_id, "apprentice", person_id=pair.apprentice_id, at=at)
    if pair.witness_id and pair.witness_id != pair.case.person_id and pair.order_case_id:
        share("case", pair.case_id, "witness", person_id=pair.witness_id, at=at)


def _side_of(pair: Pair, by: Actor) -> str:
    if by.person_id == pair.case.person_id:
        return "master"
    if by.person_id == pair.apprentice_id:
        return "apprentice"
    return "enterprise" if pair.enterprise_id in by.contact_of else "officer"


def _end(taken: Taken[Pair]) -> None:
    taken.detail.ended_at = taken.at
    taken.detail.save()
