"""Doors of the teams: the list, a team, forming it, its members and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import bookings, local_date
from gongqiao.kernel.org.queries import area, areas, enterprise_with_code
from gongqiao.services.talent.actions import craftsmen as craftsmen_actions
from gongqiao.services.talent.actions import teams as actions
from gongqiao.services.talent.figures import TEAM_COLUMNS, team_sizes
from gongqiao.services.talent.flow import FORM_TEAM, READ
from gongqiao.services.talent.forms.craftsmen import HALF_DAYS, CraftsmanForm, RecusalForm
from gongqiao.services.talent.forms.teams import HostedForm, LeaderForm, TeamForm
from gongqiao.services.talent.pages.choices import counties, enterprise_given, home_of, person_given
from gongqiao.services.talent.pages.craftsmen import craft_given
from gongqiao.services.talent.queries import craftsmen as known
from gongqiao.services.talent.queries import teams as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.forms import ReasonForm
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

if TYPE_CHECKING:
    from gongqiao.services.talent.models import Team

AHEAD = timedelta(days=21)
STATES = [("active", "接单"), ("paused", "暂停"), ("ended", "已解散")]


def _teams(asked: Asked) -> QuerySet[Any]:
    rows = queries.teams_like(asked.words, by=asked.by)
    if asked.value("county"):
        rows = rows.filter(union_id=int(asked.value("county")))
    match asked.value("state"):
        case "active":
            return rows.filter(ended_on=None, paused_on=None)
        case "paused":
            return rows.filter(ended_on=None, paused_on__isnull=False)
        case "ended":
            return rows.filter(ended_on__isnull=False)
    return rows.filter(ended_on=None)


TEAMS = register_listing(
    Listing(
        name="talent.teams",
        label="服务队",
        says="全市共用，配班组时一起排名。",
        searchable="班组、姓名、工种、技能",
        rows=_teams,
        filters=(
            Choices(name="state", label="状态", of=lambda by: STATES),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=TEAM_COLUMNS,
        prepare=team_sizes,
        row_link=lambda team: f"/desk/talent/teams/{team.pk}",
        empty=("没有符合的服务队", "换个词试试，或组建一支。"),
    )
)


@door("GET", power=READ)
def teams(request: HttpRequest) -> HttpResponse:
    context = {"may_form": by_of(request).holds("officer")}
    return show_listing(request, TEAMS, template="talent/teams.html", context=context)


@door("GET", power=READ)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a team: members, skills, the half-days in which it goes out, its bookings."""
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    (card,) = queries.cards([row])
    window = Period(start=at, end=at + AHEAD)
    may_change = row.ended_on is None and by.may(FORM_TEAM, at=Place(line=tuple(row.union.node.line)))
    context = {
        "team": row,
        "card": card,
        "half_days": [label for value, label in HALF_DAYS if int(value) in card.half_days],
        "booked": bookings(card.member_ids, window),
        "names": {member.person_id: member.name for member in card.members},
        "craftsmen": queries.craftsmen_of(row),
        "may_change": may_change,
        "may_see_names": by.may_see_names,
    }
    return render(request, "talent/team.html", context)


@door("GET", "POST", power=FORM_TEAM)
def new_team(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    home = home_of(by)
    towns = [town for county in _counties(home.area_id) for town in areas(parent=county)]
    form = TeamForm(request.POST if request.method == "POST" else None, skills=known.skills(), towns=towns)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            person = person_given(request, form)
            leader = craftsmen_actions.enrol(person, craft_given(request, form), union=home, at=at, by=by)
            written = _written(request, form)
            made = actions.form_team(
                written.name, leader, [], union=home, area=area(form.cleaned_data["area_code"]),
                half_days=written.half_days, host=written.host, is_volunteer=written.is_volunteer, at=at, by=by,
            )  # fmt: skip
            return f"/desk/talent/teams/{made.pk}"

        if answer := carry_out(request, form, act, done="服务队已组建，可以配单了。再添几位队员吧。"):
            return answer
    return show_form(request, "talent/team_form.html", {"form": form, "home": home})


@door("GET", "POST", power=FORM_TEAM)
def edit_team(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    by.must(FORM_TEAM, at=Place(line=tuple(row.union.node.line)))
    written = {
        "team_name": row.name, "half_days": [str(n) for n in row.half_days], "is_volunteer": row.is_volunteer,
        "host_code": row.host.uscc if row.host else "",
    }  # fmt: skip
    form = HostedForm(request.POST if request.method == "POST" else None, initial=written)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.edit_team(row, _written(request, form), at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="已保存。"):
            return answer
    return _form_of_team(request, row, form, "改服务队", "保存")


@door("GET", "POST", power=FORM_TEAM)
def change_leader(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    by.must(FORM_TEAM, at=Place(line=tuple(row.union.node.line)))
    others = [(str(one.pk), f"{one.person.name}·{one.trade}") for one in queries.craftsmen_of(row)[1:]]
    form = LeaderForm(request.POST if request.method == "POST" else None, members=others)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.change_leader(row, form.cleaned_data["leader"], at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="已换队长。"):
            return answer
    says = "已经接的单仍由原队长负责到底；以后的邀约发给新队长。"
    return _form_of_team(request, row, form, "换队长", "换队长", says=says)


@door("GET", "POST", power=FORM_TEAM)
def end_team(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    by.must(FORM_TEAM, at=Place(line=tuple(row.union.node.line)))
    form = ReasonForm(request.POST if request.method == "POST" else None, label="解散的原因")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.end_team(row, form.cleaned_data["reason"], at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="服务队已解散，记录都在。"):
            return answer
    says = "解散以后不再配单，以前的服务记录都保留。还有没办完的点菜单时不能解散。"
    return _form_of_team(request, row, form, "解散服务队", "解散", says=says)


@door("GET", "POST", power=FORM_TEAM)
def new_member(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    row = queries.team(pk, by=by)
    form = CraftsmanForm(request.POST if request.method == "POST" else None, skills=known.skills())
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            person = person_given(request, form)
            member = craftsmen_actions.enrol(person, craft_given(request, form), union=row.union, at=at, by=by)
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
            craftsmen_actions.recuse(member, firm, reason=form.cleaned_data["reason"], on=local_date(at), at=at, by=by)
            return f"/desk/talent/teams/{pk}"

        if answer := carry_out(request, form, act, done="已登记回避。"):
            return answer
    return show_form(request, "talent/recusal_form.html", {"form": form, "team": row, "member": member})


def _written(request: HttpRequest, form: HostedForm) -> actions.TeamForm:
    given = form.cleaned_data
    return actions.TeamForm(
        name=given["team_name"],
        half_days=[int(value) for value in given["half_days"]],
        host=enterprise_given(request, form, "host_code"),
        is_volunteer=given["is_volunteer"],
    )


def _form_of_team(
    request: HttpRequest, row: Team, form: Any, title: str, button: str, *, says: str = ""
) -> HttpResponse:
    context = {
        "form": form, "title": title, "button": button, "says": says,
        "back": f"/desk/talent/teams/{row.pk}", "back_label": row.name,
    }  # fmt: skip
    return show_form(request, "talent/plain_form.html", context)


def _counties(area_code: str) -> list[str]:
    return [area_code] if len(area_code) >= 6 else [row.code for row in areas(parent=area_code)]


add_menu(MenuEntry(label="服务队", icon="users", address="/desk/talent/teams", power=READ, section="人才", place=50))
