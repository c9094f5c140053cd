"""List pages: filters that live in the address, pages of a fixed length, one total that is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_LENGTH = 50
LAST_PAGE = 10_000


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter, with how many rows it would leave when that is counted."""

    value: str
    label: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A filter of a list: the name of its parameter, its choices, and the value chosen now."""

    name: str
    label: str
    choices: Sequence[Choice]
    value: str


def chosen(request: HttpRequest, name: str, label: str, choices: Sequence[tuple[str, str]]) -> Filter:
    """Read a filter from the address; a value that is not among its choices counts as none."""
    given = request.GET.get(name, "")
    value = given if given in {value for value, _ in choices} else ""
    return Filter(name=name, label=label, value=value, choices=[Choice(value=v, label=text) for v, text in choices])


def words(request: HttpRequest) -> str:
    """Read the words searched for."""
    return request.GET.get("q", "").strip()[:60]


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, length: int = PAGE_LENGTH) -> Page[Any]:
    """Return the page that the address asks for; a number out of range gives the nearest page."""
    given = request.GET.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= 5 else 1
    return Paginator(rows, length).get_page(min(number, LAST_PAGE))
