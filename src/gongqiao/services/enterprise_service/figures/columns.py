"""How the rows behind the numbers look: what it is, whose, where, when. Heads see no names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.kinds import standing_of
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.queries import enterprise, name_as_seen
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.services.enterprise_service.queries.programme import programmes
from gongqiao.services.talent.contract import NamesOfEveryTeam


def firm(row: Enterprise, by: Actor) -> str:
    """Return an enterprise's short name, or what a head may see instead of it."""
    return row.short_name if by.may_see_names else name_as_seen(row, by=by)


def firm_named(pk: int, by: Actor) -> str:
    """Return the words for a cut by one enterprise. Raises NotFound for one out of sight."""
    return firm(enterprise(pk, by=by), by)


def teams_to_choose(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the teams by which numbers can be cut; heads, who see no names, cut by none."""
    return [(str(pk), name) for pk, name in ask(NamesOfEveryTeam()).items()] if by.may_see_names else []


def programmes_to_choose(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the programmes by which numbers can be cut."""
    return [(str(row.pk), row.title) for row in programmes(by=by)]


def standing(row: Any) -> Standing:
    """Return where a row stands; its model says with which shape."""
    return Standing(shape=row.SHAPES[row.state], label=row.get_state_display())


def of_order(path: str) -> tuple[Column, ...]:
    """Return the columns that say which order, firm and county a row belongs to; ``path`` leads to its order."""

    def order(row: Any) -> Any:
        for step in path.split("__") if path else ():
            row = getattr(row, step)
        return row

    return (
        Column(
            name="title", label="事项", is_wide=True, value=lambda row, look: order(row).title,
            link=lambda row: f"/desk/cases/{order(row).case.number}",
        ),
        Column(name="enterprise", label="企业", kind="quiet", value=lambda r, look: firm(order(r).enterprise, look.by)),
        Column(name="county", label="辖区", kind="quiet", value=lambda r, look: order(r).case.org.short_name),
        Column(name="number", label="编号", kind="code", value=lambda row, look: order(row).case.number),
    )  # fmt: skip


def teams_of(rows: Sequence[Any], look: Look) -> dict[int, str]:
    """Read the names of the teams once for many rows; none for heads."""
    return ask(NamesOfEveryTeam()) if look.by.may_see_names else {}


def _team(row: Any, look: Look) -> str:
    return str(look.more.get(row.team_id, ""))


def _worker(row: Any, look: Look) -> str:
    return f"{row.name[:1]}师傅" if look.by.may_see_names else "1 人"


def _place(row: Any, look: Look) -> str:
    return row.place if look.by.may_see_names else f"{row.org.short_name}辖内"


TEAM = Column(name="team", label="班组", kind="quiet", value=_team)
NEEDS = (
    Column(name="title", label="需求", is_wide=True, value=lambda row, look: row.title),
    Column(name="enterprise", label="企业", kind="quiet", value=lambda row, look: firm(row.enterprise, look.by)),
    Column(name="county", label="辖区", kind="quiet", value=lambda row, look: row.org.short_name),
    Column(name="state", label="状态", kind="standing", value=lambda row, look: standing(row)),
    Column(name="registered_at", label="登记", kind="day", value=lambda row, look: row.registered_at),
)
ORDERS = (
    *of_order(""),
    TEAM,
    Column(name="state", label="状态", kind="standing", value=lambda row, look: standing_of(row.case)),
    Column(name="ordered_at", label="点菜", kind="day", value=lambda row, look: row.ordered_at),
)
PROBLEMS = (
    Column(
        name="problem",
        label="难题",
        is_wide=True,
        value=lambda row, look: row.title,
        link=lambda row: f"/desk/cases/{row.order.case.number}",
    ),
    *of_order("order")[1:],
    Column(name="confirmed_at", label="企业确认", kind="day", value=lambda row, look: row.confirmed_at),
)
VISITS = (
    *of_order("order"),
    Column(name="state", label="状态", kind="standing", value=lambda row, look: standing(row)),
    Column(name="confirmed_at", label="企业确认", kind="day", value=lambda row, look: row.confirmed_at),
)
ACTIVITIES = (
    Column(
        name="place", label="地点", is_wide=True, value=_place,
        link=lambda row: f"/desk/enterprise-service/activities/{row.pk}",
    ),
    Column(name="county", label="辖区", kind="quiet", value=lambda row, look: row.org.short_name),
    TEAM,
    Column(name="state", label="状态", kind="standing", value=lambda row, look: standing(row)),
    Column(name="held_at", label="举办", kind="day", value=lambda row, look: row.held_at),
)  # fmt: skip
SIGN_INS = (
    *of_order("visit__order"),
    Column(name="worker", label="签到", kind="quiet", value=_worker),
    Column(name="at", label="时间", kind="moment", value=lambda row, look: row.at),
)


def names_of_craftsmen(rows: Sequence[Any], look: Look) -> dict[int, str]:
    """Read the names of craftsmen once for many rows; none for heads."""
    return names_of([row.person_id for row in rows], by=look.by) if look.by.may_see_names else {}


PRESENCES = (
    *of_order("visit__order"),
    Column(name="craftsman", label="技师", kind="quiet", value=lambda row, look: look.more.get(row.person_id, "1 人")),
    Column(name="visited", label="上门", kind="day", value=lambda row, look: row.visit.activity.starts_at),
)
RATINGS = (
    *of_order("order"),
    Column(name="score", label="评分", kind="whole", value=lambda row, look: row.score),
    Column(name="at", label="评价", kind="day", value=lambda row, look: row.at),
)


def benefits(field: str, label: str) -> tuple[Column, ...]:
    """Return the columns of declared benefits, with the amount that is added up."""
    return (
        *of_order("order"),
        Column(name=field, label=label, kind="yuan", value=lambda row, look: getattr(row, field)),
        Column(name="review", label="复核", kind="quiet", value=lambda row, look: row.get_review_state_display()),
        Column(name="at", label="企业确认", kind="day", value=lambda row, look: row.at),
    )
