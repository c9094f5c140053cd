"""The desk's pages of special actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import every_figure
from gongqiao.kernel.org.queries import union
from gongqiao.kernel.sheets.columns import Column, Standing
from gongqiao.services.enterprise_service.actions import special_actions as actions
from gongqiao.services.enterprise_service.flow import READ_AT_DESK, RUN_SPECIAL_ACTION
from gongqiao.services.enterprise_service.forms.special_actions import SpecialActionForm
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries import special_actions as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of
from gongqiao.web.forms import ReasonForm
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

if TYPE_CHECKING:
    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.enterprise_service.models import SpecialAction

HOME = "/desk/enterprise-service/special-actions"
STATES = [("running", "进行中"), ("ended", "已结束")]


def _rows(asked: Asked) -> QuerySet[Any]:
    rows = queries.special_actions(by=asked.by)
    if asked.words:
        rows = rows.filter(name__icontains=asked.words)
    return rows.filter(ended_at__isnull=asked.value("state") == "running") if asked.value("state") else rows


SPECIAL_ACTIONS = register_listing(
    Listing(
        name="enterprise_service.special_actions",
        label="专项行动",
        says="有名字的专项行动：服务哪项部署、谁牵头、有哪几项内容、各项走到哪里。",
        searchable="名称",
        rows=_rows,
        row_link=lambda row: f"{HOME}/{row.pk}",
        filters=(Choices(name="state", label="状态", of=lambda by: STATES),),
        columns=(
            Column(
                name="name", label="专项行动", value=lambda a, look: a.name, is_wide=True,
                link=lambda a: f"{HOME}/{a.pk}",
            ),
            Column(name="serves", label="服务部署", kind="quiet", value=lambda a, look: a.serves),
            Column(name="union", label="组织", kind="quiet", value=lambda a, look: a.union.short_name),
            Column(name="lead", label="牵头", kind="quiet", value=lambda a, look: a.lead),
            Column(
                name="items", label="内容", kind="quiet",
                value=lambda a, look: f"{a.items_all} 项" + (
                    f"，{a.items_all - a.items_known} 项待确认" if a.items_all != a.items_known else ""
                ),
            ),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda a, look: Standing(shape=a.standing[0], label=a.standing[1]),
            ),
            Column(name="closes_on", label="到", kind="day", value=lambda a, look: a.closes_on),
        ),
        empty=("还没有专项行动", "点“登记专项行动”，把名称、牵头和各项内容记下来。"),
    )
)  # fmt: skip


@door("GET", power=READ_AT_DESK)
def every_special_action(request: HttpRequest) -> HttpResponse:
    return show_listing(request, SPECIAL_ACTIONS, template="enterprise_service/desk/special_actions.html")


@door("GET", power=READ_AT_DESK)
def one_special_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a special action with the progress of its items, each computed from its figure."""
    by = by_of(request)
    found = queries.special_action(pk, by=by)
    request.looked_at = ("special_action", pk)  # type: ignore[attr-defined]
    standings, cut = queries.standings(found, by=by), queries.cut_of(found)
    context = {
        "row": found,
        "standings": [(one, address_of(one.figure, cut) if one.figure else "") for one in standings],
        "may_change": _may_change(found, by),
    }
    return render(request, "enterprise_service/desk/special_action.html", context)


@door("GET", "POST", power=RUN_SPECIAL_ACTION)
def new_special_action(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    own, today = union(by.posts[0].node_id, by=by), local_date(at)
    initial = {"opens_on": today, "closes_on": today.replace(month=12, day=31), "lead": own.name}
    form = SpecialActionForm(
        request.POST if request.method == "POST" else None, figures=every_figure(), initial=initial
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            current = programmes.current_programme(at=at, by=by)
            made = actions.begin_special_action(form.special_action(current), union=own, at=at, by=by)
            return f"{HOME}/{made.pk}"

        if answer := carry_out(request, form, act, done="专项行动已登记。"):
            return answer
    return show_form(request, "enterprise_service/desk/special_action_form.html", {"form": form, "union": own})


@door("GET", "POST", power=RUN_SPECIAL_ACTION)
def edit_special_action(request: HttpRequest, pk: int) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    found = queries.special_action(pk, by=by)
    names = ("name", "serves", "lead", "opens_on", "closes_on")
    form = SpecialActionForm(
        request.POST if request.method == "POST" else None, figures=every_figure(),
        standings=queries.standings(found, by=by), initial={name: getattr(found, name) for name in names},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.change_special_action(found, form.special_action(found.programme), at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="已改好。"):
            return answer
    context = {"form": form, "union": found.union, "row": found}
    return show_form(request, "enterprise_service/desk/special_action_form.html", context)


@door("GET", "POST", power=RUN_SPECIAL_ACTION)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a special action with a word on how it went."""
    by, at = by_of(request), at_of(request)
    found = queries.special_action(pk, by=by)
    form = ReasonForm(request.POST if request.method == "POST" else None, label="结束小结")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.end_special_action(found, form.cleaned_data["reason"], at=at, by=by)
            return f"{HOME}/{pk}"

        if answer := carry_out(request, form, act, done="专项行动结束了。"):
            return answer
    context = {"form": form, "heading": "结束专项行动？", "what": found.name, "back": f"{HOME}/{pk}", "button": "结束"}
    return show_form(request, "enterprise_service/desk/reason_form.html", context)


def _may_change(row: SpecialAction, by: Actor) -> bool:
    return row.ended_at is None and by.may(RUN_SPECIAL_ACTION, at=Place(line=tuple(row.union.node.line)))


add_menu(MenuEntry(label="专项行动", icon="flag", address=HOME, power=READ_AT_DESK, place=42))
