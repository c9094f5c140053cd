"""Doing a thing once by an idempotency key, as the pages do by their forms."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja.responses import NinjaJSONEncoder

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Malformed
from gongqiao.kernel.base.once import once

KEY = re.compile(r"[A-Za-z0-9_.:-]{8,60}")


def do_once(request: HttpRequest, act: Callable[[], dict[str, Any]], *, sent: str = "") -> dict[str, Any]:
    """Carry a call out; with the header ``Idempotency-Key`` a repetition gets the first answer.

    The same key with another body or address is refused. ``sent`` stands for the body where that is a form with
    files, whose boundaries are new in every call.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if not KEY.fullmatch(key):
        raise Malformed("Idempotency-Key 应为 8 到 60 个字母、数字或 _ . : -。")
    by: Actor = request.by  # type: ignore[attr-defined]
    body = {"path": request.path, "body": sent or request.body.hex()}
    outcome = once(
        f"{by.person_id}:{key}", body, lambda: json.dumps(act(), ensure_ascii=False, cls=NinjaJSONEncoder),
        at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(outcome.answer)
    return answer
