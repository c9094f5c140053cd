"""Lists of enterprises as a bureau hands them over, filled into the template that the page gives."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cast import sound_code
from tests.journeys.actors import Actor

LIST = "市工信局名单第四批"


def county_of(actor: Actor) -> str:
    """Return the county of whoever sits at the desk."""
    return actor.page.locator(".brand small").inner_text().removesuffix("总工会（演示）")


def download(actor: Actor, words: str, folder: Path) -> Path:
    """Press what gives a file, and keep the file."""
    with actor.page.expect_download() as told:
        actor.page.get_by_role("link", name=words).first.click()
    path = folder / told.value.suggested_filename
    told.value.save_as(path)
    return path


def a_list(template: Path, county: str, *, rows: int, bad_every: int, first: int) -> Path:
    """Fill the template; every so many rows the credit code has lost its last character."""
    book = openpyxl.load_workbook(template)
    sheet = book["企业名单"]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for number in range(rows):
        code = sound_code(first + number)
        row = {
            "统一社会信用代码": code[:-1] if number % bad_every == bad_every - 1 else code,
            "企业名称": f"{county}演示制造{first + number}有限公司（演示）", "县（市、区）": county,
            "行业大类": "33 金属制品业", "职工人数": number + 5, "产改台账": "市级",
        }  # fmt: skip
        for label, value in row.items():
            sheet.cell(number + 2, heads[label], value)
    path = template.with_name(f"{LIST}.xlsx")
    book.save(path)
    return path


def mended(failed: Path) -> Path:
    """Mend the red cells of the file that came back."""
    book = openpyxl.load_workbook(failed)
    sheet = book["企业名单"]
    for row in range(2, sheet.max_row + 1):
        assert sheet.cell(row, 1).fill.fgColor.rgb.endswith("FDE7E3")
        number = int(str(sheet.cell(row, 2).value).split("制造")[1].split("有限")[0])
        sheet.cell(row, 1).value = sound_code(number)
    book.save(failed)
    return failed
