"""A figure: its name, unit, what it counts, and one query. The number is exactly what its rows add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import Count, F, Q, QuerySet, Sum

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_time
from gongqiao.kernel.sheets.columns import Column

Counts = Literal["things", "persons", "person_times", "fen"]
"""What a figure counts. Persons and person-times are never added to each other, nor is either added to things."""
Wording = Literal["exact", "over", "near", "more"]
"""How a report words the exact value, as the seeds do: 594, 超过 500, 近 600, 590 余."""


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
        """Return the same cut with other dimensions set."""
        return replace(self, parts={**self.parts, **parts})

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """The half-open moments of the days."""
        start = local_time(self.since, time(0)) if self.since else None
        last = self.until if self.until and self.until < date.max else None
        end = local_time(last + timedelta(days=1), time(0)) if last else None
        return start, end


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number. ``name`` is ``service.figure``; ``source`` gives its rows as far as the viewer sees them.

    ``at`` is the path of the moment that dates a row: a flow counts rows dated inside the period, a stock those that
    are in force at its end (``until``: the path of the moment or day that ended them). ``union`` is the path of the
    organisation, ``cuts`` are the paths of other dimensions. ``distinct`` counts different values of a field instead
    of rows; ``total`` adds a field up. ``columns`` show a row wherever the number is opened.
    """

    name: str
    label: str
    unit: str
    counts: Counts
    source: Callable[[Actor], QuerySet[Any]]
    at: str
    union: str
    columns: tuple[Column, ...]
    is_stock: bool = False
    until: str = ""
    cuts: Mapping[str, str] = field(default_factory=dict)
    distinct: str = ""
    total: str = ""
    wording: Wording = "exact"
    related: tuple[str, ...] = ()
    says: str = ""

    def rows(self, cut: Cut, *, by: Actor) -> QuerySet[Any]:
        """Return the rows behind the number, newest first."""
        rows = self._dated(self.source(by), cut)
        if cut.union_id:
            rows = rows.filter(**{self.union: cut.union_id})
        for name, value in cut.parts.items():
            if name in self.cuts and value not in (None, ""):
                rows = rows.filter(**{self.cuts[name]: value})
        return rows.order_by(f"-{self.at}", "-pk")

    def value(self, cut: Cut, *, by: Actor) -> int:
        """Return the number: it equals what its rows add up to. Money in fen."""
        found = self.rows(cut, by=by).order_by().aggregate(n=self._aggregate())
        return int(found["n"] or 0)

    def by_union(self, cut: Cut, *, by: Actor) -> dict[int, int]:
        """Return the number of each union at once."""
        return self._grouped(self.union, cut, by=by)

    def by_part(self, part: str, cut: Cut, *, by: Actor) -> dict[Any, int]:
        """Return the number for each value of a dimension at once. Raises KeyError for one that it is not cut by."""
        return self._grouped(self.cuts[part], cut, by=by)

    def _dated(self, rows: QuerySet[Any], cut: Cut) -> QuerySet[Any]:
        start, end = cut.period
        if end:
            rows = rows.filter(**{f"{self.at}__lt": end})
        if start and not self.is_stock:
            rows = rows.filter(**{f"{self.at}__gte": start})
        if self.is_stock and self.until:
            ended = Q(**{self.until: None})
            rows = rows.filter(ended | Q(**{f"{self.until}__gte": end}) if end else ended)
        return rows

    def _grouped(self, path: str, cut: Cut, *, by: Actor) -> dict[Any, int]:
        grouped = self.rows(cut, by=by).order_by().values(group=F(path)).annotate(n=self._aggregate())
        return {row["group"]: int(row["n"] or 0) for row in grouped}

    def _aggregate(self) -> Sum | Count:
        if self.total:
            return Sum(self.total)
        return Count(self.distinct, distinct=True) if self.distinct else Count("pk")


_figures: dict[str, Figure] = {}


def register_figures(*figures: Figure) -> None:
    """Make figures known. Raises RuntimeError when another one has the same name."""
    for figure in figures:
        if _figures.setdefault(figure.name, figure) is not figure:
            raise RuntimeError(f"two figures are called {figure.name}")


def figure_named(name: str) -> Figure | None:
    """Return the figure ``service.figure``, or None."""
    return _figures.get(name)


def every_figure() -> list[Figure]:
    """Return all figures by name."""
    return [_figures[name] for name in sorted(_figures)]
