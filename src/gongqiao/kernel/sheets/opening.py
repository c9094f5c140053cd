"""Is this a workbook that may be read, and what in it cannot be taken at its word?

Nothing is parsed before the archive has been measured: how many entries, how large unpacked, in what proportion. What
was measured is written anew, without pictures, macros and links, and only that is given to the reader; so a header that
lies about a size lies to nobody. A fault here refuses the whole file, and nothing of it is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape

from gongqiao.kernel.base.errors import Invalid

MOST_BYTES = 12 * 1024 * 1024
MOST_UNPACKED_BYTES = 160 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_ROWS, MOST_COLUMNS = 50_000, 100
BOMB_FROM_BYTES, BOMB_RATIO = 8 * 1024 * 1024, 150
NAMED_AT_MOST = 5
PIECE = 1024 * 1024

_NEEDED = re.compile(r"^(\[Content_Types\]\.xml|_rels/\.rels|xl/(_rels/)?[^/]+\.(xml|rels)|xl/worksheets/[^/]+\.xml)$")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_NAME = re.compile(rb"<(?:\w+:)?definedName\s[^>]*name=\"gongqiao_template\"[^>]*>([^<]*)<")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=\"([A-Z0-9:]+)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*\s)?r=\"([A-Z]+[0-9]+)\"[^>]*>\s*<(?:\w+:)?f[\s>/]")
_BROKEN = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\st=\"e\")[^>]*?r=\"([A-Z]+[0-9]+)\"[^>]*>")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s>/]")
_PLACED_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>/]*(/>|></(?:\w+:)?c>|>)")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*hidden=\"(?:1|true)\"")


class NotAWorkbook(Invalid):
    """这不是 Excel 工作簿（.xlsx）。CSV、网页或其他表格，请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"""

    code = "not_a_workbook"


class OldOrLocked(Invalid):
    """这是旧版 .xls 文件，或者加了打开密码。请用 Excel 或 WPS 打开，不加密码，另存为 .xlsx 后再上传。"""

    code = "old_or_locked"


class Truncated(Invalid):
    """这个文件不完整或已损坏，可能没有传完。请用 Excel 或 WPS 打开确认，另存一份再上传。"""

    code = "truncated"


class HasMacros(Invalid):
    """这个文件带有宏（.xlsm）。请另存为不带宏的 .xlsx 后再上传。"""

    code = "has_macros"


class TooMuchInside(Invalid):
    """这个文件解开后太大，不像一张名单，没有读取。请把名单复制到新下载的模板里再上传。"""

    code = "too_much_inside"


class TooLargeAFile(Invalid):
    """文件超过 12 MB。请删掉图片和多余的表，或分成几个文件上传。"""

    code = "too_large_a_file"


class TooManyRows(Invalid):
    """一个文件最多 50,000 行、100 列。请分成几个文件上传；如果下面是空行，请删掉它们的格式后另存。"""

    code = "too_many_rows"


class CellsWithoutPlace(Invalid):
    """这个文件是别的软件生成的，读不准每一格的位置。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"""

    code = "cells_without_place"


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A workbook that may be read: its plain bytes, the mark of its template, and of each sheet what must be said.

    The lists name cells (``B7``) or ranges (``A1:B2``), by sheet.
    """

    body: bytes
    template: str
    hidden: tuple[str, ...]
    merged: dict[str, tuple[str, ...]]
    formulas: dict[str, tuple[str, ...]]
    broken: dict[str, tuple[str, ...]]
    hidden_rows: dict[str, int]


def open_workbook(body: bytes, *, name: str) -> Opened:
    """Look at the bytes of a file and open them, or say why not.

    Raises TooLargeAFile, OldOrLocked, NotAWorkbook, Truncated, HasMacros, TooMuchInside, TooManyRows,
    CellsWithoutPlace.
    """
    if len(body) > MOST_BYTES:
        raise TooLargeAFile
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldOrLocked
    if not body.startswith(b"PK"):
        raise NotAWorkbook
    if name.lower().endswith((".xlsm", ".xltm", ".xlsb", ".xlam")):
        raise HasMacros
    entries = _unpacked(body)
    if any(path.lower().endswith("vbaproject.bin") for path in entries) or b"macroEnabled" in entries.get(
        "[Content_Types].xml", b""
    ):
        raise HasMacros
    if "xl/workbook.xml" not in entries:
        raise NotAWorkbook
    if any(b"<!DOCTYPE" in content or b"<!ENTITY" in content for content in entries.values()):
        raise TooMuchInside
    return _looked_through(entries)


