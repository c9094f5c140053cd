"""Zhanjiang's survey (figures F082-F086): four down firms visited, three common problems, four answers, one agreement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.cast import sound_code
from tests.journeys import figures, joint_work, story
from tests.journeys.actors import Actor
from tests.journeys.joint_work import LIKE, PILLARS, SCHOOL

TITLE = "湛江式羽绒企业走访调研"
INDUSTRY = "羽毛羽绒制品"
DESK = "/desk/enterprise-service"
WASHING, DUST, SORTING = "洗毛工序最卡脖子的难题", "除尘工序最卡脖子的难题", "分毛工序最卡脖子的难题"
DOMAIN = "这个难题或想学的技能，最接近哪一类？"
SAID = {
    "榕江绒": {
        WASHING: "洗毛水温难控制，水洗工段水温忽高忽低，羽绒洗不干净，绒子还容易断",
        DUST: "羽绒除尘效果差，除尘机出来的绒还有灰，滤袋堵塞快",
    },
    "柚园绒": {
        WASHING: "水洗羽绒水温不稳定，洗毛机进水温度波动大，蓬松度上不去",
        DUST: "除尘机堵塞频繁，羽绒除尘机滤袋堵塞，一天要停两三次清灰",
    },
    "岗边绒": {
        WASHING: "洗毛机水温忽冷忽热，冬天水温升不上来，羽绒异味重",
        SORTING: "绒子含量分拣不准，分毛机分出来的绒子含量忽高忽低，客户检验不合格",
    },
    "葵湾绒": {
        DUST: "羽绒除尘机滤袋堵塞，灰尘和飞丝到处都是",
        SORTING: "分毛机绒子含量不稳定，想把绒子含量做到九成以上，分毛机风量不会调",
    },
}
FIRST_CODE = 6000


@dataclass(kw_only=True)
class Survey:
    """Who is on the stage, the firms by their short names, and the joint work that came of it."""

    city: Actor
    officer: Actor
    colleague: Actor
    firms: dict[str, str] = field(default_factory=dict)
    number: str = ""


@pytest.fixture
def survey(windows):
    """The officers of a city and a county at their desks."""
    city, officer, colleague = (windows.as_role(role) for role in ("市总干部", "县总干部", "县总干部"))
    return Survey(city=city, officer=officer, colleague=colleague)


def test_four_down_firms_are_visited_and_what_they_said_is_answered(survey, picture):
    registers_the_firms(survey)
    prepares_the_survey(survey)
    cannot_log_a_visit_that_lies_ahead(survey)
    for short in survey.firms:
        visits(survey, short)
        turns_answers_into_needs(survey, short)
    finds_three_common_problems(survey)
    offers_four_kinds_of_answers(survey)
    comes_to_an_agreement(survey, picture)
    the_five_numbers_open_to_their_rows(survey)


def registers_the_firms(survey: Survey) -> None:
    officer = survey.officer
    for n, short in enumerate(SAID):
        officer.opens(f"{DESK}/enterprises/new")
        survey.firms[short] = f"新会区{short}制品有限公司（演示）"
        officer.fills("统一社会信用代码", sound_code(FIRST_CODE + n))
        officer.fills("企业名称", survey.firms[short])
        officer.fills("简称", short)
        officer.fills("主营", INDUSTRY)
        officer.page.get_by_label("所在镇街").select_option(index=1)
        with officer.page.expect_navigation():
            officer.presses("登记")
        officer.reads(survey.firms[short])


def prepares_the_survey(survey: Survey) -> None:
    """Three questions about the line, instead of the general one, and the four firms on the list."""
    officer = survey.officer
    officer.opens(f"{DESK}/surveys/new")
    officer.fills("调研名称", TITLE)
    officer.fills("行业或专题", INDUSTRY)
    officer.fills("合作部门", "工信局、科技局")
    officer.presses("下一步：选企业")
    address = officer.at.rsplit("/", 1)[0]
    officer.opens(f"{address}/questions")
    officer.page.get_by_label(re.compile("^题目")).first.fill(WASHING)
    leads_to = officer.page.get_by_label("引出哪类需求").all()[-2:]
    for question, dish, label in zip(officer.page.get_by_label("新题目").all(), leads_to, (DUST, SORTING), strict=True):
        question.fill(label)
        dish.select_option(label="技术攻关")
    officer.presses("保存问卷")
    for short in survey.firms:
        officer.opens(f"{address}/firms")
        officer.page.locator("input[name=q]").last.fill(short)
        officer.presses("查看")
        officer.ticks(short)
        officer.presses("加入名单")
    officer.opens(address)
    officer.presses("开始调研，发问卷")
    officer.reads("调研开始了。")
    officer.reads(f"共 {len(survey.firms)} 家，看名单")


def opens_the_survey(officer: Actor) -> None:
    officer.opens(f"{DESK}/surveys")
    officer.presses(TITLE)


def begins_a_visit(survey: Survey, short: str, *, hours_ago: float) -> None:
    officer = survey.officer
    opens_the_survey(officer)
    officer.presses("登记走访座谈")
    officer.ticks(short)
    officer.fills("时间", f"{story.now() - timedelta(hours=hours_ago):%Y-%m-%dT%H:%M}")
    officer.fills("地点", f"{short}水洗车间")
    officer.presses("登记，接着写记录")


def cannot_log_a_visit_that_lies_ahead(survey: Survey) -> None:
    """A visit of tomorrow is refused in words, and what was typed stays."""
    begins_a_visit(survey, "榕江绒", hours_ago=-24)
    survey.officer.reads("时间还没有到。走访、座谈之后再登记。")
    survey.officer.reads_in("地点", "榕江绒水洗车间")
    opens_the_survey(survey.officer)
    assert survey.officer.number("已走访座谈") == 0


def visits(survey: Survey, short: str) -> None:
    begins_a_visit(survey, short, hours_ago=1)
    officer = survey.officer
    officer.fills("企业谁来谈", "厂长")
    officer.fills("发现的问题", "。".join(SAID[short].values()))
    for question, answer in SAID[short].items():
        officer.fills(question, answer)
    officer.picks("设备维修与液压", of=DOMAIN)
    officer.presses("保存记录")
    officer.reads("厂长")


def turns_answers_into_needs(survey: Survey, short: str) -> None:
    """Each answer becomes a need in the enterprise's own words."""
    officer = survey.officer
    for answer in SAID[short].values():
        title = answer.split("，")[0]
        officer.presses("登记为需求", beside=[title])
        officer.fills("一句话说清", title)
        officer.fills("现场情况", answer)
        officer.presses("登记为需求")
        officer.reads("登记为需求了，企业联系人在手机上可以直接点菜。")


