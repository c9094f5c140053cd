"""Read programmes, menus and targets."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models import MenuItem, Programme, Target


def programmes(*, by: Actor) -> list[Programme]:
    """Return all programmes, the newest first."""
    return list(Programme.objects.visible_to(by).select_related("union__node").order_by("-opens_on", "-pk"))


def programme(pk: int, *, by: Actor) -> Programme:
    """Return one programme. Raises NotFound."""
    return Programme.objects.visible_to(by).select_related("union__node").one(pk=pk)


def current_programme(*, at: datetime, by: Actor) -> Programme | None:
    """Return the programme that is open, or the last one, or None."""
    today = local_date(at)
    rows = programmes(by=by)
    running = [row for row in rows if row.state == "open" and row.opens_on <= today <= row.closes_on]
    return next(iter(running or rows), None)


def menu(programme: Programme) -> list[MenuItem]:
    """Return the current dishes of a programme in the order of the menu."""
    order = list(DISHES)
    rows = MenuItem.objects.filter(programme=programme, is_current=True)
    return sorted(rows, key=lambda item: order.index(item.dish))


def dish(programme: Programme, name: str) -> MenuItem | None:
    """Return the current version of one dish."""
    return MenuItem.objects.filter(programme=programme, dish=name, is_current=True).first()


def targets(programme: Programme, *, by: Actor) -> list[Target]:
    """Return the targets of the counties; they are published."""
    rows = Target.objects.filter(programme__in=Programme.objects.visible_to(by).filter(pk=programme.pk))
    return list(rows.select_related("union").order_by("union__area_id"))
