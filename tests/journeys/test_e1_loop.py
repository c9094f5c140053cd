"""Journey E1: one order from the menu to the archive, everybody in a window of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.journeys import story
from tests.journeys.actors import Actor
from tests.journeys.conftest import Windows
from tests.journeys.site import Site
from tests.journeys.story import TROUBLE

FUNNEL = "/desk/enterprise-service/figures"


@dataclass(kw_only=True)
class Counters:
    """What the funnel shows at a moment; benefits in yuan."""

    solved: int
    confirmed: int
    actual: int
    expected: int

    @classmethod
    def read(cls, officer: Actor) -> Counters:
        officer.opens(FUNNEL)
        return cls(
            solved=officer.number("解决难题"),
            confirmed=officer.number("企业确认"),
            actual=sum_above_the_rows(officer, "实际效益"),
            expected=sum_above_the_rows(officer, "预计效益"),
        )


@dataclass(kw_only=True)
class Play:
    """The stage, who is on it, and what they know."""

    windows: Windows
    site: Site
    city: Actor
    officer: Actor
    contact: Actor
    number: str = ""
    leader: Actor | None = None


@pytest.fixture
def play(windows, demo):
    """The demo city with its calendar free, and the three who have their first word."""
    demo.behind("clear_the_week")
    return Play(
        windows=windows,
        site=demo,
        city=windows.as_role("市总干部"),
        officer=windows.as_role("县总干部"),
        contact=windows.as_role("企业联系人"),
    )


def test_an_order_goes_from_the_menu_to_the_archive(play, picture):
    before = Counters.read(play.city)
    sees_the_programme(play.city)
    orders_on_the_phone(play, picture)
    is_declined_and_offered_to_the_next(play)
    agrees_on_a_date(play)
    comes_and_has_people_sign_in(play)
    story.writes_the_record(play.leader, play.number, photos=(picture,))
    assert Counters.read(play.city) == before, "what the enterprise has not confirmed must not count"
    confirms_and_rates(play)
    sees_the_counters_go_up(play, before)
    reviews_revisits_and_closes(play)


def sees_the_programme(city: Actor) -> None:
    city.presses("方案与菜单")
    for dish in ("政治引领", "管理提升", "技能培训", "技术攻关", "师徒结队"):
        city.reads(dish)
    target = city.page.get_by_role("row", name="新会区总工会").inner_text()
    assert re.search(r"\d+ 个.+\d+ 人次", target, re.DOTALL), target


def orders_on_the_phone(play: Play, picture) -> None:
    contact = play.contact
    contact.presses("技术攻关")
    contact.reads(play.site.behind("firm_of_the_contact")["name"])
    assert contact.page.get_by_label("地点").input_value(), "the place comes from the register"
    play.number = story.orders_a_dish(contact, photos=(picture,))
    contact.reads("已点菜")
    contact.reads("等工会为企业配班组")


def is_declined_and_offered_to_the_next(play: Play) -> None:
    officer, contact, number = play.officer, play.contact, play.number
    officer.opens("/desk")
    officer.presses("为企业配班组", beside=(TROUBLE, number[-6:]))
    assert officer.at == f"/desk/cases/{number}"
    officer.reads("每一项分数凭什么").click()
    officer.reads(re.compile(r"技能\s*\d+\s*分（"))
    first = story.offers_to_the_first(officer, number)

    unwilling = play.windows.by_phone("第一位队长", play.site.behind("phone_of_leader", first))
    unwilling.presses("答复邀约")
    unwilling.presses("不能接")
    unwilling.fills("不能接的原因", "这周在外地检修，来不了。")
    unwilling.presses("不能接")
    unwilling.reads("已答复，工会会另配班组。")

    contact.opens("/messages")
    contact.reads(f"{first}这次来不了，正在为您另配班组")
    contact.opens(f"/cases/{number}")
    contact.reads("已点菜")
    contact.reads("这周在外地检修，来不了。")

    officer.opens(f"/desk/cases/{number}")
    said = officer.reads(re.compile("已向.+发出邀约")).inner_text()
    second = said.removeprefix("已向").split("发出邀约")[0]
    assert second != first
    play.leader = play.windows.by_phone("队长", play.site.behind("phone_of_leader", second))
    story.accepts(play.leader, number)
    contact.opens(f"/cases/{number}")
    contact.reads("已配班组")


def agrees_on_a_date(play: Play) -> None:
    story.fixes_a_date(play.officer, play.number, starts_at=story.in_a_moment())
    play.officer.reads("已提出时间，等双方确认。")
    story.agrees(play.contact, play.number)
    play.contact.reads("还等班组确认")
    story.promises(play.leader, play.number)
    play.leader.reads("已约上门")


def comes_and_has_people_sign_in(play: Play) -> None:
    leader, windows = play.leader, play.windows
    story.begins_the_visit(leader, play.number)
    for name, phone in (("陈大文", "13711110001"), ("李小玲", "13711110002"), ("何志强", "13711110003")):
        story.signs_in(windows.at_a_phone(name), leader, name, phone)
        leader.page.reload()
        leader.reads(name)
    story.signs_in(windows.at_a_phone("陈大文又来"), leader, "陈大文", "137 1111 0001", told="这个手机号已经签过到了")
    leader.fills("姓名", "黎伯")
    leader.presses("加一行")
    leader.reads("没有手机")
    leader.reads(re.compile(r"已签\s*4\s*人"))


def confirms_and_rates(play: Play) -> None:
    contact = play.contact
    contact.opens("/mine")
    contact.page.get_by_role("link").filter(has_text="确认是否解决").filter(has_text=play.number[-6:]).click()
    contact.reads("待企业确认")
    answers = {
        "实际效益（元）": "300000",
        "预计效益（元）": "200000",
        "怎么算的": "少停机三十小时，每小时一万元；一年预计再省二十万元。",
        "想说的话": "师傅耐心，职工也学会了。",
    }
    story.confirms(contact, play.number, answers=answers, score="很满意")
    contact.reads("已提交，谢谢您。")
    contact.reads("已确认")


def sees_the_counters_go_up(play: Play, before: Counters) -> None:
    city = play.city
    assert Counters.read(city) == Counters(
        solved=before.solved + 1,
        confirmed=before.confirmed + 1,
        actual=before.actual + 300_000,
        expected=before.expected + 200_000,
    )
    city.opens(FUNNEL)
    city.presses("解决难题")
    rows = city.page.get_by_role("row").filter(has_text=TROUBLE).filter(has_text=play.number[-6:])
    assert rows.count() == 1
    assert f"共 {before.solved + 1} 条" in city.text()


def reviews_revisits_and_closes(play: Play) -> None:
    city, officer, number = play.city, play.officer, play.number
    city.opens("/desk")
    city.presses("复核效益", beside=(TROUBLE, number[-6:]))
    city.asks_to("效益属实，通过")
    city.presses("复核通过")
    city.reads("效益已复核。")

    officer.opens(f"/desk/cases/{number}")
    assert "满 30 天才回访" in officer.cannot_press("记回访")
    assert "还没有记回访" in officer.cannot_press("归档")
    play.site.behind("let_a_month_pass", number)
    officer.opens(f"/desk/cases/{number}")
    officer.asks_to("记回访")
    officer.picks("电话", of="怎么回访的")
    officer.picks("还在", of="效果还在吗")
    officer.fills("情况", "一个月没有再跳停。")
    officer.presses("保存回访")
    officer.reads("回访已记下。")
    officer.asks_to("归档")
    officer.presses("归档")
    officer.reads("已归档。")
    officer.reads("已办结")
    play.contact.opens("/mine")
    play.contact.reads(TROUBLE, within="已办结")


def sum_above_the_rows(officer: Actor, label: str) -> int:
    """Open the rows of a benefit and read the sum above them."""
    officer.opens(FUNNEL)
    officer.presses(label)
    heading = officer.page.get_by_role("heading", level=1).inner_text()
    return yuan(heading.split("：")[1])


def yuan(text: str) -> int:
    """Return an amount as people write it, in yuan."""
    found = re.search(r"([\d,.]+)\s*(万)?", text)
    assert found, text
    return round(float(found[1].replace(",", "")) * (10_000 if found[2] else 1))