def _unpacked(body: bytes) -> dict[str, bytes]:
    """Unpack what a list of rows needs, measuring as it comes; of the rest only the names."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            if len(members) > MOST_ENTRIES or sum(member.file_size for member in members) > MOST_UNPACKED_BYTES:
                raise TooMuchInside
            left = MOST_UNPACKED_BYTES
            found: dict[str, bytes] = {}
            for member in members:
                if member.filename in found:
                    raise Truncated
                found[member.filename] = _read(archive, member, left) if _NEEDED.match(member.filename) else b""
                left -= len(found[member.filename])
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as broken:
        raise Truncated from broken


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> bytes:
    pieces, size = [], 0
    with archive.open(member) as source:
        while piece := source.read(PIECE):
            size += len(piece)
            is_bomb = size > BOMB_FROM_BYTES and size > BOMB_RATIO * max(1, member.compress_size)
            if size > left or is_bomb:
                raise TooMuchInside
            pieces.append(piece)
    return b"".join(pieces)


def _looked_through(entries: dict[str, bytes]) -> Opened:
    sheets = _sheets(entries)
    for path, _ in sheets.values():
        _measure(entries.get(path, b""))
    told = _NAME.search(entries["xl/workbook.xml"])

    def cells(pattern: re.Pattern[bytes]) -> dict[str, tuple[str, ...]]:
        return {
            name: found
            for name, (path, _) in sheets.items()
            if (found := tuple(ref.decode() for ref in pattern.findall(entries.get(path, b""))))
        }

    return Opened(
        body=_packed_anew(entries),
        template=unescape(told[1].decode(errors="replace")).strip('="') if told else "",
        hidden=tuple(name for name, (_, is_hidden) in sheets.items() if is_hidden),
        merged=cells(_MERGED),
        formulas=cells(_FORMULA),
        broken=cells(_BROKEN),
        hidden_rows={
            name: len(_HIDDEN_ROW.findall(entries.get(path, b"")))
            for name, (path, _) in sheets.items()
            if _HIDDEN_ROW.search(entries.get(path, b""))
        },
    )


def _measure(content: bytes) -> None:
    """Refuse a sheet that reaches too far: the reader lays out every cell up to the last one."""
    placed = _PLACED_CELL.findall(content)
    if len(placed) != len(_ANY_CELL.findall(content)):
        raise CellsWithoutPlace
    filled = [(len(letters), letters, int(digits)) for letters, digits, end in placed if end == b">"]
    if not filled:
        return
    widest = max((size, letters) for size, letters, _ in filled)[1]
    if max(row for _, _, row in filled) > MOST_ROWS + 1 or _column_number(widest) > MOST_COLUMNS:
        raise TooManyRows


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheets(entries: dict[str, bytes]) -> dict[str, tuple[str, bool]]:
    """Return of each sheet, by its name, the path of its content and whether it is hidden."""
    targets = {
        _attribute(tag, b"Id"): _attribute(tag, b"Target")
        for tag in re.findall(rb"<(?:\w+:)?Relationship\s[^>]*>", entries.get("xl/_rels/workbook.xml.rels", b""))
    }
    found = {}
    for tag in _SHEET.findall(entries["xl/workbook.xml"]):
        target = targets.get(_attribute(tag, rb"(?:\w+:)id"), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found[_attribute(tag, b"name")] = (path, _attribute(tag, b"state") not in {"", "visible"})
    return found


def _attribute(tag: bytes, name: bytes) -> str:
    value = re.search(rb"\s" + name + rb"=\"([^\"]*)\"", tag)
    return unescape(value[1].decode(errors="replace")) if value else ""


def _packed_anew(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, content in entries.items():
            if content:
                archive.writestr(path, content)
    return out.getvalue()


def named(cells: tuple[str, ...]) -> str:
    """Name some of the cells, and how many there are when they are many."""
    shown = "、".join(cells[:NAMED_AT_MOST])
    return f"{shown} 等 {len(cells)} 处" if len(cells) > NAMED_AT_MOST else shown
