"""A figure: its name, unit, what it counts, and one query. The number is exactly what its rows add up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from gongqiao.cores.wording import Wording
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators.cuts import Cut
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.kernel.tree.models import Node

Counts = Literal["things", "persons", "person_times", "fen"]
"""What a figure counts. Persons and person-times are never added to each other, nor is either added to things."""
COUNTS_LABELS: dict[str, str] = {"things": "件数", "persons": "人数", "person_times": "人次", "fen": "金额"}

CutBy = str | Callable[[Any], Q]
"""How a dimension cuts the rows: the path of a field, or the condition for a value that no single field holds."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number. ``name`` is ``service.figure``; ``source`` gives its rows as far as the viewer sees them, each once:
    neither it nor a path may lead through a relation to many, or rows would be counted twice.

    ``where`` narrows the source: figures with one source and different conditions are counted in one query.
    ``at`` is the path of the moment that dates a row: a flow counts rows dated inside the period, a stock those that
    are in force at its end (``until``: the path of the moment or day that ended them). ``union`` is the path of the
    organisation; a cut for a union counts the rows of all unions below it, too. ``cuts`` are the paths of other
    dimensions. ``distinct`` counts different values of a field instead of rows; ``total`` adds a field up.
    ``columns`` show a row wherever the number is opened; ``prepare`` reads once what the cells of many rows need,
    ``related`` names the relations that they follow. ``says`` defines the number for those who read it.
    """

    name: str
    label: str
    unit: str
    counts: Counts
    source: Callable[[Actor], QuerySet[Any]]
    at: str
    union: str
    columns: tuple[Column, ...]
    where: Q = field(default_factory=Q)
    is_stock: bool = False
    until: str = ""
    cuts: Mapping[str, CutBy] = field(default_factory=dict)
    distinct: str = ""
    total: str = ""
    wording: Wording = "exact"
    related: tuple[str, ...] = ()
    prepare: Callable[[Sequence[Any], Look], Any] = lambda rows, look: None
    says: str = ""

    @property
    def short_name(self) -> str:
        """The name without its service."""
        return self.name.partition(".")[2]

    @property
    def is_additive(self) -> bool:
        """Whether numbers of parts add up to the whole: not where the same person or firm stands in two parts."""
        return not self.distinct

    def rows(self, cut: Cut, *, by: Actor) -> QuerySet[Any]:
        """Return the rows behind the number, newest first."""
        rows = self.selected(cut, by=by).filter(self.in_force(cut), self.where)
        return rows.order_by(f"-{self.at}", "-pk")

    def value(self, cut: Cut, *, by: Actor) -> int:
        """Return the number: it equals what its rows add up to. Money in fen."""
        found = self.rows(cut, by=by).order_by().aggregate(n=self.amount())
        return int(found["n"] or 0)

    def by_union(self, cut: Cut, *, by: Actor) -> dict[int, int]:
        """Return the number of each county at once, with what lies below it; the city's own rows under the city."""
        return self._grouped(self.county(), cut, by)

    def by_part(self, part: str, cut: Cut, *, by: Actor) -> dict[Any, int]:
        """Return the number for each value of a dimension at once. Raises KeyError for one that it is not cut by."""
        return self._grouped(F(self.path_of(part)), cut, by)

    def knows(self, part: str) -> bool:
        """Whether the number can be grouped by a dimension."""
        return isinstance(self.cuts.get(part), str)

    def ignored(self, cut: Cut) -> list[str]:
        """Return the dimensions of a cut that do not narrow this number."""
        return [name for name in cut.parts if name not in self.cuts]

    def path_of(self, part: str) -> str:
        """Return the path of a dimension. Raises KeyError when there is no single field for it."""
        path = self.cuts.get(part)
        if not isinstance(path, str):
            raise KeyError(f"{self.name} is not grouped by {part}")
        return path

    def selected(self, cut: Cut, *, by: Actor) -> QuerySet[Any]:
        """Return the rows of the source inside the cut's union and dimensions, whatever their date."""
        rows = self.source(by)
        if cut.union_id:
            inside = Node.objects.filter(line__contains=[cut.union_id]).values("pk")
            rows = rows.filter(**{f"{self.union}__in": inside})
        for name, value in cut.parts.items():
            how = self.cuts.get(name)
            if how and value not in (None, ""):
                rows = rows.filter(how(value) if callable(how) else Q(**{how: value}))
        return rows

    def in_force(self, cut: Cut) -> Q:
        """Return the condition that a row is dated inside the period, or, of a stock, in force at its end."""
        start, end = cut.period
        dated = Q()
        if end:
            dated &= Q(**{f"{self.at}__lt": end})
        if start and not self.is_stock:
            dated &= Q(**{f"{self.at}__gte": start})
        if self.is_stock and self.until:
            lasting = Q(**{f"{self.until}__isnull": True})
            dated &= lasting | Q(**{f"{self.until}__gte": end}) if end else lasting
        return dated

    def amount(self, *, where: Q | None = None) -> Sum | Count:
        """Return the aggregate that makes the number out of rows."""
        if self.total:
            return Sum(self.total, filter=where)
        return Count(self.distinct, distinct=True, filter=where) if self.distinct else Count("pk", filter=where)

    def county(self) -> Combinable:
        """Return the expression for the county of a row: the second node of its line, else its own union."""
        relation = self.union.removesuffix("_id")
        return Coalesce(F(f"{relation}__node__line__1"), F(self.union), output_field=BigIntegerField())

    def _grouped(self, group: Combinable, cut: Cut, by: Actor) -> dict[Any, int]:
        rows = self.rows(cut, by=by).order_by().values(group=group).annotate(n=self.amount())
        return {row["group"]: int(row["n"] or 0) for row in rows}


_figures: dict[str, Figure] = {}


def register_figures(*figures: Figure) -> None:
    """Make figures known. Raises RuntimeError when another one has the same name."""
    for figure in figures:
        if _figures.setdefault(figure.name, figure) is not figure:
            raise RuntimeError(f"two figures are called {figure.name}")


def figure_named(name: str) -> Figure | None:
    """Return the figure ``service.figure``, or None."""
    return _figures.get(name)


def figure_of(name: str) -> Figure:
    """Return the figure of another service, for a ratio with it. Raises LookupError when that service is not loaded."""
    if name not in _figures:
        raise LookupError(f"no figure {name}: its service must stand before this one in site/services.py")
    return _figures[name]


def every_figure() -> list[Figure]:
    """Return all figures by name."""
    return [_figures[name] for name in sorted(_figures)]
