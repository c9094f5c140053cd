"""Form teams, keep their name, leader and members, pause and end them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Reason, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.tree.actions import end_shares, share
from gongqiao.services.enterprise_service.contract import OpenWorkOfTeams
from gongqiao.services.talent.contract import TeamFormed
from gongqiao.services.talent.flow import FORM_TEAM
from gongqiao.services.talent.models import ALL_HALF_DAYS, Craftsman, Team, TeamMember


class TeamNameTaken(WrongState):
    """本单位已经有一支同名的服务队，请换一个名称。"""

    code = "team_name_taken"


class TeamHasEnded(WrongState):
    """这支服务队已经解散，不能再修改。"""

    code = "team_has_ended"


@dataclass(frozen=True, kw_only=True)
class TeamForm:
    """What is written down of a team beside its members."""

    name: str
    half_days: Sequence[int]
    host: Enterprise | None = None
    is_volunteer: bool = False


@transaction.atomic
def form_team(
    name: str,
    leader: Craftsman,
    members: Sequence[Craftsman],
    *,
    union: Union,
    area: Area,
    half_days: Sequence[int] = ALL_HALF_DAYS,
    host: Enterprise | None = None,
    is_volunteer: bool = False,
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
                host=host,
                is_volunteer=is_volunteer,
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
def edit_team(team: Team, form: TeamForm, *, at: datetime, by: Actor) -> Team:
    """Change a team's name, its half-days and who hosts it. Raises TeamNameTaken, TeamHasEnded."""
    held = _held(team)
    by.must(FORM_TEAM, at=Place(line=tuple(held.union.node.line)))
    before = {"name": held.name, "half_days": list(held.half_days), "host": held.host_id}
    held.name, held.half_days = form.name.strip(), sorted(set(form.half_days))
    held.host, held.is_volunteer = form.host, form.is_volunteer
    try:
        with transaction.atomic():
            held.save(update_fields=["name", "half_days", "host", "is_volunteer"])
    except IntegrityError as taken:
        raise TeamNameTaken from taken
    values = {"before": before}
    write("edit", "talent.edit_team", thing="team", thing_id=held.pk, values=values, at=at, by=by)
    return held


@transaction.atomic
def change_leader(team: Team, craftsman_id: int, *, at: datetime, by: Actor) -> None:
    """Let another member lead the team; orders that were accepted stay with the leader who accepted them."""
    held = _held(team)
    by.must(FORM_TEAM, at=Place(line=tuple(held.union.node.line)))
    if not TeamMember.objects.filter(team=held, craftsman_id=craftsman_id, until=None).exists():
        raise NotFound("这支班组里没有这位队员，请先把他加进来。")
    before, held.leader_id = held.leader_id, craftsman_id
    held.save(update_fields=["leader"])
    detail = {"before": before, "after": craftsman_id}
    write("edit", "talent.change_leader", thing="team", thing_id=held.pk, detail=detail, at=at, by=by)


@transaction.atomic
def end_team(team: Team, reason: str, *, at: datetime, by: Actor) -> None:
    """Dissolve a team. Refused while enterprises still count on it, naming each order; raises TeamHasEnded."""
    held = _held(team)
    by.must(FORM_TEAM, at=Place(line=tuple(held.union.node.line)))
    if not reason.strip():
        raise Invalid(fields={"reason": ["请写明解散的原因。"]})
    if waiting := ask(OpenWorkOfTeams(team_ids=(held.pk,))).get(held.pk, ()):
        raise Refused(
            f"还有 {len(waiting)} 张点菜单没有了结，请先办完、换班组或收回邀约。",
            reasons=[
                Reason(text=f"{one.title}（{one.standing}）", way_out=f"/desk/cases/{one.number}", way_label="去看看")
                for one in waiting
            ],
        )
    held.ended_on = local_date(at)
    held.save(update_fields=["ended_on"])
    TeamMember.objects.filter(team=held, until=None).update(until=held.ended_on)
    end_shares("team", held.pk, "pool", at=at)
    write("edit", "talent.end_team", thing="team", thing_id=held.pk, reason=reason.strip()[:300], at=at, by=by)


def _held(team: Team) -> Team:
    held = Team.objects.select_for_update(of=("self",)).select_related("union__node").get(pk=team.pk)
    if held.ended_on is not None:
        raise TeamHasEnded
    return held
