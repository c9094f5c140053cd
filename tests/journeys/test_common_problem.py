"""Journey of a common problem: four down firms, three problems, one framework agreement, three pillars, in the figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from tests.journeys import joint_work
from tests.journeys.actors import Actor
from tests.journeys.joint_work import LIKE, PILLARS, SCHOOL
from tests.journeys.site import Site
from tests.journeys.story import CITY_TIME

FIGURES = ("发现共性问题", "拟订框架协议", "技术服务支柱")


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
    play.number = joint_work.finds_common_problems(play.city, play.officer, titles=LIKE, industry="羽绒加工")
    assert re.fullmatch(r"GX-440705-\d{4}-\d{6}", play.number)
    play.officer.reads("3 个", within="共性问题")
    joint_work.talks_with_the_parties(play.officer, parties=5)
    joint_work.pools_what_helps(play.officer)
    joint_work.drafts_the_agreement(play.officer)
    said = (*LIKE.values(), *(name for _, name in PILLARS), *(play.firms[str(n)] for n in range(4)), SCHOOL)
    joint_work.says_everything(joint_work.takes_the_word(play.officer), said)
    assert [new - old for new, old in zip(numbers(play.officer), before, strict=True)] == [3, 1, 3]
    signs_and_begins(play, picture)
    a_party_sees_it_on_the_phone(play, windows)


def numbers(officer: Actor) -> list[int]:
    officer.opens("/desk/innovation/works")
    return [officer.number(label) for label in FIGURES]


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
    contact.presses(LIKE["水温"])
    contact.reads("攻关中")
    contact.reads("洗毛水温难控制")
    contact.misses("水洗羽绒水温不稳定")
