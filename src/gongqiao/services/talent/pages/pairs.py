"""Doors of the apprenticeship pairs: the list, signing at the desk and on site, the terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.queries import case_numbered, draft_for, place_of
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.queries import attachments_in_draft
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.org.queries import city_federation
from gongqiao.services.enterprise_service.contract import OnSite, OrdersOnSite
from gongqiao.services.talent.actions import pairs as actions
from gongqiao.services.talent.figures import PAIR_COLUMNS, PAIRS_IN_FORCE, PAIRS_SIGNED
from gongqiao.services.talent.flow import PAIR_FLOW, READ, SET_TERMS, SIGN_PAIR
from gongqiao.services.talent.forms.pairs import DeskPairForm, PairForm, TermsForm
from gongqiao.services.talent.pages.choices import counties, enterprise_given
from gongqiao.services.talent.queries import craftsmen
from gongqiao.services.talent.queries import pairs as queries
from gongqiao.services.talent.rules.terms import terms_in_force
from gongqiao.web.doors import at_of, by_of, carry_out, door, drop_signatures, keep_signatures, keep_uploads, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing
from gongqiao.web.reading import NumberConverter

if TYPE_CHECKING:
    from gongqiao.kernel.cases.models import Case, Draft
    from gongqiao.kernel.org.models import Enterprise
    from gongqiao.services.talent.models import Craftsman

STATES = [(state.name, state.label) for state in PAIR_FLOW.states]
SIGNATURES = (actions.MASTER_SIGNED, actions.APPRENTICE_SIGNED)


def _pairs(asked: Asked) -> QuerySet[Any]:
    rows = queries.pairs_like(asked.words, by=asked.by)
    for name, path in (("state", "case__state"), ("county", "case__org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


PAIRS = register_listing(
    Listing(
        name="talent.pairs",
        label="师徒结队",
        says="现场签的师徒协议：谁教谁、学什么、多久记一次进展、出师了没有。",
        searchable="编号、姓名、工种、企业",
        rows=_pairs,
        filters=(
            Choices(name="state", label="状态", of=lambda by: STATES),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=PAIR_COLUMNS,
        row_link=lambda pair: f"/desk/cases/{pair.case.number}",
        empty=("没有符合的师徒", "上门时在手机上签，或在这里登记一对。"),
    )
)


@door("GET", power=READ)
def pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs, with how many were signed and how many are in force."""
    by = by_of(request)
    context = {
        "figures": [(figure, figure.value(Cut(), by=by)) for figure in (PAIRS_SIGNED, PAIRS_IN_FORCE)],
        "terms": terms_in_force(local_date(at_of(request))),
        "may_sign": by.holds("officer"),
        "may_set": any(post.kind == "officer" and len(post.line) == 1 for post in by.posts),
    }
    return show_listing(request, PAIRS, template="talent/pairs.html", context=context)


@door("GET", "POST")
def sign_on_site(request: HttpRequest) -> HttpResponse:
    """Let those who serve an order sign a pair on its visit, prefilled from the order and who signed in."""
    by, at = by_of(request), at_of(request)
    order, site = _order(request)
    by.must(SIGN_PAIR, at=place_of(order, at=at, by=by))
    masters = craftsmen.craftsmen_among(site.team_ids)
    draft = draft_for("pair", about=order.number, at=at, by=by)
    form = PairForm(
        **_sent(request), masters=_named(masters), workers=[worker.name for worker in site.workers],
        once_key=draft.pk.hex, initial={
            "master": masters[0].pk if len(masters) == 1 else None, "trade": masters[0].trade if masters else "",
            "place": site.place, "starts_on": local_date(at), **draft.body,
        },
    )  # fmt: skip
    firm = order.enterprise
    done = _signed(request, form, draft, masters, lambda: firm, order, lambda number: f"/cases/{number}")
    if done:
        return done
    context = {**_context(request, form, draft), "order": order, "back": f"/cases/{order.number}"}
    return show_form(request, "talent/sign_pair.html", context)


