"""Form teams, keep their members and skills, take leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.calendar.actions import AlreadyBooked, book
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.tree.actions import share
from gongqiao.services.talent.contract import TeamFormed
from gongqiao.services.talent.flow import FORM_TEAM, TAKE_LEAVE
from gongqiao.services.talent.models import (
    ALL_HALF_DAYS,
    Craftsman,
    CraftsmanSkill,
    Recusal,
    Skill,
    Team,
    TeamMember,
)


class TeamNameTaken(WrongState):
    """本单位已经有一支同名的服务队，请换一个名称。"""

    code = "team_name_taken"


class LeaveClashes(WrongState):
    """这段时间已经有上门安排。请先改期或换人，再登记请假。"""

    code = "leave_clashes"


@dataclass(frozen=True, kw_only=True)
class CraftsmanForm:
    """What is written down of a craftsman; ``skills`` maps label codes to levels 1 to 5."""

    trade: str
    level: int
    profile: str
    honour: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    employer: Enterprise | None = None


@transaction.atomic
def enrol(person: Person, form: CraftsmanForm, *, union: Union, at: datetime, by: Actor) -> Craftsman:
    """Write a person down as a craftsman, or bring what is written up to date. Raises Invalid."""
    by.must(FORM_TEAM, at=Place(line=tuple(union.node.line)))
    _check_skills(form.skills)
    craftsman, _ = Craftsman.objects.update_or_create(
        person=person,
        defaults={
            "union": union,
            "trade": form.trade.strip(),
            "level": form.level,
            "honour": form.honour.strip(),
            "profile": form.profile.strip(),
            "employer": form.employer,
        },
    )
    craftsman.skills.all().delete()
    CraftsmanSkill.objects.bulk_create(
        CraftsmanSkill(craftsman=craftsman, skill_id=code, level=level) for code, level in sorted(form.skills.items())
    )
    write("edit", "talent.enrol", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return craftsman


@transaction.atomic
def form_team(
    name: str,
    leader: Craftsman,
    members: Sequence[Craftsman],
    *,
    union: Union,
    area: Area,
    half_days: Sequence[int] = ALL_HALF_DAYS,
    is_demo: bool = False,
    at: datetime,
    by: Actor,
) -> Team:
    """Form a team at a union and pool it for the whole city. Raises Invalid, TeamNameTaken."""
    by.must(FORM_TEAM, at=Place(line=tuple(union.node.line)))
    if area.latitude is None or area.longitude is None:
        raise Invalid("请选择服务队从哪个镇街出发。", fields={"area": ["请选择镇街。"]})
    today = local_date(at)
    try:
        with transaction.atomic():
            team = Team.objects.create(
                name=name.strip(),
                union=union,
                leader=leader,
                area=area,
                latitude=area.latitude,
                longitude=area.longitude,
                half_days=sorted(set(half_days)),
                formed_on=today,
                is_demo=is_demo,
            )
    except IntegrityError as taken:
        raise TeamNameTaken from taken
    together = {craftsman.pk: craftsman for craftsman in (leader, *members)}
    TeamMember.objects.bulk_create(TeamMember(team=team, craftsman=one, since=today) for one in together.values())
    share("team", team.pk, "pool", node_id=city_federation(by=by).pk, reaches_below=True, at=at)
    announce(TeamFormed(team_id=team.pk, union_id=union.pk), thing="team", thing_id=team.pk, at=at, by=by)
    return team


@transaction.atomic
def add_member(team: Team, craftsman: Craftsman, *, at: datetime, by: Actor) -> None:
    """Let a craftsman join a team; one who is in it already stays."""
    by.must(FORM_TEAM, at=Place(line=tuple(team.union.node.line)))
    TeamMember.objects.get_or_create(team=team, craftsman=craftsman, until=None, defaults={"since": local_date(at)})
    write("edit", "talent.add_member", thing="team", thing_id=team.pk, detail={"craftsman": craftsman.pk}, at=at, by=by)


@transaction.atomic
def remove_member(team: Team, craftsman_id: int, *, at: datetime, by: Actor) -> None:
    """Let a craftsman leave a team. Raises WrongState for the leader."""
    by.must(FORM_TEAM, at=Place(line=tuple(team.union.node.line)))
    if craftsman_id == team.leader_id:
        raise WrongState("队长不能直接移出，请先换队长。")
    if TeamMember.objects.filter(team=team, craftsman_id=craftsman_id, until=None).update(until=local_date(at)):
        detail = {"craftsman": craftsman_id}
        write("edit", "talent.remove_member", thing="team", thing_id=team.pk, detail=detail, at=at, by=by)


@transaction.atomic
def pause_team(team: Team, *, paused: bool, at: datetime, by: Actor) -> None:
    """Take a team out of matching for a while, or back in; one that is so already stays as it is."""
    by.must(FORM_TEAM, at=Place(line=tuple(team.union.node.line)))
    if paused == (team.paused_on is not None):
        return
    team.paused_on = local_date(at) if paused else None
    team.save(update_fields=["paused_on"])
    write("edit", "talent.pause_team", thing="team", thing_id=team.pk, detail={"paused": paused}, at=at, by=by)


@transaction.atomic
def recuse(craftsman: Craftsman, enterprise: Enterprise, *, reason: str, on: date, at: datetime, by: Actor) -> Recusal:
    """Keep a craftsman away from an enterprise from ``on``."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    recusal = Recusal.objects.create(craftsman=craftsman, enterprise=enterprise, reason=reason, valid_from=on)
    write("edit", "talent.recuse", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return recusal


@transaction.atomic
def take_leave(craftsman: Craftsman, period: Period, *, at: datetime, by: Actor) -> None:
    """Book a craftsman's own time as leave. Raises LeaveClashes when he is expected somewhere."""
    by.must(TAKE_LEAVE, at=Place(line=tuple(craftsman.union.node.line), person_id=craftsman.person_id))
    try:
        book([craftsman.person_id], period, thing="leave", thing_id=craftsman.pk, label="请假")
    except AlreadyBooked as clash:
        raise LeaveClashes from clash
    write("edit", "talent.take_leave", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)


def _check_skills(skills: Mapping[str, int]) -> None:
    known = set(Skill.objects.filter(code__in=skills).values_list("code", flat=True))
    if unknown := sorted(set(skills) - known):
        raise Invalid(f"技能目录里没有“{'、'.join(unknown)}”，请从目录里选。")
    if any(level not in range(1, 6) for level in skills.values()):
        raise Invalid("技能等级请在初级工到高级技师之间选择。")
