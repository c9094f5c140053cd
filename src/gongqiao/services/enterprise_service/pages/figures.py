"""The funnel, the targets and the board; every number opens to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.queries import city_federation, counties_below
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.figures import Cut
from gongqiao.services.enterprise_service.flow import DISHES, READ_AT_DESK
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.talent.contract import TeamsOfPool
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.lists import chosen, page_of

MONTHS_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A step of the funnel or a county's line: its number, the address of its rows, and the part of the widest."""

    label: str
    value: int
    address: str
    widest: int
    name: str = ""


@door("GET", power=READ_AT_DESK)
def funnel(request: HttpRequest) -> HttpResponse:
    """Show the funnel by county and dish, the results and the targets."""
    by, at = by_of(request), at_of(request)
    cut, filters = _cut(request)
    return render(
        request, "enterprise_service/desk/funnel.html", {**_numbers(cut, by), "filters": filters, "cut": cut, "at": at}
    )


@door("GET", power=READ_AT_DESK)
def board(request: HttpRequest) -> HttpResponse:
    """Show the programme on a wall screen."""
    by, at = by_of(request), at_of(request)
    current = programmes.current_programme(at=at, by=by)
    cut = Cut(programme_id=current.pk if current else None)
    request.looked_at = ("board", 0)  # type: ignore[attr-defined]
    context = {
        **_numbers(cut, by),
        "programme": current,
        "months": _months(cut, by, at),
        "closed": list(figures.CLOSED.rows(cut, by=by).select_related("case__org").order_by("-closed_at")[:5]),
    }
    return render(request, "enterprise_service/board.html", context)


@door("GET", power=READ_AT_DESK)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """Show the rows behind a number; what they add up to stands above them."""
    by = by_of(request)
    figure = figures.EVERY_FIGURE.get(name)
    if figure is None:
        raise NotFound("没有这个指标。")
    cut, filters = _cut(request)
    request.looked_at = (f"figure.{name}"[:40], 0)  # type: ignore[attr-defined]
    found = figure.rows(cut, by=by).select_related(*_related(name))
    context = {
        "figure": figure,
        "value": figure.value(cut, by=by),
        "page": page_of(request, found),
        "filters": filters,
        "kind": _kind(name),
        "q": "",
    }
    return render(request, "enterprise_service/desk/rows.html", context)


@door("GET", power=READ_AT_DESK)
def team_rows(request: HttpRequest) -> HttpResponse:
    """Show the teams behind the number of active teams."""
    active = [card for card in ask(TeamsOfPool()) if card.is_active]
    return render(request, "enterprise_service/desk/team_rows.html", {"cards": active})


def _cut(request: HttpRequest) -> tuple[Cut, list[Any]]:
    by, at = by_of(request), at_of(request)
    current = programmes.current_programme(at=at, by=by)
    counties = [(str(union.pk), union.short_name) for union in counties_below(city_federation(by=by), by=by)]
    filters = [
        chosen(request, "county", "县（市、区）", counties),
        chosen(request, "dish", "菜品", list(DISHES.items())),
    ]
    cut = Cut(
        union_id=int(filters[0].value) if filters[0].value else None,
        dish=filters[1].value,
        programme_id=current.pk if current else None,
        since=_day(request.GET.get("since", "")),
        until=_day(request.GET.get("until", "")),
    )
    return cut, filters


def _numbers(cut: Cut, by: Actor) -> dict[str, Any]:
    """Return everything that the funnel page and the board show, each number with the address of its rows."""
    tail = _tail(cut)
    counts = [(figure, figure.value(cut, by=by)) for figure in figures.FUNNEL]
    widest = max((value for _, value in counts), default=0)
    return {
        "funnel": [
            Bar(
                label=f.label,
                value=v,
                address=f"/desk/enterprise-service/figures/{f.name}{tail}",
                widest=widest,
                name=f.name,
            )
            for f, v in counts
        ],
        "results": {
            f.name: Bar(
                label=f.label,
                value=f.value(cut, by=by),
                address=f"/desk/enterprise-service/figures/{f.name}{tail}",
                widest=0,
            )
            for f in figures.RESULTS
        },
        "teams": sum(1 for card in ask(TeamsOfPool()) if card.is_active),
        "counties": _by_county(cut, by),
        "dishes": _by_dish(cut, by),
    }


