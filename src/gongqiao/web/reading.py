"""Reading what a request sends in: what is acceptable text, which parameters may come several times, ids in paths."""

from __future__ import annotations

import ipaddress
import json

from django.conf import settings
from django.http import HttpRequest

from gongqiao.kernel.base.errors import Malformed
from gongqiao.kernel.base.ids import MAX_ID

MOST_TYPED = 200_000
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


def typed_in(request: HttpRequest) -> dict[str, object]:
    """Read what was typed into an unfinished form so far: texts by the names of the fields. Raises Malformed."""
    if len(request.body) > MOST_TYPED:
        raise Malformed("草稿太长，没有保存。")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as broken:
        raise Malformed from broken
    if not isinstance(body, dict):
        raise Malformed
    plain = {name[:60]: value for name, value in body.items() if _texts(value)}
    if any(fault_in_text(text) for name, value in plain.items() for text in (name, *_texts(value))):
        raise Malformed
    return plain


def _texts(value: object) -> list[str]:
    """Return what was typed into a field that may come several times; nothing for what no form sends."""
    given: list[object] = value if isinstance(value, list) else [value]
    texts = [text for text in given if isinstance(text, str)]
    return texts if len(texts) == len(given) else []


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
