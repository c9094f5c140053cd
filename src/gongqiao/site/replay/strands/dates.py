"""A time is proposed and agreed to by both sides; some ask for another one. Guests join the host's gathering."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.calendar.queries import local_date, local_time, work_calendar
from gongqiao.kernel.contracts import ask
from gongqiao.services.enterprise_service.actions import dates
from gongqiao.services.enterprise_service.models import Activity, Order, VisitRecord
from gongqiao.services.enterprise_service.rules.candidates import free_for
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.talent.contract import TeamsNamed
from gongqiao.site.replay import steps
from gongqiao.site.replay.scene import OPENS, Scene, plays

WORKING_DAYS_AHEAD = 3
WORKING_DAYS_AHEAD_WITH_GUESTS = 5
VISIT_LASTS = timedelta(hours=2.5)
WHY_ANOTHER_DAY = ("那天客户验厂，改下一周可以。", "那天停电检修，请另约。", "那天全员体检，换一天。")


@plays("date")
def propose(scene: Scene) -> None:
    """Let the officer propose the first half-day that does, or the gathering that the order joins."""
    order = scene.order()
    if order.case.state != "matched" or open_visit(order):
        return
    form = _joining(scene) or _of_its_own(scene, order)
    if form is None:
        scene.later("date", scene.in_working_days(1))
        return
    visit = scene.do(dates.propose, order, form, seen=None, at=scene.at, by=scene.officer)
    scene.body["activity"] = visit.activity_id
    if scene.tale.stops != "dated":
        scene.later("agree", scene.in_hours(0.3, 4))


@plays("agree")
def agree(scene: Scene) -> None:
    """Let the contact agree, or ask for another day."""
    order, tale = scene.order(), scene.tale
    visit = open_visit(order)
    if order.case.state != "matched" or visit is None:
        return
    if tale.has("redated") and scene.nth("redates") == 1:
        why = scene.chance.choice(WHY_ANOTHER_DAY)
        scene.do(dates.decline_date, order, why, seen=None, at=scene.at, by=scene.contact)
        scene.later("date", scene.in_hours(1, 6), activity=None)
        return
    scene.do(dates.agree, order, seen=None, at=scene.at, by=scene.contact)
    if tale.stops != "promising":
        scene.later("promise", scene.in_hours(0.2, 3))


@plays("promise")
def promise(scene: Scene) -> None:
    """Let the leader agree: the date is fixed, the guests are asked along."""
    order, tale = scene.order(), scene.tale
    visit = open_visit(order)
    if order.case.state != "matched" or visit is None:
        return
    leader = scene.company.actor(visit.activity.leader_id, at=scene.at)
    scene.do(dates.promise, order, seen=None, at=scene.at, by=leader)
    if tale.has("moved") and scene.nth("moves") == 1:
        scene.later("move", scene.in_hours(3, 8))
    elif tale.stops != "scheduled":
        scene.later("start", _time_of_start(scene, visit))
    for number, guest in enumerate(scene.body.get("guests") or ()):
        at = scene.in_office(scene.at + timedelta(minutes=20 + 12 * number))
        scene.later("join", at, tale=guest, guests=None, is_guest=True, team=visit.activity.team_id, order=None,
                    activity=visit.activity_id)  # fmt: skip


@plays("join")
def join(scene: Scene) -> None:
    """Ask the host's team for a guest too, once the guest has ordered."""
    order_id = steps.kept(f"order:{scene.tale.key}")
    if order_id is None:
        scene.later("join", scene.in_hours(4, 9))
    else:
        scene.later("offer", scene.at, order=order_id, is_guest=None)


@plays("move")
def move(scene: Scene) -> None:
    """Let the contact ask for another date after one was fixed."""
    order = scene.order()
    visit = open_visit(order)
    if order.case.state != "scheduled" or visit is None or visit.activity.starts_at <= scene.at:
        return
    why = scene.chance.choice(WHY_ANOTHER_DAY)
    scene.do(dates.change_date, order, why, seen=None, at=scene.at, by=scene.contact)
    scene.later("date", scene.in_hours(2, 10), activity=None)


def _joining(scene: Scene) -> dates.DateForm | None:
    """Return the form for joining a gathering that has not begun."""
    found = Activity.objects.filter(pk=scene.body.get("activity") or 0, state="planned", starts_at__gt=scene.at).first()
    if found is None:
        return None
    return dates.DateForm(starts_at=found.starts_at, ends_at=found.ends_at, activity_id=found.pk)


def _of_its_own(scene: Scene, order: Order) -> dates.DateForm | None:
    """Return the form for the first half-day that leaves both sides time to agree."""
    card = ask(TeamsNamed(team_ids=(order.team_id or 0,)))[order.team_id or 0]
    soonest = _soonest(scene)
    free = [half for half in free_for(card, card.member_ids, at=scene.at) if half.start >= soonest]
    if not free:
        return None
    starts_at = free[0].start if scene.body.get("hurried") else scene.chance.choice(free[:3]).start
    return dates.DateForm(starts_at=starts_at, ends_at=starts_at + VISIT_LASTS, despite_travel=True)


def _soonest(scene: Scene) -> datetime:
    days = WORKING_DAYS_AHEAD_WITH_GUESTS if scene.body.get("guests") else WORKING_DAYS_AHEAD
    days -= 1 if scene.body.get("hurried") else 0
    on = after_working_days(local_date(scene.at), days, work_calendar()).on
    last = scene.script.production.ends_on
    if scene.tale.stops in {"dated", "scheduled", "promising"}:
        on = max(on, last + timedelta(days=3))  # an open story must not be served before the end
    return local_time(on, OPENS)


def _time_of_start(scene: Scene, visit: VisitRecord) -> datetime:
    return max(scene.at, visit.activity.starts_at) + timedelta(minutes=scene.chance.randint(0, 12))
