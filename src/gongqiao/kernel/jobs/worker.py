"""The worker: delivers facts, runs the sweeps, does the next step of long work, says that it is alive."""

from __future__ import annotations

import logging
import os
import select
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection

from gongqiao.kernel.base import throttle
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.base.models import Heartbeat, Receipt
from gongqiao.kernel.jobs.clock import ClockJob, every, every_job
from gongqiao.kernel.jobs.work import take_steps
from gongqiao.kernel.outbox.actions import deliver

logger = logging.getLogger(__name__)
PATIENCE_S = 5.0
A_BREATH_S = 0.25
RECEIPTS_LIVE = timedelta(days=30)


@every(minutes=60)
def tidy(at: datetime) -> None:
    """Forget what is no longer needed: receipts and tallies."""
    throttle.sweep(at=at)
    Receipt.objects.filter(at__lt=at - RECEIPTS_LIVE).delete()


def work(stop: Callable[[], bool]) -> None:
    """Go round until ``stop`` says so; a database that is away is waited for."""
    next_runs: dict[str, datetime] = {}
    while not stop():
        try:
            has_more = round_of_work(next_runs, at=now())
            _wait_for_news(0 if has_more else PATIENCE_S, stop)
        except OperationalError:
            logger.warning("the database is away, trying again")
            close_old_connections()
            _pause(1.0)


def round_of_work(next_runs: dict[str, datetime], *, at: datetime) -> bool:
    """Do one step of each long work and everything else that is due now; say whether long work goes on."""
    Heartbeat.objects.update_or_create(part="worker", defaults={"at": at, "process": os.getpid()})
    has_more = take_steps(at=at)
    while deliver(at=at):
        pass
    for job in every_job():
        if next_runs.get(job.name, at) <= at:
            next_runs[job.name] = at + job.pause
            _run(job, at)
    return has_more


def _run(job: ClockJob, at: datetime) -> None:
    try:
        job.run(at)
    except OperationalError:
        raise
    except Exception:
        logger.exception("the sweep %s failed; it runs again in %s", job.name, job.pause)


def _wait_for_news(seconds: float, stop: Callable[[], bool]) -> None:
    """Sleep until a fact is announced or somebody says stop, at most ``seconds``."""
    with connection.cursor() as cursor:
        cursor.execute("listen gongqiao_outbox")
    raw = connection.connection
    for _ in range(int(seconds / A_BREATH_S)):
        if raw is None or stop() or select.select([raw.fileno()], [], [], A_BREATH_S)[0]:
            break
    if raw is not None:
        for _ in raw.notifies(timeout=0):
            pass


def _pause(seconds: float) -> None:
    select.select([], [], [], seconds)
