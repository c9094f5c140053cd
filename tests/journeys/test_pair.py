"""A master and an apprentice sign on site, on the leader's phone; the enterprise and the union see it."""

from __future__ import annotations

import pytest

from tests.journeys.actors import Actor


@pytest.fixture
def visit(demo):
    """A visit under way of the demo's craftsman, who has no apprentice yet."""
    demo.behind("end_pairs_of_the_craftsman")
    return demo.behind("visit_of_the_craftsman")


def fills_in(leader: Actor, visit, apprentice: str) -> None:
    leader.opens(f"/enterprise-service/visits/{visit['page']}")
    leader.presses("签师徒协议")
    leader.page.get_by_role("group", name="师傅").locator("label").first.click()
    leader.fills("徒弟姓名", apprentice)
    leader.fills("要学会什么", "半年内能独立判断缺相和过载，会写检修记录。")
    leader.picks("半年", of="学多久")


def test_a_pair_is_signed_on_site_and_appears_everywhere(windows, visit):
    leader = windows.as_role("劳模工匠")
    fills_in(leader, visit, "丁小工")
    leader.signs("师傅签名")
    leader.presses("签订")
    leader.reads("请师傅和徒弟都在屏幕上签名，或拍下双方签好的纸质协议。")
    leader.signs("徒弟签名")
    leader.presses("签订")
    leader.reads("签好了，师徒结队。")
    leader.reads("已签约")
    number = leader.at.rsplit("/", 1)[1]
    leader.presses("记进展")
    leader.fills("这段时间学了什么、练到什么程度", "第一天：认识控制柜，会用万用表。")
    leader.presses("记下")
    leader.reads("带教中")

    contact = windows.by_phone("企业", visit["phone"])
    contact.opens("/talent/pairs")
    contact.reads("丁小工")
    contact.opens(f"/cases/{number}")
    contact.reads("第一天：认识控制柜，会用万用表。")

    officer = windows.as_role("市总干部")
    officer.opens(f"/desk/talent/pairs?q={number[-6:]}")
    row = officer.page.get_by_role("row").filter(has_text="丁小工")
    assert "带教中" in row.inner_text()
    officer.opens(f"/desk/cases/{visit['number']}")
    officer.reads("丁小工")


def test_a_fourth_apprentice_is_refused_and_nothing_typed_is_lost(windows, visit):
    leader = windows.as_role("劳模工匠")
    for n, apprentice in enumerate(("甲小工", "乙小工", "丙小工", "丁小弟")):
        fills_in(leader, visit, apprentice)
        leader.signs("师傅签名")
        leader.signs("徒弟签名")
        leader.presses("签订")
        if n < 3:
            leader.reads("签好了，师徒结队。")
    leader.reads("最多 3 名")
    leader.reads_in("徒弟姓名", "丁小弟")
    assert leader.page.locator("[data-signed]").all_inner_texts() == ["已签", "已签"]
