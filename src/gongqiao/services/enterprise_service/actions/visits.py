"""Fix a date that both sides agree to, go there, write down what happened."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Reason, WrongState
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.calendar.actions import AlreadyBooked, book
from gongqiao.kernel.calendar.queries import bookings, local_date
from gongqiao.kernel.cases.actions import Refused, Taken, take_move
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.queries import place_of
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.places.points import Point
from gongqiao.services.enterprise_service.actions._steps import cancel_open_visit, give_promise
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
from gongqiao.services.enterprise_service.rules.dates import LONGEST_VISIT, advice_on_clash, tight_travel
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.questions import answered, questions
from gongqiao.services.enterprise_service.rules.wording import span, when
from gongqiao.services.talent.contract import TeamCard, TeamsNamed


class TimeTaken(WrongState):
    """这个时间班组里有人已另有安排，请换一个时间。"""

    code = "time_taken"


class TravelIsTight(WrongState):
    """同一天前后两家之间，路上的时间可能不够。"""

    code = "travel_is_tight"


class VisitIsOver(WrongState):
    """这次上门的记录已经提交，不能再签到或修改。"""

    code = "visit_is_over"


@dataclass(frozen=True, kw_only=True)
class DateForm:
    """When, where and who goes. ``activity_id``: join a gathering that the team already holds then.

    ``despite_travel``: the person was warned that travel is tight and wants it so.
    """

    starts_at: datetime
    ends_at: datetime
    member_ids: Sequence[int] = ()
    place: str = ""
    point: Point | None = None
    activity_id: int | None = None
    despite_travel: bool = False


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


def propose(order: Order, form: DateForm, *, seen: int | None, at: datetime, by: Actor) -> VisitRecord:
    """Propose when to come; the team's time is booked at once, so that nobody else gets it meanwhile.

    Raises TimeTaken with the free half-days, TravelIsTight unless acknowledged, Invalid for a bad time.
    """
    with take_move(ORDERS, "propose", order.case_id, seen=seen, at=at, by=by) as taken:
        detail = taken.detail
        card = ask(TeamsNamed(team_ids=(detail.team_id or 0,)))[detail.team_id or 0]
        activity = _join(form, detail, card) if form.activity_id else _gather(form, detail, card, at)
        visit = VisitRecord.objects.create(activity=activity, order=detail, enterprise=detail.enterprise)
        if by.person_id == card.leader_id:
            _agree(visit, "leader", at)
        taken.words = {"when": span(activity.starts_at, activity.ends_at)}
    return visit


def agree(order: Order, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Agree to the date for the enterprise; when the team did too, it is fixed."""
    _answer_date(order, "agree", "contact", seen=seen, at=at, by=by)


