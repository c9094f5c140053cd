"""Read the tables of a Word file: widths, merged cells, borders, heights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gongqiao.kernel.typesetting.styles import W, is_on, named, number, points
from gongqiao.kernel.typesetting.words import Words, is_hex, read_paragraph, rule

MOST_COLUMNS = 40
MOST_CELLS = 8_000
_SIDES = {"top": "top", "bottom": "bottom", "left": "left", "start": "left", "right": "right", "end": "right"}
_TABLE_HARMLESS = {"tblStyle", "tblW", "tblLayout", "tblLook", "tblCaption", "tblDescription", "tblStyleRowBandSize",
                   "tblStyleColBandSize", "tblCellSpacing", "tblOverlap"}  # fmt: skip
_TABLE_DRAWN = {"jc", "tblBorders", "tblCellMar", "tblInd"}
_ROW_HARMLESS = {"cnfStyle", "trHeight", "cantSplit", "tblHeader", "jc", "wBefore", "wAfter", "hidden", "divId"}
_CELL_HARMLESS = {
    "tcW",
    "gridSpan",
    "vMerge",
    "tcBorders",
    "shd",
    "vAlign",
    "tcMar",
    "noWrap",
    "hideMark",
    "cnfStyle",
    "tcFitText",
}
_TOLD = {
    "tblpPr": "环绕文字的表格（请改为不环绕）", "gridBefore": "缺格的表格行", "gridAfter": "缺格的表格行", "hMerge": "旧式合并单元格",
    "textDirection": "竖排的单元格", "bidiVisual": "从右到左的表格",
}  # fmt: skip


def read_table(element: Any, words: Words) -> dict[str, Any]:
    """Return a table: widths of its columns, least heights of its rows, cells with their place and lines."""
    own = element.find(W + "tblPr")
    looks: dict[str, Any] = {}
    for layer in (*words.styles.table(own, "tblPr"), own):
        looks |= named(layer)
    for name in named(own).keys() - _TABLE_HARMLESS - _TABLE_DRAWN:
        words.fault(_TOLD.get(name, name))
    if words.styles.table_varies(own):
        words.fault("首行加粗或隔行变色的表格样式（请改用“网格型”）")
    inside = replace(
        words, in_table=True, beneath_paragraph=tuple(words.styles.table(own, "pPr")),
        beneath_run=tuple(words.styles.table(own, "rPr")),
    )  # fmt: skip
    columns = [points(column.get(W + "w"), least=2, most=1600) for column in element.iterfind(f"{W}tblGrid/{W}gridCol")]
    rows = element.findall(W + "tr")
    if len(columns) > MOST_COLUMNS or len(rows) * max(len(columns), 1) > MOST_CELLS:
        words.faults.append("表格太大，排不下。")
        rows, columns = rows[:50], columns[:MOST_COLUMNS]
    for child in element:
        if child.tag.removeprefix(W) not in {"tblPr", "tblGrid", "tr", "bookmarkStart", "bookmarkEnd"}:
            words.fault("表格里的修订记录或内容控件")
    margins = _margins(looks.get("tblCellMar"))
    cells, heights = _cells(rows, columns, inside, margins)
    _draw_lines(cells, looks.get("tblBorders"), len(rows), len(columns))
    align = looks["jc"].get(W + "val") if "jc" in looks else "left"
    return {
        "kind": "table",
        "columns": columns,
        "heights": heights,
        "cells": cells,
        "header": _header_rows(rows),
        "align": align if align in {"center", "right"} else "left",
        "indent": points(looks["tblInd"].get(W + "w"), least=-100, most=400) if "tblInd" in looks else 0,
    }


def _cells(
    rows: list[Any], columns: list[float], words: Words, margins: dict[str, float]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    made: list[dict[str, Any]] = []
    open_merges: dict[int, dict[str, Any]] = {}
    heights = []
    for y, row in enumerate(rows):
        about = named(row.find(W + "trPr"))
        for name in about.keys() - _ROW_HARMLESS:
            words.fault(_TOLD.get(name, "表格里的修订记录" if name in {"ins", "del"} else name))
        heights.append(_height(about.get("trHeight")))
        x = 0
        for cell in row.findall(W + "tc"):
            looks = named(cell.find(W + "tcPr"))
            for name in looks.keys() - _CELL_HARMLESS:
                if name != "textDirection" or looks[name].get(W + "val") != "lrTb":
                    words.fault(_TOLD.get(name, name))
            wide = (
                int(number(looks["gridSpan"].get(W + "val"), least=1, most=MOST_COLUMNS)) if "gridSpan" in looks else 1
            )
            wide = max(min(wide, len(columns) - x), 1)
            merge = looks.get("vMerge")
            goes_on = merge is not None and (merge.get(W + "val") or "continue") == "continue"
            if goes_on and x in open_merges:
                open_merges[x]["tall"] += 1
                open_merges[x]["lines"].pop("bottom", None)
                open_merges[x]["lines"] |= {k: v for k, v in _lines(looks.get("tcBorders")).items() if k == "bottom"}
            elif x < len(columns):
                placed = _cell(cell, looks, words, margins) | {"x": x, "y": y, "wide": wide, "tall": 1}
                placed["whole"] = is_on(about.get("cantSplit"))
                made.append(placed)
                open_merges.pop(x, None)
                if merge is not None:
                    open_merges[x] = placed
            if not goes_on and merge is None:
                open_merges.pop(x, None)
            x += wide
    return made, heights


def _cell(cell: Any, looks: dict[str, Any], words: Words, margins: dict[str, float]) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for child in cell:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name == "p":
            blocks += read_paragraph(child, words)
        elif name == "tbl":
            words.fault("表格里套表格")
        elif name not in {"tcPr", "bookmarkStart", "bookmarkEnd", "proofErr", ""}:
            words.fault("表格里的内容控件或修订记录")
    shade = looks["shd"].get(W + "fill") if "shd" in looks else "auto"
    stands = looks["vAlign"].get(W + "val") if "vAlign" in looks else "top"
    return {
        "blocks": blocks,
        "fill": shade if shade and is_hex(shade) else "",
        "stands": {"center": "horizon", "bottom": "bottom"}.get(stands, "top"),
        "margins": {**margins, **_margins(looks.get("tcMar"), usual={})},
        "lines": _lines(looks.get("tcBorders")),
    }


def _draw_lines(cells: list[dict[str, Any]], borders: Any, rows: int, columns: int) -> None:
    """Give each side of each cell its line: its own, else the table's outer or inner one."""
    of_table = _lines(borders, inner=True)
    for cell in cells:
        at_edge = {
            "top": cell["y"] == 0,
            "bottom": cell["y"] + cell["tall"] >= rows,
            "left": cell["x"] == 0,
            "right": cell["x"] + cell["wide"] >= columns,
        }
        for side, is_outer in at_edge.items():
            usual = of_table.get(side if is_outer else "insideH" if side in {"top", "bottom"} else "insideV")
            own = cell["lines"].get(side, "unsaid")
            cell["lines"][side] = usual if own == "unsaid" else own


def _lines(borders: Any, *, inner: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for border in borders if borders is not None else ():
        name = border.tag.removeprefix(W)
        side = _SIDES.get(name) or (name if inner and name in {"insideH", "insideV"} else None)
        if side:
            made[side] = None if border.get(W + "val") in {"nil", "none", None} else rule(border)
    return made


def _margins(element: Any, usual: dict[str, float] | None = None) -> dict[str, float]:
    made = dict({"top": 0.0, "bottom": 0.0, "left": 5.4, "right": 5.4} if usual is None else usual)
    for name, side in named(element).items():
        if name in _SIDES:
            made[_SIDES[name]] = points(side.get(W + "w"), most=200)
    return made


def _height(element: Any) -> dict[str, Any]:
    if element is None:
        return {"least": 0, "exact": False}
    return {"least": points(element.get(W + "val"), most=1600), "exact": element.get(W + "hRule") == "exact"}


def _header_rows(rows: list[Any]) -> int:
    count = 0
    for row in rows:
        if not is_on(named(row.find(W + "trPr")).get("tblHeader")):
            break
        count += 1
    return count if count < len(rows) else 0
