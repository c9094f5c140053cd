"""Sums and ratios of the programme's numbers, and the report of a period that says them."""

from __future__ import annotations

from gongqiao.kernel.indicators import add, alone, figure_of, ratio
from gongqiao.kernel.snapshots.reports import Report, Section
from gongqiao.services.enterprise_service.figures.loop import (
    ACTIVITIES,
    BENEFIT_ACTUAL,
    BENEFIT_EXPECTED,
    ENTERPRISES,
    ORDERED,
    PROBLEMS,
    TRAINED,
    VISITS,
)
from gongqiao.services.enterprise_service.figures.people import CRAFTSMEN, PRESENT, RATED, STARS, WORKERS
from gongqiao.services.talent.contract import TEAMS_FIGURE

TEAMS = figure_of(TEAMS_FIGURE)
BENEFIT = add(
    BENEFIT_ACTUAL, BENEFIT_EXPECTED, name="enterprise_service.benefit", label="经济效益",
    says="企业申报的实际效益与预计效益相加。",
)  # fmt: skip
PROBLEMS_AN_ENTERPRISE = ratio(
    PROBLEMS, ENTERPRISES, name="enterprise_service.problems_an_enterprise", label="每家企业解决难题", unit="个",
    says="解决难题除以服务企业；服务过而没有难题的企业也在分母里。",
)  # fmt: skip
BENEFIT_A_PROBLEM = ratio(
    BENEFIT, PROBLEMS, name="enterprise_service.benefit_a_problem", label="每个难题的效益", unit="元",
    says="经济效益（实际加预计）除以解决难题。",
)  # fmt: skip
SATISFACTION = ratio(
    STARS,
    RATED,
    name="enterprise_service.satisfaction",
    label="企业满意度",
    unit="分",
    says="企业评分的平均数，满分 5 分。",
)
ENTERPRISES_A_TEAM = ratio(
    ENTERPRISES, TEAMS, name="enterprise_service.enterprises_a_team", label="每支队伍服务企业", unit="家",
    says="服务企业除以期末在册的服务队。",
)  # fmt: skip
NUMBERS = (BENEFIT, PROBLEMS_AN_ENTERPRISE, BENEFIT_A_PROBLEM, ENTERPRISES_A_TEAM, SATISFACTION)

BRIEF = Report(
    name="enterprise_service.brief",
    label="助企行简报",
    numbers=(
        *map(alone, (TEAMS, ACTIVITIES, ENTERPRISES, VISITS, ORDERED, PROBLEMS)), BENEFIT,
        *map(alone, (BENEFIT_ACTUAL, BENEFIT_EXPECTED, TRAINED, WORKERS, CRAFTSMEN, PRESENT)),
        PROBLEMS_AN_ENTERPRISE, BENEFIT_A_PROBLEM, ENTERPRISES_A_TEAM, SATISFACTION,
    ),
    splits=("dish",),
    cuts=("programme",),
    sections=(
        Section(
            heading="总体情况",
            sentences=(
                "{period}，{union}组织劳模工匠服务队 {teams}，开展助企活动 {activities}，服务企业 {enterprises}，解决难题 {problems}，"
                "产生经济效益 {benefit}（实际 {benefit_actual}，预计 {benefit_expected}）。",
                "其间企业点菜 {ordered}，班组入企服务 {visits}，上门技师 {craftsmen}，共 {present}。",
            ),
        ),
        Section(
            heading="技能提升",
            sentences=("现场培训职工 {trained}，涉及 {workers}。",),
        ),
        Section(
            heading="成效",
            sentences=(
                "平均每家企业解决难题 {problems_an_enterprise}，每个难题的效益 {benefit_a_problem}，"
                "每支队伍服务企业 {enterprises_a_team}，企业满意度 {satisfaction}。",
            ),
        ),
    ),
)  # fmt: skip
