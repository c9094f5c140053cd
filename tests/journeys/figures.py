"""How somebody at a desk reads a number, and opens it to its rows."""

from __future__ import annotations

import re

from tests.journeys.actors import Actor

WALL = ("服务企业", "解决难题", "助企活动")


def on_the_board(reader: Actor) -> dict[str, int]:
    """Read what the board says of enterprises, problems and activities."""
    reader.opens("/board")
    return {label: reader.number(label) for label in WALL}


def opens_rows(reader: Actor, label: str, **chosen: str) -> list[dict[str, str]]:
    """Open a number from the list of all numbers, choose a part of it, and return its rows by their headings."""
    reader.opens("/desk/figures")
    row = reader.page.get_by_role("row").filter(has=reader.page.get_by_role("cell", name=label, exact=True))
    with reader.page.expect_navigation():
        row.get_by_role("link").first.click()
    for name, words in chosen.items():
        with reader.page.expect_navigation():
            reader.page.locator(f"form select[name={name}]").select_option(label=words)
    return rows_shown(reader)


def rows_shown(reader: Actor) -> list[dict[str, str]]:
    """Return the rows of the list in front of one, page by page."""
    found: list[dict[str, str]] = []
    while True:
        table = reader.page.get_by_role("main").get_by_role("table")
        if not table.count():
            return found
        heads = [text.strip() for text in table.get_by_role("columnheader").all_inner_texts()]
        for line in table.locator("tbody tr").all():
            found.append(
                dict(zip(heads, (text.strip() for text in line.locator("td").all_inner_texts()), strict=False))
            )
        onward = reader.page.get_by_role("link", name=re.compile("^下一页"))
        if not onward.count():
            return found
        with reader.page.expect_navigation():
            onward.click()
