"""Old phones and strict browsers: without a single script, what matters still works."""

from __future__ import annotations

import re

from tests.journeys import story

NO_SCRIPTS = {"java_script_enabled": False}


def test_an_order_is_placed_offered_and_withdrawn(windows, picture):
    contact = windows.as_role("企业联系人", **NO_SCRIPTS)
    number = story.orders_a_dish(contact, title="老手机点的一道菜", photos=(picture,))
    contact.reads("已点菜")

    officer = windows.as_role("县总干部", **NO_SCRIPTS)
    officer.opens(f"/desk/cases/{number}")
    officer.presses("配给它")
    officer.reads(re.compile("把这道菜配给.+？"))
    officer.page.get_by_role("main").get_by_role("button", name="配给").click()
    officer.reads("已发出邀约，等班组答复。")

    contact.opens(f"/cases/{number}")
    contact.presses("撤回点菜")
    contact.presses("撤回点菜")
    contact.reads("请写明撤回的原因。")
    contact.fills("撤回的原因", "自己修好了。")
    contact.presses("撤回点菜")
    contact.reads("已撤回，不影响以后点菜。")
    contact.reads("自己修好了。")


def test_a_half_filled_order_comes_back_with_what_was_typed(windows):
    contact = windows.as_role("企业联系人", **NO_SCRIPTS)
    story.fills_an_order(contact, title="", domain=story.DOMAIN)
    contact.presses("提交点菜")
    contact.reads("请用一句话说清是什么事。")
    contact.reads_in("现场情况", story.SIGHT)
