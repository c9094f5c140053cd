"""All cases in a list, the search, and the case page: drawn from the flow, filled by the service that owns the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases import queries
from gongqiao.kernel.cases.kinds import CaseKind, every_kind, kind_of, standing_of
from gongqiao.kernel.cases.models import Case, Task
from gongqiao.kernel.cases.queries import OpenMove
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.web.doors import at_of, by_of, door, files_on, looked_at, place_on
from gongqiao.web.faces import face_of
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing
from gongqiao.web.lists import words
from gongqiao.web.tables import table
from gongqiao.web.templatetags.parts import seen_name


@dataclass(frozen=True, kw_only=True)
class Pier:
    """One pier of the span: a state of the main way, and whether it lies behind, is now, or is to come."""

    label: str
    standing: str
    note: str = ""


def _cases(asked: Asked) -> QuerySet[Any]:
    rows = queries.cases(by=asked.by)
    for name in ("flow", "state"):
        if asked.value(name):
            rows = rows.filter(**{name: asked.value(name)})
    match asked.value("when"):
        case "late":
            return rows.filter(closed_at=None, due_at__lt=asked.at)
        case "open":
            return rows.filter(closed_at=None)
        case "closed":
            return rows.exclude(closed_at=None)
    return rows


def _flows(by: Actor) -> Sequence[tuple[str, str]]:
    return [(kind.flow.name, kind.flow.label) for kind in every_kind()]


def _states(by: Actor) -> Sequence[tuple[str, str]]:
    return [(state.name, state.label) for kind in every_kind() for state in kind.flow.states]


CASES = register_listing(
    Listing(
        name="cases",
        label="全部事项",
        rows=_cases,
        row_link=lambda case: f"/desk/cases/{case.number}",
        filters=(
            Choices(name="flow", label="种类", of=_flows),
            Choices(name="state", label="状态", of=_states),
            Choices(
                name="when", label="期限",
                of=lambda by: [("late", "已逾期"), ("open", "办理中"), ("closed", "已办结")],
            ),
        ),
        columns=(
            Column(
                name="title", label="事项", value=lambda case, look: case.title, is_wide=True,
                link=lambda case: f"/desk/cases/{case.number}",
            ),
            Column(name="about", label="对象", kind="quiet", value=lambda case, look: _about(case, look)),
            Column(name="number", label="编号", kind="code", value=lambda case, look: case.number),
            Column(name="org", label="辖区", kind="quiet", value=lambda case, look: case.org.short_name),
            Column(name="state", label="状态", kind="standing", value=lambda case, look: standing_of(case)),
            Column(
                name="due", label="期限", kind="due",
                value=lambda case, look: None if case.closed_at else case.due_at,
            ),
            Column(name="opened_at", label="收到", kind="day", value=lambda case, look: case.opened_at),
        ),
        empty=("没有符合的事项", "换个条件试试，或清除条件看全部。"),
    )
)  # fmt: skip


def _about(case: Case, look: Look) -> str:
    return seen_name(case.enterprise, look.by) if case.enterprise else ""


@door("GET")
def every_case(request: HttpRequest) -> HttpResponse:
    """List all cases in sight; the filters live in the address."""
    return show_listing(request, CASES)


@door("GET")
def search(request: HttpRequest) -> HttpResponse:
    by, given = by_of(request), words(request)
    found = queries.search(given, by=by)
    if len(found) == 1:
        return redirect(f"/desk/cases/{found[0].number}")
    drawn = table(CASES.columns, found, Look(by=by, at=at_of(request)), row_link=CASES.row_link) if found else ""
    return render(request, "web/desk/search.html", {"q": given, "table": drawn})


@door("GET")
def desk_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case on the desk: header, what to do now, facts, timeline, papers; others go to the phone's page."""
    if not by_of(request).posts:
        return redirect(f"/cases/{number}")
    context = _case_context(request, number)
    case, detail, face = context["case"], context["detail"], context["face"]
    context["panels"] = face.desk(request, case, detail)
    return render(request, "web/desk/case.html", context)


@door("GET")
def phone_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case on the phone, like a parcel; officers go to the desk."""
    if by_of(request).posts:
        return redirect(f"/desk/cases/{number}")
    context = _case_context(request, number)
    context["panels"] = context["face"].phone(request, context["case"], context["detail"])
    return render(request, "web/phone/case.html", context)


def span_of(kind: CaseKind[Any], case: Case) -> list[Pier]:
    """Return the piers of the main way: those reached, then the one that comes next; none of the rest is bold.

    Beside the main way (returned, withdrawn) only the first pier counts as reached.
    """
    piers = kind.flow_of(case).piers
    names = [state.name for state in piers]
    reached = names.index(case.state) if case.state in names else 0
    return [
        Pier(
            label=state.pier,
            standing="done" if n <= reached else "now" if n == reached + 1 and not case.closed_at else "",
        )
        for n, state in enumerate(piers)
    ]


def _case_context(request: HttpRequest, number: str) -> dict[str, Any]:
    by, at = by_of(request), at_of(request)
    case = queries.case_numbered(number, by=by)
    looked_at(request, "case", case.pk)
    kind, face = kind_of(case), face_of(case)
    place = place_on(request, case)
    detail = (face.whole or face.detail)(case, by)
    moves = [
        entry for entry in queries.open_moves(case, detail, place=place, at=at, by=by) if entry.move.name in face.doors
    ]
    tasks = queries.tasks_of(case)
    mine = [task for task in tasks if queries.is_asked_of(task, by)]
    main = _main_move(moves, mine)
    return {
        "case": case,
        "detail": detail,
        "face": face,
        "kind": kind,
        "state": kind.state_of(case),
        "piers": span_of(kind, case),
        "tasks": tasks,
        "mine": mine,
        "main": main,
        "others": [m for m in moves if m is not main and not m.move.is_quiet and (m.move.is_main or not m.reasons)],
        "edits": [
            (name, entrance)
            for name, entrance in face.edits.items()
            if (not entrance.power or by.may(entrance.power, at=place))
            and (case.state in entrance.in_states or not entrance.in_states)
        ],
        "now_text": face.now(request, case, detail, tasks),
        "timeline": queries.timeline(case, by=by),
        "files": files_on(request, case),
        "signed": [file for file in files_on(request, case) if file.label == "signed"],
        "subject": face.subject(request, case, detail),
        "tags": face.tags(case, detail),
        "may_print": face.prints(case, detail) if by.may_see_names else (),
    }


def _main_move(moves: Sequence[OpenMove], mine: Sequence[Task]) -> OpenMove | None:
    """Return the one move that is the red button: a main one that is possible, first one that settles my duty."""
    possible = [entry for entry in moves if entry.move.is_main and not entry.reasons]
    asked = {task.name for task in mine}
    settling = [entry for entry in possible if asked & set(entry.move.settles)]
    return (settling or possible or [None])[0]  # type: ignore[list-item]
