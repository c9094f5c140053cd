"""The numbers of talent: each opens to its rows. The columns stand here, for the rows of a figure and for its list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Least

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.masking import mask_name
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.indicators import Figure, register_figures
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.services.talent.models import Craftsman, Expert, Pair, Team
from gongqiao.services.talent.queries import craftsmen, teams


def person_as_seen(name: str, look: Look) -> str:
    """Return a person's name; masked to heads, who see figures and no names."""
    return name if look.by.may_see_names else mask_name(name)


def _team_name(team: Team, look: Look) -> str:
    return team.name if look.by.may_see_names else f"第 {team.pk} 支"


def _team_standing(team: Team, look: Look) -> Standing:
    if team.ended_on:
        return Standing(shape="stop", label="已解散")
    return Standing(shape="hold", label="暂停") if team.paused_on else Standing(shape="done", label="接单")


def _host(team: Team, look: Look) -> str:
    if team.host is None:
        return "志愿服务" if team.is_volunteer else ""
    name = team.host.short_name if look.by.may_see_names else name_as_seen(team.host, by=look.by)
    return f"{name}（志愿）" if team.is_volunteer else name


def _firm(row: Pair, look: Look) -> str:
    return row.enterprise.short_name if look.by.may_see_names else name_as_seen(row.enterprise, by=look.by)


def _pair_standing(pair: Pair, look: Look) -> Standing:
    here = kind_of(pair.case).state_of(pair.case)
    return Standing(shape=here.shape, label=here.label)


def _expert_standing(expert: Expert, look: Look) -> Standing:
    if expert.retired_at:
        return Standing(shape="stop", label="已退出")
    return Standing(shape="done", label="可邀请") if expert.is_taking else Standing(shape="hold", label="暂不接受")


TEAM_COLUMNS = (
    Column(name="team", label="班组", value=_team_name, link=lambda row: f"/desk/talent/teams/{row.pk}"),
    Column(name="trade", label="队长工种", kind="quiet", value=lambda row, look: row.leader.trade),
    Column(name="members", label="队员", kind="whole", value=lambda row, look: look.more.get(row.pk, 0)),
    Column(name="union", label="县（市、区）", kind="quiet", value=lambda row, look: row.union.short_name),
    Column(name="area", label="从哪里出发", kind="quiet", value=lambda row, look: row.area.name),
    Column(name="host", label="依托单位", kind="quiet", value=_host),
    Column(name="formed", label="组建", kind="day", value=lambda row, look: row.formed_on),
    Column(name="state", label="状态", kind="standing", value=_team_standing),
)
CRAFTSMAN_COLUMNS = (
    Column(
        name="name", label="姓名", value=lambda row, look: person_as_seen(row.person.name, look),
        link=lambda row: f"/desk/talent/craftsmen/{row.pk}",
    ),
    Column(name="trade", label="工种", value=lambda row, look: row.trade),
    Column(name="level", label="等级", kind="quiet", value=lambda row, look: row.get_level_display()),
    Column(name="honour", label="荣誉", kind="quiet", value=lambda row, look: row.honour),
    Column(
        name="skills", label="技能", kind="quiet", is_wide=True,
        value=lambda row, look: look.more.skills.get(row.pk, ""),
    ),
    Column(
        name="teams", label="班组", kind="quiet",
        value=lambda row, look: look.more.teams.get(row.pk, "") if look.by.may_see_names else "",
    ),
    Column(name="union", label="县（市、区）", kind="quiet", value=lambda row, look: row.union.short_name),
    Column(name="served", label="上门", kind="whole", value=lambda row, look: look.more.served.get(row.person_id, 0)),
    Column(
        name="apprentices", label="在带徒弟", kind="whole", value=lambda row, look: look.more.apprentices.get(row.pk, 0)
    ),
)  # fmt: skip
EXPERT_COLUMNS = (
    Column(
        name="name", label="姓名", value=lambda row, look: person_as_seen(row.person.name, look),
        link=lambda row: f"/desk/talent/experts/{row.pk}",
    ),
    Column(name="fields", label="领域", kind="tags", value=lambda row, look: tuple(row.fields)),
    Column(name="title", label="职称、资格", value=lambda row, look: row.title, is_wide=True),
    Column(name="employer", label="单位类别", kind="quiet", value=lambda row, look: row.get_employer_kind_display()),
    Column(name="union", label="所属工会", kind="quiet", value=lambda row, look: row.union.short_name),
    Column(
        name="valid_to", label="聘期到", kind="quiet",
        value=lambda row, look: f"{row.valid_to:%Y-%m-%d}" if row.valid_to else "长期",
    ),
    Column(name="state", label="状态", kind="standing", value=_expert_standing),
)  # fmt: skip
PAIR_COLUMNS = (
    Column(
        name="trade", label="学什么", value=lambda row, look: row.trade, is_wide=True,
        link=lambda row: f"/desk/cases/{row.case.number}",
    ),
    Column(name="master", label="师傅", value=lambda row, look: person_as_seen(row.master.person.name, look)),
    Column(name="apprentice", label="徒弟", value=lambda row, look: person_as_seen(row.apprentice_name, look)),
    Column(name="enterprise", label="企业", kind="quiet", value=_firm),
    Column(name="number", label="编号", kind="code", value=lambda row, look: row.case.number),
    Column(name="state", label="状态", kind="standing", value=_pair_standing),
    Column(name="signed", label="签订", kind="day", value=lambda row, look: row.signed_at),
    Column(name="checked_in", label="最近记进展", kind="day", value=lambda row, look: row.checked_in_at),
    Column(name="ends", label="到期", kind="quiet", value=lambda row, look: f"{row.ends_on:%Y-%m-%d}"),
)  # fmt: skip


