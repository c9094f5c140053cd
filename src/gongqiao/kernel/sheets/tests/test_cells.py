from __future__ import annotations

from datetime import date

import pytest
from tests.cast import sound_code

from gongqiao.kernel.org import uscc
from gongqiao.kernel.sheets import cells
from gongqiao.kernel.sheets.kinds import Unreadable

CODE = cells.code(uscc.tidy, uscc.fault_of)
DAY = cells.day(date(2000, 1, 1), date(2030, 12, 31))
LEVEL = cells.choice({"省级": "province", "市级": "city"})
TOWNS = cells.choice({name: name for name in ("新会区", "台山市", "开平市", "鹤山市", "恩平市")})
TAGS = cells.choices(["小微", "高新技术"])
FULL_WIDTH = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRTUWXY", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ"
)

TIDIED = [
    (CODE, f"  {sound_code(7)}\u00a0", sound_code(7)),
    (CODE, sound_code(7).translate(FULL_WIDTH), sound_code(7)),
    (CODE, sound_code(7).lower(), sound_code(7)),
    (CODE, f"{sound_code(7)[:9]} {sound_code(7)[9:]}\u200b", sound_code(7)),
    (cells.text(20), " 石涌五金\u3000厂\n", "石涌五金 厂"),
    (cells.whole(1000), "１２０", 120),
    (cells.whole(10_000), "1,200 ", 1200),
    (DAY, "2026/9/1", "2026-09-01"),
    (DAY, "2026.09.01", "2026-09-01"),
    (DAY, "２０２６年9月1日", "2026-09-01"),
    (DAY, "20260901", "2026-09-01"),
]
AS_THEY_ARE = [
    (cells.text(20), "石涌（五金）", "石涌（五金）"),
    (cells.text(20), 2026, "2026"),
    (cells.whole(1000), 120, 120),
    (DAY, date(2026, 9, 1), "2026-09-01"),
    (DAY, "2026-09-01", "2026-09-01"),
    (LEVEL, "省级", "province"),
    (TAGS, "高新技术、小微，小微", ["小微", "高新技术"]),
    (cells.yes_or_no, "是", True),
    (cells.yes_or_no, "否", False),
    (cells.yes_or_no, True, True),
]
REFUSED = [
    (CODE, 9.14407e17, "数字", "文本格式"),
    (CODE, 914407990000000, "数字", "文本格式"),
    (CODE, sound_code(7)[:17], "17 位", "核对"),
    (CODE, sound_code(7)[:17] + ("0" if sound_code(7)[17] != "0" else "1"), "校验码不对", "核对"),
    (CODE, date(2026, 3, 1), "日期", "文本格式"),
    (cells.text(5), "一二三四五六", "6 个字", "写短"),
    (cells.text(20), date(2026, 3, 1), "日期", "文本格式"),
    (cells.text(20), 9.14407e17, "数字太长", "文本格式"),
    (cells.whole(1000), "约 80", "应为数字", "填 80"),
    (cells.whole(1000), "八十", "应为数字", "只填数字"),
    (cells.whole(1000), 12.5, "应为数字", "只填数字"),
    (cells.whole(1000), -3, "应为数字", "填 3"),
    (cells.whole(1000), 1001, "太大", "核对"),
    (DAY, 46346, "数字", "日期格式"),
    (DAY, "11/12/2026", "看不出", "2026-11-20"),
    (DAY, "2026-11", "看不出", "2026-11-20"),
    (DAY, "2026-02-30", "没有这一天", "核对"),
    (DAY, date(1900, 1, 1), "不合理", "核对年份"),
    (LEVEL, "国家级", "不在可选项", "省级"),
    (TOWNS, "新会县", "不在可选项", "改为“新会区”"),
    (TAGS, "小微、大厂", "大厂", "小微"),
    (cells.yes_or_no, "可能", "应填", "留空"),
]


@pytest.mark.parametrize(("read", "cell", "value"), TIDIED)
def test_what_is_safe_is_tidied_and_noted(read, cell, value):
    told = read(cell)
    assert told.value == value
    assert told.note


@pytest.mark.parametrize(("read", "cell", "value"), AS_THEY_ARE)
def test_what_is_in_order_is_taken_without_a_note(read, cell, value):
    told = read(cell)
    assert (told.value, told.note) == (value, "")


@pytest.mark.parametrize(("read", "cell", "problem", "mend"), REFUSED)
def test_what_is_ambiguous_or_has_lost_something_is_refused_with_what_to_do(read, cell, problem, mend):
    with pytest.raises(Unreadable) as wrong:
        read(cell)
    assert problem in wrong.value.problem
    assert mend in wrong.value.mend


def test_what_is_written_in_a_cell_reads_as_excel_shows_it():
    assert [cells.written(cell) for cell in (9.14407e17, 914407 * 10**12, 1.5, None, True, "x")] == [
        "9.14407E+17",
        "9.14407E+17",
        "1.5",
        "",
        "TRUE",
        "x",
    ]
