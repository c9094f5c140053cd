"""Identifiers and secrets made by us."""

from __future__ import annotations

import os
import secrets
import time
import uuid

MAX_ID = 2**63 - 1


def uuid7() -> uuid.UUID:
    """Return a UUID that rises with time (RFC 9562, version 7), so that indexes grow at their end."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    value |= (0x7 << 76) | (0x2 << 62)
    return uuid.UUID(int=value)


def secret(length: int = 32) -> str:
    """Return ``length`` random bytes as URL-safe text."""
    return secrets.token_urlsafe(length)
