"""From an order and the teams of the pool to the values that the matching core understands, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum

from gongqiao.cores.calendar import Period, free_parts
from gongqiao.cores.matching import Candidate, Lapsed, Place, Request, Skill, Team, WhyNot, candidates
from gongqiao.kernel.calendar.queries import CITY_TIME, Taken, bookings, half_days, local_date, taken_by
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.people.queries import contacts_of
from gongqiao.services.enterprise_service.models import Activity, Offer, Order, Rating
from gongqiao.services.talent.contract import MemberCard, TeamCard, TeamsOfPool

LOOK_AHEAD_WORKING_DAYS = 10
LOAD_DAYS = 30
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, kw_only=True)
class RankedTeam:
    """A candidate with the team's card and its free half-days in words."""

    card: TeamCard
    candidate: Candidate
    free: str


@dataclass(frozen=True, kw_only=True)
class OtherTeam:
    """A team that does not fit, with its reason."""

    card: TeamCard
    why_not: WhyNot


@dataclass(frozen=True, kw_only=True)
class Shortlist:
    """All teams of the pool, each once: ranked, or with the reason why not."""

    ranked: tuple[RankedTeam, ...]
    others: tuple[OtherTeam, ...]

    def ranked_team(self, team_id: int) -> RankedTeam | None:
        """Return a ranked team by id."""
        return next((row for row in self.ranked if row.card.id == team_id), None)

    @property
    def size(self) -> int:
        """How many teams there are together."""
        return len(self.ranked) + len(self.others)


def shortlist(order: Order, *, at: datetime) -> Shortlist:
    """Rank all teams of the pool for an order; a fixed number of queries."""
    cards = {card.id: card for card in ask(TeamsOfPool())}
    free = free_half_days(list(cards.values()), at=at)
    visits = _recent_visits(at)
    ratings = _ratings()
    asked = _asked_before(order)
    speakers = _speakers(order.enterprise_id)
    on = local_date(at)
    teams = [
        Team(
            id=card.id,
            profile=_profile(card, on),
            home=Place(lat=card.latitude, lng=card.longitude),
            skills=_skills(card, on),
            lapsed=_lapsed(card, on),
            free_half_days=len(free[card.id]),
            free_fact="，队长自己不能出门的半天不算" if _is_kept_in(card) else "",
            visits=visits.get(card.id, 0),
            rating_sum=ratings.get(card.id, (0, 0))[0],
            rating_count=ratings.get(card.id, (0, 0))[1],
            barred=_bar(card, order, asked, speakers),
        )
        for card in cards.values()
    ]
    request = Request(
        text=f"{order.title}。{order.description}",
        site=_site(order),
        domain=order.domain,
    )
    ranking = candidates(request, teams)
    return Shortlist(
        ranked=tuple(
            RankedTeam(card=cards[one.team_id], candidate=one, free=in_words(free[one.team_id]))
            for one in ranking.candidates
        ),
        others=tuple(OtherTeam(card=cards[one.team_id], why_not=one) for one in ranking.others),
    )


def free_half_days(
    cards: Sequence[TeamCard], *, at: datetime, days: int = LOOK_AHEAD_WORKING_DAYS
) -> dict[int, list[Period]]:
    """Return the half-days of the working days ahead in which the team goes out, and its leader can and is free."""
    halves = half_days(local_date(at), days)
    if not halves:
        return {card.id: [] for card in cards}
    window = Period(start=halves[0].start, end=halves[-1].end)
    booked = bookings([card.leader_id for card in cards], window)
    return {card.id: _free(card, halves, booked) for card in cards}


def free_for(card: TeamCard, person_ids: Sequence[int], *, at: datetime) -> list[Period]:
    """Return the half-days of the working days ahead in which the team goes out and all these people can and are free."""
    halves = half_days(local_date(at), LOOK_AHEAD_WORKING_DAYS)
    if not halves:
        return []
    booked = bookings(person_ids, Period(start=halves[0].start, end=halves[-1].end))
    return free_parts(_goes_out(card, halves, person_ids), [taken.period for taken in booked])


