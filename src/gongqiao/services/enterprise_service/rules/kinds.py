"""The two kinds of case of this service: flow, detail, guards, and who is meant by an audience's word."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.cases.kinds import Audience, CaseKind
from gongqiao.kernel.org.queries import city_federation
from gongqiao.services.enterprise_service.flow import AUTHORISATION_FLOW, ORDER_FLOW
from gongqiao.services.enterprise_service.models import Authorisation, Order
from gongqiao.services.enterprise_service.rules.guards import (
    GUARDS,
    authorisation_is_complete,
    open_offer,
    open_visit,
)


def audience_of_order(order: Order, who: str) -> Audience | None:
    """Name whom a word of the order's flow means; None where there is nobody now."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=order.case.org_id, post_kind="officer")
        case "city":
            return Audience(kind="post", union_id=city_federation(by=the_job("audience")).pk, post_kind="officer")
        case "contact":
            return Audience(kind="enterprise", enterprise_id=order.enterprise_id)
        case "principal":
            return Audience(kind="principal", enterprise_id=order.enterprise_id)
        case "offered":
            offer = open_offer(order)
            return Audience(kind="person", person_id=offer.leader_id) if offer else None
        case "leader":
            leader = leader_of(order)
            return Audience(kind="person", person_id=leader) if leader else None
        case "released":
            last = order.offers.filter(state="released").order_by("-pk").first()
            return Audience(kind="person", person_id=last.leader_id) if last else None
    raise LookupError(who)


def leader_of(order: Order) -> int | None:
    """Return the leader of the team that accepted the order, as accepted."""
    if order.team_id is None:
        return None
    accepted = order.offers.filter(team_id=order.team_id, state="accepted").order_by("-pk").first()
    return accepted.leader_id if accepted else None


def number_or_moment_of_order(order: Order, set_by: str) -> int | datetime | None:
    """Return the promised days of the order's menu version, or the moment of its offer or visit."""
    if set_by == "answer_by":
        offer = open_offer(order)
        return offer.answer_by if offer else None
    if set_by == "visit_ends_at":
        visit = open_visit(order)
        return visit.activity.ends_at if visit else None
    return int(getattr(order.menu_item, set_by))


def audience_of_authorisation(authorisation: Authorisation, who: str) -> Audience | None:
    """Name whom a word of the authorisation's flow means."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=authorisation.case.org_id, post_kind="officer")
        case "applicant":
            return Audience(kind="person", person_id=authorisation.case.person_id)
    raise LookupError(who)


ORDERS: CaseKind[Order] = CaseKind(
    flow=ORDER_FLOW,
    detail=Order,
    audience=audience_of_order,
    number_or_moment=number_or_moment_of_order,
    guards=GUARDS,
)
AUTHORISATIONS: CaseKind[Authorisation] = CaseKind(
    flow=AUTHORISATION_FLOW,
    detail=Authorisation,
    audience=audience_of_authorisation,
    guards={"authorisation_is_complete": authorisation_is_complete},
)
