"""The facts of the papers of an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.money import yuan_of
from gongqiao.kernel.documents.queries import bytes_at, row
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models import Order, VisitRecord
from gongqiao.services.enterprise_service.queries import orders
from gongqiao.services.enterprise_service.rules.guards import in_force
from gongqiao.services.enterprise_service.rules.wording import full_day, span, when

HELD = ("reported", "confirmed", "under_way", "agreed")


def visit_sheet(order: Order, *, at: datetime, by: Actor) -> Mapping[str, Any]:
    """Return the facts of the visit sheet: the latest visit, its promises, what the enterprise said."""
    visit = next((one for one in orders.visits(order) if one.state in HELD), None)
    problems, card = orders.problems(order), orders.team_of(order)
    present = [presence.person_id for presence in visit.presences.all()] if visit else []
    names = names_of([order.ordered_by, *present], by=by)
    rating = order.ratings.filter(side="enterprise").order_by("-pk").first()
    return {
        **_of_every_paper(order, at),
        "contact": names.get(order.ordered_by, ""),
        "visited_on": full_day(visit.activity.starts_at) if visit else "",
        "time": span(visit.activity.starts_at, visit.activity.ends_at) if visit else "",
        "team": card.name if card else "",
        "present": "、".join(names.get(person, "") for person in present),
        "problem": f"{order.title}。{order.description}",
        "cause": "；".join(problem.cause for problem in problems if problem.cause),
        "cure": "；".join(problem.cure for problem in problems if problem.cure) or (visit.minutes if visit else ""),
        "advice": visit.advice if visit else "",
        "promises": _promises(visit),
        "solved": [f"{problem.title}：{problem.get_state_display()}" for problem in problems],
        "score": f"{rating.score} 分（满分 5 分）" if rating else "",
        "benefit": _benefit(order),
        "leader": card.leader_name if card else "",
        **_trained(visit),
        **_signature(visit),
    }


def _of_every_paper(order: Order, at: datetime) -> dict[str, Any]:
    return {
        "federation": order.case.org.name,
        "number": order.case.number,
        "printed_on": full_day(at),
        "enterprise": order.enterprise.name,
        "dish": f"助企行·{DISHES[order.dish]}",
        "is_demo": order.enterprise.is_demo,
    }


def _trained(visit: VisitRecord | None) -> dict[str, str]:
    count = len(visit.sign_ins.all()) if visit else 0
    topic = visit.topic if visit else ""
    return {"training": topic or ("现场培训" if count else ""), "trained": str(count) if count else ""}


def _signature(visit: VisitRecord | None) -> dict[str, Any]:
    """Return the enterprise's signature; nothing where its file is gone."""
    if visit is None or visit.signature_id is None or visit.signed_at is None:
        return {"signed_by": "", "signature": b""}
    try:
        drawn = bytes_at(row(visit.signature_id), preview=False).read_bytes()
    except NotFound:
        drawn = b""
    return {"signed_by": f"{visit.signer} {when(visit.signed_at)}", "signature": drawn}


def _promises(visit: VisitRecord | None) -> list[dict[str, str]]:
    rows = sorted(visit.promises.all(), key=lambda row: row.pk) if visit else []
    return [{"text": row.text, "owner": row.get_owner_display(), "due_on": full_day(row.due_on)} for row in rows]


def _benefit(order: Order) -> str:
    latest = in_force(order)
    return f"实际 {yuan_of(latest.actual_fen)}，预计 {yuan_of(latest.expected_fen)}" if latest else ""


def service_agreement(order: Order, *, at: datetime, by: Actor) -> Mapping[str, Any]:
    """Return the facts of the service agreement: the three sides, and what was agreed so far."""
    card = orders.team_of(order)
    visit = next((one for one in orders.visits(order) if one.state in (*HELD, "proposed")), None)
    names = names_of([order.ordered_by], by=by)
    return {
        **_of_every_paper(order, at),
        "credit_code": order.enterprise.uscc,
        "contact": names.get(order.ordered_by, ""),
        "problem": order.title,
        "place": (visit.activity.place if visit else order.place) or "企业现场",
        "time": span(visit.activity.starts_at, visit.activity.ends_at) if visit else "另行约定",
        "team": card.name if card else "",
        "leader": card.leader_name if card else "",
        "members": "、".join(member.name for member in card.members) if card else "",
    }
