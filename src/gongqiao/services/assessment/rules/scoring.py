"""How points are earned, and how counties are ranked."""

from __future__ import annotations

from collections.abc import Mapping

RULE = "每项得分 = 完成数 ÷ 目标数 × 分值，完成超过目标按满分计，保留两位小数；总分相同的名次并列。"


def earned_hundredths(value: int, target: int, points: int) -> int:
    """Return the points for a value in hundredths: value / target of the points, never more than all, rounded half up."""
    capped = min(value, target)
    return (2 * capped * points * 100 + target) // (2 * target)


def ranks(totals: Mapping[int, int]) -> dict[int, int]:
    """Return the rank of each county; equal totals share a rank, and the next one counts who stands before."""
    return {key: 1 + sum(other > total for other in totals.values()) for key, total in totals.items()}


def points_of(hundredths: int) -> str:
    """Return 87.50 as people write points."""
    return f"{hundredths // 100}.{hundredths % 100:02}"
