"""A county brings in the list of a bureau: more than two hundred rows, some of them wrong, mended, and all taken back."""

from __future__ import annotations

import re

import openpyxl
import pytest

from tests.cast import sound_code
from tests.journeys.lists import LIST, a_list, county_of, download, mended

ROWS, BAD = 300, 6
FIRST = 20_000


@pytest.fixture
def officer(windows):
    return windows.as_role("县总干部")


def test_a_list_comes_in_is_mended_exported_and_taken_back(officer, tmp_path):
    county = county_of(officer)
    officer.opens("/desk/enterprise-service/enterprises")
    officer.presses("导入名单")
    template = download(officer, "下载模板", tmp_path)
    officer.attaches("名单文件", template)
    officer.presses("上传并核对")
    officer.reads("表里没有要导入的行")

    officer.attaches("名单文件", a_list(template, county, rows=ROWS, bad_every=ROWS // BAD, first=FIRST))
    officer.presses("上传并核对")
    officer.reads("现在是 17 位")
    officer.presses(f"导入 {ROWS - BAD} 行")
    officer.reads("已导入")

    failed = download(officer, f"下载未导入的 {BAD} 行", tmp_path)
    officer.presses("重传改好的文件")
    officer.attaches("名单文件", mended(failed))
    officer.presses("上传并核对")
    officer.presses(f"导入 {BAD} 行")
    officer.reads("已导入")
    officer.finds_nothing_to_press("重传改好的文件")
    officer.opens("/messages")
    officer.reads(f"导入名单：{LIST}：办完了")

    officer.opens("/desk/enterprise-service/enterprises?tag=产改台账")
    total = int(re.findall(r"[\d,]+", officer.reads(re.compile(r"共 [\d,]+\s+条")).inner_text())[0].replace(",", ""))
    officer.presses("导出 Excel")
    officer.reads("保留到")
    rows = openpyxl.load_workbook(download(officer, "下载", tmp_path)).active
    assert rows.max_row == total + 1 > ROWS

    officer.opens("/desk/sheets")
    officer.presses(LIST)
    officer.presses("撤销本批")
    officer.presses("撤销")
    officer.reads("已撤销的行")
    officer.opens(f"/desk/enterprise-service/enterprises?q={sound_code(FIRST + 20)}")
    officer.reads("没有符合的企业")
