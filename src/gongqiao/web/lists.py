"""List pages: filters that live in the address, pages of a fixed length, one total that is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

PAGE_LENGTH = 50
LAST_PAGE = 10_000
MOST_COUNTED = 10_000


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
