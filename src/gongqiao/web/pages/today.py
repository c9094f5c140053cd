"""Work today: everything that is asked of somebody, over all services; for readers, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.cases import queries
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.cases.queries import is_due_today, is_overdue
from gongqiao.web.doors import at_of, by_of, door


@dataclass(frozen=True, kw_only=True)
class Band:
    """A heading in the list of today's work, and the tasks under it."""

    label: str
    rows: Sequence[Task]


@door("GET")
def today(request: HttpRequest) -> HttpResponse:
    """Show everything that is asked of the actor, over all services, in bands by due date."""
    by, at = by_of(request), at_of(request)
    if not by.posts:
        return redirect("/mine")
    if by.looks_are_logged:
        return _watch(request)
    tasks = queries.inbox(by=by)
    waiting = queries.waiting_for_others(tasks, by=by)
    context = {
        "bands": bands(tasks, at),
        "waiting": waiting,
        "late": sum(1 for task in tasks if is_overdue(task.due_at, at)),
        "due_today": sum(1 for task in tasks if is_due_today(task.due_at, at)),
        "tasks": tasks,
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


def bands(tasks: Sequence[Task], at: Any) -> list[Band]:
    """Part tasks into overdue, due today and later; empty bands are left out."""
    late = [task for task in tasks if is_overdue(task.due_at, at)]
    soon = [task for task in tasks if is_due_today(task.due_at, at)]
    later = [task for task in tasks if task not in late and task not in soon]
    made = (Band(label="已逾期", rows=late), Band(label="今天到期", rows=soon), Band(label="以后", rows=later))
    return [band for band in made if band.rows]
