"""The desk's lists, each said once for its page and its Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.kinds import standing_of
from gongqiao.kernel.org.queries import city_federation, counties_below
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.services.enterprise_service.flow import DISHES, ORDER_FLOW
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.web.listings import Asked, Choices, Listing, register_listing
from gongqiao.web.templatetags.parts import seen_name

STATES = [(state.name, state.label) for state in ORDER_FLOW.states]


def counties(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the counties of the city, for filters."""
    return [(str(union.pk), union.short_name) for union in counties_below(city_federation(by=by), by=by)]


def _orders(asked: Asked) -> QuerySet[Any]:
    rows = queries.with_words(queries.orders(by=asked.by), asked.words)
    for name, path in (("state", "case__state"), ("dish", "dish"), ("county", "case__org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


def _team_name(order: Any, look: Look) -> str:
    card = look.more.get(order.team_id)
    return card.name if card else ""


ORDERS = register_listing(
    Listing(
        name="enterprise_service.orders",
        label="点菜单",
        says="企业点的菜，一张单一件事。",
        searchable="编号、企业、事项",
        rows=_orders,
        prepare=lambda rows, look: queries.cards({order.team_id for order in rows if order.team_id}),
        row_link=lambda order: f"/desk/cases/{order.case.number}",
        filters=(
            Choices(name="state", label="状态", of=lambda by: STATES),
            Choices(name="dish", label="菜品", of=lambda by: list(DISHES.items())),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(
                name="title", label="事项", value=lambda o, look: o.title, is_wide=True,
                link=lambda o: f"/desk/cases/{o.case.number}",
            ),
            Column(
                name="enterprise", label="企业", kind="quiet", value=lambda o, look: seen_name(o.enterprise, look.by)
            ),
            Column(name="dish", label="菜品", kind="quiet", value=lambda o, look: o.get_dish_display()),
            Column(name="number", label="编号", kind="code", value=lambda o, look: o.case.number),
            Column(name="team", label="班组", kind="quiet", value=_team_name),
            Column(name="state", label="状态", kind="standing", value=lambda o, look: standing_of(o.case)),
            Column(
                name="due", label="期限", kind="due", value=lambda o, look: None if o.case.closed_at else o.case.due_at
            ),
            Column(name="ordered_at", label="点菜", kind="day", value=lambda o, look: o.ordered_at),
        ),
        empty=("没有符合的点菜单", "换个条件试试，或清除条件看全部。"),
    )
)  # fmt: skip
