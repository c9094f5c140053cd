"""以前怎么解决的: what the knowledge base offers to an order before anybody is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest

from gongqiao.kernel.contracts import ask
from gongqiao.services.knowledge.contract import ArticleCard, ArticlesLike, AskedText
from gongqiao.web.doors import by_of
from gongqiao.web.faces import Panel

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.models import Order

BEFORE_THE_VISIT = frozenset({"ordered", "returned", "matched", "scheduled"})
TEMPLATE = "enterprise_service/parts/solved_before.html"
NOT_YET_ORDERED = 0


def solved_before(request: HttpRequest, order: Order) -> list[Panel]:
    """Return the panel with the like articles of an order that nobody has visited yet; none when nothing is alike."""
    if order.case.state not in BEFORE_THE_VISIT:
        return []
    text = AskedText(key=order.case_id, head=order.title, body=order.description, domain=order.domain)
    cards = _like(request, text)
    return [Panel(template=TEMPLATE, context={"cards": cards, "about": order.case.number})] if cards else []


def solved_before_ordering(request: HttpRequest, head: str, body: str, domain: str) -> Panel | None:
    """Return the panel for what is typed in an order form so far: maybe it solves itself."""
    cards = _like(request, AskedText(key=NOT_YET_ORDERED, head=head, body=body, domain=domain)) if head else ()
    return Panel(template=TEMPLATE, context={"cards": cards, "about": ""}) if cards else None


def _like(request: HttpRequest, text: AskedText) -> Sequence[ArticleCard]:
    return ask(ArticlesLike(texts=(text,), person_id=by_of(request).person_id))[text.key]
