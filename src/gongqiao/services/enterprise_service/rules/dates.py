"""What to say when a time does not do: who is taken, when the team is free, how tight the road is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from gongqiao.cores.calendar import Period
from gongqiao.cores.matching import Place, Policy
from gongqiao.cores.matching.rank import travel_minutes
from gongqiao.kernel.calendar.queries import Taken, local_date
from gongqiao.kernel.places.points import Point
from gongqiao.services.enterprise_service.rules.candidates import free_for, in_words
from gongqiao.services.enterprise_service.rules.wording import span
from gongqiao.services.talent.contract import TeamCard

LONGEST_VISIT = timedelta(hours=12)
HALF_DAYS_OFFERED = 5


def advice_on_clash(card: TeamCard, going: Sequence[int], clashes: Sequence[Taken], *, at: datetime) -> list[str]:
    """Return who is taken when, and the half-days in which all that are to go are free."""
    names = {member.person_id: member.name for member in card.members}
    taken = [
        f"{names.get(one.person_id, '一名队员')} {span(one.period.start, one.period.end)} 已有安排（{one.label}）。"
        for one in clashes[:4]
    ]
    free = in_words(free_for(card, going, at=at), most=HALF_DAYS_OFFERED)
    return [*taken, f"{card.name}有空的半天：{free}。"]


def tight_travel(booked: Sequence[Taken], period: Period, point: Point) -> list[str]:
    """Return a warning for each booking of the same day that leaves less time than the way takes."""
    warnings = []
    for taken in {(t.thing, t.thing_id): t for t in booked}.values():
        same_day = local_date(taken.period.start) == local_date(period.start)
        if not same_day or taken.latitude is None or taken.longitude is None:
            continue
        there = Place(lat=taken.latitude, lng=taken.longitude)
        minutes = travel_minutes(Place(lat=point.lat, lng=point.lng), there, Policy())
        gap = int(period.gap_to(taken.period).total_seconds() // 60)
        if gap < minutes:
            when = span(taken.period.start, taken.period.end)
            warnings.append(f"当天 {when} 在“{taken.label}”，路上约 {minutes} 分钟，中间只有 {gap} 分钟。")
    return warnings
