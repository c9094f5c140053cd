"""Cuts: which part of a number is looked at; and the dimensions by which numbers are cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_time


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Which part is looked at: days (the last one included), a union with all below it, other dimensions by name."""

    since: date | None = None
    until: date | None = None
    union_id: int | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)

    def at_union(self, union_id: int | None) -> Cut:
        """Return the same cut for one union."""
        return replace(self, union_id=union_id)

    def of(self, **parts: Any) -> Cut:
        """Return the same cut with other dimensions set; an empty value takes one out."""
        return replace(self, parts={n: v for n, v in {**self.parts, **parts}.items() if v not in (None, "")})

    def in_days(self, since: date | None, until: date | None) -> Cut:
        """Return the same cut for other days."""
        return replace(self, since=since, until=until)

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """The half-open moments of the days."""
        start = local_time(self.since, time(0)) if self.since else None
        last = self.until if self.until and self.until < date.max else None
        end = local_time(last + timedelta(days=1), time(0)) if last else None
        return start, end


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A way to cut numbers beside days and unions: its name, its label, its values as this viewer may choose them.

    ``named`` gives the words for one value of a dimension with too many values to choose from a list, as one
    enterprise; such a cut is reached by a link only.
    """

    name: str
    label: str
    choices: Callable[[Actor], Sequence[tuple[str, str]]] | None = None
    named: Callable[[int, Actor], str] | None = None

    def labels(self, by: Actor) -> dict[str, str]:
        """Return the words for every value that may be chosen."""
        return dict(self.choices(by)) if self.choices else {}


_dimensions: dict[str, Dimension] = {}


def register_dimensions(*dimensions: Dimension) -> None:
    """Make dimensions known. Raises RuntimeError when another one has the same name."""
    for dimension in dimensions:
        if _dimensions.setdefault(dimension.name, dimension) is not dimension:
            raise RuntimeError(f"two dimensions are called {dimension.name}")


def dimension_named(name: str) -> Dimension:
    """Return the dimension of this name. Raises KeyError."""
    return _dimensions[name]
