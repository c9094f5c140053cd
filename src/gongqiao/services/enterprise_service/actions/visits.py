"""Go there: begin on site, sign in, write down what happened."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.actions import Taken, take_move
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.queries import place_of
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.enterprise_service.actions._steps import give_promise, the_open_visit
from gongqiao.services.enterprise_service.contract import VisitHeld
from gongqiao.services.enterprise_service.flow import SERVE, SIGN_IN
from gongqiao.services.enterprise_service.models import (
    Activity,
    Order,
    Presence,
    Problem,
    Rating,
    SignIn,
    VisitRecord,
)
from gongqiao.services.enterprise_service.rules.candidates import barred_members
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.questions import answered, questions
from gongqiao.services.enterprise_service.rules.wording import when
from gongqiao.services.talent.contract import TeamCard, TeamsNamed


class VisitIsOver(WrongState):
    """这次上门的记录已经提交，不能再签到或修改。"""

    code = "visit_is_over"


@dataclass(frozen=True, kw_only=True)
class PromiseForm:
    """Who (``leader``, ``contact`` or ``officer``) will do what, by when."""

    text: str
    owner: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ProblemReport:
    """What the team says of one problem."""

    problem_id: int
    is_solved: bool
    cause: str = ""
    cure: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitReport:
    """The visit record as the leader sends it. ``enterprise_score``: the team's rating of the enterprise, 1 to 5."""

    minutes: str
    member_ids: Sequence[int]
    ended_at: datetime | None = None
    topic: str = ""
    advice: str = ""
    problems: Sequence[ProblemReport] = ()
    promises: Sequence[PromiseForm] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    enterprise_score: int | None = None
    enterprise_comment: str = ""


def start(order: Order, *, seen: int | None, at: datetime, by: Actor) -> VisitRecord:
    """Begin the visit on site: sign-in opens."""
    with take_move(ORDERS, "start", order.case_id, seen=seen, at=at, by=by) as taken:
        visit = the_open_visit(taken.detail)
        visit.state, visit.started_at = "under_way", at
        visit.save(update_fields=["state", "started_at"])
        taken.detail.visited_at = taken.detail.visited_at or at
        taken.detail.save(update_fields=["visited_at"])
    return visit


def report(
    order: Order,
    form: VisitReport,
    *,
    is_finished: bool,
    draft: uuid.UUID | None = None,
    seen: int | None,
    at: datetime,
    by: Actor,
) -> VisitRecord:
    """Send the visit record: claim that the order is done, or that another visit is needed.

    Claiming needs an outcome for every problem. Raises Invalid with every wrong field.
    """
    move = "claim" if is_finished else "again"
    with take_move(ORDERS, move, order.case_id, seen=seen, at=at, by=by) as taken:
        detail, visit = taken.detail, the_open_visit(taken.detail)
        card = ask(TeamsNamed(team_ids=(detail.team_id or 0,)))[detail.team_id or 0]
        _check_report(form, detail, card, visit, is_finished=is_finished, at=at)
        visit.extra = answered(questions(detail.menu_item.visit_form), form.extra)
        visit.minutes, visit.topic, visit.advice = form.minutes.strip(), form.topic.strip(), form.advice.strip()
        visit.state, visit.ended_at, visit.reported_at = "reported", form.ended_at or at, at
        visit.save()
        Presence.objects.bulk_create(Presence(visit=visit, person_id=pk) for pk in sorted(set(form.member_ids)))
        _report_problems(detail, form, at)
        for said in form.promises:
            give_promise(detail, visit, text=said.text, owner=said.owner, due_on=said.due_on, at=at)
        _rate_enterprise(taken, form)
        _hold(visit.activity, at)
        if draft:
            bind_files(draft, thing="case", thing_id=order.case_id, at=at, by=by)
            finish(draft, by=by)
        if is_finished:
            detail.claimed_at = detail.claimed_at or at
            detail.save(update_fields=["claimed_at"])
        taken.words = {"team": card.name}
        fact = VisitHeld(case_id=order.case_id, visit_id=visit.pk, team_id=card.id)
        announce(fact, thing="case", thing_id=order.case_id, at=at, by=by)
    return visit


