"""Long work: begin it, do its next step, cancel it, try it again.

A kind of work is a name and a *step*. The step does one chunk and says how far it is; it runs in one transaction with
the row of the work locked, so that a chunk and its progress are kept together or not at all. A worker that is killed
in the middle leaves the work as the last whole chunk left it, and the next one goes on from there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import F, QuerySet

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import GongqiaoError, NotFound, WrongState
from gongqiao.kernel.jobs.contract import WorkEnded
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.outbox.actions import announce

logger = logging.getLogger(__name__)
MOST_TRIES = 5
AT_MOST_A_ROUND = 20
NOT_OUR_WORDS = "系统在这一步出错了，已经记下。已办完的部分都在，可以再试一次；再不行，请联系管理员。"


class AlreadyUnderWay(WrongState):
    """这件事已经在后台办理了，请等它办完。"""

    code = "already_under_way"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a step came: how much is done in all, of how much; ``says`` what came of it once nothing is left."""

    done: int
    total: int
    has_more: bool
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkKind:
    """A kind of long work. ``stopped`` is called in the transaction in which it is cancelled."""

    name: str
    step: Callable[[Work, datetime], Progress]
    stopped: Callable[[Work, datetime], None] = lambda work, at: None
    may_cancel: bool = True


_kinds: dict[str, WorkKind] = {}


def register_work(kind: WorkKind) -> WorkKind:
    """Make a kind of long work known to the worker. Return it."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise RuntimeError(f"two kinds of work are called {kind.name}")
    return kind


def begin(kind: WorkKind, thing_id: int, *, label: str, url: str, total: int, at: datetime, by: Actor) -> Work:
    """Leave long work for the worker, in the transaction of the action that has checked whether it may be.

    Each step acts as ``by``, with posts if there were any now. Raises AlreadyUnderWay when the same is being done.
    """
    if Work.objects.filter(kind=kind.name, thing_id=thing_id, state="open").exists():
        raise AlreadyUnderWay
    work = Work.objects.create(
        kind=kind.name, thing_id=thing_id, label=label[:80], url=url, total=total,
        strength="full" if by.posts else "code", person_id=by.person_id, next_try_at=at, began_at=at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("notify gongqiao_outbox")
    return work


def latest(kind: WorkKind, thing_id: int) -> Work | None:
    """Return the last work of this kind on a thing that the caller has seen, or None."""
    return Work.objects.filter(kind=kind.name, thing_id=thing_id).order_by("-pk").first()


def own_work(pk: int, *, by: Actor) -> Work:
    """Return work that the actor began. Raises NotFound."""
    work = _own(by).filter(pk=pk).first()
    if work is None:
        raise NotFound
    return work


def may_cancel(work: Work) -> bool:
    """Whether this work may be stopped on the way."""
    return work.state in {"open", "dead"} and _kinds[work.kind].may_cancel


@transaction.atomic
def cancel(pk: int, *, at: datetime, by: Actor) -> Work:
    """Stop one's own work after the chunk that is being done; what is done stays. Raises WrongState."""
    work = _own_and_locked(pk, by)
    if not may_cancel(work):
        raise WrongState("这件事已经办完，或者不能中途停下。")
    work.state, work.ended_at = "cancelled", at
    work.save()
    _kinds[work.kind].stopped(work, at)
    write("edit", "jobs.cancel", thing="work", thing_id=work.pk, at=at, by=by)
    return work


@transaction.atomic
def try_again(pk: int, *, at: datetime, by: Actor) -> Work:
    """Let one's own work that could not go on go on. Raises WrongState."""
    work = _own_and_locked(pk, by)
    if work.state != "dead":
        raise WrongState("这件事没有停住，不用再试。")
    work.state, work.ended_at, work.error, work.tries, work.next_try_at = "open", None, "", 0, at
    work.save()
    write("edit", "jobs.try_again", thing="work", thing_id=work.pk, at=at, by=by)
    return work


def take_steps(*, at: datetime) -> bool:
    """Do the next step of every open work, one step each, and say whether more is left to do now.

    Several workers may do so at once: a work whose step is being done is passed over.
    """
    due = Work.objects.filter(state="open", next_try_at__lte=at).order_by(F("beat_at").asc(nulls_first=True), "pk")
    rounds = [_step(pk, at) for pk in list(due.values_list("pk", flat=True)[:AT_MOST_A_ROUND])]
    return any(rounds)


def _own(by: Actor) -> QuerySet[Work]:
    """Return what the actor began; what was begun through a post is not there for the phone alone."""
    rows = Work.objects.filter(person_id=by.own_id)
    return rows if by.posts else rows.filter(strength="code")


def _own_and_locked(pk: int, by: Actor) -> Work:
    work = _own(by).select_for_update().filter(pk=pk).first()
    if work is None:
        raise NotFound
    return work


def _step(pk: int, at: datetime) -> bool:
    """Do one step; return whether the work may go on at once."""
    try:
        with transaction.atomic():
            work = Work.objects.select_for_update(skip_locked=True).filter(pk=pk, state="open").first()
            if work is None:
                return False
            return _go_on(work, _kinds[work.kind].step(work, at), at)
    except OperationalError:
        raise
    except GongqiaoError as refused:
        _failed(pk, refused.message, at, is_final=True)
    except Exception as failed:
        logger.exception("a step of work %s failed", pk)
        _failed(pk, f"{NOT_OUR_WORDS}（{type(failed).__name__}）", at, is_final=False)
    return False


def _go_on(work: Work, made: Progress, at: datetime) -> bool:
    work.done, work.total, work.beat_at, work.tries, work.error = made.done, made.total, at, 0, ""
    if not made.has_more:
        work.state, work.ended_at, work.says = "done", at, made.says[:200]
    work.save()
    if not made.has_more:
        _tell(work, at)
    return made.has_more


def _failed(pk: int, error: str, at: datetime, *, is_final: bool) -> None:
    """Write down that a step failed: it is tried again ever more slowly, and set aside after the last try."""
    with transaction.atomic():
        work = Work.objects.select_for_update().filter(pk=pk, state="open").first()
        if work is None:
            return
        work.tries += 1
        work.beat_at, work.error = at, error[:300]
        work.next_try_at = at + timedelta(seconds=2**work.tries)
        if is_final or work.tries >= MOST_TRIES:
            work.state, work.ended_at = "dead", at
        work.save()
        if work.state == "dead":
            _tell(work, at)


def _tell(work: Work, at: datetime) -> None:
    announce(WorkEnded(work_id=work.pk), thing="work", thing_id=work.pk, at=at, by=the_job("work"))
