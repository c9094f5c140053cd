"""On site: the visit begins, workers sign in, the record is written, promises are kept."""

from __future__ import annotations

import random
from datetime import timedelta

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.people.seeds import invented_name
from gongqiao.services.enterprise_service.actions import promises
from gongqiao.services.enterprise_service.actions import visits as actions
from gongqiao.services.enterprise_service.models import Order, Promise, VisitRecord
from gongqiao.services.enterprise_service.rules.candidates import barred_members
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.talent.contract import TeamsNamed
from gongqiao.site.replay.scene import Scene, plays, worker_phone

CURES = (
    "停机检查、调整参数并更换磨损件，连续试运行正常，教会当班职工判断和处理。",
    "重新校准并固定，改了作业顺序，试做三批合格，把做法写进作业指导书。",
    "清理、换件、复测，安装了简易防护，班组每班点检一次。",
)
ADVICE = ("建议列入每月点检，有反复随时联系。", "建议备一套易损件。", "建议把做法做成一页纸贴在机台边。", "")
PROMISED = (("leader", "把工装图纸发给企业"), ("contact", "把备件买齐"), ("officer", "联系职业院校安排实训"))
BY_HAND = 0.25


@plays("start")
def start(scene: Scene) -> None:
    """Let the leader begin on site; workers sign in, most by scanning, some by the leader's hand."""
    order = scene.order()
    visit = open_visit(order)
    if order.case.state != "scheduled" or visit is None:
        return
    leader = scene.company.actor(visit.activity.leader_id, at=scene.at)
    scene.do(actions.start, order, seen=None, at=scene.at, by=leader)
    if scene.tale.wish.people:
        scene.later("sign_in", scene.at + timedelta(minutes=2))
    if scene.tale.stops != "started":
        over = max(visit.activity.ends_at, scene.at + timedelta(minutes=30))
        scene.later("report", over + timedelta(minutes=scene.chance.randint(5, 50)))


@plays("sign_in")
def sign_in(scene: Scene) -> None:
    """Let those who came sign in; the same workers come again to a second course."""
    visit = open_visit(scene.order())
    if visit is None:
        return
    leader = scene.company.actor(visit.activity.leader_id, at=scene.at)
    for place in range(max(1, scene.tale.wish.people - scene.chance.randint(0, 4))):
        _one_worker(scene, visit, place, leader)


def _one_worker(scene: Scene, visit: VisitRecord, place: int, leader: Actor) -> None:
    phone = worker_phone(scene.plan, place)
    name = invented_name(random.Random(f"{scene.script.seed}:{phone}"))
    at = scene.at + timedelta(seconds=8 * place)
    if scene.chance.random() < BY_HAND:
        scene.do(actions.sign_in, visit, name, "", at=at, by=leader)
    else:
        scene.do(actions.sign_in, visit, name, phone, at=at, by=the_job("scanned_code"))


@plays("report")
def report(scene: Scene) -> None:
    """Let the leader write the record: done, or one more visit is needed."""
    order = scene.order()
    visit = open_visit(order)
    if order.case.state != "delivering" or visit is None:
        return
    comes_again = scene.tale.has("again") and scene.nth("reports") == 1
    leader = scene.company.actor(visit.activity.leader_id, at=scene.at)
    form = _form(scene, order, comes_again)
    scene.do(actions.report, order, form, is_finished=not comes_again, seen=None, at=scene.at, by=leader)
    for promise in Promise.objects.filter(visit=visit):
        scene.later("keep_promise", scene.in_working_days(4), promise=promise.pk)
    if comes_again:
        scene.later("date", scene.in_hours(2, 20), activity=None, guests=None)
    elif scene.tale.has("unanswered"):
        scene.later("give_up", scene.in_days(30))
    elif scene.tale.stops != "claimed":
        scene.later("confirm", scene.in_hours(6, 70))


@plays("keep_promise")
def keep_promise(scene: Scene) -> None:
    """Let whoever promised something keep it; what lapsed with its case is left."""
    promise = Promise.objects.select_related("order__case__org__node").get(pk=scene.body["promise"])
    visit = VisitRecord.objects.select_related("activity").get(promises=promise)
    keepers = {"contact": lambda: scene.contact, "officer": lambda: scene.officer}
    leader = scene.company.actor(visit.activity.leader_id, at=scene.at)
    by = keepers[promise.owner]() if promise.owner in keepers else leader
    scene.attempt(promises.keep, promise, at=scene.at, by=by)


def _form(scene: Scene, order: Order, comes_again: bool) -> actions.VisitReport:
    card = ask(TeamsNamed(team_ids=(order.team_id or 0,)))[order.team_id or 0]
    barred = barred_members(card, order.enterprise_id)
    going = [one.person_id for one in card.members if one.person_id not in barred][: scene.chance.randint(2, 4)]
    cause = scene.tale.wish.cause or "现场查看后确认"
    owner, text = scene.chance.choice(PROMISED)
    promised = [actions.PromiseForm(text=text, owner=owner, due_on=local_date(scene.at) + timedelta(days=10))]
    problems = [] if comes_again else list(order.problems.exclude(state="solved").order_by("pk"))
    return actions.VisitReport(
        minutes=f"到场 {len(going)} 人，与车间一起查看了现场。{cause}，"
        + ("需要带专用工具再来一次。" if comes_again else "当场调整并试运行，职工一起看了做法。"),
        member_ids=going,
        topic=scene.tale.wish.title[:60] if scene.tale.wish.people else "",
        advice=scene.chance.choice(ADVICE),
        problems=[
            actions.ProblemReport(
                problem_id=problem.pk, is_solved=True, cause=f"{cause}。", cure=scene.chance.choice(CURES)
            )
            for problem in problems
        ],
        promises=promised if scene.tale.has("promised") and not comes_again else [],
        enterprise_score=scene.chance.choice((4, 5, 5)),
    )
