"""The board: the programme on a wall screen, for who may read it, and for screens that have a device token."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.services.enterprise_service.figures import PROBLEMS, RESULTS
from gongqiao.services.enterprise_service.flow import READ_AT_DESK
from gongqiao.services.enterprise_service.pages.figures import Bar, numbers
from gongqiao.services.enterprise_service.queries import orders
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries.screens import actor_of
from gongqiao.web.doors import at_of, by_of, check_method, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of

MONTHS_SHOWN = 12
CLOSED_SHOWN = 5


@door("GET", power=READ_AT_DESK)
def board(request: HttpRequest) -> HttpResponse:
    """Show the programme on a wall screen; every number opens to its rows."""
    request.looked_at = ("board", 0)  # type: ignore[attr-defined]
    return render(request, "enterprise_service/board.html", _shown(by_of(request), at_of(request)))


def wall(request: HttpRequest, token: str) -> HttpResponse:
    """Show the same to a device that has a token: figures, no names, and nothing opens. Raises NotFound."""
    check_method(request, "GET")
    by = actor_of(token, at=at_of(request))
    return render(request, "enterprise_service/board.html", {**_shown(by, at_of(request)), "no_links": True, "by": by})


def _shown(by: Actor, at: datetime) -> dict[str, Any]:
    current = programmes.current_programme(at=at, by=by)
    cut = Cut().of(programme=current.pk if current else None)
    today = local_date(at)
    until = min(today, current.closes_on) if current else today
    month = until.replace(day=1)
    recent = tally(RESULTS, cut.in_days(month, _last_day(month)), by=by)
    return {
        **numbers(cut, by),
        "programme": current,
        "until": until,
        "this_month": "本月" if until == today else f"{until.year}年{until.month}月",
        "is_over": until < today,
        "recent": {figure.short_name: recent.total(figure) for figure in RESULTS},
        "months": _months(cut, by, until),
        "closed": orders.latest_closed(CLOSED_SHOWN, by=by),
        "post_name": by.posts[0].place_name if by.posts else "",
    }


def _months(cut: Cut, by: Actor, until: date) -> list[Bar]:
    """Return the problems confirmed solved in each of the last twelve months of the programme."""
    months = _last_months(until)
    year = cut.in_days(months[0], _last_day(months[-1]))
    found = tally([PROBLEMS], year, over=("month",), by=by).along(PROBLEMS, "month")
    widest = max(found.values(), default=0)
    return [_month(month, found.get(month, 0), widest, cut) for month in months]


def _month(month: date, value: int, widest: int, cut: Cut) -> Bar:
    address = address_of(PROBLEMS, cut.in_days(month, _last_day(month)))
    return Bar(label=str(month.month), value=value, address=address, widest=widest)


def _last_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS_SHOWN:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _last_day(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


add_menu(MenuEntry(label="看板", icon="chart-column", address="/board", power=READ_AT_DESK, section="数据", place=80))
