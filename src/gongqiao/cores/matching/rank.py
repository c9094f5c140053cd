"""Filter, score and explain."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from gongqiao.cores.matching.text import Corpus
from gongqiao.cores.matching.values import Candidate, Place, Policy, Ranking, Request, Team, Term, WhyNot

EARTH_RADIUS_M = 6_371_000
LEVELS = {1: "初级工", 2: "中级工", 3: "高级工", 4: "技师", 5: "高级技师"}


def candidates(request: Request, teams: Sequence[Team], policy: Policy | None = None) -> Ranking:
    """Rank the teams that fit ``request``; give every other team its reason.

    Equal scores are ordered by the shorter way, then by id, so that equal input gives equal output.
    """
    policy = policy or Policy()
    corpus = _corpus_of(tuple((team.id, team.profile) for team in teams))
    fair_visits = sum(team.visits for team in teams) / len(teams) if teams else 0
    fitting: list[Candidate] = []
    others: list[WhyNot] = []
    for team in teams:
        failed = _first_failing_filter(request, team)
        if failed:
            others.append(failed)
        else:
            fitting.append(_score(request, team, corpus, fair_visits, policy))
    fitting.sort(key=lambda candidate: (-candidate.score, candidate.travel_minutes, candidate.team_id))
    others.sort(key=lambda other: other.team_id)
    return Ranking(candidates=tuple(fitting), others=tuple(others))


def distance_m(here: Place, there: Place) -> int:
    """Return the great-circle distance in metres."""
    lat1, lat2 = math.radians(here.lat), math.radians(there.lat)
    half_lat, half_lng = (lat2 - lat1) / 2, math.radians(there.lng - here.lng) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lng) ** 2
    return round(2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord))))


def travel_minutes(here: Place, there: Place, policy: Policy) -> int:
    """Estimate the way by road in minutes, from the distance and a road factor."""
    return math.ceil(distance_m(here, there) * policy.road_factor / policy.metres_a_minute)


@functools.lru_cache(maxsize=4)
def _corpus_of(profiles: tuple[tuple[int, str], ...]) -> Corpus:
    """Return the profiles counted: they change when a team does, and many orders are ranked between two changes."""
    return Corpus(dict(profiles))


def _first_failing_filter(request: Request, team: Team) -> WhyNot | None:
    if team.barred:
        return WhyNot(team_id=team.id, reason=team.barred[0], fact=team.barred[1])
    if request.domain:
        fitting = [skill.level for skill in team.skills if skill.domain == request.domain]
        if not fitting and (lapsed := _lapsed_in(request.domain, team)):
            return WhyNot(team_id=team.id, reason="证书过期", fact=lapsed)
        if not fitting:
            return WhyNot(team_id=team.id, reason="技能不符", fact=f"没有“{request.domain}”方面的技能")
        if max(fitting) < request.level:
            fact = f"需要{LEVELS[request.level]}，现为{LEVELS[max(fitting)]}"
            return WhyNot(team_id=team.id, reason="等级不够", fact=fact)
    if team.free_half_days == 0:
        return WhyNot(team_id=team.id, reason="没有空档", fact=f"今后两周的半天都已排满{team.free_fact}")
    return None


def _lapsed_in(domain: str, team: Team) -> str:
    return "；".join(one.fact for one in team.lapsed if one.domain == domain)


def _score(request: Request, team: Team, corpus: Corpus, fair_visits: float, policy: Policy) -> Candidate:
    likeness = corpus.score(request.text, team.id)
    minutes = travel_minutes(team.home, request.site, policy) if request.site else policy.farthest_minutes // 2
    rating = _shrunk_rating(team, policy)
    terms = (
        _skill_term(request, team, policy),
        Term(
            name="经验",
            points=_part(policy.text, likeness.share / policy.text_full_share),
            most=policy.text,
            because=f"班组擅长与描述的相近程度 {likeness.share:.0%}",
        ),
        Term(
            name="路程",
            points=_part(policy.travel, 1 - minutes / policy.farthest_minutes),
            most=policy.travel,
            because=f"约 {minutes} 分钟" if request.site else "没有地点坐标，按一半计",
        ),
        Term(
            name="空档",
            points=_part(policy.free, team.free_half_days / policy.enough_half_days),
            most=policy.free,
            because=f"今后两周有 {team.free_half_days} 个半天{team.free_fact}",
        ),
        Term(
            name="评价",
            points=_part(policy.rating, (rating - 1) / 4),
            most=policy.rating,
            because=f"{rating:.1f} 分，{team.rating_count} 次评价" if team.rating_count else "还没有评价，按平均计",
        ),
        Term(
            name="负荷",
            points=_part(policy.load, 1 - team.visits / (2 * fair_visits)) if fair_visits else policy.load,
            most=policy.load,
            because=f"近 30 天上门 {team.visits} 次，平均 {fair_visits:.1f} 次",
        ),
    )
    total = sum(term.points for term in terms)
    return Candidate(team_id=team.id, score=total, terms=terms, spans=likeness.spans, travel_minutes=minutes)


def _skill_term(request: Request, team: Team, policy: Policy) -> Term:
    if not request.domain:
        best = max((skill.level for skill in team.skills), default=1)
        return Term(name="技能", points=_part(policy.skill, best / 5), most=policy.skill, because=LEVELS[best])
    fitting = [skill for skill in team.skills if skill.domain == request.domain]
    best = max(skill.level for skill in fitting)
    share = 0.5 + 0.4 * best / 5 + 0.1 * min(len(fitting), 3) / 3
    because = f"{'、'.join(sorted({skill.label for skill in fitting})[:3])}，{LEVELS[best]}"
    if lapsed := _lapsed_in(request.domain, team):
        because += f"；{lapsed}"
    return Term(name="技能", points=_part(policy.skill, share), most=policy.skill, because=because)


def _shrunk_rating(team: Team, policy: Policy) -> float:
    """Pull a mean of few ratings towards the prior, so that one five does not beat thirty fours."""
    weight = policy.rating_prior_count
    return (policy.rating_prior * weight + team.rating_sum) / (weight + team.rating_count)


def _part(most: int, share: float) -> int:
    return round(most * min(1.0, max(0.0, share)))
