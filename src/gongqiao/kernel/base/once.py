"""Do a thing once, however often it is asked for: twice in parallel, in sequence, or after going back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.base.models import Receipt


class AlreadySentDifferently(WrongState):
    """这张表已经提交过了，后来改动的内容没有保存。请打开已提交的那一份再改。"""

    code = "already_sent"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``answer``: what the first time returned; ``is_repeat``: whether this was a later time."""

    answer: str
    is_repeat: bool


def once(key: str, body: Mapping[str, object], act: Callable[[], str], *, at: datetime) -> Outcome:
    """Run ``act`` in a transaction together with the receipt for ``key``; a later call gets its answer.

    A parallel call waits for the first one to end. If ``act`` raises, no receipt stays and the same key may
    be tried again. Raises AlreadySentDifferently when ``body`` is not what came with the key before.
    """
    fingerprint = _fingerprint(body)
    with transaction.atomic():
        if _take(key, fingerprint, at):
            answer = act()
            Receipt.objects.filter(key=key).update(answer=answer)
            return Outcome(answer=answer, is_repeat=False)
    return _told_again(Receipt.objects.get(key=key), fingerprint)


def earlier(key: str, body: Mapping[str, object]) -> Outcome | None:
    """Return what was answered under ``key`` before, if anything. Raises AlreadySentDifferently."""
    receipt = Receipt.objects.filter(key=key).first()
    return _told_again(receipt, _fingerprint(body)) if receipt else None


def _told_again(receipt: Receipt, fingerprint: str) -> Outcome:
    if receipt.body_digest != fingerprint:
        raise AlreadySentDifferently
    return Outcome(answer=receipt.answer, is_repeat=True)


def _fingerprint(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()


def _take(key: str, fingerprint: str, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_receipt (key, body_digest, answer, at) values (%s, %s, '', %s)"
            " on conflict (key) do nothing",
            [key, fingerprint, at],
        )
        return bool(cursor.rowcount == 1)
