"""Write what a fresh installation needs: reference data, the demo city, or the first federation of a real one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.calendar.seeds import load_days
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Area, Industry, Union
from gongqiao.kernel.org.queries import counties_below
from gongqiao.kernel.org.seeds import found_city, industry_rows, load_areas, load_industries, write_industries
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.queries import actor_for
from gongqiao.kernel.people.seeds import Crowd
from gongqiao.services.assessment.seeds import assess_the_year
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.seeds import play_the_year
from gongqiao.services.enterprise_service.seeds.brief import freeze_the_year
from gongqiao.services.enterprise_service.seeds.city import Staff
from gongqiao.services.innovation.seeds import play_joint_work
from gongqiao.services.knowledge.seeds import share_what_was_learnt
from gongqiao.services.talent.models import Skill
from gongqiao.services.talent.seeds import enrol_experts, form_teams, load_skills, sign_pairs

Say = Callable[[str], None]
SEED = 20_240_929
DEMO_AGE = timedelta(days=320)
ELECTRIC_TRADES = ("维修电工", "电机检修工", "车辆电工")


def reference(say: Say) -> None:
    """Write areas, industries, the working calendar and the skill list where they are missing or older."""
    if Area.objects.exists() and Industry.objects.exists() and Skill.objects.exists():
        load_days()
        return
    say(
        f"写入参考数据：{load_areas()} 个行政区划、{load_industries()} 个行业门类与大类、"
        f"{load_days()} 个节假日与调休日、{load_skills()} 项技能。"
    )


def load_industry(path: Path, say: Say, *, is_dry: bool) -> None:
    """Write deeper classes of the industry classification from a file; ``is_dry``: only say what would be written.

    Raises Invalid for a file that cannot be read or that has a fault; then nothing is written.
    """
    try:
        body = path.read_bytes()
    except OSError as missing:
        raise Invalid(f"打不开文件 {path}，请核对路径。") from missing
    rows = industry_rows(body)
    known = Industry.objects.in_bulk([row.code for row in rows])
    fresh = [row for row in rows if row.code not in known]
    renamed = [row for row in rows if row.code in known and known[row.code].name != row.name]
    if not is_dry:
        write_industries(rows)
    done = "核对完了，没有写入：" if is_dry else "已写入："
    say(f"{done}{len(rows)} 个行业代码，其中新增 {len(fresh)} 个，改名 {len(renamed)} 个。")


def is_founded() -> bool:
    """Whether there is any federation."""
    return Union.objects.exists()


def demo(say: Say) -> None:
    """Write the demo city once, all of it or nothing."""
    if is_founded():
        return
    say("正在建立演示城市“江门（演示）”，大约需要一分钟 …")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local synchronous_commit = off")
        _demo(say, now())


def found(area_code: str, name: str, officer: str, phone: str, say: Say) -> None:
    """Found the federations of a real city and appoint its first officer; print the first password once."""
    if is_founded():
        raise WrongState("这个库里已经有工会组织了，请由在任干部登录后任命其他人。")
    if not (name.strip() and officer.strip()):
        raise Invalid("请写明总工会的名称和干部的姓名：--name、--officer 都不能空着。")
    at, by = now(), the_job("seeds")
    if not Area.objects.filter(code=area_code, level="city").exists():
        raise WrongState(f"区划表里没有代码为 {area_code} 的市，请核对 --area。")
    with transaction.atomic():
        city = found_city(area_code, name=name, on=local_date(at), at=at, by=by)
        person = add_person(officer, phone, at=at, by=by)
        appoint(person, city, kind="officer", title="市总干部", on=local_date(at), at=at, by=by)
        account = Account.objects.get(person=person)
        password = secrets.token_urlsafe(9)
        account.set_password(password)
        account.must_change_password = True
        account.save()
    say(
        f"已建立{name}和各县（市、区）、镇街总工会。{officer}第一次登录的密码是 {password}，登录后会要求修改并绑定动态码。"
    )


def _demo(say: Say, at: datetime) -> None:
    by = the_job("seeds")
    start = at - DEMO_AGE
    on = local_date(start)
    city = found_city(settings.REGION, mark="（演示）", is_demo=True, on=on, at=start, by=by)
    counties = counties_below(city, by=by)
    crowd = Crowd(SEED)
    post: dict[str, Any] = {"on": on, "at": start, "by": by}
    city_officer = crowd.person(login="demo:city_officer", at=start, by=by)
    appoint(city_officer, city, kind="officer", title="经济工作部干部", **post)
    colleague = crowd.person(at=start, by=by)
    appoint(colleague, city, kind="officer", title="经济工作部副部长", **post)
    officers = {}
    for county in counties:
        login = "demo:county_officer" if county == counties[2] else ""
        officers[county.pk] = crowd.person(login=login, at=start, by=by)
        appoint(officers[county.pk], county, kind="officer", title="经办干部", **post)
    appoint(crowd.person(login="demo:auditor", at=start, by=by), city, kind="auditor", title="经审会审计员", **post)
    appoint(crowd.person(login="demo:head", at=start, by=by), city, kind="head", title="市总领导", **post)
    contact = crowd.person(login="demo:contact", at=start, by=by)
    teams = form_teams(counties, crowd, seed=SEED, at=start, by=by)
    craftsman = _demo_craftsman([team.leader.person for team in teams if team.leader.trade in ELECTRIC_TRADES])
    say(f"  演示：{len(counties)} 个县（市、区）、{len(teams)} 支服务队")
    staff = Staff(city_officer=city_officer, county_officers=officers, contact=contact, craftsman=craftsman)
    domain_of = {skill.code: skill.domain for skill in Skill.objects.all()}
    play_the_year(city, counties, staff, crowd, domain_of=domain_of, seed=SEED, now=at, say=say, by=by)
    domains = list(dict.fromkeys(domain_of.values()))
    enrol_experts(city, counties, craftsman, domains, crowd, seed=SEED, at=start, by=by)
    signed = sign_pairs(_visits_with_pairs(staff), _actor_of, crowd, seed=SEED, now=at)
    say(f"  演示：签了 {len(signed)} 对师徒")
    play_joint_work(officers[counties[2].pk], counties[2], now=at)
    learnt = share_what_was_learnt(officers, city_officer, [contact, craftsman, *officers.values()], now=at, by=by)
    say(f"  演示：发布了 {learnt} 条经验")
    freeze_the_year(city, maker=colleague, signer=city_officer, on=local_date(at))
    assess_the_year(city, maker=colleague, signer=city_officer, on=local_date(at))
    say("  演示：一份已签署的快照、一份待复核的简报、一份已通报的考核")


def _visits_with_pairs(staff: Staff) -> list[tuple[Case, datetime]]:
    """Choose the visits on which the demo's pairs are signed: the oldest of the dish, and of both demo roles."""
    held = Order.objects.filter(visited_at__isnull=False).select_related(
        "case__org__node", "case__enterprise__org__node"
    )
    old = held.filter(dish__in=("apprenticeship", "training")).order_by("visited_at")[:4]
    contact = held.filter(ordered_by=staff.contact.pk).order_by("-visited_at")[:1]
    craftsman = held.filter(offers__leader_id=staff.craftsman.pk, offers__state="accepted").order_by("visited_at")[:1]
    chosen = {order.pk: order for order in (*old, *contact, *craftsman)}
    return [(order.case, order.visited_at) for order in chosen.values() if order.visited_at]


def _actor_of(person_id: int, at: datetime) -> Actor:
    account = Account.objects.select_related("person").get(person_id=person_id)
    return actor_for(account, strength="demo", via="seed", at=at)


def _demo_craftsman(leaders: list[Person]) -> Person:
    chosen = leaders[0]
    Account.objects.filter(person=chosen).update(login="demo:craftsman")
    return chosen
