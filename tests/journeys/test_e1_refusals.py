"""The errors of journey E1: each is refused in one plain sentence, and nothing that was typed is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys import story
from tests.journeys.actors import Actor
from tests.journeys.story import SIGHT, TROUBLE

LARGE = {"实际效益（元）": "600000", "怎么算的": "按台账，一年少停机六十小时。"}


@dataclass(kw_only=True)
class Scene:
    """The people of the demo's county around one order."""

    officer: Actor
    contact: Actor
    leader: Actor
    team: str
    number: str


@pytest.fixture(scope="module")
def scheduled(lasting_windows, demo):
    """An order that a team accepted and to which it will come the day after tomorrow from nine to eleven."""
    demo.behind("clear_the_week")
    officer, contact = lasting_windows.as_role("县总干部"), lasting_windows.as_role("企业联系人")
    number = story.orders_a_dish(contact)
    team = story.offers_to_the_first(officer, number)
    leader = lasting_windows.by_phone("队长", demo.behind("phone_of_leader", team))
    story.accepts(leader, number)
    story.fixes_a_date(officer, number, starts_at=nine_o_clock(), hours=2)
    officer.reads("已提出时间")
    return Scene(officer=officer, contact=contact, leader=leader, team=team, number=number)


@pytest.fixture(scope="module")
def neighbour(lasting_windows, demo):
    """The contact of another enterprise, far off in the same county."""
    return lasting_windows.by_phone("别家联系人", demo.behind("phone_of_contact_far_off"))


@pytest.fixture(scope="module")
def claimed(lasting_windows, scheduled, demo):
    """An order that the team reports as done."""
    scene = scheduled
    number = story.orders_a_dish(scene.contact)
    story.offers_to(scene.officer, number, scene.team)
    story.accepts(scene.leader, number)
    story.fixes_a_date(scene.officer, number, starts_at=story.in_a_moment())
    scene.officer.reads("已提出时间")
    story.agrees(scene.contact, number)
    story.promises(scene.leader, number)
    story.begins_the_visit(scene.leader, number)
    story.writes_the_record(scene.leader, number)
    return Scene(officer=scene.officer, contact=scene.contact, leader=scene.leader, team=scene.team, number=number)


@pytest.fixture(scope="module")
def confirmed(claimed, picture):
    """The same order, confirmed by the enterprise with a large benefit and its proof, but without a rating."""
    contact = claimed.contact
    story.confirms(contact, claimed.number, answers=LARGE, proof=picture)
    contact.reads("已提交，谢谢您。")
    return claimed


@pytest.fixture
def with_a_bad_code(demo):
    """The demo contact's enterprise, with a credit code whose check character is wrong."""
    before = demo.behind("write_credit_code", "91440705MA50000009")
    yield
    demo.behind("write_credit_code", before)


def nine_o_clock():
    return (story.now() + timedelta(days=2)).replace(hour=9, minute=0)


def test_an_enterprise_with_an_invalid_credit_code_cannot_order(windows, with_a_bad_code, picture):
    contact = windows.as_role("企业联系人")
    story.fills_an_order(contact, title="钻床主轴异响", photos=(picture,))
    contact.presses("提交点菜")
    contact.reads(re.compile("不能点菜：.*信用代码"))
    contact.reads_in("一句话说清", "钻床主轴异响")
    contact.reads_in("现场情况", SIGHT)
    contact.reads("已上传 1 个，不用再选")
    contact.opens("/mine")
    contact.misses("钻床主轴异响")


def test_a_half_filled_order_says_what_is_missing_and_keeps_the_rest(windows):
    contact = windows.as_role("企业联系人")
    story.fills_an_order(contact, title="", domain="请选择")
    contact.reads("设备名称、型号 （可不填）")
    contact.misses("专业领域 （可不填）")
    contact.presses("提交点菜")
    contact.reads("填写有误，请按提示修改后再提交。")
    contact.reads("请用一句话说清是什么事。")
    contact.reads("请选专业领域；拿不准就选最接近的。")
    contact.reads_in("现场情况", SIGHT)
    contact.fills("一句话说清", "空压机皮带打滑")
    contact.fills("专业领域", story.DOMAIN)
    contact.presses("提交点菜")
    contact.reads("点好了")


