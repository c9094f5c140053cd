"""Lists of the desk: filters in the address, one table, and an Excel of exactly what the screen shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.web import exports
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.lists import (
    Asked,
    Choices,
    DayChoice,
    Filter,
    Listing,
    looking,
    page_of,
    register_family,
    register_listing,
    rows_for_sheet,
    words,
)
from gongqiao.web.tables import table

__all__ = [
    "Asked",
    "Choices",
    "DayChoice",
    "Listing",
    "register_family",
    "register_listing",
    "rows_for_sheet",
    "show_listing",
]


def show_listing(
    request: HttpRequest,
    listing: Listing,
    *,
    template: str = "web/desk/listing.html",
    context: Mapping[str, Any] | None = None,
    beside: Sequence[Any] = (),
    above: Callable[[Asked], Mapping[str, Any]] = lambda asked: {},
) -> HttpResponse:
    """Show a page of a list, or its Excel when the address asks for it (``as=xlsx``).

    ``beside`` are rows that the template shows beside the table; they are prepared together with the page's, and the
    template finds what was read for all of them as ``prepared``. ``above`` reads what stands over the rows of a page
    out of what was asked for.
    """
    filters = [one.read(request) for one in listing.filters]
    asked = _asked(request, filters)
    if request.GET.get("as") == "xlsx":
        return exports.show_workbook(request, listing, asked)
    page = page_of(request, listing.rows(asked))
    shown = list(page.object_list)
    page.object_list = shown
    look = looking(listing, [*shown, *beside], asked)
    made = {
        "prepared": look.more,
        "beside": beside,
        "listing": listing,
        "export_form": exports.form_for(listing, asked) if page.paginator.count > exports.AT_ONCE else None,
        "page": page,
        "filters": filters,
        "q": asked.words,
        "table": table(listing.columns, shown, look, row_link=listing.row_link) if shown else "",
    }
    return render(request, template, {**made, **(context or {}), **above(asked)})


def _asked(request: HttpRequest, filters: Sequence[Filter]) -> Asked:
    values = {one.name: one.value for one in filters if one.value}
    return Asked(by=by_of(request), at=at_of(request), words=words(request), values=values)
