"""The phone's pages of the programme: ordering, needs, one's own enterprise, the craftsman's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.queries import attachments_in_draft
from gongqiao.kernel.org.queries import enterprises
from gongqiao.kernel.people.queries import contacts_of
from gongqiao.services.enterprise_service.actions import orders, promises
from gongqiao.services.enterprise_service.flow import (
    DISHES,
    DISHES_WITH_DOMAIN,
    ORDER,
    REGISTER_NEED,
)
from gongqiao.services.enterprise_service.forms.orders import NeedForm, OrderForm, need_initial
from gongqiao.services.enterprise_service.pages.solved_before import solved_before_ordering
from gongqiao.services.enterprise_service.queries import activities, programme
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.queries.promises import promise
from gongqiao.services.enterprise_service.rules.questions import questions
from gongqiao.services.talent.contract import DomainsOfSkills, TeamsNamed, TeamsOfPerson
from gongqiao.web.doors import at_of, by_of, carry_out, door, keep_uploads, show_form
from gongqiao.web.faces import HomePart, Panel, Tile, add_home, add_tiles
from gongqiao.web.forms import ReasonForm

if TYPE_CHECKING:
    from gongqiao.kernel.org.models import Enterprise

SAID = ("title", "description", "domain")
DISH_ICONS = {
    "guidance": "flag",
    "management": "chart-column",
    "training": "graduation-cap",
    "breakthrough": "wrench",
    "apprenticeship": "handshake",
}


@door("GET", "POST", power=ORDER)
def new_order(request: HttpRequest) -> HttpResponse:
    """Order a dish, prefilled from the register, the need that was chosen, or what was typed before."""
    by, at = by_of(request), at_of(request)
    enterprise = _own_enterprise(request)
    need = queries.need(int(request.GET["need"]), by=by) if _is_number(request.GET.get("need")) else None
    draft = draft_for("order", about=f"need:{need.pk}" if need else str(enterprise.pk), at=at, by=by)
    current = programme.current_programme(at=at, by=by)
    items = programme.menu(current) if current and current.state == "open" else []
    form = OrderForm(
        **({"data": request.POST, "files": request.FILES} if request.method == "POST" else {}),
        domains=ask(DomainsOfSkills()), today=local_date(at), once_key=draft.pk.hex,
        questions={item.dish: questions(item.order_form) for item in items},
        initial={"place": enterprise.address, "dish": request.GET.get("dish", ""), **(need_initial(need) if need else {}), **draft.body},
    )  # fmt: skip
    if request.method == "POST":
        good = keep_uploads(request, form, draft, ["photos"], pictures_only=True)
        if form.is_valid() and good:

            def act() -> str:
                order = orders.place_order(enterprise, form.order(), need=need, draft=draft.pk, at=at, by=by)
                finish(draft.pk, by=by)
                return f"/cases/{order.case.number}"

            if answer := carry_out(request, form, act, done="点好了。配好班组会马上告诉您。"):
                return answer
    context = {
        "form": form,
        "enterprise": enterprise,
        "choices": [e for e in _own_enterprises(request) if e.pk != enterprise.pk],
        "need": need,
        "items": items,
        "icons": DISH_ICONS,
        "draft": draft,
        "kept": attachments_in_draft(draft.pk, by=by),
        "with_domain": " ".join(sorted(DISHES_WITH_DOMAIN)),
        "extras": [
            (item.dish, [form[f"extra_{item.dish}_{q.key}"] for q in questions(item.order_form)]) for item in items
        ],
        "contact": next((c for c in contacts_of(enterprise.pk) if c.person_id == by.person_id), None),
        "sensible_days": items[0].match_days if items else 2,
        "solved_before": solved_before_ordering(request, *(str(form[name].value() or "") for name in SAID)),
    }
    return show_form(request, "enterprise_service/order.html", context)


@door("GET", "POST", power=REGISTER_NEED)
def new_need(request: HttpRequest) -> HttpResponse:
    """Write down what one's enterprise wants, to be ordered later."""
    by, at = by_of(request), at_of(request)
    enterprise = _own_enterprise(request)
    draft = draft_for("need", about=str(enterprise.pk), at=at, by=by)
    form = NeedForm(
        request.POST if request.method == "POST" else None, domains=ask(DomainsOfSkills()), today=local_date(at),
        once_key=draft.pk.hex, initial=draft.body,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            orders.register_need(enterprise, form.need(), at=at, by=by)
            finish(draft.pk, by=by)
            return "/enterprise-service/needs"

        if answer := carry_out(request, form, act, done="记下了。想请班组来时，点“点菜”。"):
            return answer
    context = {
        "form": form, "enterprise": enterprise, "draft": draft, "icons": DISH_ICONS,
        "with_domain": " ".join(sorted(DISHES_WITH_DOMAIN)), "dishes": DISHES,
    }  # fmt: skip
    return show_form(request, "enterprise_service/need.html", context)


@door("GET", power=REGISTER_NEED)
def own_needs(request: HttpRequest) -> HttpResponse:
    rows = list(queries.needs(by=by_of(request))[:100])
    return render(request, "enterprise_service/needs_phone.html", {"needs": rows, "icons": DISH_ICONS})


@door("GET", "POST", power=REGISTER_NEED)
def drop_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a need is not needed any more, and why."""
    by = by_of(request)
    need = queries.need(pk, by=by)
    back = "/desk/enterprise-service/needs" if by.posts else "/enterprise-service/needs"
    form = ReasonForm(request.POST if request.method == "POST" else None, label="为什么不需要了")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            orders.drop_need(need, form.cleaned_data["reason"], at=at_of(request), by=by)
            return back

        if answer := carry_out(request, form, act, done="记下了，这条需求不再办。"):
            return answer
    template = "enterprise_service/desk/reason_form.html" if by.posts else "enterprise_service/drop_need.html"
    context = {"form": form, "heading": "这条需求不再需要了？", "what": need.title, "back": back, "button": "不需要了"}
    return show_form(request, template, context)


@door("POST")
def keep_promise(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    row = promise(pk, by=by)
    promises.keep(row, at=at_of(request), by=by)
    number = row.order.case.number
    return redirect(f"/desk/cases/{number}" if by.posts else f"/cases/{number}")


@door("GET")
def work(request: HttpRequest) -> HttpResponse:
    """Show the craftsman his offers, his visits and his team."""
    by = by_of(request)
    cards = ask(TeamsNamed(team_ids=ask(TeamsOfPerson(person_id=by.own_id or 0))))
    context = {
        "offers": activities.offers_to(by=by),
        "visits": activities.visits_of_leader(by=by),
        "cards": list(cards.values()),
    }
    return render(request, "enterprise_service/work.html", context)


def _home_of_contact(request: HttpRequest) -> Panel | None:
    by = by_of(request)
    if not by.contact_of:
        return None
    context = {"enterprises": _own_enterprises(request)}
    return Panel(template="enterprise_service/parts/home_contact.html", context=context)


def _menu_of_contact(request: HttpRequest) -> Panel | None:
    by = by_of(request)
    if not by.contact_of:
        return None
    current = programme.current_programme(at=at_of(request), by=by)
    items = programme.menu(current) if current and current.state == "open" else []
    return Panel(template="enterprise_service/parts/home_menu.html", context={"items": items, "icons": DISH_ICONS})


def _home_of_craftsman(request: HttpRequest) -> Panel | None:
    by = by_of(request)
    team_ids = ask(TeamsOfPerson(person_id=by.own_id or 0))
    if not team_ids:
        return None
    cards = ask(TeamsNamed(team_ids=team_ids))
    context = {"card": cards[team_ids[0]], "visits": activities.visits_of_leader(by=by)[:3]}
    return Panel(template="enterprise_service/parts/home_craftsman.html", context=context)


def _home_of_somebody(request: HttpRequest) -> Panel | None:
    by = by_of(request)
    if by.contact_of or by.posts or ask(TeamsOfPerson(person_id=by.own_id or 0)):
        return None
    return Panel(template="enterprise_service/parts/home_nobody.html", context={"hotline": settings.HOTLINE})


def _own_enterprises(request: HttpRequest) -> list[Enterprise]:
    by = by_of(request)
    return list(enterprises(by=by).filter(pk__in=by.contact_of)) if by.contact_of else []


def _own_enterprise(request: HttpRequest) -> Enterprise:
    """Return the enterprise for which one acts; the address names it when there are several."""
    own = _own_enterprises(request)
    given = request.GET.get("enterprise", "")
    if given:
        found = next((enterprise for enterprise in own if str(enterprise.pk) == given), None)
        if found is None:
            raise NotFound("没有找到这家企业，或者您不是它的联系人。")
        return found
    if not own:
        raise NotAllowed("您还不是任何企业的联系人。请用工会的邀请，或上传盖章的授权书申请。")
    return own[0]


def _is_number(text: str | None) -> bool:
    return bool(text) and str(text).isascii() and str(text).isdigit() and len(str(text)) < 19


add_tiles(
    Tile(label="助企行", icon="hammer", address="/enterprise-service", place=10),
    Tile(label="企业授权", icon="stamp", address="/enterprise-service/authorisations/new", place=20),
)
add_home(
    HomePart(build=_home_of_contact, place=10),
    HomePart(build=_home_of_craftsman, place=20),
    HomePart(build=_home_of_somebody, place=30),
    HomePart(build=_menu_of_contact, place=40),
)


@door("GET")
def start(request: HttpRequest) -> HttpResponse:
    """Show the programme to whoever comes: the menu, and the way in for one's own part."""
    by, at = by_of(request), at_of(request)
    current = programme.current_programme(at=at, by=by)
    context = {
        "programme": current,
        "items": programme.menu(current) if current else [],
        "icons": DISH_ICONS,
        "is_contact": bool(by.contact_of),
        "is_craftsman": bool(ask(TeamsOfPerson(person_id=by.own_id or 0))),
    }
    return render(request, "enterprise_service/start.html", context)
