"""After the enterprise's word: review, revisit, remind, close, reopen."""

from __future__ import annotations

from datetime import datetime

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotAllowed
from gongqiao.kernel.calendar.queries import end_of_office, local_date, work_calendar
from gongqiao.kernel.cases.actions import take_move
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.enterprise_service.contract import OrderClosed
from gongqiao.services.enterprise_service.models import Confirmation, Order, Revisit
from gongqiao.services.enterprise_service.rules.guards import in_force
from gongqiao.services.enterprise_service.rules.kinds import ORDERS

DAYS_BETWEEN_REMINDERS = 3
MOST_REMINDERS = 3
REMINDED_OF = {"confirm": "请确认是否解决", "confirm_benefit": "请您本人确认效益", "rate": "请给服务评个分"}


class DeletionRefused(NotAllowed):
    """点菜单不能删除。没有办结的可以撤回；企业确认过的只能更正，写明原因，前后都留着。"""

    code = "deletion_refused"


def review(order: Order, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Accept the declared benefit after looking at its proof."""
    with take_move(ORDERS, "review", order.case_id, seen=seen, at=at, by=by) as taken:
        _settle_review(taken.detail, "accepted", at, by)


def return_benefit(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Give the declared benefit back to the enterprise; until it is declared anew it does not count."""
    with take_move(ORDERS, "return_benefit", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _settle_review(taken.detail, "returned", at, by)


def revisit(order: Order, *, way: str, still_holds: bool, note: str, seen: int | None, at: datetime, by: Actor) -> None:
    """Write down how it looks a month later, by ``visit`` or ``phone``."""
    with take_move(ORDERS, "revisit", order.case_id, seen=seen, at=at, by=by) as taken:
        if way not in {"visit", "phone"}:
            raise Invalid("请选回访方式。", fields={"way": ["请选上门或电话。"]})
        if not still_holds and not note.strip():
            raise Invalid("问题又出现了，请写明情况。", fields={"note": ["请写明情况。"]})
        latest = in_force(taken.detail)
        Revisit.objects.create(
            order=taken.detail,
            round=latest.round if latest else 0,
            way=way,
            still_holds=still_holds,
            note=note.strip()[:500],
            person_id=by.own_id,
            at=at,
        )
        taken.words = {"outcome": "效果保持" if still_holds else "问题又出现"}
        taken.reason = note.strip()


def reopen(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Open the order again after a revisit that found the trouble again: its problems are no longer solved."""
    with take_move(ORDERS, "reopen", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        solved = taken.detail.problems.filter(state="solved")
        solved.update(state="registered", claimed_at=None, confirmed_at=None)


def close(order: Order, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Close a reviewed and revisited order; one without a rating is marked so."""
    with take_move(ORDERS, "close", order.case_id, seen=seen, at=at, by=by) as taken:
        latest = in_force(taken.detail)
        rated = latest and taken.detail.ratings.filter(side="enterprise", round=latest.round).exists()
        _close(taken.detail, is_unrated=not rated, at=at)
        taken.words = {"note": "" if rated else "，未评价"}
        announce(OrderClosed(case_id=order.case_id), thing="case", thing_id=order.case_id, at=at, by=by)


def close_unanswered(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Close an order that the enterprise never confirmed; nothing of it counts."""
    with take_move(ORDERS, "close_unanswered", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _close(taken.detail, is_unrated=True, at=at)
        announce(OrderClosed(case_id=order.case_id), thing="case", thing_id=order.case_id, at=at, by=by)


def remind(task_id: int, *, at: datetime, by: Actor) -> bool:
    """Remind the enterprise of a duty that is overdue, at most three times; return whether it was due."""
    task = Task.objects.select_related("case").filter(pk=task_id, done_at=None, due_at__lt=at).first()
    if task is None or task.name not in REMINDED_OF or task.reminded >= MOST_REMINDERS:
        return False
    with take_move(ORDERS, "remind", task.case_id, seen=None, at=at, by=by) as taken:
        held = Task.objects.select_for_update().get(pk=task.pk)
        held.reminded += 1
        next_day = after_working_days(local_date(at), DAYS_BETWEEN_REMINDERS, work_calendar()).on
        held.due_at = end_of_office(next_day)
        held.save(update_fields=["reminded", "due_at"])
        taken.words = {"times": str(held.reminded), "what": REMINDED_OF[task.name]}
    return True


def _settle_review(order: Order, state: str, at: datetime, by: Actor) -> None:
    latest = in_force(order)
    if latest:
        Confirmation.objects.filter(pk=latest.pk).update(review_state=state, reviewed_by=by.person_id, reviewed_at=at)


def _close(order: Order, *, is_unrated: bool, at: datetime) -> None:
    order.closed_at, order.is_unrated = at, is_unrated
    order.save(update_fields=["closed_at", "is_unrated"])
