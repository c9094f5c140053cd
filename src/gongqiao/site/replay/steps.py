"""What is still to be done, kept in the replay's own database beside the rows that it makes.

A step is taken out, played and followed by others in one transaction: whatever ends the process, the rows and the steps
that are left agree. The tables stand in a schema of their own, which no other database has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

SCHEMA = """
create schema if not exists replay;
create table if not exists replay.progress (
    name text not null, seed bigint not null, script text not null,
    actions bigint not null default 0, seconds double precision not null default 0,
    peak_mb double precision not null default 0, reached timestamptz, finished_at timestamptz
);
create table if not exists replay.step (
    number bigint generated always as identity primary key, at timestamptz not null, what text not null,
    body jsonb not null
);
create index if not exists step_next on replay.step (at, number);
create table if not exists replay.thing (key text primary key, id bigint not null);
"""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do: when, what, and with which words."""

    at: datetime
    what: str
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a replay came. ``seconds`` of playing over all its runs."""

    name: str
    seed: int
    script: str
    actions: int
    seconds: float
    peak_mb: float
    reached: datetime | None
    finished_at: datetime | None


def lay_out() -> None:
    """Create the schema where it is missing."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)


def take_the_stage() -> bool:
    """Be the only one who plays here; return whether nobody else does. Ends with the connection.

    Commits need not wait for the disk: what is lost with a machine is played again from where its rows end.
    """
    _run("set synchronous_commit = off")
    return bool(_one("select pg_try_advisory_lock(hashtext('gongqiao.replay'))")[0])


def exist() -> bool:
    """Whether this database has the schema of a replay."""
    return bool(_one("select to_regclass('replay.progress') is not null")[0])


def progress() -> Progress | None:
    """Return how far the replay of this database came, or None before its first step."""
    if not exist():
        return None
    row = _one("select name, seed, script, actions, seconds, peak_mb, reached, finished_at from replay.progress")
    names = ("name", "seed", "script", "actions", "seconds", "peak_mb", "reached", "finished_at")
    return Progress(**dict(zip(names, row, strict=True))) if row else None


def begin(name: str, seed: int, script: str, first: Sequence[Step]) -> None:
    """Write down which replay this is, and its first steps."""
    _run("insert into replay.progress (name, seed, script) values (%s, %s, %s)", [name, seed, script])
    leave(first)


def take(*, until: datetime) -> Step | None:
    """Take out the next step that is due before ``until``; the earliest, of those the one that was put first."""
    row = _one(
        "delete from replay.step where number = (select number from replay.step where at < %s order by at, number"
        " limit 1) returning at, what, body",
        [until],
    )
    return Step(at=row[0], what=row[1], body=_plain(row[2])) if row else None


def leave(
    steps: Sequence[Step], *, reached: datetime | None = None, actions: int = 0, seconds: float = 0, peak_mb: float = 0
) -> None:
    """Add steps, numbered in their order, and write down what it took to come here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with noted as (update replay.progress set reached = coalesce(%s, reached), actions = actions + %s,"
            " seconds = seconds + %s, peak_mb = greatest(peak_mb, %s))"
            " insert into replay.step (at, what, body)"
            " select at, what, body from rows from (jsonb_to_recordset(%s) as (at timestamptz, what text, body jsonb))"
            " with ordinality as following (at, what, body, place) order by place",
            [reached, actions, seconds, peak_mb, json.dumps([asdict(step) for step in steps], default=str)],
        )


def finish(*, at: datetime) -> None:
    """Write down that the replay was played to its end; steps that lie behind it are dropped."""
    _run("set local synchronous_commit = on")
    _run("update replay.progress set finished_at = %s", [at])
    _run("delete from replay.step")


def waiting(whats: Sequence[str], *, until: datetime) -> int:
    """Return how many steps of these kinds are still to come before ``until``, open stories left out."""
    row = _one(
        "select count(*) from replay.step where what = any(%s) and at < %s and not coalesce((body->>'open')::bool, false)",
        [list(whats), until],
    )
    return int(row[0])


def keep(key: str, pk: int) -> None:
    """Remember which row something of the script became."""
    _run(
        "insert into replay.thing (key, id) values (%s, %s) on conflict (key) do update set id = excluded.id", [key, pk]
    )


def kept(key: str) -> int | None:
    """Return the row that something of the script became."""
    row = _one("select id from replay.thing where key = %s", [key])
    return int(row[0]) if row else None


def _one(statement: str, values: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.fetchone() or ()


def _run(statement: str, values: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def _plain(body: Any) -> dict[str, Any]:
    return json.loads(body) if isinstance(body, str) else dict(body)
