"""Reading what a request sends in: what is acceptable text, which parameters may come several times, ids in paths."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from gongqiao.kernel.base.ids import MAX_ID

MAY_REPEAT: set[str] = {"files", "photos", "proof", "authorisation"}
"""Parameters that may come several times; a form adds its own with ``may_repeat``."""


def may_repeat(*names: str) -> None:
    """Allow parameters to come several times."""
    MAY_REPEAT.update(names)


def fault_in_text(text: str) -> bool:
    """Whether the text holds what PostgreSQL cannot store: NUL or half of a surrogate pair."""
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def address_of(request: HttpRequest) -> str:
    """Return the address of the client, for rate limits; behind trusted proxies the one that they report."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
        if len(chain) >= settings.TRUSTED_PROXIES:
            direct = chain[-settings.TRUSTED_PROXIES]
    try:
        return str(ipaddress.ip_address(direct))
    except ValueError:
        return "unknown"


class IdConverter:
    """A row's id in a path: at most bigint, so that no longer number reaches the database."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValueError, which means 404."""
        number = int(value)
        if number > MAX_ID:
            raise ValueError(value)
        return number

    def to_url(self, value: int) -> str:
        """Return the number as text."""
        return str(value)


class NumberConverter:
    """A case's public number in a path."""

    regex = "[A-Za-z]{2}-[0-9]{4,9}-[0-9]{4}-[0-9]{6,9}"

    def to_python(self, value: str) -> str:
        """Return the number in capitals."""
        return value.upper()

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value