def promise(order: Order, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Agree to the date for the team; when the enterprise did too, it is fixed."""
    _answer_date(order, "promise", "leader", seen=seen, at=at, by=by)


def decline_date(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say that the proposed date does not do; the time is given back."""
    with take_move(ORDERS, "decline_date", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        taken.words = {"when": cancel_open_visit(taken.detail, at=at)}


def change_date(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Ask for another date after one was fixed; the time is given back."""
    with take_move(ORDERS, "change_date", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        taken.words = {"when": cancel_open_visit(taken.detail, at=at)}


def start(order: Order, *, seen: int | None, at: datetime, by: Actor) -> VisitRecord:
    """Begin the visit on site: sign-in opens."""
    with take_move(ORDERS, "start", order.case_id, seen=seen, at=at, by=by) as taken:
        visit = _open(taken.detail)
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
        detail, visit = taken.detail, _open(taken.detail)
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


def _answer_date(order: Order, move: str, side: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    with take_move(ORDERS, move, order.case_id, seen=seen, at=at, by=by) as taken:
        visit = _open(taken.detail)
        if _agree(visit, side, at):
            taken.goes_to = "scheduled"
        taken.words = {"when": span(visit.activity.starts_at, visit.activity.ends_at)}


def _agree(visit: VisitRecord, side: str, at: datetime) -> bool:
    """Note one side's yes; return whether both have said it."""
    if side == "contact":
        visit.contact_agreed_at = at
    else:
        visit.leader_agreed_at = at
    both = bool(visit.contact_agreed_at and visit.leader_agreed_at)
    visit.state = "agreed" if both else visit.state
    visit.save(update_fields=["contact_agreed_at", "leader_agreed_at", "state"])
    return both


def _gather(form: DateForm, order: Order, card: TeamCard, at: datetime) -> Activity:
    period = _checked_period(form, at)
    members = _members(form, order, card)
    point = form.point or _site(order)
    window = Period(start=period.start - LONGEST_VISIT, end=period.end + LONGEST_VISIT)
    booked = bookings(members, window)
    clashes = [taken for taken in booked if taken.period.overlaps(period)]
    if clashes:
        raise TimeTaken(reasons=[Reason(text=text) for text in advice_on_clash(card, clashes, at=at)])
    if point and not form.despite_travel and (tight := tight_travel(booked, period, point)):
        raise TravelIsTight(reasons=[Reason(text=text) for text in tight])
    activity = Activity.objects.create(
        org_id=order.case.org_id,
        team_id=card.id,
        leader_id=card.leader_id,
        starts_at=period.start,
        ends_at=period.end,
        place=(form.place.strip() or order.place)[:120],
        latitude=point.lat if point else None,
        longitude=point.lng if point else None,
    )
    label = f"助企行·{order.enterprise.short_name}"
    try:
        place = (point.lat, point.lng) if point else None
        book(members, period, thing="activity", thing_id=activity.pk, label=label, place=place)
    except AlreadyBooked as clash:
        raise TimeTaken(reasons=[Reason(text=text) for text in advice_on_clash(card, [], at=at)]) from clash
    return activity


def _site(order: Order) -> Point | None:
    if order.latitude is None or order.longitude is None:
        return None
    return Point(lat=order.latitude, lng=order.longitude)


def _join(form: DateForm, order: Order, card: TeamCard) -> Activity:
    activity = (
        Activity.objects.select_for_update().filter(pk=form.activity_id or 0, team_id=card.id, state="planned").first()
    )
    if activity is None:
        raise NotFound("没有找到这场活动，它可能已经取消，请重新选择。")
    return activity


def _checked_period(form: DateForm, at: datetime) -> Period:
    if form.starts_at <= at:
        text = "上门时间已经过去了，请改为现在以后。"
        raise Invalid(text, fields={"starts_at": [text]})
    if form.ends_at <= form.starts_at:
        text = "结束时间要晚于开始时间。"
        raise Invalid(text, fields={"ends_at": [text]})
    if form.ends_at - form.starts_at > LONGEST_VISIT:
        text = "一次上门最长 12 个小时，请分几次约。"
        raise Invalid(text, fields={"ends_at": [text]})
    return Period(start=form.starts_at, end=form.ends_at)


def _members(form: DateForm, order: Order, card: TeamCard) -> list[int]:
    """Return who goes: the leader and the chosen members, none of whom belongs to the enterprise."""
    chosen = set(form.member_ids or card.member_ids) | {card.leader_id}
    if strangers := chosen - set(card.member_ids):
        raise Invalid(f"选了 {len(strangers)} 位不在这支班组的人，请重新选择。")
    barred = {member.person_id for member in card.members if order.enterprise_id in member.barred_from}
    if form.member_ids and barred & set(form.member_ids):
        names = "、".join(member.name for member in card.members if member.person_id in barred)
        raise Refused(f"{names}在该企业任职或应当回避，请换其他队员去。")
    return sorted(chosen - barred)


def _open(order: Order) -> VisitRecord:
    visit = open_visit(order)
    if visit is None:
        raise WrongState("还没有约定上门时间。")
    return visit


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
