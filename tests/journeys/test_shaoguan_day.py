"""Shaoguan's day (figures F162-F165): two craftsmen, one gathering, three enterprises, their problems and their workers."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.journeys import figures, story
from tests.journeys.actors import Actor
from tests.journeys.conftest import Windows
from tests.journeys.site import Site

TEAM = "园区一日行小分队"
LEADER, LEADER_PHONE = "温岭松", "13722220001"
MEMBER, MEMBER_PHONE = "邱北江", "13722220002"
PARK = "东江口工业园职工之家"
EVERYWHERE = ("流动工", "13722229999")
WITHOUT_PHONE = "黎伯"
A_LINE = 20


@dataclass(kw_only=True)
class Firm:
    """An enterprise on this day: what it orders, what it wants solved, and its contact and order once there are some."""

    dish: str
    problems: tuple[str, ...]
    domain: str = story.DOMAIN
    contact: Actor | None = None
    number: str = ""


def three_firms() -> list[Firm]:
    """Return what the three enterprises want: twelve technical and management problems."""
    return [
        Firm(dish="技术攻关", problems=("压铸机电机缺相", "行车电机发热", "风机变频器报警", "配电柜夜里跳闸")),
        Firm(dish="技术攻关", problems=("注塑机加热圈烧断", "冷却水泵电机异响", "照明回路漏电", "传感器误动作")),
        Firm(
            dish="管理提升", domain="", problems=("班前会走过场", "工具领用没有台账", "设备点检表不填", "换模时间太长")
        ),
    ]


@dataclass(kw_only=True)
class Day:
    """The stage, who is on it, and what they know."""

    windows: Windows
    site: Site
    city: Actor
    officer: Actor
    firms: list[Firm]
    leader: Actor | None = None


@pytest.fixture
def day(windows, demo):
    """The demo county with three contacts who have their first word."""
    demo.behind("clear_the_week")
    firms = three_firms()
    phones = demo.behind("phones_of_neighbours", "2")
    contacts = [windows.as_role("企业联系人"), *(windows.by_phone(f"联系人{n}", to) for n, to in enumerate(phones, 2))]
    for firm, contact in zip(firms, contacts, strict=True):
        firm.contact = contact
    return Day(
        windows=windows, site=demo, city=windows.as_role("市总干部"), officer=windows.as_role("县总干部"), firms=firms
    )


def test_a_day_of_two_craftsmen_at_three_enterprises(day):
    before = figures.on_the_board(day.city)
    forms_the_team(day)
    for firm in day.firms:
        orders(firm)
        is_matched(day, firm)
    gather_at_one_place(day)
    late = one_more_order_is_about_to_join(day)
    for n, firm in enumerate(day.firms):
        is_served(day, firm, lines=A_LINE, has_elder=n == 0)
    cannot_join_what_is_held(late)
    nothing_counts_before_the_enterprises_say_so(day)
    for firm in day.firms:
        unsolved = firm.problems[-1:] if firm is day.firms[-1] else ()
        story.confirms(firm.contact, firm.number, answers={}, problems=firm.problems, unsolved=unsolved, score="很满意")
        firm.contact.reads("已提交，谢谢您。")
    the_four_numbers_open_to_their_rows(day)
    after = figures.on_the_board(day.city)
    assert after["解决难题"] - before["解决难题"] == 11
    assert after["助企活动"] - before["助企活动"] == 1


def forms_the_team(day: Day) -> None:
    """A team of two craftsmen is formed at the desk of the county."""
    officer = day.officer
    officer.opens("/desk/talent/teams/new")
    officer.fills("班组名称", TEAM)
    officer.page.get_by_label("从哪个镇街出发").select_option(index=1)
    describes(
        officer,
        LEADER,
        LEADER_PHONE,
        trade="维修电工",
        skill="电气维修",
        profile="电机缺相、跳闸、变频器报警的查找和处理。",
    )
    officer.presses("组建")
    officer.reads("服务队已组建，可以配单了。")
    officer.opens(f"{officer.at}/members/new")
    describes(
        officer, MEMBER, MEMBER_PHONE, trade="生产管理员", skill="自动化改造", profile="班前会、点检、换模时间的改善。"
    )
    officer.presses("加入")
    officer.reads("队员已加入。")


def describes(officer: Actor, name: str, phone: str, *, trade: str, skill: str, profile: str) -> None:
    for label, text in {"姓名": name, "手机号": phone, "工种": trade, "擅长什么": profile}.items():
        officer.fills(label, text)
    officer.ticks(skill)


def orders(firm: Firm) -> None:
    """The contact orders a dish with the first problem, and registers the others."""
    firm.number = story.orders_a_dish(firm.contact, title=firm.problems[0], dish=firm.dish, domain=firm.domain)
    for title in firm.problems[1:]:
        story.adds_a_problem(firm.contact, firm.number, title)


def is_matched(day: Day, firm: Firm) -> None:
    """The officer asks the team, and its leader takes the order on."""
    story.offers_to(day.officer, firm.number, TEAM)
    day.leader = day.leader or day.windows.by_phone("队长", LEADER_PHONE)
    story.accepts(day.leader, firm.number)


def gather_at_one_place(day: Day) -> None:
    """The first order gets a date at the park; the other two join it; everybody agrees for himself."""
    first, *others = day.firms
    story.fixes_a_date(day.officer, first.number, starts_at=story.in_half_an_hour(), place=PARK)
    day.officer.reads("已提出时间，等双方确认。")
    for firm in others:
        story.joins_an_activity(day.officer, firm.number, PARK)
    for firm in day.firms:
        story.agrees(firm.contact, firm.number)
        story.promises(day.leader, firm.number)
    day.officer.opens("/desk/enterprise-service/activities")
    day.officer.reads(f"{PARK}，3 家企业")
    day.officer.page.get_by_role("listitem").filter(has_text=PARK).get_by_role("link").click()
    for firm in day.firms:
        day.officer.reads(firm.problems[0])


def one_more_order_is_about_to_join(day: Day) -> Actor:
    """A fourth order comes in, and somebody at another desk has the dialog open with the gathering chosen."""
    contact = day.firms[0].contact
    late = Firm(dish="技术攻关", problems=("烘箱温控失灵",), contact=contact)
    orders(late)
    is_matched(day, late)
    desk = day.windows.as_role("县总干部")
    story.chooses_an_activity(desk, late.number, PARK)
    return desk


def is_served(day: Day, firm: Firm, *, lines: int, has_elder: bool) -> None:
    """The team begins, workers sign in by the code or have themselves written down, and the record is sent."""
    leader = day.leader
    story.begins_the_visit(leader, firm.number)
    name, phone = EVERYWHERE
    story.signs_in(day.windows.at_a_phone(f"{name}在{firm.dish}{firm.number[-6:]}"), leader, name, phone)
    leader.page.reload()
    for n in range(lines):
        leader.fills("姓名", f"工友{firm.number[-2:]}{n:02}")
        leader.fills("手机号", f"137{firm.number[-6:]}{n:02}")
        with leader.page.expect_navigation():
            leader.presses("加一行")
    if has_elder:
        leader.fills("姓名", WITHOUT_PHONE)
        with leader.page.expect_navigation():
            leader.presses("加一行")
        leader.fills("姓名", name)
        leader.fills("手机号（没有可不填）", phone)
        leader.presses("加一行")
        leader.reads("这个手机号已经签过到了。")
    leader.reads(re.compile(rf"已签\s*{lines + 1 + has_elder}\s*人"))
    story.writes_the_record(leader, firm.number, problems=firm.problems, present=(LEADER, MEMBER))


def cannot_join_what_is_held(desk: Actor) -> None:
    """What was on the screen has been held meanwhile: it is refused in words, and another time can be chosen."""
    desk.presses("提出这个时间")
    desk.reads("这场活动已经办过、取消，或不再由这支班组去，请重新选择，或另约时间。")
    desk.fills("地点", "烘箱车间")
    desk.presses("提出这个时间")
    desk.reads("已提出时间，等双方确认。")


def nothing_counts_before_the_enterprises_say_so(day: Day) -> None:
    """The team has claimed twelve problems, and none is counted; the sign-ins are, for people did come."""
    figures.opens_rows(day.city, "解决难题", team=TEAM)
    day.city.reads("解决难题：0 个")
    day.city.reads("没有构成这个数的记录")
    figures.opens_rows(day.city, "服务企业", team=TEAM)
    day.city.reads("服务企业：0 家")


def the_four_numbers_open_to_their_rows(day: Day) -> None:
    """Three enterprises, eleven problems, sixty-two workers (sixty-four sign-ins), two craftsmen."""
    city = day.city
    rows = figures.opens_rows(city, "服务企业", team=TEAM)
    city.reads("服务企业：3 家")
    assert {row["编号"][-6:] for row in rows} == {firm.number[-6:] for firm in day.firms}
    rows = figures.opens_rows(city, "解决难题", team=TEAM)
    city.reads("解决难题：11 个")
    said = [problem for firm in day.firms for problem in firm.problems]
    assert sorted(row["难题"] for row in rows) == sorted(set(said) - {day.firms[-1].problems[-1]})
    workers, sign_ins = 3 * A_LINE + 2, 3 * (A_LINE + 1) + 1
    for label, heading in (("培训职工", f"培训职工：{workers} 人"), ("培训", f"培训：{sign_ins} 人次")):
        rows = figures.opens_rows(city, label, team=TEAM)
        city.reads(heading)
        assert len(rows) == sign_ins, "persons and person-times stand on the same rows"
    rows = figures.opens_rows(city, "上门技师", team=TEAM)
    city.reads("上门技师：2 人")
    assert {row["技师"] for row in rows} == {LEADER, MEMBER}
    rows = figures.opens_rows(city, "助企活动", team=TEAM)
    city.reads("助企活动：1 场")
    assert [row["地点"] for row in rows] == [PARK]