def test_an_enterprise_with_a_wrong_check_character_is_not_registered(windows):
    officer = windows.as_role("县总干部")
    officer.opens("/desk/enterprise-service/enterprises/new")
    officer.fills("统一社会信用代码", "91440705MA50000009")
    officer.fills("企业名称", "新会区错码机械有限公司")
    officer.page.get_by_label("所在镇街").select_option(index=1)
    officer.presses("登记")
    officer.reads(re.compile("信用代码.*校验"))
    officer.reads_in("企业名称", "新会区错码机械有限公司")


def test_a_team_is_not_sent_to_two_places_at_once_and_tight_travel_is_warned_of(scheduled, neighbour):
    officer, number = scheduled.officer, story.orders_a_dish(neighbour, title="行车电机缺相跳停")
    story.offers_to(officer, number, scheduled.team)
    story.accepts(scheduled.leader, number)

    story.fixes_a_date(officer, number, starts_at=nine_o_clock() + timedelta(hours=1))
    officer.reads("已有安排")
    officer.reads(re.compile(f"{scheduled.team}有空的半天：.+[上下]午"))
    officer.reads_in("开始", f"{nine_o_clock() + timedelta(hours=1):%Y-%m-%dT%H:%M}")

    story.types_a_date(officer, starts_at=nine_o_clock() + timedelta(hours=2, minutes=5))
    officer.presses("提出这个时间")
    officer.reads(re.compile(r"路上约 \d+ 分钟，中间只有 5 分钟"))
    officer.ticks("我知道路上时间紧，仍这样安排")
    officer.presses("提出这个时间")
    officer.reads("已提出时间，等双方确认。")


def test_another_enterprise_sees_nothing_of_an_order(scheduled, neighbour):
    for path in (f"/cases/{scheduled.number}", f"/cases/{scheduled.number}/do/withdraw"):
        neighbour.opens(path)
        neighbour.reads("没有找到，或者您看不到它。请核对编号或地址。")
        neighbour.misses(TROUBLE)


def test_what_the_enterprise_has_not_confirmed_stands_in_no_row(claimed, windows):
    city = windows.as_role("市总干部")
    city.opens("/desk/enterprise-service/figures")
    city.presses("解决难题")
    city.reads("下面是构成这个数的每一行")
    expect(city.page.get_by_role("row").filter(has_text=TROUBLE).filter(has_text=claimed.number[-6:])).to_have_count(0)


def test_a_benefit_above_the_ceiling_needs_proof(claimed):
    contact = claimed.contact
    story.confirms(contact, claimed.number, answers=LARGE)
    contact.reads("要附证明材料（台账、检测单、盖章说明的照片或 PDF）。请加上后再提交。")
    contact.reads_in("实际效益（元）", "600000")
    contact.reads_in("怎么算的", LARGE["怎么算的"])
    contact.opens(f"/cases/{claimed.number}")
    contact.reads("待企业确认")


def test_an_unrated_order_is_not_closed_before_two_reminders(confirmed):
    officer = confirmed.officer
    officer.opens(f"/desk/cases/{confirmed.number}")
    assert "企业还没有评分，要提醒两次后才能归档，现在提醒了 0 次。" in officer.cannot_press("归档")
    officer.opens(f"/desk/cases/{confirmed.number}/do/close")
    officer.reads("现在还不能办，有 3 个原因")
    expect(officer.page.get_by_role("button", name="归档")).to_be_disabled()


def test_a_confirmed_order_is_corrected_with_a_reason_and_never_deleted(confirmed):
    contact, number = confirmed.contact, confirmed.number
    contact.opens(f"/cases/{number}")
    contact.finds_nothing_to_press("删除")
    contact.finds_nothing_to_press("撤回点菜")
    contact.opens(f"/cases/{number}/do/withdraw")
    contact.reads(re.compile("已确认|不能"))

    contact.opens(f"/cases/{number}")
    contact.presses("更正效益")
    contact.fills("更正后的实际效益（元）", "550000")
    contact.presses("提交更正")
    contact.reads("请写明更正的原因。")
    contact.reads_in("更正后的实际效益（元）", "550000")
    contact.fills("更正的原因", "误把五月的外协费也算进去了。")
    contact.presses("提交更正")
    contact.reads("已更正，等工会复核。")
    contact.reads("更正了效益：600,000 元改为550,000 元")
    contact.reads("误把五月的外协费也算进去了。")
