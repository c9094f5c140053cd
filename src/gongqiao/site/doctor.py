"""`gongqiao doctor`: what is wrong and what to do, in plain Chinese."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg

from gongqiao.site import database, listening, schema
from gongqiao.site.environment import read
from gongqiao.site.places import var

LEAST_FREE_MB = 1024
WORKER_SILENT_S = 60
CLOCK_DRIFT_S = 30
MB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at. ``advice`` is empty when it is in order."""

    name: str
    state: str
    advice: str = ""


def examine() -> list[Finding]:
    """Look at everything that can be looked at; what needs the database is left out when it is away."""
    findings = [*_disk(), *_files()]
    wrong = database.why_unreachable(database.app_url())
    if wrong:
        return [*findings, Finding(name="数据库", state="连不上", advice=wrong), *_port(is_running=False)]
    findings.append(Finding(name="数据库", state="连得上"))
    with psycopg.connect(**database.parts_of(database.app_url())) as connection:
        findings += [*_role(connection), *_clock(connection)]
        if not schema.is_current():
            advice = "请执行 gongqiao migrate，再重新启动。"
            return [*findings, Finding(name="数据库结构", state="不是当前版本", advice=advice)]
        findings.append(Finding(name="数据库结构", state="是当前版本"))
        alive, worker = _worker(connection)
        findings += [
            *worker,
            *_letters(connection),
            *_work(connection),
            *_calendar(connection),
            *_port(is_running=alive),
        ]
    return findings


def in_words(findings: list[Finding]) -> str:
    """Return the findings as lines for the terminal."""
    lines = []
    for finding in findings:
        mark = "✗" if finding.advice else "✓"
        lines.append(f"{mark} {finding.name}：{finding.state}")
        if finding.advice:
            lines.append(f"    {finding.advice}")
    bad = sum(1 for finding in findings if finding.advice)
    lines.append(f"有 {bad} 项要处理。" if bad else "一切正常。")
    return "\n".join(lines)


def disk_problem() -> str | None:
    """Return a sentence when the disk under ``var`` is nearly full, else None."""
    free_mb = shutil.disk_usage(var()).free // MB
    if free_mb < LEAST_FREE_MB:
        return f"磁盘只剩 {free_mb} MB：请清理 {var()} 所在的磁盘，至少留出 {LEAST_FREE_MB} MB。"
    return None


def _disk() -> Iterator[Finding]:
    free_mb = shutil.disk_usage(var()).free // MB
    problem = disk_problem()
    yield Finding(name="磁盘", state=f"剩 {free_mb / 1024:.1f} GB" if not problem else "快满了", advice=problem or "")


def _files() -> Iterator[Finding]:
    secret = var() / "secret_key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        advice = f"请执行 chmod 600 {secret}，别让其他用户读到。"
        yield Finding(name="密钥文件", state="其他用户可以读", advice=advice)


def _port(*, is_running: bool) -> Iterator[Finding]:
    if is_running:
        return
    try:
        address = listening.wanted()
        listening.check(address)
    except listening.BadAddress as wrong:
        yield Finding(name="端口", state=f"{read('PORT')} 用不了", advice=str(wrong))
    else:
        yield Finding(name="端口", state=f"{address.port} 可用")


def _role(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute(
        "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user"
    ).fetchone()
    owned = connection.execute(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind = 'r' and pg_get_userbyid(c.relowner) = current_user"
    ).fetchone()
    strong = bool(row and any(row)) or bool(owned and owned[0])
    advice = (
        "应用用的数据库用户权限太大（超级用户、能绕过行级权限，或拥有表）。请另建一个普通用户写进 DATABASE_URL，"
        "把现在这个写进 DATABASE_OWNER_URL，再执行 gongqiao migrate。"
    )
    state = "权限太大" if strong else "是普通用户"
    yield Finding(name="数据库用户", state=state, advice=advice if strong else "")


def _clock(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute("select clock_timestamp()").fetchone()
    drift_s = abs((datetime.now(UTC) - row[0]).total_seconds()) if row else 0.0
    if drift_s > CLOCK_DRIFT_S:
        advice = f"本机和数据库的时间相差 {drift_s:.0f} 秒：请打开网络对时（timedatectl set-ntp true）。"
        yield Finding(name="时钟", state="不准", advice=advice)
    else:
        yield Finding(name="时钟", state="一致")


def _worker(connection: psycopg.Connection) -> tuple[bool, list[Finding]]:
    row = connection.execute("select at from base_heartbeat where part = 'worker'").fetchone()
    silent_s = (datetime.now(UTC) - row[0]).total_seconds() if row else None
    if silent_s is None or silent_s > WORKER_SILENT_S:
        state = "没有启动过" if silent_s is None else f"{silent_s / 60:.0f} 分钟没有动静"
        advice = "邀约不会过期、提醒和短信不会发出。请执行 make run，或单独启动 gongqiao worker。"
        return False, [Finding(name="后台任务", state=state, advice=advice)]
    return True, [Finding(name="后台任务", state="在运行")]


def _letters(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute("select count(*) from outbox_letter where dead_at is not null").fetchone()
    dead = row[0] if row else 0
    if dead:
        advice = "日志 var/log/worker.log 里有原因；修好后执行 gongqiao replay-letters。"
        yield Finding(name="站内消息投递", state=f"{dead} 条送不出去", advice=advice)


def _work(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute("select count(*) from jobs_work where state = 'dead'").fetchone()
    dead = row[0] if row else 0
    if dead:
        advice = "原因写在发起人的那一页上，由他按“再试一次”；页面说系统出错的，请看 var/log/worker.log。"
        yield Finding(name="后台长任务", state=f"{dead} 件办不下去", advice=advice)


def _calendar(connection: psycopg.Connection) -> Iterator[Finding]:
    from gongqiao.kernel.calendar.queries import local_date

    row = connection.execute('select max("on") from calendar_calendarday where is_official').fetchone()
    last = row[0] if row else None
    if last is None or last.year < local_date(datetime.now(UTC)).year:
        advice = "节假日表没有今年的官方安排，期限按周末推算。请执行 gongqiao seed 更新。"
        yield Finding(name="工作日历", state="过期", advice=advice)
