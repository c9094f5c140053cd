"""Announce facts, deliver them, replay those that could not be delivered."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, get_type_hints

from django.db import connection, transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.clock import standing_at
from gongqiao.kernel.contracts import Fact, every_fact, fact_name, listeners_of
from gongqiao.kernel.outbox.models import Letter

logger = logging.getLogger(__name__)
MOST_TRIES = 8
BATCH = 100


def announce(fact: Fact, *, thing: str, thing_id: int, at: datetime, by: Actor) -> None:
    """Write ``fact`` in the book and leave it for the worker, in the transaction that made it true."""
    name, body = fact_name(type(fact)), _plain(dataclasses.asdict(fact))
    write("fact", name, thing=thing, thing_id=thing_id, at=at, detail=body, by=by)
    Letter.objects.create(fact=name, body=body, at=at, next_try_at=at)
    with connection.cursor() as cursor:
        cursor.execute("notify gongqiao_outbox")


def deliver(*, at: datetime) -> int:
    """Deliver the waiting letters of one batch and return how many were dealt with.

    Several workers may do so at once. A letter whose listener fails is tried again later, ever more slowly,
    and is set aside as dead after the last try; the others of the batch are not held up.
    """
    with transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True).filter(
            delivered_at=None, dead_at=None, next_try_at__lte=at
        )
        letters = list(waiting.order_by("next_try_at", "id")[:BATCH])
        for letter in letters:
            _deliver_one(letter, at)
    return len(letters)


def replay_dead(*, at: datetime) -> int:
    """Give every dead letter another round of tries; return how many there were."""
    return Letter.objects.exclude(dead_at=None).update(dead_at=None, tries=0, next_try_at=at)


def _deliver_one(letter: Letter, at: datetime) -> None:
    try:
        with transaction.atomic(), standing_at(at):
            kind = every_fact()[letter.fact]
            for listener in listeners_of(kind):
                listener(_fact(kind, letter.body))
    except Exception as failed:
        logger.exception("letter %s (%s) was not delivered", letter.pk, letter.fact)
        letter.tries += 1
        letter.last_error = repr(failed)[:2000]
        letter.next_try_at = at + timedelta(seconds=2**letter.tries)
        letter.dead_at = at if letter.tries >= MOST_TRIES else None
    else:
        letter.delivered_at = at
    letter.save()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _fact(kind: type[Fact], body: Mapping[str, object]) -> Fact:
    """Build the fact again from its stored body; dates and tuples get their types back."""
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for name, value in body.items():
        if hints[name] is datetime and isinstance(value, str):
            value = datetime.fromisoformat(value)
        elif hints[name] is date and isinstance(value, str):
            value = date.fromisoformat(value)
        elif isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return kind(**values)
