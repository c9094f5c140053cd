"""Stored keys for sorting and for search by initials: the bundled PostgreSQL has no Chinese collation."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Return the pinyin of a name, for sorting in collation "C"."""
    return " ".join(lazy_pinyin(name)).lower()[:200]


def initials(name: str) -> str:
    """Return the first letters of the pinyin: 张国强 gives zgq."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]


def both(name: str) -> tuple[str, str]:
    """Return sort key and initials of a name; half the work of asking for each when there are thousands."""
    parts = lazy_pinyin(name)
    firsts, place = [], 0
    for part in parts:
        is_itself = name.startswith(part, place)  # other letters and digits stand together, as they are
        firsts.append(part if is_itself else part[:1])
        place += len(part) if is_itself else 1
    return " ".join(parts).lower()[:200], "".join(firsts).lower()[:80]
