from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from tests.cast import sound_code

from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.sheets import opening, reading
from gongqiao.kernel.sheets.reading import read_workbook
from gongqiao.kernel.sheets.templates import write_template
from gongqiao.kernel.sheets.tests.makers import COUNTERS, HEADS, a_file, a_workbook, body_of

GOOD = (sound_code(1), "石涌五金", 120, date(2026, 9, 1), "省级")


def read(body: bytes, name: str = "名单.xlsx"):
    return read_workbook(body, COUNTERS, name=name)


def zipped(*entries: tuple[str, bytes], onto: bytes = b"") -> bytes:
    """Return an archive with these entries beside, or in the place of, those of another one."""
    out = io.BytesIO()
    names = {name for name, _ in entries}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        if onto:
            with zipfile.ZipFile(io.BytesIO(onto)) as source:
                for name in source.namelist():
                    if name not in names:
                        target.writestr(name, source.read(name))
        for name, body in entries:
            target.writestr(name, body)
    return out.getvalue()


def part(body: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return archive.read(name)


def merged() -> bytes:
    book = a_workbook([GOOD, (sound_code(2), "二")])
    book.active.merge_cells("B2:B3")
    return body_of(book)


def hidden_sheet() -> bytes:
    book = a_workbook([GOOD])
    other = book.create_sheet("去年的")
    other.append(HEADS)
    other.append((sound_code(3), "三"))
    other.sheet_state = "hidden"
    return body_of(book)


def two_sheets() -> bytes:
    book = a_workbook([GOOD])
    book.create_sheet("台山").append(("一些", "别的"))
    return body_of(book)


def of_version(mark: str) -> bytes:
    book = a_workbook([GOOD])
    book.defined_names["gongqiao_template"] = DefinedName("gongqiao_template", attr_text=f'"{mark}"')
    return body_of(book)


def with_an_error() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADS)
    sheet.write_row(1, 0, (sound_code(1), "一"))
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    book.close()
    body = out.getvalue()
    page = part(body, "xl/worksheets/sheet1.xml").replace(b"<f>1/0</f>", b"")
    return zipped(("xl/worksheets/sheet1.xml", page), onto=body)


def reaching_far() -> bytes:
    book = a_workbook([GOOD])
    book.active["A200000"] = "x"
    return body_of(book)


def reaching_wide() -> bytes:
    book = a_workbook([GOOD])
    book.active["XFD2"] = "x"
    return body_of(book)


def bomb() -> bytes:
    return zipped(("xl/worksheets/sheet1.xml", b"<row/>" * 9_000_000), onto=a_file([GOOD]))


def many_entries() -> bytes:
    return zipped(*((f"xl/media/{n}.png", b"") for n in range(1200)), onto=a_file([GOOD]))


def lying_about_its_size() -> bytes:
    """An archive whose directory says that a large sheet is small."""
    body = bytearray(bomb())
    size = struct.pack("<I", 6 * 9_000_000)
    at = body.rfind(size)
    body[at : at + 4] = struct.pack("<I", 1000)
    return bytes(body)


def with_entities() -> bytes:
    body = a_file([GOOD])
    page = part(body, "xl/worksheets/sheet1.xml")
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + page.split(b"?>", 1)[-1]
    return zipped(("xl/worksheets/sheet1.xml", laughs), onto=body)


def without_places() -> bytes:
    body = a_file([GOOD])
    page = part(body, "xl/worksheets/sheet1.xml").replace(b'r="A2"', b"")
    return zipped(("xl/worksheets/sheet1.xml", page), onto=body)


