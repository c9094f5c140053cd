"""What enterprises are known for: the words of the tags, and the levels that two of them may have."""

from __future__ import annotations

from collections.abc import Iterable

LEDGER, SPECIAL, ABOVE_SIZE = "产改台账", "专精特新", "规上"
OTHER_TAGS = ("小微", "高新技术")
TAGS = (SPECIAL, LEDGER, ABOVE_SIZE, *OTHER_TAGS)
LEDGER_LEVELS = [("province", "省级"), ("city", "市级"), ("county", "县级")]
"""Levels of the ledger of the industrial workforce reform (产改)."""
SPECIALITIES = [("giant", "国家级专精特新“小巨人”"), ("province", "省级专精特新"), ("innovator", "创新型中小企业")]


def labels_of(tags: Iterable[str], *, ledger_level: str, speciality: str) -> tuple[str, ...]:
    """Return the tags as they are shown: with their level where it is known."""
    levels = {LEDGER: dict(LEDGER_LEVELS).get(ledger_level, ""), SPECIAL: dict(SPECIALITIES).get(speciality, "")}
    shown = {LEDGER: f"{LEDGER}·{levels[LEDGER]}" if levels[LEDGER] else LEDGER, SPECIAL: levels[SPECIAL] or SPECIAL}
    return tuple(shown.get(tag, tag) for tag in tags)
