"""The end of journey E1: what a closed case taught is written down without names, reviewed, and offered to the next."""

from __future__ import annotations

import re
import time

from tests.journeys import story
from tests.journeys.actors import Actor

TITLE = "冷却塔喷淋泵机封漏水"
AGAIN = "喷淋泵机封又漏水了"
CAUSE = "机封动环装反，弹簧压不紧。"
CURE = "停泵拆机封，按箭头方向重装动环，换密封圈，盘车灵活后试运行一小时不滴水。"
PATIENCE_S = 30


def test_what_a_closed_case_taught_reaches_the_next_like_order(windows, demo):
    firm = demo.behind("firm_of_the_contact")
    demo.behind("close_an_order", TITLE)
    officer, reviewer = windows.as_role("县总干部"), windows.as_role("市总干部")
    contact = windows.as_role("企业联系人")
    number = finds_the_draft(officer)
    officer.reads("某企业的冷却塔喷淋泵机封漏水。")
    leaves_a_name_in(officer, firm["short"])
    cleans_and_hands_in(officer)
    assert "您自己写过" in officer.cannot_press("审核通过，发布")
    reviewer.opens(f"/desk/cases/{number}")
    reviewer.asks_to("审核通过，发布")
    reviewer.presses("审核通过，发布")
    reviewer.reads("已发布，谢谢。")
    order = orders_the_like(contact)
    contact.reads(TITLE, within="以前怎么解决的")
    contact.presses("有用")
    contact.reads("谢谢，记下了。")
    officer.opens(f"/desk/cases/{order}")
    officer.reads(TITLE, within="以前怎么解决的")
    officer.reads("哪支班组合适")
    looks_it_up(contact)
    contact.misses(firm["short"])


def finds_the_draft(officer: Actor) -> str:
    """Open the draft that the worker makes of a closed order; return its number."""
    until = time.monotonic() + PATIENCE_S
    officer.opens("/desk/cases?flow=article&when=open")
    while TITLE not in officer.text() and time.monotonic() < until:
        officer.page.wait_for_timeout(500)
        officer.opens("/desk/cases?flow=article&when=open")
    officer.presses(TITLE)
    officer.reads("待整理")
    return officer.at.rsplit("/", 1)[1]


def leaves_a_name_in(officer: Actor, firm: str) -> None:
    """Write a name with blanks inside, and read that it cannot be handed in, and where the name stands."""
    spread = f"{firm[0]} {firm[1]} {firm[2:]}"
    officer.asks_to("改文字")
    officer.fills("原因", f"{spread}的机封装反了。")
    officer.presses("保存")
    officer.reads("已保存。")
    officer.reads(f"“{spread}”（企业）还在“原因”第 1 个字")
    assert spread in officer.cannot_press("提交审核")


def cleans_and_hands_in(officer: Actor) -> None:
    """Write it without the name, and hand it in."""
    officer.asks_to("改文字")
    officer.fills("原因", CAUSE)
    officer.fills("办法", CURE)
    officer.presses("保存")
    officer.reads(CURE)
    officer.asks_to("提交审核")
    officer.presses("提交审核")
    officer.reads("已提交，等同事审核。")


def orders_the_like(contact: Actor) -> str:
    """Order help with the like trouble; return the order's number."""
    story.fills_an_order(contact, title=AGAIN)
    contact.fills("现场情况", "冷却塔的泵一直滴水，机封换过两次。")
    contact.presses("提交点菜")
    contact.reads("点好了")
    return contact.at.rsplit("/", 1)[1]


def looks_it_up(contact: Actor) -> None:
    """Find it on the phone by the beginnings of its syllables, and read it without any name."""
    contact.opens("/knowledge?q=plb")
    contact.presses(TITLE)
    contact.reads(CURE)
    contact.reads(re.compile("第二人审核"))
