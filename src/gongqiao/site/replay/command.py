"""`gongqiao replay`: find or make the replay's own database, play, and say what came of it.

Models and settings are imported only once the environment says that a replay is meant.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import psycopg
from django.db.utils import OperationalError
from psycopg import sql

from gongqiao.site import database
from gongqiao.site.embedded import Cluster
from gongqiao.site.environment import act_as_owner, act_in_replay, name_the_settings, read
from gongqiao.site.places import belongings, logs, private, var
from gongqiao.site.replay.productions import PRODUCTIONS, Production
from gongqiao.site.supervisor import AskedToStop, only_one_here, stopping_on_signals

if TYPE_CHECKING:
    from gongqiao.site.replay.outcome import Outcome
    from gongqiao.site.replay.steps import Progress

GONE = "数据库停了。启动后再执行一次，会从停下的地方接着放。"
Revive = Callable[[], None]


class Refused(Exception):
    """The replay cannot be played like this. The message is a Chinese sentence with a way out."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Say what may stand on the command line."""
    parser.add_argument("name", help=f"回放的名字：{'、'.join(PRODUCTIONS)}")
    parser.add_argument("--fresh", action="store_true", help="删掉回放的库，从头开始")
    parser.add_argument("--seed", type=int, help="随机种子；同一个种子每次都一样")
    parser.add_argument("--until", help="只放到这一天，例如 2024-03-31；以后可以接着放")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")


def replay(arguments: argparse.Namespace) -> None:
    """Play a replay to its end, or up to a day, and print its figures."""
    production = _named(arguments.name)
    until = _day(arguments.until, production)
    if read("PUBLIC_URL"):
        raise Refused("设置了 PUBLIC_URL，就是正式使用，不能同时放回放：请去掉它再运行。")
    act_in_replay(production.name)
    act_as_owner()
    try:
        with stopping_on_signals(), _server() as revive:
            _play(production, arguments, until, revive)
    except AskedToStop:
        raise Refused("已停下。再执行一次，会从停下的地方接着放。") from None
    except (psycopg.OperationalError, OperationalError) as gone:
        raise Refused(GONE) from gone


def play_to_the_end() -> None:
    """Play the replay that REPLAY names to its end; the schema and the reference data are there."""
    production = _named(read("REPLAY"))
    progress, _ = _played(production, seed=None, until=production.ends_on, revive=lambda: None)
    _say(f"回放“{production.label}”已放完：{progress.actions:,} 次办理。")


def claim_database() -> None:
    """Mark a new database as the replays' own before anything is written into it. Raises Refused for another one."""
    from django.db import connection

    from gongqiao.site.replay import steps

    if steps.exist():
        return
    if connection.introspection.table_names():
        raise Refused(
            f"名为 {database.OF_REPLAYS} 的库里是别的数据，不是回放，没有动它。请先把它改名或移走，再运行一次。"
        )
    steps.lay_out()


def why_not_served() -> str | None:
    """Return why the replay that REPLAY names cannot be served, if it cannot."""
    name = read("REPLAY")
    if not name:
        return None
    if name not in PRODUCTIONS:
        return _unknown(name)
    return "设置了 PUBLIC_URL，就是正式使用，不能同时放回放：请去掉 REPLAY。" if read("PUBLIC_URL") else None


def _play(production: Production, arguments: argparse.Namespace, until: date, revive: Revive) -> None:
    _make_database(fresh=arguments.fresh)
    name_the_settings()
    import django

    django.setup()
    from gongqiao.site import schema, seeding

    claim_database()
    if not schema.is_current():
        _say("正在建立数据库结构 …")
        schema.migrate()
    seeding.reference(_say)
    progress, outcome = _played(production, seed=arguments.seed, until=until, revive=revive)
    print(_as_json(outcome, progress) if arguments.json else _as_table(production, outcome, progress), flush=True)


def _played(production: Production, *, seed: int | None, until: date, revive: Revive) -> tuple[Progress, Outcome]:
    from gongqiao.kernel.access.actor import the_job
    from gongqiao.site.replay import driver, steps
    from gongqiao.site.replay.outcome import ReplayFailed, read_goals, read_outcome

    by = the_job("replay")

    def tell(on: date, progress: Progress) -> None:
        got = read_goals(production, by=by)
        _say(
            f"  {on}  服务队 {got.teams} · 活动 {got.activities} · 企业 {got.enterprises} · 难题 {got.problems}"
            f" · 效益 {got.benefit_fen // 100:,} 元 · {progress.actions:,} 次办理，{progress.seconds:.0f} 秒"
        )

    try:
        if not steps.take_the_stage():
            raise Refused("这个回放正在另一个窗口里进行，请等它放完，或先停掉它。")
        script = driver.script_for(production, seed)
        _say(f"回放“{production.label}”，种子 {script.seed}")
        progress = driver.play(script, until=until, tell=tell, revive=revive)
        outcome = read_outcome(production, by=by)
        outcome.check_rows()
        if progress.finished_at:
            outcome.check_goals(production.goals)
    except ReplayFailed as failed:
        raise Refused(str(failed)) from failed
    return progress, outcome


