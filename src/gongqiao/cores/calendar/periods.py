"""Half-open periods of time: the start belongs to them, the end does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, order=True)
class Period:
    """From ``start`` (included) to ``end`` (excluded). Raises ValueError when it would be empty."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    def overlaps(self, other: Period) -> bool:
        """Whether the two share at least one moment."""
        return self.start < other.end and other.start < self.end

    def gap_to(self, other: Period) -> timedelta:
        """Return the time between the two; zero when they touch or overlap."""
        if self.overlaps(other):
            return timedelta(0)
        return max(self.start - other.end, other.start - self.end)


def free_parts(candidates: Iterable[Period], taken: Iterable[Period]) -> list[Period]:
    """Keep the candidate periods that none of the taken ones touches, in their order."""
    busy = list(taken)
    return [candidate for candidate in candidates if not any(candidate.overlaps(other) for other in busy)]
