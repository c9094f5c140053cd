"""The facts of the monthly brief: the month's numbers beside the year's, each county's progress, what was finished."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count

from gongqiao.cores.hiding import Secrets, masked
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.money import wan_of
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.queries import cases
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.indicators import Cut, Figure
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.kernel.org.queries import city_federation, counties_in_sight
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.enterprise_service.figures.loop import (
    ACTIVITIES,
    BENEFIT_ACTUAL,
    BENEFIT_EXPECTED,
    ENTERPRISES,
    PROBLEMS,
    TRAINED,
)
from gongqiao.services.enterprise_service.flow import SERVICE
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries.orders import orders, with_problems
from gongqiao.services.enterprise_service.rules.wording import full_day
from gongqiao.services.talent.contract import TeamsNamed

SHOWN = (ACTIVITIES, ENTERPRISES, PROBLEMS, TRAINED, BENEFIT_ACTUAL, BENEFIT_EXPECTED)
MOST_CASES = 5
NO_TARGET = "—"


@dataclass(frozen=True, kw_only=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month in which a day lies."""
        return cls(year=day.year, number=day.month)

    @classmethod
    def named(cls, text: str) -> Month:
        """Return the month that 2026-11 names. Raises NotFound."""
        found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        if found is None:
            raise NotFound("没有这个月份，请重新选择。")
        return cls(year=int(found[1]), number=int(found[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def before(self) -> Month:
        """The month before."""
        return Month.of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


@dataclass(frozen=True, kw_only=True)
class Remarks:
    """What the office writes itself."""

    next_steps: str = ""
    sent_up: str = ""
    sent_to: str = ""


def brief_facts(month: Month, remarks: Remarks, *, at: datetime, by: Actor) -> Mapping[str, Any]:
    """Return the facts of a month's brief as far as ``by`` oversees: a county's officer gets his county's.

    The numbers are those of the funnel page; names of firms and persons are left out of what is told.
    """
    in_month, in_year = Cut(since=month.first, until=month.last), Cut(since=date(month.year, 1, 1), until=month.last)
    counted = {name: tally(SHOWN, cut, by=by) for name, cut in (("month", in_month), ("year", in_year))}
    counted["before"] = tally(SHOWN, Cut(since=month.before.first, until=month.before.last), by=by)
    said = {figure.name: in_words(figure, counted["month"].total(figure)) for figure in SHOWN}
    finished = _finished(month, by=by)
    programme = programmes.current_programme(at=at, by=by)
    return {
        "title": "助企行工作简报",
        "year": str(month.year),
        "issue": str(month.number),
        "federation": by.posts[0].place_name if by.posts else city_federation(by=by).name,
        "issued_on": full_day(at),
        "heading": f"{month.number}月服务企业{said[ENTERPRISES.name]}家，解决难题{said[PROBLEMS.name]}个",
        "opening": _opening(month, said),
        "figures": [
            {
                "label": f"{figure.label}（{unit_of(figure)}）",
                **{name: in_words(figure, one.total(figure)) for name, one in counted.items()},
            }
            for figure in SHOWN
        ],
        "counties": _counties(in_year, programme, by=by),
        "cases": [_told(order, hidden) for order, hidden in finished],
        "pressing": _pressing(at=at, by=by),
        "next_steps": remarks.next_steps,
        "sent_up": remarks.sent_up,
        "sent_to": remarks.sent_to,
        "counted_on": full_day(min(month.last, local_date(at))),
        "is_demo": bool(programme and programme.is_demo),
    }


def unit_of(figure: Figure) -> str:
    """Return the unit in which a brief says a figure: money in 万元."""
    return "万元" if figure.counts == "fen" else figure.unit


def in_words(figure: Figure, number: int) -> str:
    """Return a number as a brief prints it."""
    return wan_of(number).removesuffix(" 万元") if figure.counts == "fen" else f"{number:,}"


def _opening(month: Month, said: Mapping[str, str]) -> str:
    return (
        f"{month.number}月，劳模工匠助企行共举办活动{said[ACTIVITIES.name]}场，服务企业{said[ENTERPRISES.name]}家，"
        f"解决难题{said[PROBLEMS.name]}个，培训职工{said[TRAINED.name]}人次，"
        f"企业自愿申报的效益实际{said[BENEFIT_ACTUAL.name]}万元、预计{said[BENEFIT_EXPECTED.name]}万元。"
    )


def _counties(cut: Cut, programme: Any, *, by: Actor) -> list[dict[str, str]]:
    reached = tally((PROBLEMS, TRAINED), cut, over=("union",), by=by)
    solved, trained = (reached.along(figure, "union") for figure in (PROBLEMS, TRAINED))
    targets = {row.union_id: row for row in programmes.targets(programme, by=by)} if programme else {}
    made = []
    for union in counties_in_sight(by=by):
        target = targets.get(union.pk)
        made.append(
            {
                "name": union.short_name,
                **_progress("solved", solved.get(union.pk, 0), target.problems if target else 0),
                **_progress("trained", trained.get(union.pk, 0), target.trained if target else 0),
            }
        )
    return made


def _progress(name: str, reached: int, target: int) -> dict[str, str]:
    return {
        name: f"{reached:,}",
        f"{name}_target": f"{target:,}" if target else NO_TARGET,
        f"{name}_share": f"{100 * reached // target}%" if target else NO_TARGET,
    }


def _finished(month: Month, *, by: Actor) -> list[tuple[Order, Secrets]]:
    """Return the newest orders closed in a month after the enterprise's word, each with the names to leave out."""
    start, end = Cut(since=month.first, until=month.last).period
    rows = orders(by=by).filter(closed_at__gte=start, closed_at__lt=end, confirmed_at__isnull=False)
    rows = with_problems(rows).prefetch_related("visits__sign_ins")
    found = list(rows.order_by("-closed_at", "-pk")[:MOST_CASES])
    people = names_of([order.ordered_by for order in found], by=by)
    cards = ask(TeamsNamed(team_ids=tuple(sorted({order.team_id for order in found if order.team_id}))))
    made = []
    for order in found:
        signed = [line.name for visit in order.visits.all() for line in visit.sign_ins.all()]
        card = cards.get(order.team_id or 0)
        team = [member.name for member in card.members] if card else []
        firm = order.enterprise
        hidden = Secrets(
            firms=(firm.name, firm.short_name), people=(people.get(order.ordered_by, ""), *team, *signed),
            places=(firm.address, order.place),
        )  # fmt: skip
        made.append((order, hidden))
    return made


def _told(order: Order, hidden: Secrets) -> dict[str, str]:
    """Tell a finished order without the names of its firm, its people and its places."""
    firm = order.enterprise
    solved = [problem for problem in order.problems.all() if problem.state == "solved"]
    told = "".join(f"{problem.cause or problem.title}。{problem.cure}。" for problem in solved[:2])
    kind = firm.industry or "、".join(firm.tags[:1])
    title = f"{order.case.org.short_name}辖内一家{kind}企业：{masked(order.title, hidden)}"
    return {"title": title, "told": masked(re.sub("。+", "。", told), hidden) or "企业已确认办好。"}


def _pressing(*, at: datetime, by: Actor) -> list[str]:
    late = cases(by=by).filter(service=SERVICE, closed_at=None, due_at__lt=at).order_by()
    rows = late.values("org__short_name").annotate(count=Count("pk")).order_by("-count", "org__short_name")
    return [f"{row['org__short_name']}有{row['count']}件超过期限，请尽快办理。" for row in rows]
