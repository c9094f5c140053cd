"""The rows behind any number, and the list of all numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.indicators import Cut, Figure, figure_named
from gongqiao.kernel.indicators.powers import READ
from gongqiao.web.doors import by_of, door
from gongqiao.web.figures import Linked, context_of, cut_of, filters_of, linked_in
from gongqiao.web.listings import Listing, show_listing


@door("GET", power=READ)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """Show the rows behind a number, or their Excel; what they add up to stands above them."""
    by = by_of(request)
    figure = figure_named(name)
    if figure is None:
        raise NotFound("没有这个指标。")
    request.looked_at = (f"figure.{figure.short_name}"[:40], 0)  # type: ignore[attr-defined]
    linked = linked_in(figure, request.GET, by)
    listing = listing_of(figure, linked)
    return show_listing(
        request,
        listing,
        template="web/desk/figure_rows.html",
        context={"linked": linked},
        above=lambda asked: context_of(figure, _with(cut_of(asked.values), linked), asked.by),
    )


def listing_of(figure: Figure, linked: list[Linked]) -> Listing:
    """Return the list of a figure's rows. It is written anew each time, for it belongs to the figure."""
    return Listing(
        name=f"figures.{figure.name}",
        label=figure.label,
        says=figure.says,
        columns=figure.columns,
        rows=lambda asked: figure.rows(_with(cut_of(asked.values), linked), by=asked.by).select_related(
            *figure.related
        ),
        filters=filters_of(figure),
        prepare=figure.prepare,
        empty=("没有构成这个数的记录", "换个条件试试，或清除条件看全部。"),
    )


def _with(cut: Cut, linked: list[Linked]) -> Cut:
    return cut.of(**{one.name: one.value for one in linked})
