"""The dialogs of a case: its moves and edits drawn from the flow, and its deadlines explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from gongqiao.cores.calendar import Note
from gongqiao.kernel.base.errors import NotFound, Reason, Stale, WrongState
from gongqiao.kernel.calendar.queries import end_of_office
from gongqiao.kernel.cases import queries
from gongqiao.kernel.cases.actions import SET_DUE, set_due
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.flow import Move
from gongqiao.kernel.cases.kinds import CaseKind, kind_of
from gongqiao.kernel.cases.models import Case, Draft, Task
from gongqiao.kernel.cases.tasks import count
from gongqiao.kernel.documents.queries import attachments_in_draft
from gongqiao.web.doors import (
    at_of,
    by_of,
    carry_out,
    door,
    drop_signatures,
    keep_signatures,
    keep_uploads,
    looked_at,
    show_form,
)
from gongqiao.web.faces import CaseFace, MoveDoor, face_of
from gongqiao.web.forms import DayField, Form, ReasonForm


class DueForm(Form):
    """Another day for a deadline, and why."""

    due_on = DayField(label="新的期限", error_messages={"required": "请选新的期限。"})
    reason = forms.CharField(
        label="改期限的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明改期限的原因。"},
    )  # fmt: skip


@door("GET", "POST")
def do(request: HttpRequest, number: str, name: str, face: str = "desk") -> HttpResponse:
    """Show the dialog of a move or an edit, and carry it out."""
    by = by_of(request)
    case = queries.case_numbered(number, by=by)
    looked_at(request, "case", case.pk)
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
    keep_signatures(request, form, draft, entrance.signatures)
    seen = form.cleaned_data.get("seen")

    def act() -> str:
        address = entrance.act(request, detail, form, draft.pk, seen)
        finish(draft.pk, by=by_of(request))
        return address or _address(case, face)

    done = entrance.done or (f"已{move.label}。" if move else "已保存。")
    answer = carry_out(request, form, act, done=done)
    if answer is None:
        drop_signatures(request, draft, entrance.signatures)
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


@door("GET", "POST")
def deadline(request: HttpRequest, number: str, task_id: int) -> HttpResponse:
    """Explain a deadline, day by day; officers may set another one, with a reason that all can read."""
    by, at = by_of(request), at_of(request)
    case = queries.case_numbered(number, by=by)
    looked_at(request, "case", case.pk)
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
