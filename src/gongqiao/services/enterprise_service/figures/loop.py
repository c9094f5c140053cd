"""The numbers of the loop: how far orders got, and what came of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Figure
from gongqiao.services.enterprise_service.figures import columns
from gongqiao.services.enterprise_service.models import (
    Activity,
    Confirmation,
    Need,
    Order,
    Problem,
    SignIn,
    VisitRecord,
)

ORDER_PARTS = {"dish": "dish", "programme": "programme_id", "team": "team_id", "enterprise": "enterprise_id"}


def through(path: str) -> dict[str, str]:
    """Return how rows that belong to an order are cut, ``path`` leading to it."""
    return {name: f"{path}__{field}" for name, field in ORDER_PARTS.items()}


def _needs(by: Actor) -> QuerySet[Any]:
    return Need.objects.visible_to(by)


def _orders(by: Actor) -> QuerySet[Any]:
    return Order.objects.visible_to(by)


def _visits(by: Actor) -> QuerySet[Any]:
    return VisitRecord.objects.visible_to(by)


def _problems(by: Actor) -> QuerySet[Any]:
    return Problem.objects.visible_to(by)


def _activities(by: Actor) -> QuerySet[Any]:
    return Activity.objects.visible_to(by)


def _sign_ins(by: Actor) -> QuerySet[Any]:
    return SignIn.objects.visible_to(by)


def _confirmations(by: Actor) -> QuerySet[Any]:
    return Confirmation.objects.visible_to(by)


def _having_visits(field: str) -> Any:
    """Return a cut of activities by what their visits belong to: one activity counts once, however many it served."""

    def cut(value: Any) -> Q:
        served = VisitRecord.objects.filter(**{field: value}).exclude(state="cancelled")
        return Q(pk__in=served.values("activity_id"))

    return cut


NEED_SHAPE: dict[str, Any] = {
    "unit": "条", "counts": "things", "source": _needs, "at": "registered_at", "union": "org_id",
    "cuts": {"dish": "dish", "enterprise": "enterprise_id"}, "columns": columns.NEEDS,
    "related": ("enterprise__org", "org"),
}  # fmt: skip
ORDER_SHAPE: dict[str, Any] = {
    "unit": "件", "counts": "things", "source": _orders, "at": "ordered_at", "union": "case__org_id",
    "cuts": ORDER_PARTS, "columns": columns.ORDERS, "related": ("case__org", "enterprise__org"),
    "prepare": columns.teams_of,
}  # fmt: skip
OF_ORDER: dict[str, Any] = {
    "union": "order__case__org_id", "cuts": through("order"), "related": ("order__case__org", "order__enterprise__org"),
}  # fmt: skip


def _step(name: str, label: str, column: str, says: str) -> Figure:
    """Return a step of the funnel: of the orders placed in the period, those that reached it."""
    return Figure(
        name=f"enterprise_service.{name}",
        label=label,
        where=Q(**{f"{column}__isnull": False}),
        says=says,
        **ORDER_SHAPE,
    )


ASKED = Figure(
    name="enterprise_service.asked", label="登记需求", says="期间内登记的企业需求，不论是否点了菜。", **NEED_SHAPE
)
ORDERED = Figure(name="enterprise_service.ordered", label="点菜", says="期间内企业点的菜，一张单一件。", **ORDER_SHAPE)
MATCHED = _step("matched", "配班组", "matched_at", "期间内点的菜中，有班组接单的。")
VISITED = _step("visited", "上门", "visited_at", "期间内点的菜中，班组已经上门的。")
CLAIMED = _step("claimed", "报解决", "claimed_at", "期间内点的菜中，班组报了办结的。")
CONFIRMED = _step("confirmed", "企业确认", "confirmed_at", "期间内点的菜中，企业确认了的。")
CLOSED = Figure(
    name="enterprise_service.closed", label="归档", where=Q(closed_at__isnull=False, confirmed_at__isnull=False),
    says="期间内点的菜中，企业确认后归档的；企业没有确认就归档的不算。", **ORDER_SHAPE,
)  # fmt: skip
FUNNEL = (ASKED, ORDERED, MATCHED, VISITED, CLAIMED, CONFIRMED, CLOSED)
"""One funnel everywhere: of what was asked in the period, how much got how far."""

VISIT_SHAPE: dict[str, Any] = {
    "counts": "things", "source": _visits, "where": Q(state="confirmed"), "at": "confirmed_at",
    "columns": columns.VISITS, **OF_ORDER,
}  # fmt: skip
ENTERPRISES = Figure(
    name="enterprise_service.enterprises", label="服务企业", unit="家", distinct="enterprise_id", wording="exact",
    says="期间内企业确认班组来过的不同企业，不论是否解决了难题；同一家只算一次。", **VISIT_SHAPE,
)  # fmt: skip
VISITS = Figure(
    name="enterprise_service.visits", label="入企服务", unit="次", says="期间内企业确认的入企记录，同一家可以有多次。",
    **VISIT_SHAPE,
)  # fmt: skip
PROBLEMS = Figure(
    name="enterprise_service.problems", label="解决难题", unit="个", counts="things", source=_problems,
    where=Q(state="solved"), at="confirmed_at", columns=columns.PROBLEMS,
    says="期间内由企业自己确认解决的难题；班组报解决而企业没有确认的不算。", **OF_ORDER,
)  # fmt: skip
ACTIVITIES = Figure(
    name="enterprise_service.activities", label="助企活动", unit="场", counts="things", source=_activities,
    where=Q(state="held"), at="held_at", union="org_id", columns=columns.ACTIVITIES, related=("org",),
    prepare=columns.teams_of,
    cuts={
        "team": "team_id",
        "dish": _having_visits("order__dish"),
        "programme": _having_visits("order__programme_id"),
        "enterprise": _having_visits("enterprise_id"),
    },
    says="期间内举办的活动；一场可以服务几家企业，仍算一场。",
)  # fmt: skip
TRAINING = Q(visit__state__in=["reported", "confirmed"]) & ~Q(
    visit__order__closed_at__isnull=False, visit__order__confirmed_at__isnull=True
)
"""Sign-ins count once the visit is reported, and no more when the order was closed without the enterprise's word."""
SIGN_IN_SHAPE: dict[str, Any] = {
    "at": "at", "union": "visit__order__case__org_id", "where": TRAINING, "cuts": through("visit__order"),
    "columns": columns.SIGN_INS, "related": ("visit__order__case__org", "visit__order__enterprise__org"),
}  # fmt: skip
TRAINED = Figure(
    name="enterprise_service.trained", label="培训", unit="人次", counts="person_times", source=_sign_ins,
    says="期间内的现场签到，一人来两次算两人次。", **SIGN_IN_SHAPE,
)  # fmt: skip
IN_FORCE = Q(superseded_at=None) & ~Q(review_state="returned")
BENEFIT_ACTUAL = Figure(
    name="enterprise_service.benefit_actual", label="实际效益", unit="元", counts="fen", source=_confirmations,
    where=IN_FORCE, at="at", total="actual_fen", columns=columns.benefits("actual_fen", "实际效益"),
    says="期间内企业确认时申报的实际效益；复核退回的不算，更正后按更正的算。", **OF_ORDER,
)  # fmt: skip
BENEFIT_EXPECTED = Figure(
    name="enterprise_service.benefit_expected", label="预计效益", unit="元", counts="fen", source=_confirmations,
    where=IN_FORCE, at="at", total="expected_fen", columns=columns.benefits("expected_fen", "预计效益"),
    says="期间内企业确认时申报的预计效益，与实际效益分开申报。", **OF_ORDER,
)  # fmt: skip
RESULTS = (ENTERPRISES, PROBLEMS, BENEFIT_ACTUAL, BENEFIT_EXPECTED, ACTIVITIES, TRAINED)