@transaction.atomic
def sign_in(visit: VisitRecord, name: str, phone: str, *, at: datetime, by: Actor) -> bool:
    """Write a worker's line: typed by the worker himself after scanning the code, or added by the leader.

    One line a phone and visit: a second one changes nothing and returns False. Only the leader may leave the
    phone out. Raises Invalid, VisitIsOver, NotAllowed.
    """
    held = VisitRecord.objects.select_for_update().select_related("order__case__org__node").get(pk=visit.pk)
    if held.state != "under_way":
        raise VisitIsOver
    by.must(SIGN_IN, at=place_of(held.order.case, at=at, by=by))
    name, phone = name.strip(), tidy_phone(phone)
    faults = {}
    if not name or len(name) > 40:
        faults["name"] = ["请填姓名。"]
    if (phone or by.job) and not is_phone(phone):
        faults["phone"] = ["手机号应为 11 位，请核对。没有手机的，请队长代为登记。"]
    if faults:
        raise Invalid(fields=faults)
    if phone and SignIn.objects.filter(visit=held, phone=phone).exists():
        return False
    SignIn.objects.create(visit=held, name=name, phone=phone, added_by=by.person_id, at=at)
    write(
        "edit", "enterprise_service.sign_in", thing="visit", thing_id=held.pk, at=at, by=by,
    )  # fmt: skip
    return True


@transaction.atomic
def take_out_sign_in(visit: VisitRecord, line_id: int, *, at: datetime, by: Actor) -> None:
    """Take out a line that was typed by mistake, before the record is sent."""
    by.must(SERVE, at=place_of(visit.order.case, at=at, by=by))
    if visit.state != "under_way":
        raise VisitIsOver
    if SignIn.objects.filter(pk=line_id, visit=visit).delete()[0]:
        write(
            "edit", "enterprise_service.take_out_sign_in", thing="case", thing_id=visit.order.case_id,
            detail={"line": line_id}, at=at, by=by,
        )  # fmt: skip


def _check_report(
    form: VisitReport, order: Order, card: TeamCard, visit: VisitRecord, *, is_finished: bool, at: datetime
) -> None:
    faults: dict[str, list[str]] = {}
    if not form.minutes.strip():
        faults["minutes"] = ["请写这次上门做了什么。"]
    if len(form.minutes) > 4000:
        faults["minutes"] = ["记录最多 4000 个字。"]
    if not form.member_ids or not set(form.member_ids) <= set(card.member_ids):
        faults["member_ids"] = ["请勾选到场的队员。"]
    if kept_away := barred_members(card, order.enterprise_id) & set(form.member_ids):
        names = "、".join(one.name for one in card.members if one.person_id in kept_away)
        faults["member_ids"] = [f"{names}在该企业任职或应当回避，不能为它服务。"]
    if form.ended_at and visit.started_at and not visit.started_at <= form.ended_at <= at:
        faults["ended_at"] = [f"结束时间要在 {when(visit.started_at)} 到现在之间。"]
    for said in form.promises:
        if not said.text.strip() or said.due_on < local_date(at):
            faults["promises"] = ["每条承诺都要写清做什么、哪天以前做到（今天以后）。"]
    said_of = {one.problem_id: one for one in form.problems}
    own = list(order.problems.exclude(state="solved"))
    if set(said_of) - {problem.pk for problem in own}:
        raise NotFound("有一条难题不在这张点菜单里，请刷新页面再填。")
    if is_finished:
        missing = [problem.title for problem in own if problem.pk not in said_of]
        if missing:
            faults["problems"] = [f"请逐条写明难题的结果：{'、'.join(missing)}。"]
    for problem in own:
        one = said_of.get(problem.pk)
        if one and one.is_solved and not one.cure.strip():
            faults["problems"] = [f"请写“{problem.title}”是怎么解决的。"]
    if form.enterprise_score is not None and form.enterprise_score not in range(1, 6):
        faults["enterprise_score"] = ["请选 1 到 5 分。"]
    if faults:
        raise Invalid(fields=faults)


def _report_problems(order: Order, form: VisitReport, at: datetime) -> None:
    for one in form.problems:
        state = Q(pk=one.problem_id, order=order)
        Problem.objects.filter(state).update(
            state="claimed" if one.is_solved else "unsolved",
            cause=one.cause.strip()[:2000],
            cure=one.cure.strip()[:2000],
            claimed_at=at if one.is_solved else None,
        )


def _rate_enterprise(taken: Taken[Order], form: VisitReport) -> None:
    if form.enterprise_score is None:
        return
    order = taken.detail
    number = order.ratings.filter(side="team").count() + 1
    Rating.objects.create(
        order=order,
        side="team",
        round=number,
        score=form.enterprise_score,
        comment=form.enterprise_comment.strip()[:500],
        team_id=order.team_id or 0,
        person_id=taken.by.own_id,
        at=taken.at,
    )


def _hold(activity: Activity, at: datetime) -> None:
    if activity.state == "planned":
        activity.state, activity.held_at = "held", at
        activity.save(update_fields=["state", "held_at"])
