"""Work today, lists, the case page and its dialogs: drawn from the flow, filled by the service that owns the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.cores.calendar import Note
from gongqiao.kernel.base.errors import NotFound, Reason, Stale, WrongState
from gongqiao.kernel.calendar.queries import end_of_office
from gongqiao.kernel.cases import queries
from gongqiao.kernel.cases.actions import SET_DUE, set_due
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.flow import Move
from gongqiao.kernel.cases.kinds import CaseKind, every_kind, kind_of
from gongqiao.kernel.cases.models import Case, Draft, Task
from gongqiao.kernel.cases.queries import OpenMove, is_due_today, is_overdue
from gongqiao.kernel.cases.tasks import count
from gongqiao.kernel.documents.queries import attachments_in_draft, attachments_of
from gongqiao.web.doors import at_of, by_of, carry_out, door, keep_uploads, show_form
from gongqiao.web.faces import CaseFace, MoveDoor, face_of
from gongqiao.web.forms import DayField, Form, ReasonForm
from gongqiao.web.lists import chosen, page_of, words


class DueForm(Form):
    """Another day for a deadline, and why."""

    due_on = DayField(label="新的期限", error_messages={"required": "请选新的期限。"})
    reason = forms.CharField(
        label="改期限的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明改期限的原因。"},
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Band:
    """A heading in the list of today's work, and the tasks under it."""

    label: str
    rows: Sequence[Task]


@dataclass(frozen=True, kw_only=True)
class Pier:
    """One pier of the span: a state of the main way, and whether it lies behind, is now, or is to come."""

    label: str
    standing: str
    note: str = ""


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


@door("GET")
def every_case(request: HttpRequest) -> HttpResponse:
    """List all cases in sight; the filters live in the address."""
    by = by_of(request)
    kinds = [(kind.flow.name, kind.flow.label) for kind in every_kind()]
    states = [(state.name, state.label) for kind in every_kind() for state in kind.flow.states]
    filters = [
        chosen(request, "flow", "种类", kinds),
        chosen(request, "state", "状态", states),
        chosen(request, "when", "期限", [("late", "已逾期"), ("open", "办理中"), ("closed", "已办结")]),
    ]
    rows = queries.cases(by=by)
    if filters[0].value:
        rows = rows.filter(flow=filters[0].value)
    if filters[1].value:
        rows = rows.filter(state=filters[1].value)
    match filters[2].value:
        case "late":
            rows = rows.filter(closed_at=None, due_at__lt=at_of(request))
        case "open":
            rows = rows.filter(closed_at=None)
        case "closed":
            rows = rows.exclude(closed_at=None)
    context = {"page": page_of(request, rows), "filters": filters, "q": ""}
    return render(request, "web/desk/cases.html", context)


@door("GET")
def search(request: HttpRequest) -> HttpResponse:
    by, given = by_of(request), words(request)
    found = queries.search(given, by=by)
    if len(found) == 1:
        return redirect(f"/desk/cases/{found[0].number}")
    return render(request, "web/desk/search.html", {"q": given, "rows": found})


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


