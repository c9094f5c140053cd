"""Play a replay: one step after the other in the order of their time, each with its rows in one transaction."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock

from django.db import InterfaceError, OperationalError, connection, transaction

from gongqiao.kernel.calendar.queries import local_date, local_time, work_calendar
from gongqiao.site.replay import steps
from gongqiao.site.replay.outcome import ReplayFailed
from gongqiao.site.replay.productions import Production
from gongqiao.site.replay.scene import OPENS, Company, Scene
from gongqiao.site.replay.script import Script, compose
from gongqiao.site.replay.steps import Progress, Step
from gongqiao.site.replay.strands import PLAYS
from gongqiao.site.replay.strands.clock import next_round
from gongqiao.site.replay.strands.last_weeks import steps_at_the_end

SEED = 20_240_929
PATIENCE_S = 60
DAYS_BETWEEN_WORDS = 10
GONE = "数据库停了，等了一分钟还没有回来。启动数据库后再执行一次，会从停下的地方接着放。"

Tell = Callable[[date, Progress], None]


class AnotherReplay(ReplayFailed):
    """The database holds a replay of another name, seed or version."""


def script_for(production: Production, seed: int | None) -> Script:
    """Return the script to be played here, and begin it where there is none.

    Without ``seed``: that of the replay in the database, else the usual one. Raises AnotherReplay.
    """
    before = steps.progress()
    chosen = seed if seed is not None else (before.seed if before else SEED)
    script = compose(production, chosen, work_calendar())
    if before is None:
        with transaction.atomic():
            steps.lay_out()
            steps.begin(production.name, chosen, script.fingerprint, first_steps(script))
        return script
    if (before.name, before.seed) != (production.name, chosen):
        raise AnotherReplay(
            f"库里是回放 {before.name}（种子 {before.seed}）。要继续它，请写同样的名字和种子；要重新开始，请加 --fresh。"
        )
    if before.script != script.fingerprint and before.finished_at is None:
        raise AnotherReplay("库里的回放是按旧版本的剧本放到一半的，不能接着放。请加 --fresh 重新开始。")
    return script


def play(script: Script, *, until: date, tell: Tell, revive: Callable[[], None]) -> Progress:
    """Play every step up to the end of ``until``; go on after whatever interrupted an earlier run.

    A database that goes away is waited for; ``revive`` starts it again where that is ours to do.
    """
    gc.freeze()  # what is loaded by now stays: it need not be looked through at every collection
    end = min(_end_of(until), _end_of(script.production.ends_on))
    company, told, is_on_stage = Company(), None, True
    alive_at = noted_at = time.monotonic()
    while True:
        try:
            if not is_on_stage:
                _come_back(revive)
                is_on_stage, noted_at = True, time.monotonic()
            reached = _play_next(script, company, end, since=noted_at)
            alive_at = noted_at = time.monotonic()
            if reached is None:
                return _rest(script, end)
            if told is None or local_date(reached) >= told + timedelta(days=DAYS_BETWEEN_WORDS):
                told = local_date(reached)
                tell(told, _progress())
        except (OperationalError, InterfaceError) as away:
            if time.monotonic() > alive_at + PATIENCE_S:
                raise ReplayFailed(GONE) from away
            is_on_stage = False
            connection.close()
            time.sleep(0.5)


def _come_back(revive: Callable[[], None]) -> None:
    """Return to a database that was away; the connection that was lost may hold the stage for a moment longer."""
    revive()
    if not steps.take_the_stage():
        raise OperationalError("the stage is taken")


def _rest(script: Script, end: datetime) -> Progress:
    """Write down that the end was reached, where it was."""
    with transaction.atomic():
        if end >= _end_of(script.production.ends_on) and _progress().finished_at is None:
            steps.finish(at=end)
    return _progress()


def first_steps(script: Script) -> list[Step]:
    """Return everything that the script begins by itself."""
    production = script.production
    opening = local_time(production.begins_on, OPENS)
    first = [Step(at=opening, what="found", body={"key": "found"}), Step(at=next_round(opening), what="clock")]
    first += [Step(at=_morning(team.on), what="team", body={"key": team.number}) for team in script.teams]
    first += [
        Step(at=_morning(firm.on, minutes=firm.number % 60), what="firm", body={"key": firm.code})
        for firm in script.firms.values()
        if firm.on
    ]
    first += [
        Step(at=_morning(each.on, minutes=75), what="gathering", body={"key": each.key, "tales": list(each.tales)})
        for each in script.gatherings
    ]
    first += [
        Step(at=_morning(on, minutes=90), what="wish", body={"tale": key, "open": True})
        for on, key in (*script.alone, *script.open_needs)
    ]
    return [*first, *steps_at_the_end(script)]


def _play_next(script: Script, company: Company, end: datetime, *, since: float) -> datetime | None:
    """Play the next step with its rows and what follows it, or nothing of it; return its time."""
    try:
        with transaction.atomic():
            step = steps.take(until=end)
            if step is None:
                return None
            scene = Scene(step, script, company)
            PLAYS[step.what](scene)
            steps.leave(
                scene.followed_by, reached=step.at, actions=scene.actions, seconds=time.monotonic() - since,
                peak_mb=peak_mb(),
            )  # fmt: skip
    except BaseException:
        company.forget()
        raise
    return step.at


def peak_mb() -> float:
    """Return the most memory that this process held, in MiB; the database's is its own."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _progress() -> Progress:
    found = steps.progress()
    if found is None:
        raise ReplayFailed("库里没有回放。")
    return found


def _morning(on: date | None, *, minutes: int = 10) -> datetime:
    return local_time(on or date.min, OPENS) + timedelta(minutes=minutes)


def _end_of(on: date) -> datetime:
    return local_time(on + timedelta(days=1), clock(0))
