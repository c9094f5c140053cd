"""Keyed digests and signed values. Every purpose has its own key, derived from the installation's secret."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import signing

from gongqiao.kernel.base.errors import NotFound


def digest(purpose: str, text: str) -> str:
    """Return a keyed digest of ``text``: equal texts give equal digests, the text cannot be got back."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def sealed(purpose: str, value: object) -> str:
    """Sign ``value`` (plain JSON values) so that it can travel through a page or a link."""
    return signing.dumps(value, key=_key(purpose).hex(), salt=purpose, compress=True)


def opened(purpose: str, text: str, *, max_age_s: int | None = None) -> object:
    """Return the value that was sealed; raise NotFound when it was changed or is too old."""
    try:
        return signing.loads(text, key=_key(purpose).hex(), salt=purpose, max_age=max_age_s)
    except signing.BadSignature as wrong:
        raise NotFound("这个链接或二维码已经失效，请重新获取。") from wrong


def encrypted(purpose: str, text: str) -> str:
    """Encrypt ``text`` for storage; the algorithm's name leads the result, so that another can follow."""
    return "fernet1:" + _fernet(purpose).encrypt(text.encode()).decode()


def decrypted(purpose: str, text: str) -> str:
    """Return what was encrypted. Raises ValueError when the key is another or the text was changed."""
    algorithm, _, body = text.partition(":")
    if algorithm != "fernet1":
        raise ValueError(f"unknown algorithm {algorithm!r}")
    try:
        return _fernet(purpose).decrypt(body.encode()).decode()
    except InvalidToken as wrong:
        raise ValueError("not encrypted with this installation's key") from wrong


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(purpose)))


def _key(purpose: str) -> bytes:
    return hashlib.sha256(f"gongqiao:{purpose}:{settings.SECRET_KEY}".encode()).digest()
