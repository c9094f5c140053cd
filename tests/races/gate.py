"""Let calls run against each other on connections of their own, started from behind one closed gate.

The gate is a lock or a row not yet committed that all of them need: it opens when the database reports that all stand
before it, so that every run is a true race.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection, connections, transaction

from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.site import database

PATIENCE_S = 30
KEPT = frozenset({"cases_counter", "cases_flowinuse", "base_tally", "audit_entry", "audit_side"})
"""Numbers given, drawings in use, tries counted, and the book, which nobody may shorten."""


class Opened(Exception):
    """The gate is opened by giving up what it held."""


@dataclass
class Runner:
    """One call in a thread of its own, and what became of it."""

    call: Callable[[], Any]
    answer: Any = None
    raised: Exception | None = None

    def run(self) -> None:
        try:
            self.answer = self.call()
        except Exception as error:
            self.raised = error
        finally:
            connections.close_all()


def race(
    *calls: Callable[[], Any], hold: str, with_values: Sequence[Any] = ()
) -> tuple[list[Any], list[GongqiaoError]]:
    """Run ``calls`` while ``hold`` keeps them waiting, let them go together; return answers and refusals in words.

    Any other error than one in words is raised.
    """
    runners = [Runner(call) for call in calls]
    threads = [threading.Thread(target=runner.run) for runner in runners]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(hold, with_values)
            for thread in threads:
                thread.start()
            _wait_until_waiting(len(calls), threads)
            raise Opened
    except Opened:
        pass
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "a call never came back"
    refused: list[GongqiaoError] = []
    for runner in runners:
        if isinstance(runner.raised, GongqiaoError):
            refused.append(runner.raised)
        elif runner.raised:
            raise runner.raised
    return [runner.answer for runner in runners if runner.raised is None], refused


def _wait_until_waiting(number: int, threads: Sequence[threading.Thread]) -> None:
    """Wait until ``number`` connections stand before a lock, looking from a connection beside them."""
    deadline = time.monotonic() + PATIENCE_S
    with psycopg.connect(**database.parts_of(database.owner_url()), autocommit=True) as beside:
        while time.monotonic() < deadline:
            (waiting,) = beside.execute("select count(*) from pg_locks where not granted").fetchone() or (0,)
            if waiting >= number:
                return
            assert any(thread.is_alive() for thread in threads), "the gate held nobody"
            time.sleep(0.01)
    raise AssertionError("the calls never met at the gate")


def mark() -> int:
    """Return the number of a transaction: what is committed later has a greater one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id()::text::bigint")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def sweep(marker: int) -> None:
    """Delete the rows that were written since; those that others hang on wait for the next round."""
    left = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed} - KEPT
    with psycopg.connect(**database.parts_of(database.owner_url())) as owner:
        left &= {name for (name,) in owner.execute("select tablename from pg_tables").fetchall()}
        owner.execute("set constraints all immediate")
        while left:
            gone = {table for table in sorted(left) if _swept(owner, table, marker)}
            assert gone, f"rows of {sorted(left)} hang on each other"
            left -= gone


def _swept(owner: psycopg.Connection[Any], table: str, marker: int) -> bool:
    try:
        with owner.transaction():
            owner.execute(f"delete from {table} where xmin::text::bigint > {marker}".encode())
    except psycopg.errors.ForeignKeyViolation:
        return False
    return True