@contextlib.contextmanager
def _server() -> Iterator[Revive]:
    """Have a server for the length of a with-block: the one that runs here already, or one of our own.

    What is yielded starts our own server again when it has died.
    """
    if database.is_external() or _answers():
        yield lambda: None
        return
    private(var())
    cluster, log = Cluster.here(), logs() / "postgres.log"
    with only_one_here():
        if cluster.initialise():
            _say("第一次启动：已建立内置数据库")
        running: list[subprocess.Popen[bytes]] = [cluster.start(log)]

        def revive() -> None:
            if running[0].poll() is not None:
                running[0] = cluster.start(log)

        try:
            yield revive
        finally:
            cluster.stop(running[0])


def _answers() -> bool:
    """Whether the embedded server runs already, started by `gongqiao run`."""
    try:
        psycopg.connect(database.maintenance_url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(*, fresh: bool) -> None:
    """Create the replays' database and its roles where they are missing; drop it first if a fresh start is wanted."""
    if fresh:
        _drop_database()
    if not database.is_external():
        Cluster.here().furnish(database.OF_REPLAYS)
        return
    with _on_the_server() as server:
        if not server.execute("select 1 from pg_database where datname = %s", [database.OF_REPLAYS]).fetchone():
            server.execute(sql.SQL("create database {}").format(sql.Identifier(database.OF_REPLAYS)))


def _drop_database() -> None:
    with _on_the_server() as server:
        others = "select count(*) from pg_stat_activity where datname = %s"
        (in_use,) = server.execute(others, [database.OF_REPLAYS]).fetchone() or (0,)
        if in_use:
            raise Refused("回放的库正在使用：请先停掉 make run REPLAY=… 和别的回放，再加 --fresh。")
        server.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(database.OF_REPLAYS)))
    shutil.rmtree(belongings(), ignore_errors=True)


@contextlib.contextmanager
def _on_the_server() -> Iterator[psycopg.Connection]:
    """Connect to where databases are made. Raises Refused in words."""
    url = database.maintenance_url()
    if database.is_external() and (problem := database.why_unreachable(url)):
        raise Refused(problem)
    try:
        with psycopg.connect(url, autocommit=True) as server:
            yield server
    except psycopg.errors.InsufficientPrivilege as refused:
        name = database.OF_REPLAYS
        raise Refused(
            f"数据库用户没有建库的权限：请把 DATABASE_OWNER_URL 设为能建库的用户，或请管理员建好空库 {name} 并交给它。"
        ) from refused


def _named(name: str) -> Production:
    if name not in PRODUCTIONS:
        raise Refused(_unknown(name))
    return PRODUCTIONS[name]


def _unknown(name: str) -> str:
    return f"没有名为“{name}”的回放，可以放的有：{'、'.join(PRODUCTIONS)}。"


def _day(text: str | None, production: Production) -> date:
    if text is None:
        return production.ends_on
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Refused("--until 请写成 2024-03-31 这样的日期。") from None
    if not production.begins_on <= on <= production.ends_on:
        raise Refused(f"--until 要在 {production.begins_on} 到 {production.ends_on} 之间。")
    return on


def _as_json(outcome: Outcome, progress: Progress) -> str:
    got = outcome.goals
    return json.dumps(
        {
            "figures": {
                "teams": got.teams,
                "activities": got.activities,
                "enterprises": got.enterprises,
                "problems": got.problems,
                "benefit_yuan": got.benefit_fen // 100,
            },
            "actions_per_s": round(_speed(progress), 1),
            "seconds": round(progress.seconds, 1),
            "peak_mb": round(progress.peak_mb, 1),
        }
    )


def _as_table(production: Production, outcome: Outcome, progress: Progress) -> str:
    reached = f"{progress.reached:%Y-%m-%d}" if progress.reached else "还没有开始"
    state = "已放完" if progress.finished_at else f"放到 {reached}，可以接着放"
    lines = [f"{production.label}：{production.begins_on} 至 {production.ends_on}，种子 {progress.seed}，{state}"]
    for reading in outcome.readings:
        is_money = reading.unit == "元"
        value = f"{reading.value / 100:,.0f}" if is_money else f"{reading.value:,}"
        lines.append(f"  {reading.label}\t{value:>12} {reading.unit}\t由 {reading.rows:,} 行得出，逐行核对一致")
    lines.append(f"  经济效益\t{outcome.goals.benefit_fen / 100:>12,.0f} 元\t实际与预计之和")
    lines.append(f"{progress.actions:,} 次办理，{progress.seconds:.1f} 秒，每秒 {_speed(progress):.1f} 次。")
    lines.append(f"内存最多 {progress.peak_mb:.0f} MB（回放进程自己，不含数据库）。")
    return "\n".join(lines)


def _speed(progress: Progress) -> float:
    return progress.actions / progress.seconds if progress.seconds else 0.0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
