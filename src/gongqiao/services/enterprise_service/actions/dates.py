"""Fix a date that both sides agree to; the team's time is booked with the proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotFound, Reason, WrongState
from gongqiao.kernel.calendar.actions import AlreadyBooked, book
from gongqiao.kernel.calendar.queries import bookings
from gongqiao.kernel.cases import tasks
from gongqiao.kernel.cases.actions import Refused, take_move
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.places.points import Point
from gongqiao.services.enterprise_service.actions._steps import cancel_open_visit, the_open_visit
from gongqiao.services.enterprise_service.flow import PROMISE_DATE
from gongqiao.services.enterprise_service.models import Activity, Order, VisitRecord
from gongqiao.services.enterprise_service.rules.candidates import barred_members
from gongqiao.services.enterprise_service.rules.dates import LONGEST_VISIT, advice_on_clash, tight_travel
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.wording import span
from gongqiao.services.talent.contract import TeamCard, TeamsNamed

FARTHEST = timedelta(days=366)


class TimeTaken(WrongState):
    """这个时间班组里有人已另有安排，请换一个时间。"""

    code = "time_taken"


class TravelIsTight(WrongState):
    """同一天前后两家之间，路上的时间可能不够。"""

    code = "travel_is_tight"


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


def propose(order: Order, form: DateForm, *, seen: int | None, at: datetime, by: Actor) -> VisitRecord:
    """Propose when to come; the team's time is booked at once, so that nobody else gets it meanwhile.

    Raises TimeTaken with the free half-days, TravelIsTight unless acknowledged, Invalid for a bad time.
    """
    with transaction.atomic():
        with take_move(ORDERS, "propose", order.case_id, seen=seen, at=at, by=by) as taken:
            detail = taken.detail
            card = ask(TeamsNamed(team_ids=(detail.team_id or 0,)))[detail.team_id or 0]
            activity = _join(form, card, at) if form.activity_id else _gather(form, detail, card, at)
            visit = VisitRecord.objects.create(activity=activity, order=detail, enterprise=detail.enterprise)
            taken.words = {"when": span(activity.starts_at, activity.ends_at)}
        if by.person_id == card.leader_id:
            _agree(visit, "leader", at)
            tasks.settle(taken.case, [PROMISE_DATE.name], outcome="promise", at=at, by=by)
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


def _answer_date(order: Order, move: str, side: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    with take_move(ORDERS, move, order.case_id, seen=seen, at=at, by=by) as taken:
        visit = the_open_visit(taken.detail)
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
        raise TimeTaken(reasons=[Reason(text=text) for text in advice_on_clash(card, members, clashes, at=at)])
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
        raise TimeTaken(reasons=[Reason(text=text) for text in advice_on_clash(card, members, [], at=at)]) from clash
    return activity


def _site(order: Order) -> Point | None:
    if order.latitude is None or order.longitude is None:
        return None
    return Point(lat=order.latitude, lng=order.longitude)


def _join(form: DateForm, card: TeamCard, at: datetime) -> Activity:
    planned = Activity.objects.select_for_update().filter(team_id=card.id, state="planned", ends_at__gt=at)
    activity = planned.filter(pk=form.activity_id or 0).first()
    if activity is None:
        raise NotFound("没有找到这场活动，它可能已经取消，请重新选择。")
    return activity


def _checked_period(form: DateForm, at: datetime) -> Period:
    if form.starts_at <= at:
        text = "上门时间已经过去了，请改为现在以后。"
        raise Invalid(text, fields={"starts_at": [text]})
    if form.starts_at - at > FARTHEST:
        text = "上门时间最远约到一年以内。"
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
    barred = barred_members(card, order.enterprise_id)
    if kept_away := barred & set(form.member_ids):
        names = "、".join(member.name for member in card.members if member.person_id in kept_away)
        raise Refused(f"{names}在该企业任职或应当回避，请换其他队员去。")
    return sorted(chosen - barred)
