"""Doors of talent: teams and their members on the desk, leave on the phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.base.errors import Invalid, NotFound
from gongqiao.kernel.calendar.queries import bookings, local_date
from gongqiao.kernel.org.queries import area, areas, enterprise_with_code, union
from gongqiao.kernel.people.actions import add_person
from gongqiao.services.talent import actions, queries
from gongqiao.services.talent.actions import CraftsmanForm as Craftsman
from gongqiao.services.talent.flow import FORM_TEAM, READ
from gongqiao.services.talent.forms import HALF_DAYS, CraftsmanForm, LeaveForm, RecusalForm, TeamForm
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.lists import page_of, words

if TYPE_CHECKING:
    from gongqiao.kernel.people.models import Person
    from gongqiao.services.talent.models import Team

AHEAD = timedelta(days=21)


@door("GET", power=READ)
def teams(request: HttpRequest) -> HttpResponse:
    by, q = by_of(request), words(request)
    rows = queries.teams_like(q, by=by) if q else queries.teams(by=by)
    page = page_of(request, rows)
    cards = {card.id: card for card in queries.cards(list(page))}
    context = {"page": page, "cards": cards, "q": q, "filters": [], "may_form": by.holds("officer")}
    return render(request, "talent/teams.html", context)


@door("GET", power=READ)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a team: members, skills, the half-days in which it goes out, its bookings."""
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    (card,) = queries.cards([row])
    window = Period(start=at, end=at + AHEAD)
    context = {
        "team": row,
        "card": card,
        "half_days": [label for value, label in HALF_DAYS if int(value) in card.half_days],
        "booked": bookings(card.member_ids, window),
        "names": {member.person_id: member.name for member in card.members},
        "craftsmen": queries.craftsmen_of(row),
        "may_change": by.may(FORM_TEAM, at=Place(line=tuple(row.union.node.line))),
        "may_see_names": by.may_see_names,
    }
    return render(request, "talent/team.html", context)


@door("GET", "POST", power=FORM_TEAM)
def new_team(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    home = union(by.posts[0].node_id, by=by)
    towns = [town for county in _counties(home.area_id) for town in areas(parent=county)]
    form = TeamForm(request.POST if request.method == "POST" else None, skills=queries.skills(), towns=towns)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            leader = actions.enrol(_person(request, form), _craftsman(request, form), union=home, at=at, by=by)
            given = form.cleaned_data
            half_days = [int(value) for value in given["half_days"]]
            made = actions.form_team(
                given["team_name"],
                leader,
                [],
                union=home,
                area=area(given["area_code"]),
                half_days=half_days,
                at=at,
                by=by,
            )
            return f"/desk/talent/teams/{made.pk}"

        if answer := carry_out(request, form, act, done="服务队已组建，可以配单了。再添几位队员吧。"):
            return answer
    return show_form(request, "talent/team_form.html", {"form": form, "home": home})


@door("GET", "POST", power=FORM_TEAM)
def new_member(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    form = CraftsmanForm(request.POST if request.method == "POST" else None, skills=queries.skills())
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            member = actions.enrol(_person(request, form), _craftsman(request, form), union=row.union, at=at, by=by)
            actions.add_member(row, member, at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="队员已加入。"):
            return answer
    return show_form(request, "talent/member_form.html", {"form": form, "team": row})


@door("POST", power=FORM_TEAM)
def remove_member(request: HttpRequest, pk: int, craftsman: int) -> HttpResponse:
    by = by_of(request)
    actions.remove_member(queries.team(pk, by=by), craftsman, at=at_of(request), by=by)
    messages.success(request, "队员已移出。")
    return redirect(f"/desk/talent/teams/{pk}")


@door("POST", power=FORM_TEAM)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    row: Team = queries.team(pk, by=by)
    actions.pause_team(row, paused=request.POST.get("paused") == "1", at=at_of(request), by=by)
    return redirect(f"/desk/talent/teams/{pk}")


@door("GET", "POST", power=FORM_TEAM)
def recuse(request: HttpRequest, pk: int, craftsman: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    member = next((one for one in queries.craftsmen_of(row) if one.pk == craftsman), None)
    if member is None:
        raise NotFound("这支班组里没有这位队员。")
    form = RecusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            firm = enterprise_with_code(form.cleaned_data["code"], by=by)
            actions.recuse(member, firm, reason=form.cleaned_data["reason"], on=local_date(at), at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="已登记回避。"):
            return answer
    return show_form(request, "talent/recusal_form.html", {"form": form, "team": row, "member": member})


@door("GET", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """A craftsman says when he is away."""
    by, at = by_of(request), at_of(request)
    mine = queries.craftsman_of(by.own_id)
    if mine is None:
        raise NotFound("您还不在劳模工匠名册里，请联系工会。")
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.take_leave(mine, Period(start=given["starts_at"], end=given["ends_at"]), at=at, by=by)
            return "/talent/leave"

        if answer := carry_out(request, form, act, done="已登记请假，这段时间不会派单。"):
            return answer
    window = Period(start=at, end=at + AHEAD)
    return show_form(request, "talent/leave.html", {"form": form, "booked": bookings([mine.person_id], window)})


def _person(request: HttpRequest, form: CraftsmanForm) -> Person:
    given = form.cleaned_data
    return add_person(given["name"], given["phone"], at=at_of(request), by=by_of(request))


def _craftsman(request: HttpRequest, form: CraftsmanForm) -> Craftsman:
    given = form.cleaned_data
    employer = None
    if given["employer_code"]:
        try:
            employer = enterprise_with_code(given["employer_code"], by=by_of(request))
        except NotFound as unknown:
            text = "企业名录里没有这个信用代码，请核对，或先登记企业。"
            raise Invalid(text, fields={"employer_code": [text]}) from unknown
    return Craftsman(
        trade=given["trade"], level=given["level"], honour=given["honour"], profile=given["profile"],
        skills=dict.fromkeys(given["skills"], given["level"]), employer=employer,
    )  # fmt: skip


def _counties(area_code: str) -> list[str]:
    return [area_code] if len(area_code) >= 6 else [row.code for row in areas(parent=area_code)]


add_menu(MenuEntry(label="服务队", icon="users", address="/desk/talent/teams", power=READ, place=50))