def _by_county(cut: Cut, by: Actor) -> list[dict[str, Any]]:
    """Return the funnel and the targets of every county in sight."""
    by_figure = {
        figure.name: figure.by_union(cut.at_union(None), by=by)
        for figure in (*figures.FUNNEL, figures.PROBLEMS, figures.TRAINED)
    }
    current = programmes.programme(cut.programme_id, by=by) if cut.programme_id else None
    targets = {target.union_id: target for target in programmes.targets(current, by=by)} if current else {}
    return [
        {
            "union": union,
            "cells": [
                Bar(label=f.label, value=by_figure[f.name].get(union.pk, 0), widest=0,
                    address=f"/desk/enterprise-service/figures/{f.name}{_tail(cut.at_union(union.pk))}")
                for f in figures.FUNNEL
            ],
            "solved": by_figure["problems"].get(union.pk, 0),
            "solved_at": f"/desk/enterprise-service/figures/problems{_tail(cut.at_union(union.pk))}",
            "trained": by_figure["trained"].get(union.pk, 0),
            "trained_at": f"/desk/enterprise-service/figures/trained{_tail(cut.at_union(union.pk))}",
            "target": targets.get(union.pk),
        }
        for union in counties_below(city_federation(by=by), by=by)
    ]  # fmt: skip


def _by_dish(cut: Cut, by: Actor) -> list[dict[str, Any]]:
    by_figure = {figure.name: figure.by_dish(cut, by=by) for figure in figures.FUNNEL}
    return [
        {
            "label": label,
            "cells": [
                Bar(label=f.label, value=by_figure[f.name].get(dish, 0), widest=0,
                    address=f"/desk/enterprise-service/figures/{f.name}{_tail(cut, dish=dish)}")
                for f in figures.FUNNEL
            ],
        }
        for dish, label in DISHES.items()
        if not cut.dish or cut.dish == dish
    ]  # fmt: skip


def _months(cut: Cut, by: Actor, at: Any) -> list[Bar]:
    """Return the problems confirmed solved in each of the last twelve months."""
    made = []
    first = local_date(at).replace(day=1)
    for _ in range(MONTHS_SHOWN):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        part = Cut(programme_id=cut.programme_id, since=first, until=last)
        address = f"/desk/enterprise-service/figures/problems?since={first}&until={last}"
        made.append((f"{first.month}", figures.PROBLEMS.value(part, by=by), address))
        first = (first - timedelta(days=1)).replace(day=1)
    made.reverse()
    widest = max(value for _, value, _ in made)
    return [Bar(label=label, value=value, address=address, widest=widest) for label, value, address in made]


def _tail(cut: Cut, *, dish: str = "") -> str:
    parts = {
        "county": cut.union_id or "", "dish": dish or cut.dish, "since": cut.since or "", "until": cut.until or "",
    }  # fmt: skip
    query = "&".join(f"{name}={value}" for name, value in parts.items() if value)
    return f"?{query}" if query else ""


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _kind(name: str) -> str:
    """Return how the rows of a figure are shown."""
    if name == "asked":
        return "needs"
    if name == "problems":
        return "problems"
    if name == "enterprises":
        return "visits"
    if name == "activities":
        return "activities"
    if name == "trained":
        return "trained"
    return "benefits" if name.startswith("benefit") else "orders"


def _related(name: str) -> tuple[str, ...]:
    paths = {
        "needs": ("enterprise__org", "org"),
        "problems": ("order__case__org", "order__enterprise__org"),
        "visits": ("order__case__org", "enterprise__org", "activity"),
        "activities": ("org",),
        "trained": ("visit__order__case__org", "visit__enterprise__org"),
        "benefits": ("order__case__org", "order__enterprise__org"),
        "orders": ("case__org", "enterprise__org"),
    }
    return paths[_kind(name)]


add_menu(
    MenuEntry(
        label="漏斗与目标",
        icon="funnel",
        address="/desk/enterprise-service/figures",
        power=READ_AT_DESK,
        is_overview=True,
        section="数据",
        place=70,
    ),
    MenuEntry(label="看板", icon="chart-column", address="/board", power=READ_AT_DESK, section="数据", place=80),
)
