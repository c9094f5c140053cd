"""The signed link of an enterprise to its questionnaire: it works without an account, for this one enterprise alone.

A code names the respondent and the serial of its link under a signature. It ends when the survey does, when the serial
moves on, or when it is revoked.
"""

from __future__ import annotations

import hmac

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.seals import digest
from gongqiao.services.enterprise_service.models import Respondent

SIGNATURE_LENGTH = 20
BROKEN = "这个问卷链接不对或已经作废，请向工会要新的链接。"


def link_code(respondent: Respondent) -> str:
    """Return the code that the enterprise's link carries now."""
    return _code(respondent.pk, respondent.link_serial)


def opened_link(code: str) -> tuple[int, int]:
    """Return the respondent and the serial of a code. Raises NotFound when it is not one of ours."""
    parts = code.split("-")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts[:2]):
        respondent_id, serial = int(parts[0]), int(parts[1])
        if hmac.compare_digest(code.encode(), _code(respondent_id, serial).encode()):
            return respondent_id, serial
    raise NotFound(BROKEN)


def _code(respondent_id: int, serial: int) -> str:
    signature = digest("survey-link", f"{respondent_id}:{serial}")[:SIGNATURE_LENGTH]
    return f"{respondent_id}-{serial}-{signature}"
