"""The funnel and the targets; every number opens to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut, Figure, dimension_named, figure_named
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.kernel.org.queries import counties_in_sight
from gongqiao.services.enterprise_service.figures import FUNNEL, PROBLEMS, RESULTS, TRAINED
from gongqiao.services.enterprise_service.flow import DISHES, READ_AT_DESK, SHOW_ON_SCREENS
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.talent.contract import TEAMS_FIGURE
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import COUNTY, DAYS, address_of, choice_of, cut_in
from gongqiao.web.maps import Place, county_map

TARGETS = ((PROBLEMS, "problems"), (TRAINED, "trained"))
"""The figures with targets, and the field of the target."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A number with its label, the address of its rows, and what it is a part of."""

    label: str
    value: int
    address: str
    widest: int = 0


@door("GET", power=READ_AT_DESK)
def funnel(request: HttpRequest) -> HttpResponse:
    """Show the funnel by county and dish, the results and the targets."""
    by, at = by_of(request), at_of(request)
    choices = [choice_of(dimension_named(name)) for name in ("dish", "programme")]
    filters = [one.read(request) for one in (*DAYS, COUNTY, *choices) if one]
    cut = cut_in(filters)
    if "programme" not in request.GET:
        current = programmes.current_programme(at=at, by=by)
        cut = cut.of(programme=current.pk if current else None)
    shown = [one if one.name != "programme" else one.holding(cut.parts.get("programme")) for one in filters]
    context = {**numbers(cut, by), "filters": shown, "cut": cut, "at": at, "may_show": by.may_anywhere(SHOW_ON_SCREENS)}
    return render(request, "enterprise_service/desk/funnel.html", context)


def numbers(cut: Cut, by: Actor) -> dict[str, Any]:
    """Return everything that the funnel page and the board show, each number with the address of its rows."""
    steps = tally(FUNNEL, cut, over=("union", "dish"), by=by)
    reached = tally([figure for figure, _ in TARGETS], cut, over=("union",), by=by)
    teams = figure_named(TEAMS_FIGURE)
    alone = [figure for figure in (*RESULTS, teams) if figure and figure.name not in reached.cells]
    counted = tally(alone, cut, by=by)
    results = [*alone, *(figure for figure, _ in TARGETS)]
    totals = {figure.name: (reached if figure.name in reached.cells else counted).total(figure) for figure in results}
    widest = max((steps.total(figure) for figure in FUNNEL), default=0)
    found = _by_county(cut, by, _along("union", steps), {f.name: reached.along(f, "union") for f, _ in TARGETS})
    return {
        "funnel": [_bar(figure, steps.total(figure), cut, widest) for figure in FUNNEL],
        "results": {figure.short_name: _bar(figure, totals[figure.name], cut) for figure in results},
        "counties": found,
        "map": county_map(_place(row) for row in found),
        "dishes": _by_dish(cut, _along("dish", steps)),
    }


def _place(row: dict[str, Any]) -> Place:
    """Return a county as the map shows it: problems solved, of its target."""
    union, solved = row["union"], row["targets"][0]
    return Place(
        code=union.area_id, name=union.area.name.rstrip("市区县"), value=solved.value, target=solved.widest,
        unit=PROBLEMS.unit, address=solved.address,
    )  # fmt: skip


def _bar(figure: Figure, value: int, cut: Cut, widest: int = 0) -> Bar:
    return Bar(label=figure.label, value=value, address=address_of(figure, cut), widest=widest)


def _along(dimension: str, steps: Any) -> dict[str, dict[Any, int]]:
    return {figure.name: steps.along(figure, dimension) for figure in FUNNEL}


def _cells(found: dict[str, dict[Any, int]], key: Any, cut: Cut) -> list[Bar]:
    return [_bar(figure, found[figure.name].get(key, 0), cut) for figure in FUNNEL]


def _by_county(
    cut: Cut, by: Actor, found: dict[str, dict[Any, int]], reached: dict[str, dict[Any, int]]
) -> list[dict[str, Any]]:
    """Return the funnel and the targets of every county in sight."""
    programme_id = cut.parts.get("programme")
    current = programmes.programme(int(programme_id), by=by) if programme_id else None
    wanted = {target.union_id: target for target in programmes.targets(current, by=by)} if current else {}
    return [
        {
            "union": union,
            "cells": _cells(found, union.pk, cut.at_union(union.pk)),
            "targets": _targets(reached, wanted.get(union.pk), cut.at_union(union.pk)),
        }
        for union in counties_in_sight(by=by)
        if cut.union_id in (None, union.pk)
    ]


def _targets(reached: dict[str, dict[Any, int]], target: Any, cut: Cut) -> Sequence[Bar]:
    return [
        _bar(figure, reached[figure.name].get(cut.union_id, 0), cut, getattr(target, field, 0))
        for figure, field in TARGETS
    ]


def _by_dish(cut: Cut, found: dict[str, dict[Any, int]]) -> list[dict[str, Any]]:
    chosen = cut.parts.get("dish")
    return [
        {"label": label, "cells": _cells(found, dish, cut.of(dish=dish))}
        for dish, label in DISHES.items()
        if chosen in (None, dish)
    ]


add_menu(
    MenuEntry(
        label="漏斗与目标",
        icon="funnel",
        address="/desk/enterprise-service/figures",
        power=READ_AT_DESK,
        is_overview=True,
        section="数据",
        place=70,
    )
)
