"""Excel out: rows written one by one, so that a long list needs little memory. No cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from gongqiao.kernel.base.money import FEN_A_YUAN
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.sheets.columns import Column, Look, Standing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767
_FORMATS = {"yuan": "#,##0.00", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "due": "yyyy-mm-dd hh:mm"}
_WIDTHS = {"code": 22, "whole": 10, "yuan": 16, "day": 12, "moment": 17, "due": 17, "standing": 12}


def write_rows(
    target: Path | IO[bytes], label: str, columns: Sequence[Column], rows: Iterable[tuple[Any, Look]]
) -> int:
    """Write a sheet ``label`` with a header and these rows; return how many rows there were."""
    return write_cells(target, label, columns, (cells_of(columns, row, look) for row, look in rows))


def write_cells(target: Path | IO[bytes], label: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    """Write a sheet with a header and rows of plain cells; return how many rows there were."""
    book = open_book(target)
    number = _add_cells(book, label, columns, rows)
    book.close()
    return number


def open_book(target: Path | IO[bytes]) -> Any:
    """Return a workbook to which sheets are added one after the other; close it at the end."""
    return xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )


def add_sheet(book: Any, label: str, columns: Sequence[Column], rows: Iterable[tuple[Any, Look]]) -> int:
    """Add a sheet with a header and these rows; return how many rows there were."""
    return _add_cells(book, label, columns, (cells_of(columns, row, look) for row, look in rows))


def cells_of(columns: Sequence[Column], row: Any, look: Look) -> list[Any]:
    """Return the cells of a row as this viewer sees it, as plain JSON that may wait for its workbook."""
    return [_plain(column.value(row, look)) for column in columns]


def _plain(value: Any) -> Any:
    match value:
        case None | "":
            return None
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case int() | float():
            return value
    return as_words(value)[:MOST_CHARACTERS]


def _add_cells(book: Any, label: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> int:
    head = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in _FORMATS.items()}
    sheet = book.add_worksheet(sheet_name(label))
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(column.kind, 32 if column.is_wide else 18))
        sheet.write_string(0, place, _unit_named(column), head)
    number = 0
    for number, cells in enumerate(rows, 1):
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            _write(sheet, number, place, column, cell, formats)
    return number


def _unit_named(column: Column) -> str:
    return f"{column.label}（元）" if column.kind == "yuan" else column.label


def _write(sheet: Any, number: int, place: int, column: Column, cell: Any, formats: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case {"moment": text}:
            moment = datetime.fromisoformat(text).astimezone(CITY_TIME).replace(tzinfo=None)
            sheet.write_datetime(number, place, moment, formats["moment"])
        case {"day": text}:
            sheet.write_datetime(number, place, date.fromisoformat(text), formats["day"])
        case int() if column.kind == "yuan":
            sheet.write_number(number, place, cell / FEN_A_YUAN, formats["yuan"])
        case int() | float():
            sheet.write_number(number, place, cell)
        case _:
            sheet.write_string(number, place, cell)


def as_words(value: Any) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, Standing):
        return value.label
    if isinstance(value, tuple | list):
        return "、".join(str(one) for one in value)
    return str(value)


def sheet_name(label: str) -> str:
    """Return a label as Excel lets a sheet be called."""
    return "".join(character for character in label if character not in "[]:*?/\\'")[:31] or "表"
