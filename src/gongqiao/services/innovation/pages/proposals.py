"""Groups of like needs: look, take one for a common problem, say that it is none; or choose needs by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.org.queries import city_federation
from gongqiao.services.innovation.actions import problems as actions
from gongqiao.services.innovation.actions.proposals import dismiss as dismiss_proposal
from gongqiao.services.innovation.actions.proposals import look_for_groups
from gongqiao.services.innovation.flow import FIND, LOOK, READ
from gongqiao.services.innovation.forms.problems import FindForm
from gongqiao.services.innovation.queries import proposals as queries
from gongqiao.services.innovation.queries import works
from gongqiao.web.doors import at_of, by_of, carry_out, door, looked_at, show_form
from gongqiao.web.forms import ReasonForm
from gongqiao.web.lists import chosen, page_of, words

if TYPE_CHECKING:
    from gongqiao.kernel.cases.models import Case
    from gongqiao.services.enterprise_service.contract import NeedCard
    from gongqiao.services.innovation.models import CommonProblem, Proposal

STATES = [("open", "待认定"), ("accepted", "已认定"), ("dismissed", "不是共性问题"), ("gone", "已变化")]
A_PAGE = 10


@door("GET", power=READ)
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the groups that wait for a word, those of most enterprises first."""
    by = by_of(request)
    state = chosen(request, "state", "状态", STATES)
    state = state if "state" in request.GET else replace(state, value="open")
    rows = queries.proposals(by=by)
    rows = rows.filter(state=state.value) if state.value else rows
    page = page_of(request, rows, length=A_PAGE)
    context = {
        "page": page,
        "shown": queries.shown(list(page.object_list), by=by),
        "filters": [state],
        "q": "",
        "may_look": by.may(LOOK, at=Place(line=(city_federation(by=by).pk,))),
        "may_find": by.may_anywhere(FIND),
    }
    return render(request, "innovation/desk/proposals.html", context)


@door("POST", power=LOOK)
def look(request: HttpRequest) -> HttpResponse:
    """Look for like needs now instead of waiting for the clock."""
    found = look_for_groups(at=at_of(request), by=by_of(request))
    messages.success(request, f"找过了，新发现 {found} 组。" if found else "找过了，没有新的相近需求。")
    return redirect("/desk/innovation/proposals")


@door("GET", "POST", power=READ)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group with its words marked; an officer takes it for a common problem."""
    by = by_of(request)
    row = queries.proposal(pk, by=by)
    looked_at(request, "proposal", pk)
    (shown,) = queries.shown([row], by=by)
    form = _form(request, [need.card for need in shown.needs], row)
    if request.method == "POST" and form.is_valid() and (answer := _found(request, form, row)):
        return answer
    context = {
        "shown": shown,
        "proposal": row,
        "form": form,
        "may_find": row.state == "open" and by.may_anywhere(FIND),
    }
    return show_form(request, "innovation/desk/proposal.html", context)


@door("GET", "POST", power=FIND)
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a group is no common problem."""
    by = by_of(request)
    row = queries.proposal(pk, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="为什么不是共性问题")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            dismiss_proposal(row, form.cleaned_data["reason"], at=at_of(request), by=by)
            return "/desk/innovation/proposals"

        done = "已记下。有新的企业提出相近的需求时，会再提出来。"
        if answer := carry_out(request, form, act, done=done):
            return answer
    return show_form(request, "innovation/desk/dismiss.html", {"form": form, "proposal": row})


@door("GET", "POST", power=FIND)
def new_problem(request: HttpRequest) -> HttpResponse:
    """Write a common problem down by hand: from needs that one chooses, or from a talk."""
    cards = queries.needs_to_choose(words(request), by=by_of(request))
    form = _form(request, cards)
    if request.method == "POST" and form.is_valid() and (answer := _found(request, form, None)):
        return answer
    return show_form(request, "innovation/desk/new_problem.html", {"form": form, "q": words(request), "cards": cards})


def _form(request: HttpRequest, cards: Sequence[NeedCard], row: Proposal | None = None) -> FindForm:
    by = by_of(request)
    initial: dict[str, Any] = {}
    if row:
        ids = [str(card.id) for card in cards]
        initial = {"title": "、".join(row.words[:3]), "industry": row.industry, "needs": ids}
    return FindForm(
        request.POST if request.method == "POST" else None,
        needs=[(str(card.id), f"{card.enterprise_name}：{card.title}") for card in cards],
        works=[(str(work.pk), f"{work.title}（{work.case.number}）") for work in works.works_to_join(by=by)],
        find=lambda text: works.firm_named(text, by=by),
        initial=initial,
    )


def _found(request: HttpRequest, form: FindForm, row: Proposal | None) -> HttpResponse | None:
    """Carry the form out: open a joint work for the problem, or take it into one that is under way."""

    def act() -> str:
        return f"/desk/cases/{_case_of(_write(request, form, row)).number}"

    return carry_out(request, form, act, done="已认定为共性问题。接下来联系各方协商。")


def _write(request: HttpRequest, form: FindForm, row: Proposal | None) -> CommonProblem:
    by, at = by_of(request), at_of(request)
    joined = next((one for one in _joinable(form, works.works_to_join(by=by))), None)
    if joined is None:
        return actions.find_problem(form.problem(), proposal=row, at=at, by=by)
    seen = joined.case.version
    return actions.add_problem(joined, form.problem(), proposal=row, seen=seen, at=at, by=by)


def _joinable(form: FindForm, rows: Iterable[Any]) -> Iterable[Any]:
    return (work for work in rows if work.pk == form.cleaned_data["work"])


def _case_of(problem: CommonProblem) -> Case:
    return problem.work.case
