"""Read what enterprises got from the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Max, Value, When

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org.models import EnterpriseQuerySet
from gongqiao.kernel.org.queries import enterprises
from gongqiao.kernel.org.tags import LEDGER, LEDGER_LEVELS
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models import Order, VisitRecord


@dataclass(frozen=True, kw_only=True)
class Served:
    """What an enterprise got: its orders, the dishes of them, and the visits that it has confirmed."""

    orders: int = 0
    dishes: tuple[str, ...] = ()
    visits: int = 0
    last_at: datetime | None = None


def served(enterprise_ids: Iterable[int], *, by: Actor) -> dict[int, Served]:
    """Return what these enterprises got, as far as ``by`` may see it; two queries however many they are."""
    ids = list(enterprise_ids)
    visits = VisitRecord.objects.visible_to(by).filter(enterprise_id__in=ids, state="confirmed").order_by()
    held = {
        row["enterprise_id"]: row
        for row in visits.values("enterprise_id").annotate(
            n=Count("pk", distinct=True), last=Max("activity__starts_at")
        )
    }
    ordered: dict[int, dict[str, int]] = {}
    orders = Order.objects.visible_to(by).filter(enterprise_id__in=ids).order_by()
    for row in orders.values("enterprise_id", "dish").annotate(n=Count("pk", distinct=True)):
        ordered.setdefault(row["enterprise_id"], {})[row["dish"]] = row["n"]
    return {
        pk: Served(
            orders=sum(ordered.get(pk, {}).values()),
            dishes=tuple(label for dish, label in DISHES.items() if dish in ordered.get(pk, {})),
            visits=held[pk]["n"] if pk in held else 0,
            last_at=held[pk]["last"] if pk in held else None,
        )
        for pk in ids
    }


def ledger(*, by: Actor) -> EnterpriseQuerySet:
    """Return the enterprises of the ledger of the industrial workforce reform, the highest level first."""
    rank = Case(
        *(When(ledger_level=level, then=Value(place)) for place, (level, _) in enumerate(LEDGER_LEVELS)),
        default=Value(len(LEDGER_LEVELS)), output_field=IntegerField(),
    )  # fmt: skip
    return enterprises(by=by).filter(tags__contains=[LEDGER]).order_by(rank, "sort_key", "pk")
