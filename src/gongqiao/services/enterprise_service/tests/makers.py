"""Make orders at any stage, quickly and by the real actions. Say only what matters."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.cast import ELECTRIC, MONDAY, Cast

from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, visits
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.guards import open_visit

WEDNESDAY_AT_TWO = datetime(2026, 11, 18, 14, 0, tzinfo=CITY_TIME)
STAGES = (
    "ordered",
    "offered",
    "matched",
    "proposed",
    "scheduled",
    "delivering",
    "claimed",
    "confirmed",
    "reviewed",
    "revisited",
)


def an_order_form(**changes) -> orders.OrderForm:
    plain = {
        "dish": "breakthrough",
        "title": "空压机电机频繁过载跳停",
        "description": "怀疑接触器缺相，换过热继电器没有用。",
        "domain": ELECTRIC,
    }
    return orders.OrderForm(**{**plain, **changes})


def an_order(cast: Cast, stage: str = "ordered", *, at: datetime = MONDAY, **changes) -> Order:
    """Make an order and lead it to a stage with the cast's usual people."""
    order = orders.place_order(cast.enterprise, an_order_form(**changes), at=at, by=cast.contact)
    steps = {
        "offered": lambda o: offers.offer(o, cast.electricians.pk, seen=None, at=at, by=cast.officer),
        "matched": lambda o: offers.accept(o, seen=None, at=at, by=cast.leader),
        "proposed": lambda o: dates.propose(o, a_date(), seen=None, at=at, by=cast.officer),
        "scheduled": lambda o: _agree(o, cast, at),
        "delivering": lambda o: visits.start(o, seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader),
        "claimed": lambda o: visits.report(
            o, a_report(o, cast), is_finished=True, seen=None, at=WEDNESDAY_AT_TWO + timedelta(hours=2), by=cast.leader
        ),
        "confirmed": lambda o: confirming.confirm(o, a_confirmation(o), seen=None, at=THURSDAY, by=cast.contact),
        "reviewed": lambda o: closing.review(o, seen=None, at=THURSDAY + timedelta(hours=1), by=cast.city_officer),
        "revisited": lambda o: closing.revisit(
            o, way="phone", still_holds=True, note="", seen=None, at=THURSDAY + timedelta(days=31), by=cast.officer
        ),
    }
    for name in STAGES[1 : STAGES.index(stage) + 1]:
        steps[name](fresh(order))
    return fresh(order)


THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=CITY_TIME)


def fresh(order: Order) -> Order:
    """Read an order again."""
    return Order.objects.select_related(
        "case__org__node", "enterprise__org__node", "programme", "menu_item", "need"
    ).get(pk=order.pk)


def a_date(start: datetime = WEDNESDAY_AT_TWO, hours: float = 2.5, **changes) -> dates.DateForm:
    return dates.DateForm(starts_at=start, ends_at=start + timedelta(hours=hours), **changes)


def a_report(order: Order, cast: Cast, *, is_solved: bool = True, **changes) -> visits.VisitReport:
    problems = [
        visits.ProblemReport(
            problem_id=p.pk, is_solved=is_solved, cause="端子松动", cure="紧固并换接触器" if is_solved else ""
        )
        for p in order.problems.all()
    ]
    plain = {"minutes": "查了进线和接触器。", "member_ids": [cast.leader.person_id], "problems": problems}
    return visits.VisitReport(**{**plain, **changes})


def a_confirmation(order: Order, **changes) -> confirming.ConfirmationForm:
    plain = {
        "solved": {problem.pk: True for problem in order.problems.all()},
        "took_place": {visit.pk: True for visit in order.visits.filter(state="reported")},
        "actual_fen": 30_000_000,
        "expected_fen": 20_000_000,
        "basis": "停机损失按台账计算",
        "score": 5,
    }
    return confirming.ConfirmationForm(**{**plain, **changes})


def _agree(order: Order, cast: Cast, at: datetime) -> None:
    dates.agree(order, seen=None, at=at, by=cast.contact)
    dates.promise(fresh(order), seen=None, at=at, by=cast.leader)


def visit_of(order: Order):
    """Return the open visit of an order, which must be there."""
    visit = open_visit(order)
    assert visit is not None
    return visit
