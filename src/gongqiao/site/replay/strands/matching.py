"""A team is asked; it accepts, declines, or lets the time go by."""

from __future__ import annotations

from datetime import timedelta

from gongqiao.services.enterprise_service.actions import offers
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.candidates import Shortlist, shortlist
from gongqiao.services.enterprise_service.rules.guards import open_offer
from gongqiao.site.replay import steps
from gongqiao.site.replay.scene import Scene, plays

MOST_LOOKS = 10
WHY_ANOTHER = "与同场其他企业一起，一次上门服务几家。"
WHY_HOME_TEAM = "企业希望请这支班组，以前合作过。"
WHY_DECLINED = ("这两周技改任务走不开。", "不是我们的长项，怕耽误企业。", "队员外出培训，人手不够。")


@plays("offer")
def offer(scene: Scene) -> None:
    """Let the officer ask the team that comes first, or the team that serves the same gathering."""
    order = scene.order()
    if order.case.state != "ordered" or open_offer(order):
        return
    listed = shortlist(order, at=scene.at)
    wanted = _wanted(scene, listed)
    if wanted is None:
        _look_again(scene)
        return
    first = listed.ranked[0].card.id
    why = "" if wanted == first else (WHY_HOME_TEAM if scene.tale.has("asks_home_team") else WHY_ANOTHER)
    scene.do(offers.offer, order, wanted, why_not_first=why, seen=None, at=scene.at, by=scene.officer)
    if scene.tale.has("withdrawn_late"):
        scene.later("withdraw", scene.in_hours(12, 20))
    if scene.tale.stops != "offered":
        scene.later("answer", scene.in_hours(0.5, 4))


@plays("answer")
def answer(scene: Scene) -> None:
    """Let the leader who is asked answer; one who was told to wait too long finds the next one asked."""
    order = scene.order()
    asked = open_offer(order)
    if order.case.state != "ordered":
        return
    if asked is None:
        scene.later("offer", scene.in_hours(0.5, 5))
        return
    tale, leader = scene.tale, scene.company.actor(asked.leader_id, at=scene.at)
    if tale.has("expired") and scene.nth("silent") == 1:
        scene.later("answer", scene.in_office(asked.answer_by + timedelta(hours=16)))
    elif tale.has("declined") and scene.nth("declines") == 1 and _has_another(order, scene):
        why = scene.chance.choice(WHY_DECLINED)
        scene.do(offers.decline, order, why, seen=None, at=scene.at, by=leader)
        scene.later("answer", scene.in_hours(1, 6))
    else:
        scene.do(offers.accept, order, seen=None, at=scene.at, by=leader)
        _go_on(scene)


@plays("release")
def release(scene: Scene) -> None:
    """Let the officer look for another team after all."""
    order = scene.order()
    if order.case.state == "matched" and _has_another(order, scene):
        scene.do(offers.release_team, order, "班组临时有紧急任务。", seen=None, at=scene.at, by=scene.officer)
        scene.later("offer", scene.in_hours(1, 6))
    else:
        scene.later("date", scene.in_hours(1, 6))


def _go_on(scene: Scene) -> None:
    if scene.tale.stops == "matched":
        return
    if scene.tale.has("released") and scene.nth("releases") == 1:
        scene.later("release", scene.in_hours(2, 10))
    else:
        scene.later("date", scene.in_hours(1, 8))


def _wanted(scene: Scene, listed: Shortlist) -> int | None:
    """Return the team to ask: the gathering's or the home team where it fits, else the first."""
    if not listed.ranked:
        return None
    wished = scene.body.get("team")
    if scene.tale.has("asks_home_team"):
        wished = steps.kept(f"team:{scene.script.team_of_the_entrance}")
    if wished and listed.ranked_team(wished):
        return int(wished)
    scene.body["activity"] = None
    return listed.ranked[0].card.id


def _look_again(scene: Scene) -> None:
    """Look once more tomorrow; after some days the enterprise takes the order back."""
    if scene.nth("looks") <= MOST_LOOKS:
        scene.later("offer", scene.in_working_days(1))
    else:
        scene.later("withdraw", scene.in_working_days(1))


def _has_another(order: Order, scene: Scene) -> bool:
    return len(shortlist(order, at=scene.at).ranked) > 1