def finds_three_common_problems(survey: Survey) -> None:
    """The groups that the machine proposes are accepted; somebody who had one open meanwhile doubles nothing."""
    (words, first), *_ = LIKE.items()
    joint_work.looks_for_groups(survey.city)
    joint_work.opens_the_group(survey.colleague, words, about="榕江绒")
    survey.number = joint_work.finds_common_problems(survey.city, survey.officer, titles=LIKE, industry=INDUSTRY)
    survey.officer.reads("3 个", within="共性问题")
    survey.colleague.fills("共性问题，一句话说清", first)
    survey.colleague.fills("行业", INDUSTRY)
    survey.colleague.presses("认定为共性问题")
    survey.colleague.reads("已认定")
    survey.colleague.finds_nothing_to_press("认定为共性问题")


def offers_four_kinds_of_answers(survey: Survey) -> None:
    officer = survey.officer
    opens_the_survey(officer)
    address = officer.at
    officer.opens(f"{address}/remedies/new")
    kinds = [text for text in officer.page.get_by_label("对策类型").locator("option").all_inner_texts() if text]
    for kind in kinds[:4]:
        officer.opens(f"{address}/remedies/new")
        officer.fills("对策类型", kind)
        officer.fills("怎么做", f"{kind}：请洗毛、除尘的行家到四家厂里看一遍。")
        for short in survey.firms:
            officer.ticks(short)
        officer.page.get_by_label("谁来跟进").select_option(index=0)
        officer.fills("跟进到哪天", f"{story.now() + timedelta(days=30):%Y-%m-%d}")
        officer.presses("记下对策")
        officer.reads(f"{kind}：请洗毛")


def comes_to_an_agreement(survey: Survey, picture) -> None:
    """The parties talk, what helps is pooled, and the agreement is drafted; it is not signed without its scan."""
    officer = survey.officer
    officer.opens(f"/desk/cases/{survey.number}")
    joint_work.talks_with_the_parties(officer, parties=5)
    joint_work.pools_what_helps(officer)
    joint_work.drafts_the_agreement(officer)
    said = (*LIKE.values(), *(name for _, name in PILLARS), *survey.firms.values(), SCHOOL, INDUSTRY, survey.number)
    joint_work.says_everything(joint_work.takes_the_word(officer), said)
    officer.opens(f"/desk/cases/{survey.number}")
    officer.asks_to("签订")
    officer.presses("记下签订")
    officer.reads("的签字人。")
    officer.opens(f"/desk/cases/{survey.number}")
    officer.reads("已拟协议")


def the_five_numbers_open_to_their_rows(survey: Survey) -> None:
    officer = survey.officer
    rows = figures.opens_rows(officer, "调研走访企业", survey=TITLE)
    officer.reads("调研走访企业：4 家")
    assert {row["企业"] for row in rows} == set(survey.firms)
    rows = figures.opens_rows(officer, "发现共性问题", joint_industry=INDUSTRY)
    officer.reads("发现共性问题：3 个")
    assert {row["共性问题"] for row in rows} == set(LIKE.values())
    rows = figures.opens_rows(officer, "提供对策类型", survey=TITLE)
    officer.reads("提供对策类型：4 类")
    assert len({row["对策类型"] for row in rows}) == len(rows) == 4
    rows = figures.opens_rows(officer, "拟订框架协议", joint_industry=INDUSTRY)
    officer.reads("拟订框架协议：1 份")
    assert len(rows) == 1
    rows = figures.opens_rows(officer, "技术服务支柱", joint_industry=INDUSTRY)
    officer.reads("技术服务支柱：3 个")
    assert {row["支柱"] for row in rows} == {kind for kind, _ in PILLARS}
