"""The skill list, and invented craftsmen in 34 teams: trades and skills are real, names and homes are not."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import areas
from gongqiao.kernel.people.seeds import Crowd
from gongqiao.services.talent.actions import CraftsmanForm, enrol, form_team
from gongqiao.services.talent.models import ALL_HALF_DAYS, Craftsman, Skill, Team

DATA = Path(__file__).parent / "data"
TEAMS = 34
HONOURS = ("市劳模", "市五一劳动奖章", "省五一劳动奖章", "省劳模", "江门工匠", "南粤工匠", "全国劳模")


def load_skills() -> int:
    """Write the skill list; return how many labels there are."""
    with (DATA / "skill_labels.csv").open(encoding="utf-8") as lines:
        rows = [
            Skill(code=row["label"], name=row["name_cn"], domain=row["domain"], place=place)
            for place, row in enumerate(csv.DictReader(lines))
        ]
    Skill.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "domain", "place"]
    )
    return len(rows)


def form_teams(counties: Sequence[Union], crowd: Crowd, *, seed: int, at: datetime, by: Actor) -> list[Team]:
    """Form the demo's teams, craftsmen of one domain together, spread over the counties."""
    chance = random.Random(seed)
    domain_of = {skill.code: skill.domain for skill in Skill.objects.all()}
    with (DATA / "craftsmen.jsonl").open(encoding="utf-8") as lines:
        profiles = [json.loads(line) for line in lines]
    profiles.sort(key=lambda profile: (domain_of[profile["labels"][0]], profile["trade"]))
    groups = [profiles[len(profiles) * n // TEAMS : len(profiles) * (n + 1) // TEAMS] for n in range(TEAMS)]
    names: set[str] = set()
    teams = []
    for number, group in enumerate(groups):
        union = counties[number % len(counties)]
        members = [_craftsman(profile, n, union, crowd, chance, at, by) for n, profile in enumerate(group)]
        home = chance.choice(areas(parent=union.area_id))
        half_days = sorted(chance.sample(ALL_HALF_DAYS, 8))
        name = _team_name(members[0], names)
        team = form_team(
            name, members[0], members[1:], union=union, area=home, half_days=half_days, is_demo=True, at=at, by=by
        )
        teams.append(team)
    return teams


def _craftsman(
    profile: dict[str, list[str]],
    place: int,
    union: Union,
    crowd: Crowd,
    chance: random.Random,
    at: datetime,
    by: Actor,
) -> Craftsman:
    trade, skills = str(profile["trade"]), profile["skills"]
    level = chance.choice((4, 5)) if place == 0 else chance.choice((3, 3, 4, 4, 5))
    form = CraftsmanForm(
        trade=trade,
        level=level,
        profile=f"长期在一线从事{trade}工作，擅长{'、'.join(skills)}。",
        honour=chance.choice(HONOURS) if place == 0 else "",
        skills={label: max(2, level - n % 2) for n, label in enumerate(profile["labels"])},
    )
    return enrol(crowd.person(at=at, by=by), form, union=union, at=at, by=by)


def _team_name(leader: Craftsman, used: set[str]) -> str:
    surname, trade = leader.person.name[0], leader.trade[:6]
    for name in (f"{surname}师傅班组", f"{surname}师傅{trade}班组", f"{leader.person.name}{trade}班组"):
        if name not in used:
            used.add(name)
            return name
    return f"{leader.person.name}班组"
