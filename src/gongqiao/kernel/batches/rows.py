"""Rows of a batch on their way in and out of the database, many at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from gongqiao.kernel.batches.models import Batch, BatchRow
from gongqiao.kernel.sheets.cells import written
from gongqiao.kernel.sheets.kinds import Cell, Fault, Line, Read, SheetKind, Unreadable

DAY = "day"
_COLUMNS = (
    "number", "key", "cells", "values", "state", "faults", "notes", "changes", "thing_id", "before", "after",
    "kept_because", "taken_at",
)  # fmt: skip
_JSON = {"cells", "values", "faults", "notes", "changes", "before", "after"}
_TYPES = {"state": "text", "thing_id": "bigint", "kept_because": "text", "taken_at": "timestamptz"}


def plain_cells(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Return cells as JSON; a day keeps that it was one."""
    return {name: {DAY: cell.isoformat()} if isinstance(cell, date) else cell for name, cell in cells.items()}


def typed_cells(row: BatchRow) -> dict[str, Cell]:
    """Return what was typed, with its types."""
    return {name: date.fromisoformat(cell[DAY]) if isinstance(cell, dict) else cell for name, cell in row.cells.items()}


def insert_rows(batch: Batch, rows: Sequence[BatchRow]) -> None:
    """Write new rows in one stream."""
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy batches_batchrow (batch_id, {names}) from stdin") as stream,
    ):
        for row in rows:
            stream.write_row([batch.pk, *(_stored(row, name) for name in _COLUMNS)])


def update_rows(rows: Sequence[BatchRow], *names: str) -> None:
    """Write these columns of many rows in one statement."""
    given = [[row.pk for row in rows], *([_stored(row, name) for row in rows] for name in names)]
    arrays = ", ".join(["%s::bigint[]", *(f"%s::{_TYPES.get(name, 'text')}[]" for name in names)])
    quoted = [f'"{name}"' for name in names]
    changes = ", ".join(
        f"{name} = v.{name}{'::jsonb' if plain in _JSON else ''}" for plain, name in zip(names, quoted, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"update batches_batchrow r set {changes} from unnest({arrays}) v (id, {', '.join(quoted)}) where r.id = v.id",  # noqa: S608
            given,
        )


def _stored(row: BatchRow, name: str) -> Any:
    value = getattr(row, name)
    return json.dumps(value, ensure_ascii=False) if name in _JSON else value


def read_rows(kind: SheetKind, rows: Sequence[BatchRow]) -> None:
    """Read the cells of rows: their values, what was tidied, and every fault of a row at once."""
    readers = {field.name: field.reader() for field in kind.fields}
    for row in rows:
        _read_row(kind, readers, row)


def _read_row(kind: SheetKind, readers: Mapping[str, Callable[[Cell], Read]], row: BatchRow) -> None:
    cells, values = typed_cells(row), {}
    faults, notes = list(row.faults), list(row.notes)
    for field in kind.fields:
        cell = cells.get(field.name)
        if cell is None:
            if field.is_required:
                faults.append(plain_fault(Fault(field=field.name, problem="空白", mend="必填")))
            continue
        try:
            read = readers[field.name](cell)
        except Unreadable as wrong:
            problem = wrong.problem.removeprefix(field.label)
            fault = Fault(field=field.name, problem=problem, mend=wrong.mend, written=written(cell))
            faults.append(plain_fault(fault))
        else:
            values[field.name] = read.value
            if read.note:
                notes.append({"field": field.name, "note": read.note})
    row.values, row.faults, row.notes = values, faults, notes


def plain_fault(fault: Fault) -> dict[str, str]:
    """Return a fault as JSON."""
    return {"field": fault.field, "problem": fault.problem, "mend": fault.mend, "written": fault.written}


def line_of(row: BatchRow) -> Line:
    """Return a row as its kind takes it."""
    return Line(
        number=row.number, values=row.values, thing_id=row.thing_id, state=row.state, before=row.before, after=row.after
    )


def counts(batch: Batch) -> dict[str, int]:
    """Return how many rows of a batch that the caller has seen stand where; ``taken``: how many of them took effect."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select state, count(*), count(taken_at), coalesce(sum(jsonb_array_length(faults)), 0)"
            " from batches_batchrow where batch_id = %s group by state",
            [batch.pk],
        )
        found = cursor.fetchall()
    told = {state: number for state, number, _, _ in found}
    return {
        **{state: told.get(state, 0) for state, _ in BatchRow._meta.get_field("state").choices or ()},
        "total": sum(told.values()),
        "taken": sum(taken for _, _, taken, _ in found),
        "pending": sum(number - taken for state, number, taken, _ in found if state in {"new", "updated"}),
        "faults": sum(faults for _, _, _, faults in found),
    }