WORKBOOK_WITH_MACROS = zipped(("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), onto=a_file([GOOD]))
REFUSED = {
    "nothing": (b"", opening.NotAWorkbook, "另存为 .xlsx"),
    "a csv": ("信用代码,名称\n1,2".encode(), opening.NotAWorkbook, "CSV"),
    "an old xls or one with a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, opening.OldOrLocked, "旧版"),
    "another archive": (zipped(("a.txt", b"x")), opening.NotAWorkbook, "另存为"),
    "cut off": (a_file([GOOD])[:-700], opening.Truncated, "不完整"),
    "cut off in the middle": (a_file([GOOD] * 1)[:900], opening.Truncated, "不完整"),
    "a macro inside": (WORKBOOK_WITH_MACROS, opening.HasMacros, "宏"),
    "a zip bomb": (bomb(), opening.TooMuchInside, "解开后太大"),
    "a zip bomb that lies": (lying_about_its_size(), Invalid, ""),
    "many entries": (many_entries(), opening.TooMuchInside, "解开后太大"),
    "entities": (with_entities(), opening.TooMuchInside, ""),
    "cells without a place": (without_places(), opening.CellsWithoutPlace, "别的软件"),
    "a cell far below": (reaching_far(), opening.TooManyRows, "50,000"),
    "a cell far to the right": (reaching_wide(), opening.TooManyRows, "100 列"),
    "merged cells": (merged(), reading.NotPlain, "B2:B3"),
    "formulas": (a_file([(sound_code(1), "一", "=60*2"), (sound_code(2), "二")]), reading.NotPlain, "C2"),
    "error values": (with_an_error(), reading.NotPlain, "C2"),
    "a hidden sheet with rows": (hidden_sheet(), reading.WhichSheet, "去年的"),
    "two sheets with rows": (two_sheets(), reading.WhichSheet, "台山"),
    "two header rows": (a_file([HEADS, GOOD]), reading.WrongTemplate, "第 2 行又是一行表头"),
    "a title above the header": (a_file([HEADS, GOOD], heads=["2026 年名单"]), reading.WrongTemplate, "表头在第 2 行"),
    "no header": (a_file([GOOD], heads=GOOD), reading.WrongTemplate, "第 1 行不是模板的表头"),
    "a column of its own": (a_file([(*GOOD, "x")], heads=[*HEADS, "备注"]), reading.WrongTemplate, "备注"),
    "a column without a head": (a_file([(*GOOD, "x")]), reading.WrongTemplate, "第 6 列没有表头"),
    "the same column twice": (a_file([(*GOOD, 1)], heads=[*HEADS, "人数"]), reading.WrongTemplate, "有两列"),
    "a needed column missing": (a_file([(1, "x")], heads=["信用代码", "人数"]), reading.WrongTemplate, "缺少必填的列：名称"),
    "an old template": (of_version("test-counters/1"), reading.WrongTemplate, "第 1 版模板，现在用第 2 版"),
    "another template": (of_version("enterprises/1"), reading.WrongTemplate, "另一种名单"),
    "no rows": (a_file([]), reading.NoRows, "第 2 行开始"),
    "blank rows": (a_file([(" ", None), ("\u3000", "")]), reading.NoRows, "第 2 行开始"),
    "an empty template": (write_template(COUNTERS), reading.NoRows, ""),
}  # fmt: skip


class TestADirtyFile:
    @pytest.mark.parametrize("what", REFUSED)
    def test_is_refused_as_a_whole_in_words(self, what):
        body, kind, words = REFUSED[what]
        with pytest.raises(kind) as refused:
            read(body)
        assert words in refused.value.message

    def test_with_a_macros_name_is_refused(self):
        with pytest.raises(opening.HasMacros):
            read(a_file([GOOD]), "名单.XLSM")

    def test_that_is_too_large_is_refused(self):
        with pytest.raises(opening.TooLargeAFile):
            read(b"PK" + b"x" * opening.MOST_BYTES)


class TestAGoodFile:
    def test_gives_its_rows_with_their_numbers_in_the_file_and_their_types(self):
        at_eight = datetime(2026, 9, 1, 8, 0)  # noqa: DTZ001 as Excel has it
        told = read(a_file([GOOD, (None, None), (sound_code(2), "二", "３", at_eight)]))
        assert [row.number for row in told.rows] == [2, 4]
        assert told.rows[0].cells == {
            "code": sound_code(1), "name": "石涌五金", "count": 120, "on": date(2026, 9, 1), "level": "省级",
        }  # fmt: skip
        assert told.rows[1].cells["on"] == date(2026, 9, 1)

    def test_may_have_its_columns_in_another_order_and_optional_ones_missing(self):
        told = read(a_file([("一", sound_code(1))], heads=["名称", " 信用代码 ＊"]))
        assert told.rows[0].cells == {"name": "一", "code": sound_code(1)}

    def test_may_carry_formats_far_below_its_rows(self):
        book = a_workbook([GOOD])
        book.active["A900000"].fill = PatternFill("solid", fgColor="FFFF00")
        assert len(read(body_of(book)).rows) == 1

    def test_with_rows_filtered_away_says_that_they_are_read(self):
        book = a_workbook([GOOD, (sound_code(2), "二")])
        book.active.row_dimensions[3].hidden = True
        told = read(body_of(book))
        assert len(told.rows) == 2
        assert told.notes == ["有 1 行被隐藏或筛选掉了，也一并读入。"]

    def test_keeps_a_float_a_float_so_that_its_reader_can_refuse_it(self):
        told = read(a_file([(914407000000000000.0, "一")]))
        assert told.rows[0].cells["code"] == 9.14407e17

    def test_loses_what_no_database_keeps(self):
        assert read(a_file([(sound_code(1), "一_x0000_二")])).rows[0].cells["name"] == "一二"

    def test_made_from_the_template_is_read(self):
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(write_template(COUNTERS)))
        sheet = book["计数表"]
        assert [cell.value for cell in sheet[1]] == list(HEADS)
        assert sheet["A2"].number_format == "@" or sheet.column_dimensions["A"].number_format == "@"
        for place, value in enumerate(GOOD, 1):
            sheet.cell(2, place, value)
        assert len(read(body_of(book)).rows) == 1
