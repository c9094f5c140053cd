"""The numbers of teams and craftsmen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Least

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Figure, register_figures
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.services.talent.models import Team
from gongqiao.services.talent.queries import sizes_of


def _teams(by: Actor) -> QuerySet[Any]:
    """Return the teams with the day on which they left the pool: paused or ended, whichever came first."""
    return Team.objects.visible_to(by).annotate(left_on=Least("paused_on", "ended_on"))


def _sizes(teams: Sequence[Any], look: Look) -> dict[int, int]:
    """Read the number of members once for many teams."""
    return sizes_of([team.pk for team in teams])


def _name(team: Any, look: Look) -> str:
    return team.name if look.by.may_see_names else f"{team.union.short_name}的一支队伍"


TEAMS = Figure(
    name="talent.teams", label="劳模工匠服务队", unit="支", counts="things", source=_teams, at="formed_on",
    union="union_id", is_stock=True, until="left_on", cuts={"team": "pk"}, related=("union", "leader"), prepare=_sizes,
    says="期末在册、没有暂停的服务队。",
    columns=(
        Column(
            name="name", label="班组", is_wide=True, value=_name, link=lambda team: f"/desk/talent/teams/{team.pk}"
        ),
        Column(name="county", label="所属", kind="quiet", value=lambda team, look: team.union.short_name),
        Column(name="trade", label="工种", kind="quiet", value=lambda team, look: team.leader.trade),
        Column(name="members", label="队员", kind="whole", value=lambda team, look: look.more.get(team.pk, 0)),
        Column(name="formed_on", label="成立", kind="day", value=lambda team, look: team.formed_on),
    ),
)  # fmt: skip
register_figures(TEAMS)
