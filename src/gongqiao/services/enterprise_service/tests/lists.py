"""Lists of enterprises as bureaus hand them over."""

from __future__ import annotations

import io

import openpyxl
from tests.cast import MONDAY, Cast, sound_code

from gongqiao.kernel.batches import actions
from gongqiao.kernel.batches.models import Batch
from gongqiao.kernel.sheets.templates import write_template
from gongqiao.services.enterprise_service.forms.enterprise_sheet import ENTERPRISES, FIELDS

PLAIN = {"code": sound_code(700), "name": "新会区石涌五金有限公司", "county": "新会区"}


def a_list(*rows: dict) -> bytes:
    """Fill the real template, as somebody does who has downloaded it."""
    book = openpyxl.load_workbook(io.BytesIO(write_template(ENTERPRISES)))
    sheet = book["企业名单"]
    for number, row in enumerate(rows, 2):
        for place, field in enumerate(FIELDS, 1):
            sheet.cell(number, place, row.get(field.name))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_batch(cast: Cast, *rows: dict, who: str = "officer") -> Batch:
    """Upload a list."""
    return actions.upload(ENTERPRISES, a_list(*rows), name="第 4 批.xlsx", at=MONDAY, by=getattr(cast, who))