def in_words(halves: Sequence[Period], most: int = 3) -> str:
    """Return half-days as people say them: 11月24日周二下午、11月27日周五全天."""
    days: dict[str, list[str]] = {}
    for half in halves:
        start = half.start.astimezone(CITY_TIME)
        day = f"{start.month}月{start.day}日周{WEEKDAYS[start.weekday()]}"
        days.setdefault(day, []).append("上午" if start.hour < 12 else "下午")
    said = [day + ("全天" if len(parts) == 2 else parts[0]) for day, parts in list(days.items())[:most]]
    return "、".join(said) or "两周内没有空档"


def barred_members(card: TeamCard, enterprise_id: int) -> frozenset[int]:
    """Return the members who keep away from an enterprise: they belong to it, are recused, or speak for it."""
    speakers = _speakers(enterprise_id)
    return frozenset(one.person_id for one in card.members if _keeps_away(one, enterprise_id, speakers))


def _keeps_away(member: MemberCard, enterprise_id: int, speakers: Collection[int]) -> bool:
    return enterprise_id in member.barred_from or member.person_id in speakers


def _speakers(enterprise_id: int) -> frozenset[int]:
    return frozenset(contact.person_id for contact in contacts_of(enterprise_id))


def _site(order: Order) -> Place | None:
    if order.latitude is None or order.longitude is None:
        return None
    return Place(lat=order.latitude, lng=order.longitude)


def _free(card: TeamCard, halves: Sequence[Period], booked: Sequence[Taken]) -> list[Period]:
    return free_parts(_goes_out(card, halves, [card.leader_id]), taken_by(booked, card.leader_id))


def _goes_out(card: TeamCard, halves: Sequence[Period], person_ids: Collection[int]) -> list[Period]:
    """Return the half-days in which the team goes out and none of these members is kept in."""
    slots = card.half_days.intersection(*(one.half_days for one in card.members if one.person_id in person_ids))
    return [half for half in halves if _slot(half) in slots]


def _is_kept_in(card: TeamCard) -> bool:
    """Whether the leader cannot go out at some time when the team does."""
    return bool(card.members) and not card.half_days <= card.members[0].half_days


def _slot(half: Period) -> int:
    start = half.start.astimezone(CITY_TIME)
    return start.weekday() * 2 + (start.hour >= 12)


def _bar(card: TeamCard, order: Order, asked: Mapping[int, str], speakers: Collection[int]) -> tuple[str, str] | None:
    if not card.is_active:
        return ("暂停接单", "班组目前不接单")
    if not card.members:
        return ("没有队员", "班组还没有队员")
    if card.leader_id in speakers:
        return ("应当回避", "队长是该企业的联系人")
    if _keeps_away(card.members[0], order.enterprise_id, speakers):
        return ("应当回避", "队长在该企业任职，或有其他应当回避的关系")
    if card.id in asked:
        return ("已经问过", asked[card.id])
    return None


def _asked_before(order: Order) -> dict[int, str]:
    rows = Offer.objects.filter(order=order, state__in=["declined", "expired", "released"]).order_by("pk")
    return {row.team_id: f"{row.get_state_display()}{'：' + row.reason if row.reason else ''}" for row in rows}


def _profile(card: TeamCard, on: date) -> str:
    return "。".join(f"{member.trade}。{member.profile}。{_names(member, on)}" for member in card.members)


def _names(member: MemberCard, on: date) -> str:
    return "、".join(skill.name for skill in member.skills if skill.counts(on))


def _skills(card: TeamCard, on: date) -> tuple[Skill, ...]:
    return tuple(
        Skill(label=skill.name, domain=skill.domain, level=skill.level)
        for member in card.members
        for skill in member.skills
        if skill.counts(on)
    )


def _lapsed(card: TeamCard, on: date) -> tuple[Lapsed, ...]:
    return tuple(
        Lapsed(domain=skill.domain, fact=f"{member.name}的{skill.licence}已过期，“{skill.name}”不算")
        for member in card.members
        for skill in member.skills
        if not skill.counts(on)
    )


def _recent_visits(at: datetime) -> dict[int, int]:
    window = (at - timedelta(days=LOAD_DAYS), at + timedelta(days=LOAD_DAYS))
    rows = Activity.objects.filter(starts_at__range=window).exclude(state="cancelled")
    return dict(rows.values("team_id").annotate(n=Count("pk")).values_list("team_id", "n"))


def _ratings() -> dict[int, tuple[int, int]]:
    rows = Rating.objects.filter(side="enterprise").values("team_id").annotate(total=Sum("score"), n=Count("pk"))
    return {row["team_id"]: (row["total"], row["n"]) for row in rows}
