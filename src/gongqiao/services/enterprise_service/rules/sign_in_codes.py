"""The rotating code of a visit: a worker must be there to scan it, and may then take time to type.

A code names the visit and a step of time under a signature; it is good for its own step and the one after. What the
scan gives is a ticket of its own that lives longer and is bound to the visit.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.seals import digest, opened, sealed

CODE_LIVES_S = 30
TICKET_LIVES_S = 900
SIGNATURE_LENGTH = 16


@dataclass(frozen=True, kw_only=True)
class SignInCode:
    """The code of a moment and how many seconds it will still be shown."""

    text: str
    left_s: int


def code_at(visit_id: int, *, at: datetime) -> SignInCode:
    """Return the code of a visit at a moment."""
    seconds = int(at.timestamp())
    step = seconds // CODE_LIVES_S
    return SignInCode(text=_code(visit_id, step), left_s=CODE_LIVES_S - seconds % CODE_LIVES_S)


def ticket(visit_id: int, *, at: datetime) -> str:
    """Return a ticket for typing one's name after a scan."""
    return sealed("sign-in-ticket", {"visit": visit_id, "at": int(at.timestamp())})


def visit_of(text: str, *, at: datetime, as_ticket: bool = False) -> int:
    """Return the visit of a code or a ticket. Raises NotFound when it is forged or too old."""
    if as_ticket:
        return _visit_of_ticket(text, at)
    visit, _, rest = text.partition("-")
    step = int(at.timestamp()) // CODE_LIVES_S
    if text.isascii() and visit.isdigit() and len(visit) < 19:
        for candidate in (step, step - 1):
            if hmac.compare_digest(f"{visit}-{rest}", _code(int(visit), candidate)):
                return int(visit)
    raise NotFound("签到码已经换新，请对着队长手机上的码再扫一次。")


def _visit_of_ticket(text: str, at: datetime) -> int:
    value = opened("sign-in-ticket", text)
    if not isinstance(value, dict) or int(at.timestamp()) - int(value["at"]) > TICKET_LIVES_S:
        raise NotFound("这个签到页打开太久了，请再扫一次码。")
    return int(value["visit"])


def _code(visit_id: int, step: int) -> str:
    return f"{visit_id}-{digest('sign-in-code', f'{visit_id}:{step}')[:SIGNATURE_LENGTH]}"
