"""The first days: federations, officers, the programme, the teams."""

from __future__ import annotations

import random
from datetime import timedelta

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.queries import areas
from gongqiao.kernel.org.seeds import found_city
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.seeds import invented_name
from gongqiao.services.enterprise_service.actions.programme import ProgrammeForm, publish_programme
from gongqiao.services.talent.actions import TeamNameTaken, enrol, form_team
from gongqiao.services.talent.models import ALL_HALF_DAYS, Craftsman
from gongqiao.services.talent.seeds import craftsman_form, groups_of_profiles, names_for_team
from gongqiao.site.replay.scene import (
    AUDITOR_PHONE,
    CITY_OFFICER_PHONE,
    HEAD_PHONE,
    Scene,
    craftsman_phone,
    officer_phone,
    plays,
)
from gongqiao.site.replay.script.people import HOME

REGION = "4407"
CEILING_FEN = 50_000_000


def add_invented(scene: Scene, phone: str, *, login: str = "", by: Actor) -> Person:
    """Add an invented person whose name follows from the number; ``login`` marks one behind the entrance."""
    name = invented_name(random.Random(f"{scene.script.seed}:{phone}"))
    person = scene.do(add_person, name, phone, is_demo=True, at=scene.at, by=by)
    if login:
        Account.objects.filter(person=person).update(login=login)
    return person


@plays("found")
def found(scene: Scene) -> None:
    """Found the federations, appoint the officers, publish the programme."""
    seeds, on = scene.company.seeds, local_date(scene.at)
    city = scene.do(found_city, REGION, mark="（演示）", is_demo=True, on=on, at=scene.at, by=seeds)
    posts = [(CITY_OFFICER_PHONE, "demo:city_officer", city, "officer", "经济工作部干部"),
             (AUDITOR_PHONE, "demo:auditor", city, "auditor", "经审会审计员"),
             (HEAD_PHONE, "demo:head", city, "head", "市总领导")]  # fmt: skip
    for number, county in enumerate(scene.company.counties()):
        login = "demo:county_officer" if number == HOME else ""
        posts.append((officer_phone(number), login, county, "officer", "经办干部"))
    for phone, login, union, kind, title in posts:
        person = add_invented(scene, phone, login=login, by=seeds)
        scene.do(appoint, person, union, kind=kind, title=title, on=on, at=scene.at, by=seeds)
    production = scene.script.production
    programme = ProgrammeForm(
        title=f"{production.ends_on.year} 劳模工匠助企行",
        opens_on=production.begins_on,
        closes_on=production.ends_on + timedelta(days=90),
        benefit_ceiling_fen=CEILING_FEN,
        targets={county.pk: production.targets for county in scene.company.counties()},
    )
    scene.do(publish_programme, programme, union=city, is_demo=True, at=scene.at, by=scene.city)


@plays("team")
def form(scene: Scene) -> None:
    """Let a county's officer enrol craftsmen and form a team of them."""
    plan = next(plan for plan in scene.script.teams if plan.number == scene.body["key"])
    by = scene.company.with_phone(officer_phone(plan.county), at=scene.at)
    union = scene.company.counties()[plan.county]
    members = []
    for place, profile in enumerate(groups_of_profiles()[plan.number]):
        login = "demo:craftsman" if place == 0 and plan.number == scene.script.team_of_the_entrance else ""
        person = add_invented(scene, craftsman_phone(plan.number, place), login=login, by=by)
        written = craftsman_form(profile, place, scene.chance)
        members.append(scene.do(enrol, person, written, union=union, at=scene.at, by=by))
    _form(scene, members, by, plan.number)


def _form(scene: Scene, members: list[Craftsman], by: Actor, number: int) -> None:
    leader, union = members[0], members[0].union
    home = scene.chance.choice(areas(parent=union.area_id))
    half_days = sorted(scene.chance.sample(ALL_HALF_DAYS, 8))
    for name in names_for_team(leader):
        try:
            team = scene.do(
                form_team, name, leader, members[1:], union=union, area=home, half_days=half_days, is_demo=True,
                at=scene.at, by=by,
            )  # fmt: skip
        except TeamNameTaken:
            continue
        scene.keep(f"team:{number}", team.pk)
        return
    raise RuntimeError(f"no name is left for the team of {leader.person.name}")
