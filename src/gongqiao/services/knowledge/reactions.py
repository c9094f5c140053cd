"""What the knowledge base does when an order is placed or closed; hearing it twice changes nothing."""

from __future__ import annotations

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.contracts import on
from gongqiao.services.enterprise_service.contract import OrderClosed, OrderPlaced
from gongqiao.services.knowledge.actions import drafting


@on(OrderClosed)
def draft_what_was_learnt(fact: OrderClosed) -> None:
    """Begin an article from what was solved."""
    drafting.draft(fact.case_id, at=now(), by=the_job("knowledge"))


@on(OrderPlaced)
def offer_what_is_known(fact: OrderPlaced) -> None:
    """Keep which articles are offered to the order before a team is sent."""
    drafting.suggest(fact.case_id, at=now(), by=the_job("knowledge"))
