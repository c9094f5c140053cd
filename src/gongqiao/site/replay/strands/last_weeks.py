"""The last weeks and the last day: count what is missing, make it up, and come to rest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

from gongqiao.kernel.base.masking import DEMO_PREFIX
from gongqiao.kernel.calendar.queries import local_time
from gongqiao.kernel.notices.actions import mark_read
from gongqiao.kernel.people.models import Person
from gongqiao.services.enterprise_service.models import VisitRecord
from gongqiao.site.replay import steps
from gongqiao.site.replay.outcome import ReplayFailed, read_goals
from gongqiao.site.replay.productions import Goals
from gongqiao.site.replay.scene import CLOSES, OPENS, Scene, plays
from gongqiao.site.replay.script import Script
from gongqiao.site.replay.script.making_up import CannotMakeUp, make_up

COUNTING = (
    "gathering", "wish", "order", "second_problem", "send_back", "resubmit", "withdraw", "offer", "join", "answer",
    "release", "date", "agree", "promise", "move", "start", "sign_in", "report", "confirm", "correct", "reopen",
)  # fmt: skip
MOST_DAYS_OF_WAITING = 6
DAYS_OF_ROUNDS = (0, 14, 19)
HELD_BACK = Goals(teams=0, activities=2, enterprises=3, problems=2, benefit_fen=80_000_000)
READ_UNTIL = timedelta(days=4)


@plays("settle")
def settle(scene: Scene) -> None:
    """Count what is missing once nothing of the plan is on its way any more, and invite for the rest.

    A first round leaves a little to the second, so that there is always a gathering that can take in what failed.
    """
    production = scene.script.production
    last = local_time(production.ends_on, CLOSES)
    if steps.waiting(COUNTING, until=last):
        if scene.nth("waits") > MOST_DAYS_OF_WAITING:
            raise ReplayFailed("收尾时还有没办完的事，没法核数。")
        scene.later("settle", scene.in_working_days(1))
        return
    missing = _missing(scene)
    if missing == Goals(teams=0, activities=0, enterprises=0, problems=0, benefit_fen=0):
        return
    if scene.body["key"] == 1:
        missing = _less(missing, HELD_BACK)
    _invite(scene, missing)


@plays("end")
def end(scene: Scene) -> None:
    """Let everybody have read their older messages; what is left is for whoever comes."""
    people = Person.objects.filter(phone__startswith=DEMO_PREFIX).order_by("pk")
    for person_id in people.values_list("pk", flat=True):
        mark_read(person_id, at=scene.at - READ_UNTIL)


def _missing(scene: Scene) -> Goals:
    got, wanted = asdict(_read(scene)), asdict(scene.script.production.goals)
    if over := [name for name in wanted if got[name] > wanted[name]]:
        raise ReplayFailed(f"回放多做了：{'、'.join(over)}。")
    return Goals(**{name: wanted[name] - got[name] for name in wanted})


def _read(scene: Scene) -> Goals:
    return read_goals(scene.script.production, by=scene.city)


def _less(missing: Goals, held: Goals) -> Goals:
    """Return what is missing without what is held back, as far as there is more."""
    left = {name: max(0, value - getattr(held, name)) for name, value in asdict(missing).items()}
    return Goals(**left) if left["activities"] else missing


def _invite(scene: Scene, missing: Goals) -> None:
    script = scene.script
    used_new, used_regular = steps.kept("reserve") or 0, steps.kept("regulars") or 0
    regulars = _served(script, script.regulars[used_regular:])
    more = max(missing.activities, missing.problems, missing.enterprises) - missing.enterprises
    chance = random.Random(f"{script.seed}:settle:{scene.body['key']}")
    try:
        plan = make_up(missing, script, new=script.reserve[used_new:], regular=regulars, chance=chance)
    except CannotMakeUp as failed:
        raise ReplayFailed(f"剩下的数补不齐：{failed}。") from failed
    steps.keep("reserve", used_new + missing.enterprises)
    if more:
        steps.keep("regulars", script.regulars.index(regulars[more - 1]) + 1)
    for key in script.reserve[used_new : used_new + missing.enterprises]:
        scene.followed_by.append(steps.Step(at=scene.at, what="firm", body={"key": script.tales[f"{key}p"].firm}))
    spread = 3 if scene.body["key"] == 1 else 1
    for number, tales in enumerate(plan.gatherings):
        if scene.body["key"] == 1 and number == len(plan.gatherings) - 1:
            tales = (*tales, script.tale_of_the_entrance)
        at = max(scene.in_working_days(number % spread), scene.at + timedelta(minutes=10))
        prices = {key: plan.prices[key] for key in tales if key in plan.prices}
        scene.later("gathering", at, key=f"z{scene.body['key']}-{number:02}", tales=list(tales), hurried=True,
                    prices=prices)  # fmt: skip


def _served(script: Script, keys: Sequence[str]) -> list[str]:
    """Return those of the regulars that are served indeed: another visit to them adds no enterprise."""
    served = set(VisitRecord.objects.filter(state="confirmed").values_list("enterprise__uscc", flat=True))
    return [key for key in keys if script.tales[f"{key}p"].firm in served]


def steps_at_the_end(script: Script) -> tuple[steps.Step, ...]:
    """Return when the last weeks' steps are played."""
    production = script.production
    rounds = [
        steps.Step(at=local_time(production.settles_on + timedelta(days=days), OPENS), what="settle", body={"key": n})
        for n, days in enumerate(DAYS_OF_ROUNDS, 1)
    ]
    return (*rounds, steps.Step(at=local_time(production.ends_on, CLOSES), what="end", body={"key": "end"}))
