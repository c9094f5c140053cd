"""The demo city 江门（演示）: every service plays a believable year in it, by the real actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.queries import counties_below
from gongqiao.kernel.org.seeds import found_city
from gongqiao.kernel.people.actions import appoint
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.seeds import Crowd
from gongqiao.services.assessment.seeds import assess_the_year
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.seeds import play_the_year
from gongqiao.services.enterprise_service.seeds.brief import freeze_the_year
from gongqiao.services.enterprise_service.seeds.city import Staff
from gongqiao.services.innovation.seeds import play_joint_work
from gongqiao.services.knowledge.seeds import share_what_was_learnt
from gongqiao.services.talent.models import Skill
from gongqiao.services.talent.seeds import enrol_experts, form_teams, sign_pairs
from gongqiao.site.environment import read
from gongqiao.site.seeding import Say, is_founded

SEED = 20_240_929
DEMO_AGE = timedelta(days=320)
ELECTRIC_TRADES = ("维修电工", "电机检修工", "车辆电工")


def build(say: Say) -> None:
    """Write the demo city once, all of it or nothing."""
    if is_founded():
        return
    say("正在建立演示城市“江门（演示）”，大约需要一分钟 …")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local synchronous_commit = off")
        _demo(say, now())


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
    signed = sign_pairs(_visits_with_pairs(staff), crowd, seed=SEED, now=at)
    say(f"  演示：签了 {len(signed)} 对师徒")
    play_joint_work(officers[counties[2].pk], counties[2], now=at)
    learnt = share_what_was_learnt(officers, city_officer, [contact, craftsman, *officers.values()], now=at, by=by)
    say(f"  演示：发布了 {learnt} 条经验")
    site = settings.PUBLIC_URL or f"http://localhost:{read('PORT')}"  # behind the QR codes of what is signed
    freeze_the_year(city, maker=colleague, signer=city_officer, on=local_date(at), site=site)
    assess_the_year(city, maker=colleague, signer=city_officer, on=local_date(at), site=site)
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


def _demo_craftsman(leaders: list[Person]) -> Person:
    chosen = leaders[0]
    Account.objects.filter(person=chosen).update(login="demo:craftsman")
    return chosen
