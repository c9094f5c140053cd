"""Steps that several actions take inside their own transaction, after their own checks."""

from __future__ import annotations

from datetime import date, datetime

from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.calendar.actions import release
from gongqiao.kernel.calendar.queries import end_of_office
from gongqiao.kernel.cases import tasks
from gongqiao.kernel.cases.flow import Duty
from gongqiao.services.enterprise_service.models import Order, Promise, VisitRecord
from gongqiao.services.enterprise_service.rules.guards import OPEN_VISIT, open_visit
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.wording import when


def the_open_visit(order: Order) -> VisitRecord:
    """Return the visit of an order that is proposed, agreed or under way. Raises WrongState without one."""
    visit = open_visit(order)
    if visit is None:
        raise WrongState("还没有约定上门时间。")
    return visit


def cancel_open_visit(order: Order, *, at: datetime) -> str:
    """Cancel the visit that is proposed or agreed, and give the time back; return when it was to be, in words."""
    visit = order.visits.filter(state__in=OPEN_VISIT).select_related("activity").first()
    if visit is None:
        return ""
    visit.state = "cancelled"
    visit.save(update_fields=["state"])
    activity = visit.activity
    if activity.state == "planned" and not activity.visits.exclude(state="cancelled").exists():
        activity.state = "cancelled"
        activity.save(update_fields=["state"])
        release(thing="activity", thing_id=activity.pk)
    return when(activity.starts_at)


def give_promise(
    order: Order, visit: VisitRecord | None, *, text: str, owner: str, due_on: date, at: datetime
) -> Promise:
    """Write a promise down as part of a visit record, and ask its owner to keep it."""
    promise = Promise.objects.create(order=order, visit=visit, text=text.strip()[:120], owner=owner, due_on=due_on)
    duty = Duty(name=promise_duty(promise), label=f"承诺：{promise.text}"[:80], who=owner)
    tasks.open_lasting(order.case, ORDERS, order, duty, due_at=end_of_office(due_on), at=at)
    return promise


def promise_duty(promise: Promise) -> str:
    """Return the name of the task that stands for a promise."""
    return f"promise-{promise.pk}"
