"""Rows out of a workbook: which sheet is meant, whether its header is that of the template, and what its cells hold."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.sheets.cells import bare
from gongqiao.kernel.sheets.kinds import Cell, SheetKind
from gongqiao.kernel.sheets.opening import Opened, Truncated, named, open_workbook

GUIDE = "填写说明"
PROBLEM, BATCH, ROW = "问题", "批次号", "原行号"
"""Columns that we add ourselves to a file of failed rows."""
HEADER_WITHIN = 12
MOST_CHARACTERS = 1_000
LABELS_OF_A_HEADER = 2


class WrongTemplate(Invalid):
    """这个文件不是现在的模板。请下载新模板，把内容复制过去再上传。"""

    code = "wrong_template"


class WhichSheet(Invalid):
    """看不出要导入哪一张工作表。请只留一张有内容的表再上传。"""

    code = "which_sheet"


class NotPlain(Invalid):
    """表里有不能照着读的格子。请改好后再上传。"""

    code = "not_plain"


class NoRows(Invalid):
    """表里没有要导入的行。请从第 2 行开始填，再上传。"""

    code = "no_rows"


@dataclass(frozen=True, kw_only=True)
class RawRow:
    """A row as it stands in the file; ``was`` is its number in the batch that it comes back to."""

    number: int
    cells: Mapping[str, Cell]
    was: int | None = None


@dataclass(frozen=True, kw_only=True)
class RawSheet:
    """The rows of a file, what was noticed about it as a whole, and the batch that it belongs to, if any."""

    rows: Sequence[RawRow]
    notes: Sequence[str]
    batch_id: int | None


def read_workbook(body: bytes, kind: SheetKind, *, name: str) -> RawSheet:
    """Read the rows of a file of this kind. Raises what ``open_workbook`` raises, WrongTemplate, WhichSheet, NotPlain,
    NoRows.
    """
    opened = open_workbook(body, name=name)
    if opened.template and opened.template != kind.mark:
        _wrong_mark(opened.template, kind)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(opened.body))
        chosen = _the_sheet(opened, book)
        grid = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, OSError) as broken:
        raise Truncated from broken
    _refuse_what_is_not_plain(opened, chosen)
    columns = _columns(grid, kind)
    rows = [row for number, line in enumerate(grid[1:], 2) if (row := _row(number, line, columns))]
    if not rows:
        raise NoRows
    hidden = opened.hidden_rows.get(chosen, 0)
    notes = [f"有 {hidden} 行被隐藏或筛选掉了，也一并读入。"] if hidden else []
    return RawSheet(rows=[row for row, _ in rows], notes=notes, batch_id=_batch_of([batch for _, batch in rows]))


def _wrong_mark(mark: str, kind: SheetKind) -> None:
    name, _, version = mark.partition("/")
    if name != kind.name:
        raise WrongTemplate(f"这是另一种名单的模板，不是“{kind.label}”的。请核对要导入哪一种名单。")
    raise WrongTemplate(f"这是第 {version} 版模板，现在用第 {kind.version} 版。请下载新模板，把内容复制过去再上传。")


def _the_sheet(opened: Opened, book: calamine.CalamineWorkbook) -> str:
    filled = [name for name in book.sheet_names if name != GUIDE and _has_rows(book, name)]
    if hidden := [name for name in filled if name in opened.hidden]:
        shown = "、".join(f"“{name}”" for name in hidden)
        raise WhichSheet(f"有内容的工作表{shown}被隐藏了，看不出要不要导入。请取消隐藏后只留要导入的一张，再上传。")
    if len(filled) > 1:
        shown = "、".join(f"“{name}”" for name in filled)
        raise WhichSheet(f"有 {len(filled)} 张工作表有内容：{shown}。请只留要导入的一张，再上传。")
    if not filled:
        raise NoRows
    return filled[0]


def _has_rows(book: calamine.CalamineWorkbook, name: str) -> bool:
    sheet = book.get_sheet_by_name(name)
    return sheet.height > 0 and sheet.width > 0


def _refuse_what_is_not_plain(opened: Opened, name: str) -> None:
    if merged := opened.merged.get(name):
        raise NotPlain(f"有合并的单元格：{named(merged)}。请取消合并，把每一格都填上，再上传。")
    if formulas := opened.formulas.get(name):
        raise NotPlain(f"有公式：{named(formulas)}。请选中整张表，复制后“选择性粘贴为数值”，再上传。")
    if broken := opened.broken.get(name):
        raise NotPlain(f"有错误值（#N/A、#REF! 之类）：{named(broken)}。请改成正确的内容，再上传。")


def _columns(grid: Sequence[Sequence[Any]], kind: SheetKind) -> dict[int, str]:
    """Return which column holds which field; our own columns by their labels. Raises WrongTemplate."""
    labels = {field.label: field.name for field in kind.fields} | {PROBLEM: PROBLEM, BATCH: BATCH, ROW: ROW}
    heads = [
        number
        for number, line in enumerate(grid[:HEADER_WITHIN], 1)
        if len({label for cell in line if (label := _label(cell)) in labels}) >= LABELS_OF_A_HEADER
    ]
    if not heads:
        raise WrongTemplate("第 1 行不是模板的表头。请下载模板，把内容复制过去再上传。")
    if heads[0] != 1:
        raise WrongTemplate(f"表头在第 {heads[0]} 行，应在第 1 行。请删掉它上面的行，再上传。")
    if len(heads) > 1:
        raise WrongTemplate(f"第 {heads[1]} 行又是一行表头。请只留第 1 行的表头，再上传。")
    found: dict[int, str] = {}
    for place, cell in enumerate(grid[0]):
        label = _label(cell)
        if not label:
            if any(_is_filled(line[place]) for line in grid[1:]):
                raise WrongTemplate(f"第 {place + 1} 列没有表头却有内容。请删掉这一列，或填上模板里的表头，再上传。")
            continue
        if label not in labels:
            raise WrongTemplate(f"多出一列“{label}”，模板里没有。请删掉这一列，或换成模板里的表头，再上传。")
        if labels[label] in found.values():
            raise WrongTemplate(f"“{label}”这一列有两列，不知道该用哪一列。请删掉一列，再上传。")
        found[place] = labels[label]
    missing = [field.label for field in kind.fields if field.is_required and field.name not in found.values()]
    if missing:
        raise WrongTemplate(f"缺少必填的列：{'、'.join(missing)}。请下载模板，把内容复制过去再上传。")
    return found


def _label(cell: Any) -> str:
    return "".join(bare(cell).split()).rstrip("*＊")[:40] if isinstance(cell, str) else ""


def _is_filled(cell: Any) -> bool:
    return not (cell is None or (isinstance(cell, str) and not bare(cell).strip()))


def _row(number: int, line: Sequence[Any], columns: Mapping[int, str]) -> tuple[RawRow, int | None] | None:
    given = {name: _cell(line[place]) for place, name in columns.items() if _is_filled(line[place])}
    given.pop(PROBLEM, None)
    batch, was = _number(given.pop(BATCH, None)), _number(given.pop(ROW, None))
    return (RawRow(number=number, cells=given, was=was), batch) if given else None


def _cell(cell: Any) -> Cell:
    """Return a cell of the reader as one of ours: moments become days, times become text, whole floats whole numbers."""
    match cell:
        case str():
            return _storable(cell)
        case bool() | int():
            return cell
        case float():
            return int(cell) if cell.is_integer() and abs(cell) < 10**15 else cell
        case datetime():
            return cell.date()
        case date():
            return cell
        case time() | timedelta():
            return str(cell)
    return str(cell)


def _storable(text: str) -> str:
    """Return a text as a database can keep it: without NUL and halves of pairs."""
    return text.replace("\x00", "").encode(errors="ignore").decode()[:MOST_CHARACTERS]


def _number(cell: Cell) -> int | None:
    digits = str(cell)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def _batch_of(batches: Sequence[int | None]) -> int | None:
    marked = {batch for batch in batches if batch is not None}
    if len(marked) > 1:
        raise WhichSheet("这个文件里有几批的行混在一起。请分别用各批下载的文件重传。")
    return next(iter(marked), None)
