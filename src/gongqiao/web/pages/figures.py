"""The rows behind any number, and the list of all numbers."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.indicators import Cut, Figure, alone, every_figure, figure_named
from gongqiao.kernel.indicators import every_number as every_number_made
from gongqiao.kernel.indicators.figures import COUNTS_LABELS
from gongqiao.kernel.indicators.powers import READ
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.kernel.indicators.wording import said
from gongqiao.web.doors import by_of, door
from gongqiao.web.figures import COUNTY, DAYS, Linked, address_of, context_of, cut_in, cut_of, filters_of, linked_in
from gongqiao.web.listings import Listing, register_family, show_listing


@door("GET", power=READ)
def every_number(request: HttpRequest) -> HttpResponse:
    """Show every number with its definition and its value in the chosen days and county."""
    by = by_of(request)
    filters = [one.read(request) for one in (*DAYS, COUNTY)]
    cut = cut_in(filters)
    counted = tally(every_figure(), cut, by=by)
    numbers = sorted([*map(alone, every_figure()), *every_number_made()], key=lambda number: _service(number.name))
    shown = [
        {
            "number": number,
            "service": apps.get_app_config(_service(number.name)).verbose_name,
            "value": said(
                number.value(counted.total),
                number.per(counted.total),
                unit=number.unit,
                is_money=number.counts == "fen",
            ),
            "opens": [(figure.label, address_of(figure, cut)) for figure in number.needs],
            "is_stock": all(figure.is_stock for figure in number.needs),
            "counts": COUNTS_LABELS[number.counts] if number.per(counted.total) is None else "比值",
        }
        for number in numbers
    ]
    return render(request, "web/desk/figures.html", {"numbers": shown, "filters": filters})


def _service(name: str) -> str:
    return name.partition(".")[0]


FAMILY = "figures."


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
        name=f"{FAMILY}{figure.name}",
        made_of={one.name: one.value for one in linked},
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


def _made_again(name: str, made_of: Mapping[str, str], by: Actor) -> Listing | None:
    figure = figure_named(name.removeprefix(FAMILY))
    return listing_of(figure, linked_in(figure, made_of, by)) if figure and by.may_anywhere(READ) else None


def _with(cut: Cut, linked: list[Linked]) -> Cut:
    return cut.of(**{one.name: one.value for one in linked})


register_family(FAMILY, _made_again)
