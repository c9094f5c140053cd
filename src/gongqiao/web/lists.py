"""What a list is: its columns and rows, filters that live in the address, pages of a fixed length, one total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.web.doors import by_of

PAGE_LENGTH = 50
LAST_PAGE = 10_000
MOST_COUNTED = 10_000
READ_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter, with how many rows it would leave when that is counted."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A filter of a list: the name of its parameter, its choices, and the value chosen now. A day has no choices."""

    name: str
    label: str
    choices: Sequence[Choice]
    value: str
    is_day: bool = False

    def holding(self, value: object) -> Filter:
        """Return the filter with a value that the page chose where the address did not."""
        return replace(self, value=str(value or ""))


def chosen(request: HttpRequest, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Filter:
    """Read a filter from the address; a value that is not among its choices counts as none."""
    given = request.GET.get(name, "")
    value = given if given in {value for value, _ in choices} else ""
    return Filter(name=name, label=label, value=value, choices=[Choice(value=v, label=text) for v, text in choices])


def chosen_day(request: HttpRequest, name: str, label: str) -> Filter:
    """Read a day from the address; what is no sensible day counts as none."""
    given = request.GET.get(name, "")
    return Filter(name=name, label=label, value=given if day_of(given) else "", choices=(), is_day=True)


def day_of(text: str) -> date | None:
    """Return the day that a text like 2026-11-21 names, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def words(request: HttpRequest) -> str:
    """Read the words searched for."""
    return request.GET.get("q", "").strip()[:60]


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows that are counted as far as somebody may want to leaf: beyond that, a filter finds them sooner."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, at most ``MOST_COUNTED``."""
        return min(self._counted, MOST_COUNTED)

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > MOST_COUNTED

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: MOST_COUNTED + 1].count() if isinstance(rows, QuerySet) else len(rows)


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, length: int = PAGE_LENGTH) -> Page[Any]:
    """Return the page that the address asks for; a number out of range gives the nearest page."""
    given = request.GET.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= 5 else 1
    return Counted(rows, length).get_page(min(number, LAST_PAGE))


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
    ``row_link`` is where a click on a row leads. ``made_of``: what a list of a family is made of beside its name, so
    that it can be made again.
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
    made_of: Mapping[str, str] = field(default_factory=dict)


Family = Callable[[str, Mapping[str, str], Actor], Listing | None]
"""Makes a list of a family again: from its name, from what it is made of, for this viewer."""

_listings: dict[str, Listing] = {}
_families: dict[str, Family] = {}


def register_listing(listing: Listing) -> Listing:
    """Make a list known by its name, so that a long Excel can be written later. Return it."""
    if _listings.setdefault(listing.name, listing) is not listing:
        raise RuntimeError(f"two lists are called {listing.name}")
    return listing


def register_family(prefix: str, make: Family) -> None:
    """Make lists known that are written anew each time: all whose names begin with ``prefix``."""
    _families[prefix] = make


def listing_named(name: str, made_of: Mapping[str, str], *, by: Actor) -> Listing | None:
    """Return the list of this name as this viewer may open it, or None."""
    if name in _listings:
        return _listings[name]
    make = next((make for prefix, make in _families.items() if name.startswith(prefix)), None)
    return make(name, made_of, by) if make else None


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
    look = looking(listing, chunk, asked)
    return ((row, look) for row in chunk)


def looking(listing: Listing, rows: Sequence[Any], asked: Asked) -> Look:
    """Return the look over these rows, with what was read for all of them at once."""
    bare = Look(by=asked.by, at=asked.at)
    return Look(by=asked.by, at=asked.at, more=listing.prepare(rows, bare))
