"""The end of journey E1: what a report says of a period is what its records add up to.

E1 is played in linked parts: a list comes in (test_import), a survey on a phone becomes needs and orders (test_survey),
an order goes from the menu to the archive (test_e1_loop), what it taught reaches the next like order (test_knowledge),
a pair is signed on site (test_pair), and here the numbers; by programs it is one story (test_e1_api).
"""

from __future__ import annotations

import re

import pytest

from tests.journeys import figures

COUNTED = ("点菜", "解决难题", "入企服务", "助企活动", "培训", "技师上门", "企业评价")
HELD_ONCE = {"服务企业": "企业", "上门技师": "技师"}


@pytest.mark.parametrize("label", [*COUNTED, *HELD_ONCE])
def test_a_number_is_what_its_rows_add_up_to(windows, label):
    city = windows.as_role("市总干部")
    rows = figures.opens_rows(city, label)
    heading = city.page.get_by_role("heading", level=1).inner_text()
    told = int(re.sub(r"\D", "", heading.split("：")[1]))
    found = {row[HELD_ONCE[label]] for row in rows} if label in HELD_ONCE else rows
    assert rows and told == len(found)
