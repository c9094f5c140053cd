"""The desk's pages of the programme: orders, needs, activities, the programme and its menu."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.queries import city_federation, counties_below, enterprise
from gongqiao.services.enterprise_service.actions import orders as order_actions
from gongqiao.services.enterprise_service.actions import programme as actions
from gongqiao.services.enterprise_service.flow import (
    DISHES_WITH_DOMAIN,
    PUBLISH,
    READ_AT_DESK,
    REGISTER_NEED,
)
from gongqiao.services.enterprise_service.forms.orders import NeedForm
from gongqiao.services.enterprise_service.forms.programme import DishForm, ProgrammeForm, TargetsForm
from gongqiao.services.enterprise_service.pages.lists import ACTIVITIES, NEEDS, ORDERS
from gongqiao.services.enterprise_service.pages.phone import DISH_ICONS
from gongqiao.services.enterprise_service.queries import activities as activity_queries
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.queries.surveys import answer_of_firm
from gongqiao.services.talent.contract import DomainsOfSkills
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.listings import show_listing


@door("GET", power=READ_AT_DESK)
def every_order(request: HttpRequest) -> HttpResponse:
    return show_listing(request, ORDERS)


@door("GET", power=READ_AT_DESK)
def every_need(request: HttpRequest) -> HttpResponse:
    return show_listing(request, NEEDS, template="enterprise_service/desk/needs.html")


@door("GET", "POST", power=REGISTER_NEED)
def new_need(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer writes down what an enterprise wants."""
    by, at = by_of(request), at_of(request)
    found, back = enterprise(pk, by=by), f"/desk/enterprise-service/enterprises/{pk}"
    form = NeedForm(
        request.POST if request.method == "POST" else None, domains=ask(DomainsOfSkills()), today=local_date(at)
    )
    said = answer_of_firm(request.GET.get("answer", ""), found, by=by)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            order_actions.register_need(found, form.need(), answer=said, at=at, by=by)
            return f"/desk/enterprise-service/survey-answers/{said.pk}" if said else back

        if answer := carry_out(request, form, act, done="需求已登记，企业联系人在手机上可以直接点菜。"):
            return answer
    context = {
        "form": form,
        "enterprise": found,
        "icons": DISH_ICONS,
        "with_domain": " ".join(sorted(DISHES_WITH_DOMAIN)),
    }
    return show_form(request, "enterprise_service/desk/need_form.html", context)


@door("GET", power=READ_AT_DESK)
def calendar(request: HttpRequest) -> HttpResponse:
    """Show the activities, the coming week first."""
    soon = activity_queries.coming(at=at_of(request), by=by_of(request))
    return show_listing(request, ACTIVITIES, template="enterprise_service/desk/activities.html", beside=soon)


@door("GET", power=READ_AT_DESK)
def one_activity(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    row = activity_queries.activity(pk, by=by)
    context = {"activity": row, "card": queries.card(row.team_id), "visits": activity_queries.visits_of(row, by=by)}
    return render(request, "enterprise_service/desk/activity.html", context)


@door("GET", power=READ_AT_DESK)
def programme(request: HttpRequest) -> HttpResponse:
    """Show the programme with its menu and targets."""
    by, at = by_of(request), at_of(request)
    given = request.GET.get("id", "")
    chosen_one = (
        programmes.programme(int(given), by=by) if given.isascii() and given.isdigit() and len(given) < 19 else None
    )
    current = chosen_one or programmes.current_programme(at=at, by=by)
    context = {
        "programme": current,
        "all": programmes.programmes(by=by),
        "menu": programmes.menu(current) if current else [],
        "targets": programmes.targets(current, by=by) if current else [],
        "icons": DISH_ICONS,
        "may_publish": _may_publish(request, current),
    }
    return render(request, "enterprise_service/desk/programme.html", context)


@door("GET", "POST", power=PUBLISH)
def new_programme(request: HttpRequest) -> HttpResponse:
    by, at = by_of(request), at_of(request)
    city = city_federation(by=by)
    today = local_date(at)
    initial = {"title": f"{today.year} 助企行", "opens_on": today, "closes_on": today.replace(month=12, day=31)}
    form = ProgrammeForm(
        request.POST if request.method == "POST" else None, counties=counties_below(city, by=by), initial=initial
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.publish_programme(form.programme(), union=city, at=at, by=by)
            return "/desk/enterprise-service/programme"

        if answer := carry_out(request, form, act, done="方案已发布，企业可以点菜了。"):
            return answer
    return show_form(request, "enterprise_service/desk/programme_form.html", {"form": form})


@door("GET", "POST", power=PUBLISH)
def edit_targets(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    found = programmes.programme(pk, by=by)
    now = {target.union_id: target for target in programmes.targets(found, by=by)}
    initial = {f"problems_{u}": t.problems for u, t in now.items()} | {
        f"trained_{u}": t.trained for u, t in now.items()
    }
    counties = counties_below(found.union, by=by)
    form = TargetsForm(request.POST if request.method == "POST" else None, counties=counties, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.set_targets(found, form.targets(), at=at_of(request), by=by)
            return f"/desk/enterprise-service/programme?id={pk}"

        if answer := carry_out(request, form, act, done="目标已更新。"):
            return answer
    return show_form(request, "enterprise_service/desk/targets_form.html", {"form": form, "programme": found})


@door("POST", power=PUBLISH)
def close_programme(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    actions.close_programme(programmes.programme(pk, by=by), at=at_of(request), by=by)
    messages.success(request, "方案已结束，办理中的继续办完。")
    return redirect("/desk/enterprise-service/programme")


@door("GET", "POST", power=PUBLISH)
def edit_dish(request: HttpRequest, pk: int, dish: str) -> HttpResponse:
    """Put a new version of a dish on the menu."""
    by = by_of(request)
    found = programmes.programme(pk, by=by)
    item = programmes.dish(found, dish)
    if item is None:
        raise NotFound("菜单里没有这道菜。")
    form = DishForm(request.POST if request.method == "POST" else None, item=item)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.publish_dish(found, form.dish(), at=at_of(request), by=by)
            return f"/desk/enterprise-service/programme?id={pk}"

        if answer := carry_out(request, form, act, done="新版本已生效；以前点的菜仍按原来的版本办。"):
            return answer
    return show_form(
        request, "enterprise_service/desk/dish_form.html", {"form": form, "item": item, "programme": found}
    )


def _may_publish(request: HttpRequest, current: object) -> bool:
    by = by_of(request)
    return by.may(PUBLISH, at=Place(line=tuple(city_federation(by=by).node.line)))


add_menu(
    MenuEntry(label="点菜单", icon="hammer", address="/desk/enterprise-service/orders", power=READ_AT_DESK, place=10),
    MenuEntry(
        label="企业需求", icon="clipboard-list", address="/desk/enterprise-service/needs", power=READ_AT_DESK, place=20
    ),
    MenuEntry(
        label="活动日程",
        icon="calendar-days",
        address="/desk/enterprise-service/activities",
        power=READ_AT_DESK,
        place=40,
    ),
    MenuEntry(
        label="方案与菜单", icon="book-open", address="/desk/enterprise-service/programme", power=READ_AT_DESK, place=41
    ),
)
