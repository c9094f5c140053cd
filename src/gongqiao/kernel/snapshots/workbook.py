"""The numbers of a snapshot with every row behind them, as Excel."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Figure, figure_named
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.kernel.sheets.writing import add_sheet, open_book
from gongqiao.kernel.snapshots.models import FrozenRows, Snapshot
from gongqiao.kernel.snapshots.queries import lines, rows_kept
from gongqiao.kernel.snapshots.reports import exactly, tables, words_of

READ_AT_ONCE = 500


def workbook(snapshot: Snapshot, *, at: datetime, by: Actor) -> bytes:
    """Return the numbers, their tables, and for each figure a sheet of the rows that were kept, amounts as kept."""
    out, look = io.BytesIO(), Look(by=by, at=at)
    book = open_book(out)
    found, kept = lines(snapshot), rows_kept(snapshot)
    add_sheet(book, "汇总", _summary(kept), ((line, look) for line in found))
    for table in tables(found):
        columns = [
            _cell("label", "指标", 0), _cell("unit", "单位", 1),
            *(_cell(f"part{place}", head, place + 2) for place, head in enumerate(table["heads"])),
        ]  # fmt: skip
        add_sheet(book, f"按{table['label']}", columns, ((_plain(row), look) for row in table["rows"]))
    for name, rows in kept.items():
        figure = figure_named(name)
        if figure is not None:
            add_sheet(book, figure.label, _columns(figure, rows), _rows(figure, rows, look))
    book.close()
    return out.getvalue()


def _summary(kept: dict[str, FrozenRows]) -> list[Column]:
    return [
        Column(name="label", label="指标", is_wide=True, value=lambda line, look: line.label),
        Column(name="exact", label="准确数", value=lambda line, look: exactly(line)),
        Column(name="words", label="简报写法", value=lambda line, look: words_of(line)),
        Column(name="value", label="数值", kind="whole", value=lambda line, look: _number(line)),
        Column(
            name="rows", label="明细行数", kind="whole",
            value=lambda line, look: sum(len(kept[name].ids) for name in line.figures if name in kept),
        ),
        Column(name="says", label="口径", is_wide=True, value=lambda line, look: line.says),
    ]  # fmt: skip


def _number(line: Any) -> int | float | None:
    scale = 100 if line.counts == "fen" else 1
    if line.per is not None:
        return round(line.value / line.per / scale, 2) if line.per else None
    return float(line.value / scale) if scale > 1 else int(line.value)


def _cell(name: str, label: str, place: int) -> Column:
    return Column(name=name, label=label, value=lambda row, look: row[place])


def _plain(row: dict[str, Any]) -> list[Any]:
    numbers = [*row["values"], row["whole"]]
    return [
        row["label"],
        "元" if row["is_money"] else row["unit"],
        *(n / 100 if row["is_money"] else n for n in numbers),
    ]


def _columns(figure: Figure, rows: FrozenRows) -> Sequence[Column]:
    """Return the figure's columns; of a sum, with the amount as it was kept instead of the one of today."""
    if not figure.total:
        return figure.columns
    amounts = dict(zip(rows.ids, rows.weights, strict=True))
    kind = "yuan" if figure.counts == "fen" else "whole"
    kept = Column(name="kept", label="封存的数", kind=kind, value=lambda row, look: amounts.get(row.pk))  # type: ignore[arg-type]
    return [*(column for column in figure.columns if column.name != figure.total), kept]


def _rows(figure: Figure, rows: FrozenRows, look: Look) -> Iterator[tuple[Any, Look]]:
    """Yield the kept rows as they look today to this viewer, some hundred at a time."""
    for start in range(0, len(rows.ids), READ_AT_ONCE):
        ids = rows.ids[start : start + READ_AT_ONCE]
        found = list(figure.source(look.by).filter(pk__in=ids).select_related(*figure.related).order_by("pk"))
        full = Look(by=look.by, at=look.at, more=figure.prepare(found, look))
        yield from ((row, full) for row in found)
