"""How numbers are read when they are kept: their rows by id, what each row added, their parts by county and dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.seals import digest
from gongqiao.kernel.indicators.combined import Number
from gongqiao.kernel.indicators.cuts import Cut, dimension_named
from gongqiao.kernel.indicators.figures import Figure
from gongqiao.kernel.indicators.tallies import tally_now
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import counties_below
from gongqiao.kernel.snapshots.models import FrozenRows, Snapshot, SnapshotLine

Splits = Mapping[str, Mapping[str, Mapping[Any, int]]]
"""For each dimension, for each figure, the number of each part."""


def frozen_rows(figure: Figure, cut: Cut, snapshot: Snapshot, by: Actor) -> FrozenRows:
    """Read the rows behind a figure, the first id first; the value is what they add up to."""
    found = contributions(figure, cut, by)
    weights = list(found.values()) if figure.total or figure.distinct else []
    value = sum(weights) if figure.total else len(set(weights)) if figure.distinct else len(found)
    return FrozenRows(snapshot=snapshot, figure=figure.name, value=value, ids=list(found), weights=weights)


def contributions(figure: Figure, cut: Cut, by: Actor) -> dict[int, int]:
    """Return the ids of the rows behind a figure with what each adds: an amount, a key of what is counted once, or 1."""
    rows = figure.rows(cut, by=by).order_by("pk")
    if figure.total or figure.distinct:
        pairs = rows.values_list("pk", figure.total or figure.distinct)
        return {pk: _weight(figure, value) for pk, value in pairs}
    return dict.fromkeys(rows.values_list("pk", flat=True), 1)


def _weight(figure: Figure, value: Any) -> int:
    """Return an amount or a whole number as it is, and of words (a phone) a keyed digest: they are not kept."""
    if isinstance(value, int) or value is None:
        return value or 0
    return int(digest(f"rows of {figure.name}", str(value))[:15], 16)


def splits_of(figures: Sequence[Figure], cut: Cut, dimensions: Sequence[str], by: Actor) -> Splits:
    """Read the parts of all figures by county and by each dimension that they know, one query a source."""
    found = {"union": _split(figures, cut, "union", by)}
    for name in dimensions:
        found[name] = _split([figure for figure in figures if figure.knows(name)], cut, name, by)
    return found


def _split(figures: Sequence[Figure], cut: Cut, dimension: str, by: Actor) -> dict[str, dict[Any, int]]:
    counted = tally_now(figures, cut, over=(dimension,), by=by)
    return {figure.name: counted.along(figure, dimension) for figure in figures}


def line_of(
    number: Number, place: int, read: Mapping[str, int], splits: Splits, snapshot: Snapshot, labels: Mapping[str, Any]
) -> SnapshotLine:
    """Return a number as a line of a snapshot. Ratios have no parts: they are not read off a table."""
    per = number.per(lambda figure: read[figure.name])
    return SnapshotLine(
        snapshot=snapshot, place=place, name=number.name, label=number.label, unit=number.unit, counts=number.counts,
        says=number.says, figures=[figure.name for figure in number.needs], per=per,
        value=number.value(lambda figure: read[figure.name]), wording=number.wording,
        splits=[] if per is not None else [_cells(number, name, splits[name], labels[name]) for name in splits
                                           if all(figure.name in splits[name] for figure in number.figures)],
    )  # fmt: skip


def _cells(number: Number, dimension: str, found: Mapping[str, Mapping[Any, int]], labels: Mapping[Any, str]) -> Any:
    values = {key: number.value(lambda figure: found[figure.name].get(key, 0)) for key in labels}  # noqa: B023
    label = "县（市、区）" if dimension == "union" else dimension_named(dimension).label
    return {"name": dimension, "label": label, "cells": [[key, words, values[key]] for key, words in labels.items()]}


def labels_of(union: Union, dimensions: Sequence[str], splits: Splits, by: Actor) -> dict[str, dict[Any, str]]:
    """Return the parts by which a snapshot is shown: the counties of the union, every value of the dimensions.

    Rows that belong to the city itself stand under it.
    """
    counties = {county.pk: county.short_name for county in counties_below(union, by=by)}
    own = {key for found in splits["union"].values() for key in found} - counties.keys()
    parts = {**counties, **dict.fromkeys(sorted(own), f"{union.short_name}本级")}
    return {"union": parts, **{name: dimension_named(name).labels(by) for name in dimensions}}
