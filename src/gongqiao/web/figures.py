"""The kit for pages with numbers: the part asked for in the address, and the address of the rows behind a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.base.money import yuan_of
from gongqiao.kernel.indicators import Cut, Dimension, Figure, dimension_named
from gongqiao.kernel.org.queries import counties_in_sight
from gongqiao.web.listings import Choices, DayChoice
from gongqiao.web.lists import Filter, day_of


def address_of(figure: Figure, cut: Cut) -> str:
    """Return the address of the rows behind a number; what does not narrow it stays out of it."""
    tail = tail_of(cut.of(**dict.fromkeys(figure.ignored(cut))))
    return f"/desk/figures/{figure.name}{tail}"


def tail_of(cut: Cut) -> str:
    """Return a cut as the query of an address."""
    given = {"since": cut.since, "until": cut.until, "union": cut.union_id, **cut.parts}
    query = urlencode({name: str(value) for name, value in given.items() if value})
    return f"?{query}" if query else ""


def counties(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the counties in sight, for filters."""
    return [(str(union.pk), union.short_name) for union in counties_in_sight(by=by)]


DAYS = (DayChoice(name="since", label="从"), DayChoice(name="until", label="到"))
COUNTY = Choices(name="union", label="县（市、区）", of=counties)


def choice_of(dimension: Dimension) -> Choices | None:
    """Return the filter of a dimension, or None when it has too many values for one."""
    return Choices(name=dimension.name, label=dimension.label, of=dimension.choices) if dimension.choices else None


def filters_of(figure: Figure) -> tuple[Choices | DayChoice, ...]:
    """Return the filters of a figure's rows: days, county, and each dimension that can be chosen."""
    chosen = [choice_of(dimension_named(name)) for name in figure.cuts]
    return (*DAYS, COUNTY, *(one for one in chosen if one))


def cut_of(values: Mapping[str, str]) -> Cut:
    """Return the cut that checked values of filters ask for."""
    parts = {name: value for name, value in values.items() if name not in {"since", "until", "union"}}
    union = values.get("union", "")
    cut = Cut(since=day_of(values.get("since", "")), until=day_of(values.get("until", "")))
    return cut.at_union(int(union) if union else None).of(**parts)


def cut_in(filters: Sequence[Filter]) -> Cut:
    """Return the cut that the filters of a page ask for."""
    return cut_of({one.name: one.value for one in filters if one.value})


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A cut that came with a link and not from a list: its parameter, its value, its words."""

    name: str
    label: str
    value: str
    words: str


def linked_in(figure: Figure, query: Mapping[str, str], by: Actor) -> list[Linked]:
    """Return the cuts of a link by things too many to choose from. Raises NotFound for one out of sight."""
    found = []
    for name in figure.cuts:
        dimension, given = dimension_named(name), query.get(name, "")
        if dimension.named and given.isascii() and given.isdigit() and int(given) <= MAX_ID:
            words = dimension.named(int(given), by)
            found.append(Linked(name=name, label=dimension.label, value=given, words=words))
    return found


def shown(figure: Figure, number: int) -> str:
    """Return a number with its unit, as headings show it."""
    return yuan_of(number) if figure.counts == "fen" else f"{number:,} {figure.unit}"


def context_of(figure: Figure, cut: Cut, by: Actor) -> dict[str, Any]:
    """Return what stands above the rows of a figure."""
    return {"figure": figure, "value": shown(figure, figure.value(cut, by=by)), "cut": cut}
