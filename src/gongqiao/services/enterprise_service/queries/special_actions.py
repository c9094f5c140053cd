"""Read special actions; the progress of an item is its figure, which opens to its rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut, Figure, figure_named
from gongqiao.services.enterprise_service.models import SpecialAction, SpecialActionItem
from gongqiao.services.enterprise_service.models.special_action import SpecialActionQuerySet


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An item and, where a figure computes it, the number now."""

    item: SpecialActionItem
    figure: Figure | None = None
    value: int | None = None


def special_actions(*, by: Actor) -> SpecialActionQuerySet:
    """Return the special actions, those in force first, each with how many items it has and how many are confirmed."""
    rows = SpecialAction.objects.visible_to(by).select_related("union__node", "programme")
    counted = rows.annotate(items_all=Count("items"), items_known=Count("items", filter=~Q(items__text="")))
    return counted.order_by(F("ended_at").desc(nulls_first=True), "-opens_on", "-pk")


def special_action(pk: int, *, by: Actor) -> SpecialAction:
    """Return one special action. Raises NotFound."""
    return special_actions(by=by).one(pk=pk)


def standings(row: SpecialAction, *, by: Actor) -> list[Standing]:
    """Return the items of a special action in their order, each with its number over the days of the action."""
    return [_standing(row, item, by) for item in row.items.all()]


def cut_of(row: SpecialAction) -> Cut:
    """Return the part of a figure that a special action is about: its union and its days."""
    return Cut(since=row.opens_on, until=row.closes_on, union_id=row.union_id)


def _standing(row: SpecialAction, item: SpecialActionItem, by: Actor) -> Standing:
    figure = figure_named(item.figure) if item.figure else None
    if figure is None:
        return Standing(item=item)
    return Standing(item=item, figure=figure, value=figure.value(cut_of(row), by=by))
