"""Read needs and orders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, prefetch_related_objects

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.tree.models import Node
from gongqiao.services.enterprise_service.models import (
    Authorisation,
    Invitation,
    Need,
    Offer,
    Order,
    Problem,
    SignIn,
    VisitRecord,
)
from gongqiao.services.enterprise_service.models.need import NEED_SOURCES, NEED_STATES, NeedQuerySet
from gongqiao.services.enterprise_service.models.order import OrderQuerySet
from gongqiao.services.talent.contract import NamesOfTeams, TeamCard, TeamsNamed

__all__ = ["NEED_SOURCES", "NEED_STATES"]


def needs(*, by: Actor) -> NeedQuerySet:
    """Return the needs that ``by`` may see, newest first."""
    return Need.objects.visible_to(by).select_related("enterprise", "org").order_by("-registered_at", "-pk")


def need(pk: int, *, by: Actor) -> Need:
    """Return one need. Raises NotFound."""
    return Need.objects.visible_to(by).select_related("enterprise__org__node", "org__node").one(pk=pk)


def needs_below(union_ids: Iterable[int]) -> NeedQuerySet:
    """Return the needs of these unions and of all below them.

    Without by: answers a question; who asks names the unions that its reader oversees.
    """
    inside = Node.objects.filter(line__overlap=sorted(union_ids)).values("pk")
    return Need.objects.select_related("enterprise").filter(org_id__in=inside)


def needs_of_enterprises(enterprise_ids: Iterable[int]) -> NeedQuerySet:
    """Return the needs of these enterprises.

    Without by: answers a question; who asks names the enterprises that its reader speaks for.
    """
    return Need.objects.select_related("enterprise").filter(enterprise_id__in=sorted(enterprise_ids))


def orders(*, by: Actor) -> OrderQuerySet:
    """Return the orders that ``by`` may see, newest first, with what a list shows."""
    rows = Order.objects.visible_to(by).select_related("case__org", "case__owner", "enterprise")
    return rows.order_by("-ordered_at", "-pk")


def order_of_case(case: Case, *, by: Actor) -> Order:
    """Return the order behind a case, with what its page shows. Raises NotFound."""
    rows = Order.objects.visible_to(by).select_related(
        "case__org__node", "enterprise__area__parent", "programme", "menu_item", "need"
    )
    return rows.one(case=case)


def order_with_story(case: Case, *, by: Actor) -> Order:
    """Return the order behind a case with all that happened to it, read at once for its page. Raises NotFound.

    For reading only: an action that changed one of these rows would go on seeing the old one.
    """
    order = order_of_case(case, by=by)
    seen = VisitRecord.objects.select_related("activity").prefetch_related("presences", "sign_ins", "promises")
    prefetch_related_objects(
        [order], "offers", "problems", "training_wishes", "confirmations__corrections", "ratings", "revisits",
        Prefetch("visits", seen.order_by("-activity__starts_at", "-pk")),
    )  # fmt: skip
    return order


def order_numbered(number: str, *, by: Actor) -> Order:
    """Return the order with this public number. Raises NotFound."""
    rows = Order.objects.visible_to(by).select_related(
        "case__org__node", "enterprise__area", "programme", "menu_item", "need"
    )
    return rows.one(case__number=number.upper())


def problems(order: Order) -> list[Problem]:
    """Return the problems of an order in sight, in the order in which they were registered."""
    return sorted(order.problems.all(), key=lambda problem: problem.pk)


def visits(order: Order) -> list[VisitRecord]:
    """Return the visit records of an order in sight, newest first, with their activity and who was there."""
    if "visits" in getattr(order, "_prefetched_objects_cache", {}):
        return list(order.visits.all())
    rows = order.visits.select_related("activity").prefetch_related("presences", "sign_ins", "promises")
    return list(rows.order_by("-activity__starts_at", "-pk"))


def visit(pk: int, *, by: Actor) -> VisitRecord:
    """Return one visit record. Raises NotFound."""
    rows = VisitRecord.objects.visible_to(by).select_related("activity", "enterprise", "order__case__org__node")
    return rows.one(pk=pk)


def visit_for_sign_in(pk: int) -> VisitRecord | None:
    """Return the visit under way whose code a worker scanned.

    Without by: the signed code that was scanned is the right to it.
    """
    return (
        VisitRecord.objects.select_related("activity", "enterprise", "order").filter(pk=pk, state="under_way").first()
    )


def sign_ins(visit: VisitRecord, *, by: Actor) -> list[SignIn]:
    """Return the lines of a visit, in the order of signing."""
    return list(SignIn.objects.visible_to(by).filter(visit=visit).order_by("at", "pk"))


def offers(order: Order) -> list[Offer]:
    """Return the offers of an order in sight, newest first."""
    return sorted(order.offers.all(), key=lambda offer: -offer.pk)


def team_of(order: Order) -> TeamCard | None:
    """Return the card of the team that accepted an order in sight."""
    return ask(TeamsNamed(team_ids=(order.team_id,))).get(order.team_id) if order.team_id else None


def card(team_id: int) -> TeamCard:
    """Return the card of one team."""
    return ask(TeamsNamed(team_ids=(team_id,)))[team_id]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A finished order as a wall screen shows it: what it was about, in which county, when. No names."""

    title: str
    county: str
    closed_at: datetime


def latest_closed(count: int, *, by: Actor) -> list[Finished]:
    """Return the orders closed last with the enterprise's word; a firm that is named in the title is left out of it."""
    rows = Order.objects.visible_to(by).filter(closed_at__isnull=False, confirmed_at__isnull=False)
    found = rows.select_related("case__org__area", "enterprise").order_by("-closed_at")[:count]
    return [_finished(order) for order in found]


def _finished(order: Order) -> Finished:
    title = order.title
    for name in (order.enterprise.name, order.enterprise.short_name):
        title = title.replace(name, "企业") if name else title
    return Finished(title=title, county=order.case.org.area.name, closed_at=order.closed_at or order.ordered_at)


def names_of_teams(team_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of teams by id; those of no team are left out.

    Without by: a team's name is no secret to whom an order or an activity is shown.
    """
    ids = tuple(sorted({pk for pk in team_ids if pk}))
    return ask(NamesOfTeams(team_ids=ids)) if ids else {}


def authorisation_of_case(case: Case, *, by: Actor) -> Authorisation:
    """Return the authorisation behind a case. Raises NotFound."""
    return Authorisation.objects.visible_to(by).select_related("case__org__node", "enterprise").one(case=case)


def invitations(enterprise_id: int, *, by: Actor) -> list[Invitation]:
    """Return the invitations of an enterprise that are not taken up, newest first."""
    rows = Invitation.objects.visible_to(by).filter(enterprise_id=enterprise_id, taken_at=None, revoked_at=None)
    return list(rows.order_by("-pk"))


def with_words(rows: OrderQuerySet, words: str) -> OrderQuerySet:
    """Keep the orders whose number, title or enterprise holds ``words``."""
    words = words.strip()
    if not words:
        return rows
    if re.fullmatch(r"\d{3,6}", words):
        return rows.filter(case__number__endswith=words)
    like = Q(title__icontains=words) | Q(enterprise__name__icontains=words) | Q(case__number=words.upper())
    return rows.filter(like | Q(enterprise__initials__startswith=words.lower()))


def with_problems(rows: OrderQuerySet) -> OrderQuerySet:
    """Fetch the problems of the listed orders in one query."""
    return rows.prefetch_related(Prefetch("problems", Problem.objects.order_by("pk")))
