"""A survey by hand in the browser: prepared, answered on a phone by link, heard on a visit, needs, an order."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from tests.journeys.actors import Actor

CHINA = timezone(timedelta(hours=8))
TITLE = "羽绒企业联合调研"
DESK = "/desk/enterprise-service"


@pytest.fixture(scope="module")
def officer(lasting_windows):
    return lasting_windows.as_role("县总干部")


@pytest.fixture(scope="module")
def own_firm(demo):
    return demo.behind("firm_of_the_contact")["short"]


@pytest.fixture(scope="module")
def visitor(lasting_windows):
    return lasting_windows.at_a_phone("没有账号的人")


@pytest.fixture(scope="module")
def link(officer, own_firm):
    """A survey of the demo contact's firm and another, opened; returns the path of the other firm's link."""
    officer.opens(DESK + "/surveys/new")
    officer.fills("调研名称", TITLE)
    officer.fills("合作部门", "工信局、科技局")
    officer.presses("下一步：选企业")
    officer.page.locator("input[name=q]").last.fill(own_firm)
    officer.presses("查看")
    officer.ticks(own_firm)
    officer.presses("加入名单")
    officer.presses("选企业")
    officer.page.locator("input[name=firms]").first.check()
    officer.presses("加入名单")
    officer.presses("开始调研，发问卷")
    officer.reads("调研开始了。")
    officer.presses("共 2 家，看名单")
    rows = officer.page.get_by_role("main").get_by_role("table").get_by_role("link")
    other = next(row for row in rows.all() if own_firm not in row.inner_text())
    with officer.page.expect_navigation():
        other.click()
    address = officer.page.locator("[data-copy]").get_attribute("data-copy")
    return "/" + address.split("/", 3)[3]


def next_question(person: Actor, number: int) -> None:
    person.presses("下一题")
    person.reads(f"第 {number} 题，共 10 题")


class TestByLink:
    """Somebody without an account answers on a phone."""

    def test_one_question_a_screen_and_nothing_typed_is_lost(self, visitor, link):
        visitor.opens(link)
        visitor.reads("第 1 题，共 10 题")
        visitor.fills("生产上最卡脖子的技术难题是什么？", "充绒机称重不准，一天返工几十件。")
        next_question(visitor, 2)
        with visitor.page.expect_response(lambda answer: answer.url.endswith("/draft")):
            visitor.picks("电气与自动化", of="这个难题或想学的技能，最接近哪一类？")
        visitor.context.clear_cookies()
        visitor.page.evaluate("localStorage.clear()")
        visitor.opens(link)
        visitor.reads_in("生产上最卡脖子的技术难题是什么？", "充绒机称重不准，一天返工几十件。")

    def test_a_wrong_answer_is_shown_at_its_question(self, visitor):
        next_question(visitor, 2)
        next_question(visitor, 3)
        visitor.fills("职工最缺哪门技能？", "充绒机操作和保养")
        next_question(visitor, 4)
        visitor.fills("大约多少人要学？", "-3")
        for number in range(5, 11):
            next_question(visitor, number)
        visitor.presses("下一题")
        visitor.presses("提交")
        visitor.reads("填写有误，请按提示修改后再提交。")
        visitor.reads("第 4 题，共 10 题")
        visitor.fills("大约多少人要学？", "15")

    def test_the_enterprise_says_what_it_wants_in_its_own_words(self, visitor):
        for number in range(5, 11):
            next_question(visitor, number)
        visitor.presses("下一题")
        with visitor.page.expect_navigation():
            visitor.presses("提交")
        visitor.reads("收到了，谢谢您")
        visitor.reads_in("一句话说清", "充绒机称重不准，一天返工几十件")
        visitor.fills("一句话说清", "充绒机称重不准")
        with visitor.page.expect_navigation():
            visitor.presses("就这样")
        visitor.reads("记下了，谢谢您。")

    def test_a_link_that_was_changed_opens_nothing(self, visitor, link):
        visitor.opens(link[:-1] + ("0" if link[-1] != "0" else "1"))
        visitor.reads("这个问卷链接不对或已经作废，请向工会要新的链接。")


class TestAtTheDesk:
    """The officer logs a visit; answers become needs, and the enterprise orders one."""

    def test_a_visit_is_logged_with_what_was_found(self, officer, own_firm, link, picture):
        opens_the_survey(officer)
        officer.presses("登记走访座谈")
        officer.ticks(own_firm)
        at = datetime.now(CHINA) - timedelta(hours=1)
        officer.fills("时间", at.strftime("%Y-%m-%dT%H:%M"))
        officer.fills("地点", "压铸车间")
        officer.presses("登记，接着写记录")
        officer.fills("企业谁来谈", "设备主管")
        officer.fills("发现的问题", "配电柜老化，夏天跳闸。")
        officer.fills("生产上最卡脖子的技术难题是什么？", "配电柜夏天跳闸")
        officer.picks("电气与自动化", of="这个难题或想学的技能，最接近哪一类？")
        officer.fills("职工最缺哪门技能？", "低压电工")
        officer.fills("大约多少人要学？", "12")
        officer.attaches("照片", picture)
        officer.presses("保存记录")
        officer.reads("配电柜老化，夏天跳闸。")
        expect(officer.page.locator(".thumbs img")).to_have_count(1)

    def test_its_answers_become_two_needs(self, officer):
        for title in ("配电柜夏天跳闸", "低压电工"):
            officer.presses("登记为需求", beside=[title])
            officer.reads_in("一句话说清", title)
            officer.presses("登记为需求")
            officer.reads("登记为需求了，企业联系人在手机上可以直接点菜。")
        expect(officer.page.get_by_text("已登记", exact=True)).to_have_count(2)

    def test_the_contact_orders_one_and_says_why_not_the_other(self, windows, officer):
        contact = windows.as_role("企业联系人")
        contact.opens("/enterprise-service/needs")
        contact.presses("点这道菜", beside=["配电柜夏天跳闸"])
        contact.reads_in("一句话说清", "配电柜夏天跳闸")
        with contact.page.expect_navigation():
            contact.presses("提交点菜")
        contact.reads("点好了。")
        contact.opens("/enterprise-service/needs")
        contact.presses("不需要了", beside=["低压电工"])
        contact.fills("为什么不需要了", "已经请培训学校来讲了。")
        with contact.page.expect_navigation():
            contact.presses("不需要了")
        contact.reads("记下了，这条需求不再办。")

    def test_the_numbers_open_to_their_rows(self, officer, own_firm):
        opens_the_survey(officer)
        assert officer.number("已走访座谈") == 1
        assert officer.number("已点菜") == 1
        officer.presses("已点菜")
        officer.reads(own_firm)
        officer.reads("共 1 条")

    def test_a_survey_that_has_ended_takes_no_more_answers(self, officer, visitor, link):
        opens_the_survey(officer)
        officer.presses("结束调研")
        officer.reads("调研结束了。")
        visitor.opens(link)
        visitor.reads("这次调研已经结束，不能再改，也不能再答。")


def opens_the_survey(officer: Actor) -> None:
    officer.opens(DESK + "/surveys")
    officer.presses(TITLE)
