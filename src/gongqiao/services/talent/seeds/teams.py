"""The skill list, and invented craftsmen in 34 teams: trades and skills are real, names and homes are not."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import areas
from gongqiao.kernel.people.seeds import Crowd
from gongqiao.services.talent.actions import CraftsmanForm, enrol, form_team
from gongqiao.services.talent.actions.craftsmen import add_certificate, add_honour
from gongqiao.services.talent.models import ALL_HALF_DAYS, Craftsman, Skill, Team

Profile = dict[str, Any]
DATA = Path(__file__).parents[1] / "data"
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
    names: set[str] = set()
    teams = []
    for number, group in enumerate(groups_of_profiles()):
        union = counties[number % len(counties)]
        members = [
            enrol(crowd.person(at=at, by=by), craftsman_form(profile, n, chance), union=union, at=at, by=by)
            for n, profile in enumerate(group)
        ]
        home = chance.choice(areas(parent=union.area_id))
        half_days = sorted(chance.sample(ALL_HALF_DAYS, 8))
        name = next(name for name in names_for_team(members[0]) if name not in names)
        names.add(name)
        team = form_team(
            name, members[0], members[1:], union=union, area=home, half_days=half_days, is_demo=True, at=at, by=by
        )
        teams.append(team)
        _distinguish(members[0], number, chance, at=at, by=by)
    return teams


def _distinguish(leader: Craftsman, number: int, chance: random.Random, *, at: datetime, by: Actor) -> None:
    """Give a leader an older honour of the county and, now and then, a licence that ends soon or has ended."""
    year = local_date(at).year - chance.randint(3, 12)
    add_honour(leader, "县（市、区）技术能手", level=2, year=year, at=at, by=by)
    if number % 3 == 0:
        ends = local_date(at) + timedelta(days=chance.choice((200, 335, 345, 900)))
        number_written = f"JM{chance.randrange(10**8):08}"
        add_certificate(leader, f"{leader.trade}上岗证", number_written, valid_to=ends, at=at, by=by)


def domains_of_skills() -> dict[str, str]:
    """Return the domain of every label of the skill list."""
    with (DATA / "skill_labels.csv").open(encoding="utf-8") as lines:
        return {row["label"]: row["domain"] for row in csv.DictReader(lines)}


def groups_of_profiles() -> list[list[Profile]]:
    """Return the invented craftsmen in as many groups as there are teams, those of one domain together."""
    domain_of = domains_of_skills()
    with (DATA / "craftsmen.jsonl").open(encoding="utf-8") as lines:
        profiles = [json.loads(line) for line in lines]
    profiles.sort(key=lambda profile: (domain_of[profile["labels"][0]], profile["trade"]))
    return [profiles[len(profiles) * n // TEAMS : len(profiles) * (n + 1) // TEAMS] for n in range(TEAMS)]


def craftsman_form(profile: Profile, place: int, chance: random.Random) -> CraftsmanForm:
    """Return what is written down of an invented craftsman; the one in place 0 leads."""
    trade, skills = str(profile["trade"]), profile["skills"]
    level = chance.choice((4, 5)) if place == 0 else chance.choice((3, 3, 4, 4, 5))
    return CraftsmanForm(
        trade=trade,
        level=level,
        profile=f"长期在一线从事{trade}工作，擅长{'、'.join(skills)}。",
        honour=chance.choice(HONOURS) if place == 0 else "",
        skills={label: max(2, level - n % 2) for n, label in enumerate(profile["labels"])},
    )


def names_for_team(leader: Craftsman) -> tuple[str, ...]:
    """Return names for the team of a leader, the shortest first."""
    surname, trade = leader.person.name[0], leader.trade[:6]
    full = leader.person.name
    return f"{surname}师傅班组", f"{surname}师傅{trade}班组", f"{full}{trade}班组", f"{full}班组"
