"""Digest, sign and prove what was signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotAllowed, NotFound, Stale, WrongState
from gongqiao.kernel.base.seals import digest, opened, sealed
from gongqiao.kernel.snapshots.models import Signed


class AlreadySigned(WrongState):
    """已经签署，不能再改。需要更正时，请另做一版并写明原因。"""


class OwnWork(NotAllowed):
    """复核签署要由另一个人来做：您是制作人，请请同事复核。"""


def digested(purpose: str, told: object) -> str:
    """Return the keyed digest over plain values; equal values give equal digests."""
    return digest(purpose, json.dumps(told, ensure_ascii=False, sort_keys=True, default=str))


def check_open(row: Signed) -> None:
    """Raise AlreadySigned for what is frozen."""
    if row.is_signed:
        raise AlreadySigned


def put_name(row: Signed, purpose: str, *, seen: str, found: str, at: datetime, by: Actor) -> None:
    """Let a second person sign what he saw: the digest that he saw must be that of what is there now."""
    check_open(row)
    if by.person_id is None or by.person_id == row.made_by:
        raise OwnWork
    if seen != found or found != row.digest:
        raise Stale("您打开本页以后，内容有变化。请重新看一遍再签。")
    row.state, row.signed_by, row.signed_name, row.signed_at = "signed", by.person_id, by.name, at
    row.signature = sealed(purpose, _signed(row))


def is_genuine(row: Signed, purpose: str, *, found: str) -> bool:
    """Whether what is there now is what was signed, and the seal is ours."""
    try:
        said: Any = opened(purpose, row.signature)
    except NotFound:
        return False
    return row.digest == found and bool(said == _signed(row))


def _signed(row: Signed) -> list[object]:
    signed_at = row.signed_at.astimezone(UTC).isoformat() if row.signed_at else ""
    return [row.pk, row.digest, row.signed_by, row.signed_name, signed_at]
