"""The terms of apprenticeship pairs that are in force on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongqiao.services.talent.models import PairTerms

MOST_APPRENTICES = 3
CHECK_IN_DAYS = 90
UNCONFIRMED = "市总还没有确认，暂按此数"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How many apprentices a master may teach at a time, and within how many days progress is written down.

    ``source`` says where it is laid down; while nobody has confirmed it, that it is assumed.
    """

    most_apprentices: int
    check_in_days: int
    source: str
    is_confirmed: bool


def terms_in_force(on: date) -> Terms:
    """Return the terms of the city on a day; until the city lays some down, those that we assume."""
    row = PairTerms.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if row is None:
        return Terms(
            most_apprentices=MOST_APPRENTICES, check_in_days=CHECK_IN_DAYS, source=UNCONFIRMED, is_confirmed=False
        )
    return Terms(
        most_apprentices=row.most_apprentices,
        check_in_days=row.check_in_days,
        source=row.source or UNCONFIRMED,
        is_confirmed=bool(row.source),
    )
