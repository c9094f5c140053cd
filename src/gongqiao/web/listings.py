"""Lists of the desk: filters in the address, one table, and an Excel of exactly what the screen shows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.kernel.sheets.writing import XLSX, write_rows
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.lists import Filter, chosen, chosen_day, page_of, words
from gongqiao.web.tables import table

READ_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A filter: the name of its parameter, its label, and what may be chosen by this viewer."""

    name: str
    label: str
    of: Callable[[Actor], Sequence[tuple[str, str]]]

    def read(self, request: HttpRequest) -> Filter:
        """Return the filter with what the address asks for."""
        return chosen(request, self.name, self.label, self.of(by_of(request)))


@dataclass(frozen=True, kw_only=True)
class DayChoice:
    """A filter by a day."""

    name: str
    label: str

    def read(self, request: HttpRequest) -> Filter:
        """Return the filter with what the address asks for."""
        return chosen_day(request, self.name, self.label)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list was asked for: by whom, when, the words searched for, the values of its filters."""

    by: Actor
    at: datetime
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """Return the chosen value of a filter, or nothing."""
        return self.values.get(name, "")


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list, said once for its page and its Excel. ``rows`` reads under the scope of who asks.

    ``prepare`` reads for many rows at once what single cells need; columns find it as ``look.more``.
    ``row_link`` is where a click on a row leads.
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    rows: Callable[[Asked], QuerySet[Any]]
    filters: tuple[Choices | DayChoice, ...] = ()
    searchable: str = ""
    prepare: Callable[[Sequence[Any], Look], Any] = lambda rows, look: None
    row_link: Callable[[Any], str] | None = None
    says: str = ""
    empty: tuple[str, str] = ("没有符合条件的记录", "换个条件试试，或清除条件看全部。")


_listings: dict[str, Listing] = {}


def register_listing(listing: Listing) -> Listing:
    """Make a list known by its name, so that a long Excel can be written later. Return it."""
    if _listings.setdefault(listing.name, listing) is not listing:
        raise RuntimeError(f"two lists are called {listing.name}")
    return listing


def listing_named(name: str) -> Listing | None:
    """Return the list of this name, or None."""
    return _listings.get(name)


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
        return _workbook(listing, asked)
    page = page_of(request, listing.rows(asked))
    shown = list(page.object_list)
    page.object_list = shown
    look = _looking(listing, [*shown, *beside], asked)
    made = {
        "prepared": look.more,
        "beside": beside,
        "listing": listing,
        "page": page,
        "filters": filters,
        "q": asked.words,
        "table": table(listing.columns, shown, look, row_link=listing.row_link) if shown else "",
    }
    return render(request, template, {**made, **(context or {}), **above(asked)})


def rows_for_sheet(listing: Listing, asked: Asked) -> Iterator[tuple[Any, Look]]:
    """Yield every row of a list with what its cells need, some hundred at a time."""
    rows = listing.rows(asked)
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=READ_AT_ONCE):
        chunk.append(row)
        if len(chunk) == READ_AT_ONCE:
            yield from _with_look(listing, chunk, asked)
            chunk = []
    yield from _with_look(listing, chunk, asked)


def _with_look(listing: Listing, chunk: Sequence[Any], asked: Asked) -> Iterator[tuple[Any, Look]]:
    look = _looking(listing, chunk, asked)
    return ((row, look) for row in chunk)


def _looking(listing: Listing, rows: Sequence[Any], asked: Asked) -> Look:
    bare = Look(by=asked.by, at=asked.at)
    return Look(by=asked.by, at=asked.at, more=listing.prepare(rows, bare))


def _asked(request: HttpRequest, filters: Sequence[Filter]) -> Asked:
    values = {one.name: one.value for one in filters if one.value}
    return Asked(by=by_of(request), at=at_of(request), words=words(request), values=values)


def _workbook(listing: Listing, asked: Asked) -> HttpResponse:
    out = io.BytesIO()
    write_rows(out, listing.label, listing.columns, rows_for_sheet(listing, asked))
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    name = f"{listing.label}-{local_date(asked.at):%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
