"""Journey of a common problem: four down firms, three problems, one framework agreement, three pillars, in the figures."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime

from docx import Document

from tests.journeys.actors import Actor
from tests.journeys.site import Site
from tests.journeys.story import CITY_TIME

FIGURES = ("发现共性问题", "拟订框架协议", "技术服务支柱")
TITLES = {"水温": "洗毛水温不稳", "除尘": "羽绒除尘机滤袋堵塞", "绒子含量": "绒子含量分拣不准"}
FIRST = "洗毛水温不稳"
POOLED = (
    ("专家库", "洗毛工艺专家（演示）"),
    ("创新工作室联盟", "羽绒技艺创新工作室（演示）"),
    ("实训基地", "羽绒实训基地（演示）"),
)


@dataclass(kw_only=True)
class Play:
    """Who is on the stage, and what they know."""

    site: Site
    city: Actor
    officer: Actor
    firms: dict[str, str]
    number: str = ""


def test_three_problems_of_four_firms_come_to_one_agreement_and_three_pillars(windows, demo, picture):
    play = Play(
        site=demo,
        city=windows.as_role("市总干部"),
        officer=windows.as_role("县总干部"),
        firms=demo.behind("visit_four_down_firms", "demo:county_officer"),
    )
    before = numbers(play.officer)
    finds_three_common_problems(play)
    talks_with_the_parties(play)
    pools_what_helps(play)
    drafts_the_agreement(play)
    assert [new - old for new, old in zip(numbers(play.officer), before, strict=True)] == [3, 1, 3]
    signs_and_begins(play, picture)
    a_party_sees_it_on_the_phone(play, windows)


def numbers(officer: Actor) -> list[int]:
    officer.opens("/desk/innovation/works")
    return [officer.number(label) for label in FIGURES]


def finds_three_common_problems(play: Play) -> None:
    city, officer = play.city, play.officer
    city.opens("/desk/innovation/proposals")
    city.presses("现在找一遍")
    city.reads(re.compile("找过了，新发现 [0-9]+ 组"))
    for words, title in TITLES.items():
        officer.opens("/desk/innovation/proposals")
        officer.presses("看一看、认定", beside=("绒", words))
        assert officer.page.locator("mark").count() > 2, "the binding words are marked in the needs"
        officer.fills("共性问题，一句话说清", title)
        officer.fills("行业", "羽绒加工")
        if play.number:
            officer.fills("放到哪项联合攻关", f"{FIRST}（{play.number}）")
        officer.presses("认定为共性问题")
        officer.reads("已认定为共性问题")
        play.number = play.number or officer.at.rsplit("/", 1)[1]
        assert officer.at.endswith(play.number)
    assert re.fullmatch(r"GX-440705-\d{4}-\d{6}", play.number)
    officer.reads("3 个", within="共性问题")


def talks_with_the_parties(play: Play) -> None:
    officer = play.officer
    officer.asks_to("开始协商")
    officer.presses("开始协商")
    officer.reads("已开始协商，参加方都收到了消息。")
    officer.reads("5 个", within="参加方")
    does(officer, "加参加方", "加上", {"其他单位（部门、院校、协会）": "市技工学校（演示）", "负责什么": "派教师到厂"})
    officer.reads("6 个", within="参加方")


def pools_what_helps(play: Play) -> None:
    officer = play.officer
    for kind, name in POOLED:
        opens_edit(officer, "加专家、工作室或基地")
        officer.picks(kind, of="哪一类")
        officer.fills("名称", name)
        officer.presses("加上")
        officer.reads(name, within="技术服务支柱")


def drafts_the_agreement(play: Play) -> None:
    officer = play.officer
    officer.asks_to("草拟框架协议")
    officer.presses("草拟一稿")
    officer.reads("已草拟，可以在“框架协议”里下载 Word。")
    with officer.page.expect_download() as coming:
        officer.page.get_by_role("link", name="第 1 稿 Word").click()
    document = Document(io.BytesIO(coming.value.path().read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    for said in (
        *TITLES.values(),
        *(name for _, name in POOLED),
        *(play.firms[str(n)] for n in range(4)),
        "市技工学校",
    ):
        assert said in text, said


def signs_and_begins(play: Play, picture) -> None:
    officer = play.officer
    officer.opens(f"/desk/cases/{play.number}")
    officer.asks_to("签订")
    dialog = officer.page.get_by_role("dialog")
    for field in dialog.get_by_label(re.compile("：签字人")).all():
        field.fill("签字代表")
    for field in dialog.get_by_label(re.compile("：签字日期")).all():
        field.fill(datetime.now(CITY_TIME).date().isoformat())
    officer.attaches("签好的协议", picture)
    officer.presses("记下签订")
    officer.reads("框架协议已签订。")
    officer.asks_to("开始攻关")
    officer.presses("开始攻关")
    officer.reads("开始攻关了。")


def a_party_sees_it_on_the_phone(play: Play, windows) -> None:
    contact = windows.by_phone("绒厂联系人", play.firms["phone"])
    contact.opens("/innovation/works")
    contact.presses(FIRST)
    contact.reads("攻关中")
    contact.reads("洗毛水温难控制")
    contact.misses("水洗羽绒水温不稳定")


def does(officer: Actor, title: str, button: str, answers: dict[str, str]) -> None:
    """Open one of the dialogs behind the three points, fill it in and send it."""
    opens_edit(officer, title)
    for label, text in answers.items():
        officer.fills(label, text)
    officer.presses(button)
    officer.reads(f"已{button}。")


def opens_edit(officer: Actor, title: str) -> None:
    officer.page.get_by_label("更多").click()
    officer.asks_to(title)
