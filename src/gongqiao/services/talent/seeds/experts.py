"""Invented experts for the library: fields and titles as in the city's trades, names from the crowd."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.people.seeds import Crowd
from gongqiao.services.talent.actions.experts import ExpertForm, enrol_expert
from gongqiao.services.talent.models import Expert

EXPERTS = (
    (("电气与自动化",), "正高级工程师（电气）", "institute", "变频器、电机"),
    (("金属成形与热加工",), "教授（材料成型）", "university", "压铸、模具"),
    (("电气与自动化", "电子与数字化"), "高级工程师（自动化）", "enterprise", "产线改造、可编程控制器"),
    (("化工与材料",), "正高级工程师（高分子）", "institute", "注塑、涂装"),
    (("金属成形与热加工",), "高级技师、省技术能手", "enterprise", "氩弧焊、薄壁件"),
    (("质量管理与工程",), "高级工程师（质量）", "public", "现场管理、六西格玛"),
    (("设备维修与液压",), "注册安全工程师", "other", "行车、液压站"),
)


def enrol_experts(
    city: Union,
    counties: Sequence[Union],
    own: Person,
    domains: Sequence[str],
    crowd: Crowd,
    *,
    seed: int,
    at: datetime,
    by: Actor,
) -> list[Expert]:
    """Enrol the demo's experts, one of them the craftsman behind the demo entrance; fields are those of the skill list."""
    chance = random.Random(seed)
    made = []
    for number, (fields, title, kind, tags) in enumerate(EXPERTS):
        known = [name for name in fields if name in domains] or [domains[number % len(domains)]]
        form = ExpertForm(
            fields=known,
            tags=tags.split("、"),
            title=title,
            employer_kind=kind,
            recommended_by=city.name,
            intro=f"长期从事{tags}方面的工作，愿意到企业现场看问题。",
            valid_to=local_date(at) + timedelta(days=chance.choice((700, 1000, 1400))),
        )
        person = own if number == 0 else crowd.person(at=at, by=by)
        home = city if number % 3 == 0 else counties[number % len(counties)]
        made.append(enrol_expert(person, form, union=home, at=at, by=by))
    return made