@door("GET", "POST", power=READ)
def sign_at_desk(request: HttpRequest) -> HttpResponse:
    """Let an officer write down a pair that was signed on paper, for an order or without one."""
    by, at = by_of(request), at_of(request)
    if not by.may_anywhere(SIGN_PAIR):
        raise NotAllowed
    given = request.GET.get("order", "")
    order, site = _order(request) if given else (None, None)
    masters = craftsmen.craftsmen_among(site.team_ids) if site else craftsmen.masters(by=by)
    draft = draft_for("desk pair", about=order.number if order else "", at=at, by=by)
    form = DeskPairForm(
        **_sent(request), masters=_named(masters), workers=[worker.name for worker in site.workers] if site else (),
        once_key=draft.pk.hex, initial={
            "place": site.place if site else "", "starts_on": local_date(at),
            "code": order.enterprise.uscc if order and order.enterprise else "", **draft.body,
        },
    )  # fmt: skip
    done = _signed(
        request, form, draft, masters, lambda: enterprise_given(request, form, "code"), order,
        lambda number: f"/desk/cases/{number}",
    )  # fmt: skip
    if done:
        return done
    return show_form(request, "talent/pair_form.html", {**_context(request, form, draft), "order": order})


@door("GET", "POST", power=SET_TERMS)
def terms(request: HttpRequest) -> HttpResponse:
    """Let the city lay down how many apprentices a master may teach, and how often progress is written down."""
    by, at = by_of(request), at_of(request)
    city = city_federation(by=by)
    now = terms_in_force(local_date(at))
    written = {
        "most_apprentices": now.most_apprentices, "check_in_days": now.check_in_days,
        "source": now.source if now.is_confirmed else "",
    }  # fmt: skip
    form = TermsForm(request.POST if request.method == "POST" else None, initial=written)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.lay_down_terms(
                city, most_apprentices=given["most_apprentices"], check_in_days=given["check_in_days"],
                source=given["source"], at=at, by=by,
            )  # fmt: skip
            return "/desk/talent/pairs"

        if answer := carry_out(request, form, act, done="已保存，从今天起照此办。"):
            return answer
    context = {
        "form": form, "title": "师徒结队的要求", "button": "保存", "back": "/desk/talent/pairs",
        "back_label": "师徒结队", "says": "" if now.is_confirmed else f"现在用的数：{now.source}。",
    }  # fmt: skip
    return show_form(request, "talent/plain_form.html", context)


def _order(request: HttpRequest) -> tuple[Case, OnSite]:
    """Return the order that the address names, as the actor sees it, and who is on site. Raises NotFound."""
    number = request.GET.get("order", "")
    if not re.fullmatch(NumberConverter.regex, number):
        raise NotFound("请从上门的页面进入，再签师徒协议。")
    order = case_numbered(number, by=by_of(request))
    site = ask(OrdersOnSite(case_ids=(order.pk,))).get(order.pk)
    if site is None:
        raise NotFound("请从上门的页面进入，再签师徒协议。")
    return order, site


def _signed(
    request: HttpRequest,
    form: PairForm,
    draft: Draft,
    masters: Sequence[Craftsman],
    firm: Callable[[], Enterprise | None],
    order: Case | None,
    address: Callable[[str], str],
) -> HttpResponse | None:
    if request.method != "POST":
        return None
    at, by = at_of(request), by_of(request)
    good = keep_uploads(request, form, draft, [actions.AGREEMENT], pictures_only=True)
    if not (form.is_valid() and good):
        return None
    try:
        enterprise = firm()
    except Invalid as unknown:
        form.take(unknown)
        return None
    if enterprise is None:
        raise NotFound
    keep_signatures(request, form, draft, SIGNATURES)
    master = next(one for one in masters if one.pk == form.cleaned_data["master"])

    def act() -> str:
        made = actions.sign_pair(master, enterprise, form.pair(), order=order, draft=draft.pk, at=at, by=by)
        return address(made.case.number)

    answer = carry_out(request, form, act, done="签好了，师徒结队。", key=draft.pk.hex)
    if answer is None:
        drop_signatures(request, draft, SIGNATURES)
    return answer


def _context(request: HttpRequest, form: PairForm, draft: Draft) -> dict[str, Any]:
    kept = attachments_in_draft(draft.pk, by=by_of(request))
    return {
        "form": form,
        "draft": draft,
        "kept": [file for file in kept if file.label == actions.AGREEMENT],
        "terms": terms_in_force(local_date(at_of(request))),
    }


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _named(masters: Sequence[Craftsman]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.person.name}·{one.trade}") for one in masters]


add_menu(
    MenuEntry(label="师徒结队", icon="handshake", address="/desk/talent/pairs", power=READ, section="人才", place=53)
)
