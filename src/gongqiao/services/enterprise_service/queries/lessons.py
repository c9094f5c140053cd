"""Read what others may learn from orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch

from gongqiao.kernel.audit.models import Entry
from gongqiao.services.enterprise_service.models import Offer, Order, Problem, VisitRecord


def orders_of_cases(case_ids: Iterable[int]) -> list[Order]:
    """Return the orders of these cases with their enterprise.

    Without by: answers to other services, which show an order's words to whom they may.
    """
    return list(Order.objects.filter(case_id__in=list(case_ids)).select_related("case", "enterprise"))


def closed_orders(case_ids: Iterable[int]) -> list[Order]:
    """Return the closed orders of these cases with problems, offers and visits, the newest of each first.

    Without by: answers to other services, which show nothing of it before the names are taken out.
    """
    rows = Order.objects.filter(case_id__in=list(case_ids), case__state="closed").select_related("case", "enterprise")
    return list(
        rows.prefetch_related(
            Prefetch("problems", Problem.objects.order_by("pk")),
            Prefetch("offers", Offer.objects.order_by("-pk")),
            Prefetch("visits", VisitRecord.objects.order_by("-pk").prefetch_related("presences", "sign_ins")),
        )
    )


def people_around(orders: Sequence[Order]) -> Mapping[int, list[int]]:
    """Return who had to do with each of these orders: who ordered, who was there, everybody who acted on the case."""
    acted: dict[int, set[int]] = {}
    lines = Entry.objects.filter(case_id__in=[order.case_id for order in orders], person_id__isnull=False)
    for case_id, person_id in lines.values_list("case_id", "person_id").distinct():
        acted.setdefault(case_id or 0, set()).add(person_id or 0)
    return {
        order.pk: sorted(
            {order.ordered_by, *acted.get(order.case_id, ())}
            | {presence.person_id for visit in order.visits.all() for presence in visit.presences.all()}
        )
        for order in orders
    }
