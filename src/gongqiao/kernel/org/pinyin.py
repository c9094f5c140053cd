"""Stored keys for sorting and for search by initials: the bundled PostgreSQL has no Chinese collation."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Return the pinyin of a name, for sorting in collation "C"."""
    return " ".join(lazy_pinyin(name)).lower()[:200]


def initials(name: str) -> str:
    """Return the first letters of the pinyin: 张国强 gives zgq."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]