def _teams(by: Actor) -> QuerySet[Any]:
    """Return the teams with the day on which they left the pool: paused or ended, whichever came first."""
    return Team.objects.visible_to(by).annotate(left_on=Least("paused_on", "ended_on"))


def team_sizes(rows: Sequence[Any], look: Look) -> dict[int, int]:
    """Read the number of members once for many teams."""
    return teams.sizes_of([team.pk for team in rows])


def beside_craftsmen(rows: Sequence[Any], look: Look) -> craftsmen.Beside:
    """Read skills, teams, visits and apprentices once for many craftsmen."""
    return craftsmen.beside(rows)


TEAMS = Figure(
    name="talent.teams", label="劳模工匠服务队", unit="支", counts="things", source=_teams, at="formed_on",
    union="union_id", columns=TEAM_COLUMNS, is_stock=True, until="left_on", cuts={"team": "pk"},
    related=("union", "area", "leader", "host"), prepare=team_sizes, says="期末在册、没有暂停的服务队。",
)  # fmt: skip
CRAFTSMEN = Figure(
    name="talent.craftsmen", label="劳模工匠", unit="人", counts="persons",
    source=lambda by: Craftsman.objects.visible_to(by), at="enrolled_at", union="union_id", columns=CRAFTSMAN_COLUMNS,
    is_stock=True, related=("person", "union"), prepare=beside_craftsmen, says="期末登记在册的劳模工匠。",
)  # fmt: skip
EXPERTS = Figure(
    name="talent.experts", label="专家", unit="人", counts="persons", source=lambda by: Expert.objects.visible_to(by),
    at="enrolled_at", union="union_id", columns=EXPERT_COLUMNS, is_stock=True, until="retired_at",
    related=("person", "union"), says="期末在专家库里的专家，暂不接受邀请的也算。",
)  # fmt: skip
_OF_PAIR: dict[str, Any] = {
    "unit": "对", "counts": "things", "source": lambda by: Pair.objects.visible_to(by), "at": "signed_at",
    "union": "case__org_id", "columns": PAIR_COLUMNS, "related": ("case__org", "master__person", "enterprise__org"),
}  # fmt: skip
PAIRS_SIGNED = Figure(
    name="talent.pairs_signed", label="签订师徒", says="期内签了协议的师徒，后来终止的也算。", **_OF_PAIR
)
PAIRS_IN_FORCE = Figure(
    name="talent.pairs_in_force", label="在带师徒", is_stock=True, until="ended_at",
    says="期末还没有出师或终止的师徒。", **_OF_PAIR,
)  # fmt: skip

register_figures(TEAMS, CRAFTSMEN, EXPERTS, PAIRS_SIGNED, PAIRS_IN_FORCE)
