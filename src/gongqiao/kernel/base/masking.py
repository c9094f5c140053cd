"""Personal values as they are shown to people who need not read them."""

from __future__ import annotations

import re

PHONE = re.compile(r"^(1[3-9]\d{9}|1004\d{7})$")
DEMO_PREFIX = "1004"
_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－　", "0123456789+- ")


def tidy_phone(text: str) -> str:
    """Return the 11 digits of a mobile number as people type it: spaces, dashes, +86, full-width digits."""
    digits = re.sub(r"[\s\-]", "", text.translate(_FULL_WIDTH))
    return digits.removeprefix("+86") if digits.startswith("+86") else digits


def is_phone(text: str) -> bool:
    """Whether ``text`` is a mobile number, or one of the numbers that demo data uses (1004…, never assigned)."""
    return bool(PHONE.match(text))


def is_demo_phone(text: str) -> bool:
    """Whether ``text`` lies in the range of demo data, to which nothing is ever sent."""
    return text.startswith(DEMO_PREFIX)


def mask_phone(phone: str) -> str:
    """Return 138****1234."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "****"


def mask_name(name: str) -> str:
    """Return 张** for 张国强: the family name stays."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""
