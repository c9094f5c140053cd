"""Read teams, and their cards for those who work with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.services.talent.contract import MemberCard, SkillHeld, TeamCard
from gongqiao.services.talent.models import Craftsman, CraftsmanSkill, Recusal, Team, TeamMember
from gongqiao.services.talent.models.team import TeamQuerySet
from gongqiao.services.talent.queries.craftsmen import last_licences


def teams(*, by: Actor) -> TeamQuerySet:
    """Return the teams that ``by`` may see, by name of union and team."""
    return every_team(by=by).filter(ended_on=None)


def every_team(*, by: Actor) -> TeamQuerySet:
    """Return the teams that ``by`` may see, ended ones too."""
    return Team.objects.visible_to(by).select_related("union__node", "area", "host").order_by("union", "pk")


def for_lists(*, by: Actor) -> TeamQuerySet:
    """Return the teams in sight, ended ones too, each with its leader."""
    return every_team(by=by).select_related("leader")


def team(pk: int, *, by: Actor) -> Team:
    """Return one team, an ended one too. Raises NotFound."""
    return every_team(by=by).one(pk=pk)


def cards(rows: Iterable[Team], *, on: date | None = None) -> list[TeamCard]:
    """Return the cards of teams that the caller was allowed to read, in their order; four queries for any number.

    Plain values instead of model instances: every look at an order's candidates asks for all teams.
    """
    teams = list(rows)
    members = list(
        TeamMember.objects.filter(team__in=[team.pk for team in teams], until=None)
        .order_by("pk")
        .values_list("team_id", "craftsman_id", *(f"craftsman__{name}" for name in _CRAFTSMAN))
    )
    known = {row[1]: row[2:] for row in members}
    skills = _skills_of(known)
    barred = _barred_from(known, on)
    made = {pk: _member_card(row, skills.get(pk, ()), barred.get(pk, frozenset())) for pk, row in known.items()}
    together: dict[int, list[int]] = {}
    for team_id, craftsman_id, *_ in members:
        together.setdefault(team_id, []).append(craftsman_id)
    return [_card(team, together.get(team.pk, []), made) for team in teams]


def teams_of_person(person_id: int) -> tuple[int, ...]:
    """Return the ids of the teams in which a person serves now.

    Without by: an answer to a question; it names teams by id and nothing else.
    """
    rows = TeamMember.objects.filter(craftsman__person_id=person_id, until=None, team__ended_on=None)
    return tuple(rows.order_by("team_id").values_list("team_id", flat=True))


def all_teams() -> list[Team]:
    """Return every team of the pool, for the answers to other services.

    Without by: answers to other services, which show a team to whom they may.
    """
    return list(Team.objects.filter(ended_on=None).order_by("pk"))


def sizes_of(team_ids: Iterable[int]) -> dict[int, int]:
    """Return how many serve in each of these teams now.

    Without by: a number of teams that the caller was allowed to read.
    """
    rows = TeamMember.objects.filter(team__in=list(team_ids), until=None).values("team_id")
    return {row["team_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def names_of_teams() -> dict[int, str]:
    """Return the name of every team by id, those still in the pool first.

    Without by: answers to other services, which show a name to whom they may.
    """
    rows = Team.objects.order_by(F("ended_on").desc(nulls_first=True), "pk")
    return dict(rows.values_list("pk", "name"))


def teams_named(team_ids: Iterable[int]) -> list[Team]:
    """Return teams by id, ended ones too, for the answers to other services.

    Without by: answers to other services, which show a team to whom they may.
    """
    return list(Team.objects.filter(pk__in=list(team_ids)).order_by("pk"))


_CRAFTSMAN = ("person_id", "person__name", "trade", "level", "honour", "profile", "employer_id", "half_days")


def _card(team: Team, craftsman_ids: list[int], made: dict[int, MemberCard]) -> TeamCard:
    leader_first = sorted(craftsman_ids, key=lambda pk: pk != team.leader_id)
    members = tuple(made[pk] for pk in leader_first)
    return TeamCard(
        id=team.pk,
        name=team.name,
        union_id=team.union_id,
        leader_id=members[0].person_id if members else 0,
        leader_name=members[0].name if members else "",
        is_active=team.paused_on is None and team.ended_on is None,
        latitude=team.latitude,
        longitude=team.longitude,
        half_days=frozenset(team.half_days),
        members=members,
    )


def _member_card(row: tuple[Any, ...], skills: tuple[SkillHeld, ...], barred: frozenset[int]) -> MemberCard:
    person_id, name, trade, level, honour, profile, employer_id, half_days = row
    return MemberCard(
        person_id=person_id,
        name=name,
        trade=trade,
        level=level,
        honour=honour,
        profile=profile,
        skills=skills,
        barred_from=barred | {employer_id} if employer_id else barred,
        half_days=frozenset(half_days),
    )


def _skills_of(craftsman_ids: Iterable[int]) -> dict[int, tuple[SkillHeld, ...]]:
    found: dict[int, tuple[SkillHeld, ...]] = {}
    lasting = last_licences(craftsman_ids)
    rows = CraftsmanSkill.objects.filter(craftsman__in=list(craftsman_ids)).order_by("-level", "skill__place")
    for pk, code, name, domain, level in rows.values_list(
        "craftsman_id", "skill_id", "skill__name", "skill__domain", "level"
    ):
        licence, valid_to = lasting.get((pk, code), ("", None))
        held = SkillHeld(code=code, name=name, domain=domain, level=level, licence=licence, valid_to=valid_to)
        found[pk] = (*found.get(pk, ()), held)
    return found


def _barred_from(craftsman_ids: Iterable[int], on: date | None) -> dict[int, frozenset[int]]:
    in_force = Q(valid_to=None) if on is None else Q(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    rows = Recusal.objects.filter(in_force, craftsman__in=list(craftsman_ids))
    found: dict[int, frozenset[int]] = {}
    for pk, enterprise_id in rows.values_list("craftsman_id", "enterprise_id"):
        found[pk] = found.get(pk, frozenset()) | {enterprise_id}
    return found


def teams_like(words: str, *, by: Actor) -> TeamQuerySet:
    """Find teams whose name, a member's name or trade, or a skill in the team holds ``words``."""
    words = words.strip()
    if not words:
        return for_lists(by=by)
    skilled = CraftsmanSkill.objects.filter(skill__name__icontains=words).values("craftsman_id")
    like = Q(craftsman__trade__icontains=words) | Q(craftsman__in=skilled)
    if by.may_see_names:
        like |= Q(craftsman__person__name__icontains=words) | Q(team__name__icontains=words)
    return for_lists(by=by).filter(pk__in=TeamMember.objects.filter(like, until=None).values("team_id"))


def craftsmen_of(team: Team) -> list[Craftsman]:
    """Return the craftsmen of a team in sight, the leader first."""
    rows = Craftsman.objects.filter(pk__in=TeamMember.objects.filter(team=team, until=None).values("craftsman_id"))
    found = list(rows.select_related("person", "union__node", "employer").prefetch_related("recusals__enterprise"))
    return sorted(found, key=lambda craftsman: (craftsman.pk != team.leader_id, craftsman.pk))
