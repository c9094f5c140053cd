"""The rank of honours, and the standing of certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gongqiao.kernel.sheets.columns import Standing
from gongqiao.services.talent.models import Certificate, Honour

WARNED_BEFORE = timedelta(days=30)
_PREFIXES = (
    (5, ("全国", "中华", "国家", "大国")),
    (4, ("省", "广东", "南粤")),
    (3, ("市", "江门", "五邑", "侨都")),
    (2, ("县", "区", "镇")),
)


def level_named(honour: str) -> int:
    """Return the level that the name of an honour tells (5 of the nation to 2 of a county), 0 where it tells none."""
    return next((level for level, starts in _PREFIXES if honour.startswith(starts)), 0)


def highest(honours: Iterable[Honour]) -> str:
    """Return the name of the highest honour, the latest of several; nothing where there is none."""
    ranked = sorted(honours, key=lambda one: (one.level, one.year or 0, -one.pk), reverse=True)
    return ranked[0].name if ranked else ""


def standing_of(certificate: Certificate, on: date) -> Standing:
    """Return where a certificate stands on a day: valid, ending within 30 days, or ended."""
    if certificate.valid_to is None:
        return Standing(shape="done", label="长期有效")
    if certificate.valid_to <= on:
        return Standing(shape="stop", label="已过期")
    if certificate.valid_to <= on + WARNED_BEFORE:
        return Standing(shape="hold", label=f"还有 {(certificate.valid_to - on).days} 天到期")
    return Standing(shape="done", label="有效")
