"""Work today: everything that is asked of somebody, over all services; for readers, what to look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.cases import queries
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.cases.queries import is_due_today, is_overdue
from gongqiao.web.doors import at_of, by_of, door

SHOWN = 50
BANDS = {"late": ("已逾期", "late"), "soon": ("今天到期", "open"), "later": ("以后", "open")}
"""The heading of each band, and the filter of all cases in which the rest of it is found."""


@door("GET")
def today(request: HttpRequest) -> HttpResponse:
    """Show everything that is asked of the actor, over all services, in bands by due date."""
    by, at = by_of(request), at_of(request)
    if not by.posts:
        return redirect("/mine")
    if by.looks_are_logged:
        return _watch(request)
    bands = {band.name: band for band in queries.inbox_in_bands(most=SHOWN, at=at, by=by)}
    context = {
        "bands": [(*BANDS[name], band) for name, band in bands.items() if band.count],
        "late": bands["late"].count,
        "due_today": bands["soon"].count,
        "asked": sum(band.count for band in bands.values()),
        "waiting": queries.waiting_for_others(by=by),
        "drafts": queries.drafts(by=by),
    }
    return render(request, "web/desk/today.html", context)


def _watch(request: HttpRequest) -> HttpResponse:
    """Show to readers what to look at: overdue, due today, waiting, over the whole of their area."""
    by, at = by_of(request), at_of(request)
    rows = queries.open_cases_to_watch(by=by)
    late = [case for case in rows if is_overdue(case.due_at, at)]
    soon = [case for case in rows if is_due_today(case.due_at, at)]
    held = [
        case for case in rows if kind_of(case).state_of(case).shape == "hold" and case not in late and case not in soon
    ]
    context = {
        "watched": [("已逾期", late), ("今天到期", soon), ("在等企业", held)],
        "late": len(late),
        "due_today": len(soon),
    }
    return render(request, "web/desk/watch.html", context)
