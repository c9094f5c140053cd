"""The board: the programme on a wall screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.services.enterprise_service.figures import CLOSED, PROBLEMS
from gongqiao.services.enterprise_service.flow import READ_AT_DESK
from gongqiao.services.enterprise_service.pages.figures import Bar, numbers
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of

MONTHS_SHOWN = 12


@door("GET", power=READ_AT_DESK)
def board(request: HttpRequest) -> HttpResponse:
    """Show the programme on a wall screen."""
    by, at = by_of(request), at_of(request)
    current = programmes.current_programme(at=at, by=by)
    cut = Cut().of(programme=current.pk if current else None)
    request.looked_at = ("board", 0)  # type: ignore[attr-defined]
    context = {
        **numbers(cut, by),
        "programme": current,
        "months": _months(cut, by, at),
        "closed": list(CLOSED.rows(cut, by=by).select_related("case__org").order_by("-closed_at")[:5]),
    }
    return render(request, "enterprise_service/board.html", context)


def _months(cut: Cut, by: Actor, at: datetime) -> list[Bar]:
    """Return the problems confirmed solved in each of the last twelve months."""
    months = _last_months(local_date(at))
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
