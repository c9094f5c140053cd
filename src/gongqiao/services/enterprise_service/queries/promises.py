"""Read promises."""

from __future__ import annotations

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.services.enterprise_service.models import Promise
from gongqiao.services.enterprise_service.queries.orders import orders


def promise(pk: int, *, by: Actor) -> Promise:
    """Return one promise of an order in sight. Raises NotFound."""
    found = Promise.objects.select_related("order__case__org__node").filter(pk=pk, order__in=orders(by=by).values("pk"))
    row = found.first()
    if row is None:
        raise NotFound
    return row