@door("GET", "POST")
def deadline(request: HttpRequest, number: str, task_id: int) -> HttpResponse:
    """Explain a deadline, day by day; officers may set another one, with a reason that all can read."""
    by, at = by_of(request), at_of(request)
    case = queries.case_numbered(number, by=by)
    _look(request, case)
    task = next((task for task in queries.tasks_of(case) if task.pk == task_id), None)
    if task is None:
        raise NotFound("这件事已经办完了。")
    form = DueForm(request.POST if request.method == "POST" else None, initial={"seen": case.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            end = end_of_office(given["due_on"])
            set_due(kind_of(case), task_id, end, reason=given["reason"], seen=given.get("seen"), at=at, by=by)
            return f"/desk/cases/{case.number}"

        if answer := carry_out(request, form, act, done="已改期限。"):
            return answer
    context = {
        "case": case,
        "task": task,
        "notes": _notes(case, task),
        "form": form,
        "may_change": by.may(SET_DUE, at=queries.place_of(case, at=at, by=by)),
    }
    return show_form(request, "web/desk/deadline.html", context)


@door("GET", "POST")
def do(request: HttpRequest, number: str, name: str, face: str = "desk") -> HttpResponse:
    """Show the dialog of a move or an edit, and carry it out."""
    by = by_of(request)
    case = queries.case_numbered(number, by=by)
    _look(request, case)
    shown = face_of(case)
    detail = shown.detail(case, by)
    entrance, move, reasons = _entrance(request, case, detail, shown, name)
    draft = queries.draft_for(f"{case.flow}.{name}", about=case.number, at=at_of(request), by=by)
    form = _form(request, entrance, detail, move, draft, case)
    if request.method == "POST":
        answer = _submitted(request, case, detail, entrance, move, form, draft, face)
        if answer is not None:
            return answer
        case.refresh_from_db(fields=["version", "state"])
    context = {
        "case": case,
        "detail": detail,
        "move": move,
        "entrance": entrance,
        "form": form,
        "reasons": reasons,
        "draft": draft,
        "kept": attachments_in_draft(draft.pk, by=by),
        "consequences": consequences(kind_of(case), case, move) if move else [],
        "title": entrance.title or (move.label if move else ""),
        "button": entrance.button or (move.label if move else "保存"),
        "back": _address(case, face),
        "address": f"{_address(case, face)}/do/{name}",
        "version": case.version,
        "is_fragment": bool(request.headers.get("HX-Request")),
        **(entrance.context(request, case, detail, form) if entrance.context else {}),
    }
    template = "web/desk/dialog.html" if face == "desk" else "web/phone/dialog.html"
    return show_form(request, template, context)


def _entrance(
    request: HttpRequest, case: Case, detail: Any, face: CaseFace, name: str
) -> tuple[MoveDoor, Move | None, Sequence[Reason]]:
    """Return the door for a name: an edit, or a move with the reasons against it. Raises WrongState, NotFound."""
    by, at = by_of(request), at_of(request)
    if name in face.edits:
        entrance = face.edits[name]
        if entrance.power:
            by.must(entrance.power, at=queries.place_of(case, at=at, by=by))
        return entrance, None, ()
    move = kind_of(case).flow_of(case).move(name, frm=case.state)
    by.must(move.power, at=queries.place_of(case, at=at, by=by))
    if name not in face.doors:
        raise WrongState
    return face.doors[name], move, kind_of(case).reasons_against(move, detail, at=at, by=by)


def _form(request: HttpRequest, entrance: MoveDoor, detail: Any, move: Move | None, draft: Draft, case: Case) -> Form:
    if entrance.form:
        form = entrance.form(request, detail, move, draft)
    elif move and move.needs_reason:
        form = ReasonForm(
            request.POST if request.method == "POST" else None, label=move.reason_label, once_key=draft.pk.hex
        )
    else:
        form = Form(request.POST if request.method == "POST" else None, once_key=draft.pk.hex)
    form.fields["once"].initial = draft.pk.hex
    form.fields["seen"].initial = case.version
    return form


def _submitted(
    request: HttpRequest,
    case: Case,
    detail: Any,
    entrance: MoveDoor,
    move: Move | None,
    form: Form,
    draft: Draft,
    face: str,
) -> HttpResponse | None:
    """Carry a submitted dialog out; None when it was refused and must be shown again."""
    valid = form.is_valid()
    if entrance.files:
        valid = keep_uploads(request, form, draft, entrance.files, pictures_only=entrance.pictures_only) and valid
    if not valid:
        return None
    seen = form.cleaned_data.get("seen")

    def act() -> str:
        address = entrance.act(request, detail, form, draft.pk, seen)
        finish(draft.pk, by=by_of(request))
        return address or _address(case, face)

    done = entrance.done or (f"已{move.label}。" if move else "已保存。")
    answer = carry_out(request, form, act, done=done)
    if answer is None and isinstance(form.refusal, Stale):
        _show_what_changed(request, form, case)
    return answer


def _show_what_changed(request: HttpRequest, form: Form, case: Case) -> None:
    """Let the form carry on from the newest version, once its sender has read what others did."""
    case.refresh_from_db(fields=["version"])
    typed = request.POST.copy()
    typed["seen"] = str(case.version)
    form.data = typed


def consequences(kind: CaseKind[Any], case: Case, move: Move) -> list[tuple[str, str]]:
    """Say what a move will do before it is done, as (icon, sentence)."""
    flow = kind.flow_of(case)
    here, there = flow.state(case.state), flow.state(move.to or case.state)
    lines: list[tuple[str, str]] = []
    if here and there and here != there:
        lines.append(("arrow-right", f"状态由“{here.label}”变为“{there.label}”"))
    duties = [*(there.duties if there and here != there else ()), *move.asks]
    for duty in duties:
        lines.append(("list-checks", f"接下来由{flow.called(duty.who)}{duty.label}"))
    told = list(dict.fromkeys(flow.called(message.who) for message in move.tells))
    if told:
        lines.append(("bell", f"{'、'.join(told)}会收到消息"))
    return lines


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
    _look(request, case)
    kind, face = kind_of(case), face_of(case)
    detail = face.detail(case, by)
    moves = [entry for entry in queries.open_moves(case, detail, at=at, by=by) if entry.move.name in face.doors]
    tasks = queries.tasks_of(case)
    mine = [task for task in tasks if queries.is_asked_of(task, by)]
    main = _main_move(moves, mine)
    place = queries.place_of(case, at=at, by=by)
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
        "files": attachments_of("case", case.pk),
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


def _look(request: HttpRequest, case: Case) -> None:
    """Remember for the book which case a reader looked at."""
    request.looked_at = ("case", case.pk)  # type: ignore[attr-defined]


def _notes(case: Case, task: Task) -> Sequence[Note]:
    kind = kind_of(case)
    duty = kind.flow_of(case).duties.get(task.name)
    if duty is None:
        return ()
    given = kind.number_or_moment(queries.detail_of(case), duty.set_by) if duty.set_by else None
    deadline = count(duty, at=task.opened_at, days=given if isinstance(given, int) else None)
    return deadline.notes if deadline else ()


def _address(case: Case, face: str) -> str:
    return f"/desk/cases/{case.number}" if face == "desk" else f"/cases/{case.number}"
