"""The template of a kind of sheet, empty or with the rows that were not taken, each wrong cell red with its reason."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

from gongqiao.kernel.sheets.kinds import Cell, Field, SheetKind
from gongqiao.kernel.sheets.opening import MOST_ROWS
from gongqiao.kernel.sheets.reading import BATCH, GUIDE, PROBLEM, ROW
from gongqiao.kernel.sheets.writing import sheet_name

INLINE_CHOICES = 250  # Excel keeps at most 255 characters of a list inside the rule
FIRST_LIST_COLUMN = 6
RED, PALE = "#C7000B", "#FDE7E3"


@dataclass(frozen=True, kw_only=True)
class FailedRow:
    """A row that goes back: as it was typed, and what is wrong in which field."""

    number: int
    cells: Mapping[str, Cell]
    problems: Mapping[str, str]


def write_template(kind: SheetKind) -> bytes:
    """Return the empty template of a kind."""
    return _write(kind, [], batch_id=None)


def write_failed(kind: SheetKind, rows: Iterable[FailedRow], *, batch_id: int) -> bytes:
    """Return the template filled with the rows that were not taken; it knows its batch and the numbers of its rows."""
    return _write(kind, rows, batch_id=batch_id)


def _write(kind: SheetKind, rows: Iterable[FailedRow], *, batch_id: int | None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.define_name("gongqiao_template", f'="{kind.mark}"')
    looks = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "needed": book.add_format({"bold": True, "bottom": 1, "font_color": RED, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "plain": book.add_format(),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "wrong": book.add_format(
            {"num_format": "@", "bg_color": PALE, "font_color": RED, "border": 1, "border_color": RED}
        ),
        "why": book.add_format({"font_color": RED}),
    }
    sheet = book.add_worksheet(sheet_name(kind.label))
    lists = _guide(book.add_worksheet(GUIDE), kind, looks)
    for place, field in enumerate(kind.fields):
        sheet.set_column(place, place, field.width, looks["text"] if field.is_code else looks["plain"])
        sheet.write_string(0, place, _head(field), looks["needed" if field.is_required else "head"])
        if field.hint:
            sheet.write_comment(0, place, field.hint, {"x_scale": 1.6})
        if field.name in lists:
            rule = {
                "validate": "list",
                "source": lists[field.name],
                "error_title": "不在可选项里",
                "error_message": "请从下拉列表里选。",
            }
            sheet.data_validation(1, place, MOST_ROWS, place, rule)
    sheet.freeze_panes(1, 2)
    if batch_id is not None:
        _fill(sheet, kind.fields, rows, batch_id, looks)
    book.close()
    return out.getvalue()


def _head(field: Field) -> str:
    return f"{field.label}*" if field.is_required else field.label


def _guide(sheet: Any, kind: SheetKind, looks: Mapping[str, Any]) -> dict[str, Any]:
    """Write how to fill the sheet; return of each field with choices where its list is."""
    for place, (label, width) in enumerate((("列", 20), ("必填", 8), ("例子", 30), ("说明", 60))):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, label, looks["head"])
    lists: dict[str, Any] = {}
    column = FIRST_LIST_COLUMN
    for number, field in enumerate(kind.fields, 1):
        for place, words in enumerate((field.label, "必填" if field.is_required else "", field.example, field.hint)):
            sheet.write_string(number, place, words)
        options = list(field.choices())
        if not options:
            continue
        if len(",".join(options)) <= INLINE_CHOICES:
            lists[field.name] = options
            continue
        sheet.set_column(column, column, 24)
        sheet.write_string(0, column, f"{field.label}可选项", looks["head"])
        for row, option in enumerate(options, 1):
            sheet.write_string(row, column, option)
        letter = chr(ord("A") + column)
        lists[field.name] = f"='{GUIDE}'!${letter}$2:${letter}${len(options) + 1}"
        column += 1
    last = len(kind.fields) + 2
    for step, words in enumerate(
        (
            "带 * 的列必填，其余可以留空；已登记的，留空不会清掉原来的内容。",
            "不要合并单元格、不要写公式、不要改第 1 行。",
        )
    ):
        sheet.write_string(last + step, 0, words)
    return lists


def _fill(
    sheet: Any, fields: Sequence[Field], rows: Iterable[FailedRow], batch_id: int, looks: Mapping[str, Any]
) -> None:
    why, batch, was = len(fields), len(fields) + 1, len(fields) + 2
    sheet.write_string(0, why, PROBLEM, looks["needed"])
    sheet.set_column(why, why, 60)
    for place, label in ((batch, BATCH), (was, ROW)):
        sheet.write_string(0, place, label)
        sheet.set_column(place, place, 10, None, {"hidden": True})
    labels = {field.name: field.label for field in fields}
    for number, row in enumerate(rows, 1):
        for place, field in enumerate(fields):
            problem = row.problems.get(field.name, "")
            _put(sheet, number, place, row.cells.get(field.name), looks, is_wrong=bool(problem), is_code=field.is_code)
            if problem:
                sheet.write_comment(number, place, problem, {"x_scale": 1.6})
        told = [f"{labels.get(name, '')}：{problem}".lstrip("：") for name, problem in row.problems.items()]
        sheet.write_string(number, why, "；".join(told), looks["why"])
        sheet.write_number(number, batch, batch_id)
        sheet.write_number(number, was, row.number)


def _put(
    sheet: Any, number: int, place: int, cell: Cell, looks: Mapping[str, Any], *, is_wrong: bool, is_code: bool
) -> None:
    look = looks["wrong"] if is_wrong else looks["text"] if is_code else looks["plain"]
    match cell:
        case None:
            sheet.write_blank(number, place, None, look)
        case date():
            sheet.write_datetime(number, place, cell, looks["day"])
        case bool():
            sheet.write_boolean(number, place, cell, look)
        case int() | float():
            sheet.write_number(number, place, cell, look)
        case _:
            sheet.write_string(number, place, cell, look)
