"""The dialogs of an order's moves and edits: which form, and the one call that it makes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.kernel.calendar.queries import CITY_TIME, local_time
from gongqiao.kernel.cases.drafts import keep
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, signing, visits
from gongqiao.services.enterprise_service.flow import SIGN_SHEET, SUPPLEMENT
from gongqiao.services.enterprise_service.forms.confirming import ConfirmForm, CorrectForm, RateForm, RevisitForm
from gongqiao.services.enterprise_service.forms.orders import ProblemForm, SupplementForm
from gongqiao.services.enterprise_service.forms.signing import SignatureForm, SignedForm
from gongqiao.services.enterprise_service.forms.visits import DateForm, OfferForm, ReportForm
from gongqiao.services.enterprise_service.queries import activities
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.rules.candidates import barred_members, free_half_days, in_words, shortlist
from gongqiao.services.enterprise_service.rules.guards import in_force, open_visit
from gongqiao.services.enterprise_service.rules.questions import questions
from gongqiao.services.enterprise_service.rules.wording import span, when
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.faces import MoveDoor
from gongqiao.web.forms import Form

if TYPE_CHECKING:
    from gongqiao.kernel.cases.flow import Move
    from gongqiao.kernel.cases.models import Case, Draft
    from gongqiao.services.enterprise_service.models import Order

SIGNABLE = ("delivering", "claimed", "confirmed", "reviewed", "revisited", "closed")
OPEN = ("ordered", "matched", "scheduled", "delivering", "returned")


def _sent(request: HttpRequest) -> dict[str, Any]:
    """Return the data and files for a bound form, or nothing for one that is shown first."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _typed_before(draft: Draft) -> dict[str, Any]:
    """Return what was typed before and kept."""
    return {name: value for name, value in draft.body.items() if name not in {"once", "seen", "csrfmiddlewaretoken"}}


def _offer_form(request: HttpRequest, order: Order, move: Move, draft: Draft) -> Form:
    pressed = {"team": request.GET["team"]} if request.GET.get("team") else {}
    return OfferForm(**_sent(request), initial={**_typed_before(draft), **pressed})


def _offer_context(request: HttpRequest, case: Case, order: Order, form: Form) -> Mapping[str, Any]:
    listed = shortlist(order, at=at_of(request))
    given = str(form["team"].value() or "")
    wanted = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    chosen = listed.ranked_team(wanted) or (listed.ranked[0] if listed.ranked and not wanted else None)
    first = listed.ranked[0] if listed.ranked else None
    if chosen and form.is_bound is False:
        form.fields["team"].initial = chosen.card.id
    barred = next((row for row in listed.others if row.card.id == wanted), None)
    return {
        "ranked": listed.ranked[:12],
        "chosen": chosen,
        "first": first,
        "barred": barred,
        "title": f"把这道菜配给{chosen.card.name}？" if chosen else "配班组",
        "button": f"配给{chosen.card.name}" if chosen else "配给班组",
    }


def _offer(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    offers.offer(
        order, given["team"], why_not_first=given["why_not_first"], seen=seen, at=at_of(request), by=by_of(request)
    )


def _date_form(request: HttpRequest, order: Order, move: Move, draft: Draft) -> Form:
    at = at_of(request)
    card = queries.team_of(order)
    barred = barred_members(card, order.enterprise_id) if card else frozenset()
    joinable = [
        (str(row.pk), f"{span(row.starts_at, row.ends_at)}，{row.place}（已有 {row.served} 家）")
        for row in activities.joinable(order, at=at, by=by_of(request))
    ]
    return DateForm(
        **_sent(request), card=card, activities=joinable, barred=barred,
        initial={**_first_free(order, card, at), "place": order.place, **_typed_before(draft)},
    )  # fmt: skip


def _first_free(order: Order, card: Any, at: Any) -> dict[str, Any]:
    """Suggest the first free half-day of the team, not before the day that the enterprise wished."""
    if card is None:
        return {}
    free = free_half_days([card], at=at)[card.id]
    wished = local_time(order.wished_on, time(0)) if order.wished_on else at
    first = next((half for half in free if half.start >= wished), free[0] if free else None)
    if first is None:
        return {}
    start = first.start.astimezone(CITY_TIME)
    return {
        "starts_at": start,
        "ends_at": start + timedelta(hours=2.5),
        "member_ids": [str(pk) for pk in card.member_ids],
    }


def _date_context(request: HttpRequest, case: Case, order: Order, form: Form) -> Mapping[str, Any]:
    card = queries.team_of(order)
    free = free_half_days([card], at=at_of(request))[card.id] if card else []
    tight = form.refusal is not None and form.refusal.code == "travel_is_tight"
    return {"card": card, "free": in_words(free, most=8), "tight": tight, "order": order}


def _propose(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    dates.propose(order, form.date(at_of(request)), seen=seen, at=at_of(request), by=by_of(request))  # type: ignore[attr-defined]


def _report_form(request: HttpRequest, order: Order, move: Move, draft: Draft) -> Form:
    card = queries.team_of(order)
    barred = barred_members(card, order.enterprise_id) if card else frozenset()
    return ReportForm(
        **_sent(request), card=card, barred=barred, is_finished=move.name == "claim",
        problems=[problem for problem in queries.problems(order) if problem.state != "solved"],
        questions=questions(order.menu_item.visit_form),
        initial=_typed_before(draft),
    )  # fmt: skip


def _report(is_finished: bool) -> Any:
    def act(request: HttpRequest, order: Order, form: ReportForm, draft: uuid.UUID, seen: int) -> None:
        visits.report(
            order, form.report(), is_finished=is_finished, draft=draft, seen=seen, at=at_of(request), by=by_of(request)
        )

    return act


def _confirm_form(request: HttpRequest, order: Order, move: Move, draft: Draft) -> Form:
    waiting = [visit for visit in queries.visits(order) if visit.state == "reported"]
    return ConfirmForm(
        **_sent(request), problems=queries.problems(order), visits=waiting,
        questions=questions(order.menu_item.rating_form), initial=_typed_before(draft),
    )  # fmt: skip


def _confirm_context(request: HttpRequest, case: Case, order: Order, form: Form) -> Mapping[str, Any]:
    by = by_of(request)
    return {
        "order": order,
        "ceiling_fen": order.programme.benefit_ceiling_fen,
        "is_principal": order.enterprise_id in by.principal_of,
        "reported": [visit for visit in queries.visits(order) if visit.state == "reported"],
        "needs_principal": form.refusal is not None and form.refusal.code == "principal_needed",
    }


def _confirm(request: HttpRequest, order: Order, form: ConfirmForm, draft: uuid.UUID, seen: int) -> None:
    at, by = at_of(request), by_of(request)
    if request.POST.get("to_principal"):
        confirming.hand_to_principal(order, draft=_kept(request, draft, order), seen=seen, at=at, by=by)
    else:
        confirming.confirm(order, form.confirmation(), draft=draft, seen=seen, at=at, by=by)


def _kept(request: HttpRequest, draft: uuid.UUID, order: Order) -> uuid.UUID:
    """Keep what was typed in the draft before it is handed over."""
    hidden = {"csrfmiddlewaretoken", "once", "seen", "to_principal"}
    typed = {name: values[-1] for name, values in request.POST.lists() if name not in hidden}
    keep(draft, typed, at=at_of(request), by=by_of(request))
    return draft


def _rate(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    confirming.rate(order, given["score"], given["comment"], seen=seen, at=at_of(request), by=by_of(request))


def _correct_form(request: HttpRequest, order: Order, move: Move, draft: Draft) -> Form:
    latest = in_force(order)
    now = {"actual": f"{latest.actual_fen / 100:.2f}", "expected": f"{latest.expected_fen / 100:.2f}"} if latest else {}
    return CorrectForm(**_sent(request), initial={**now, **_typed_before(draft)})


def _correct(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    confirming.correct(
        order, actual_fen=given["actual"], expected_fen=given["expected"], reason=given["reason"], draft=draft,
        seen=seen, at=at_of(request), by=by_of(request),
    )  # fmt: skip


def _revisit(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    given = form.cleaned_data
    closing.revisit(
        order, way=given["way"], still_holds=given["still_holds"] == "yes", note=given["note"], seen=seen,
        at=at_of(request), by=by_of(request),
    )  # fmt: skip


def _plain(form: type[Form]) -> Any:
    """Return a maker of a form that needs nothing but what was sent or typed before."""

    def make(request: HttpRequest, order: Order, move: Move | None, draft: Draft) -> Form:
        return form(**_sent(request), initial=_typed_before(draft))

    return make


def _simply(action: Any) -> Any:
    """Return the call of an action that takes nothing but the order."""

    def act(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
        action(order, seen=seen, at=at_of(request), by=by_of(request))

    return act


def _with_reason(action: Any) -> Any:
    """Return the call of an action that takes a written reason."""

    def act(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
        action(order, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))

    return act


def _with_text(action: Any) -> Any:
    """Return the call of an action that takes a text and photos."""

    def act(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
        action(order, form.cleaned_data["text"], draft=draft, seen=seen, at=at_of(request), by=by_of(request))

    return act


def _decline(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> str:
    """Say no, and go back to one's work: whoever declined does not see the order any more."""
    offers.decline(order, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))
    return "/enterprise-service/work"


def _start(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> str:
    visit = visits.start(order, seen=seen, at=at_of(request), by=by_of(request))
    return f"/enterprise-service/visits/{visit.pk}"


def _add_problem(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    orders.add_problem(order, form.cleaned_data["title"], seen=seen, at=at_of(request), by=by_of(request))


def _sign(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    signer = form.cleaned_data["signer"]
    signing.sign_sheet(order, signer, draft=draft, seen=seen, at=at_of(request), by=by_of(request))


def _keep_signed(request: HttpRequest, order: Order, form: Form, draft: uuid.UUID, seen: int) -> None:
    signing.keep_signed(order, draft=draft, seen=seen, at=at_of(request), by=by_of(request))


def _agreed_time(request: HttpRequest, case: Case, order: Order, form: Form) -> Mapping[str, Any]:
    visit = open_visit(order)
    return {"visit": visit, "title": f"{when(visit.activity.starts_at)} 上门，可以吗？" if visit else "上门时间"}


PARTS = "enterprise_service/dialogs/"

DOORS = {
    "offer": MoveDoor(
        form=_offer_form, act=_offer, template=PARTS + "offer.html", context=_offer_context, done="已发出邀约，等班组答复。"
    ),
    "accept": MoveDoor(act=_simply(offers.accept), title="接这一单？", button="接单", done="已接单，工会会来约上门时间。"),
    "decline": MoveDoor(act=_decline, title="这一单不能接？", button="不能接", done="已答复，工会会另配班组。"),
    "recall": MoveDoor(act=_with_reason(offers.recall), title="收回邀约？", button="收回邀约"),
    "send_back": MoveDoor(act=_with_reason(orders.send_back), title="退回请企业补充", button="退回补充"),
    "resubmit": MoveDoor(form=_plain(SupplementForm), act=_with_text(orders.resubmit), files=("photos",), done="已重新提交。"),
    "withdraw": MoveDoor(act=_with_reason(orders.withdraw), title="撤回这次点菜？", button="撤回点菜", done="已撤回，不影响以后点菜。"),
    "propose": MoveDoor(
        form=_date_form, act=_propose, template=PARTS + "date.html", context=_date_context, title="约上门时间",
        button="提出这个时间", done="已提出时间，等双方确认。",
    ),
    "agree": MoveDoor(act=_simply(dates.agree), context=_agreed_time, template=PARTS + "agree.html", done="已同意，等班组确认。"),
    "promise": MoveDoor(act=_simply(dates.promise), context=_agreed_time, template=PARTS + "agree.html", done="已答应这个时间。"),
    "decline_date": MoveDoor(act=_with_reason(dates.decline_date), title="这个时间不行", button="另约时间", done="已告诉工会另约时间。"),
    "change_date": MoveDoor(act=_with_reason(dates.change_date), title="改上门日期", button="改日期", done="已告诉双方，正在另约。"),
    "release": MoveDoor(act=_with_reason(offers.release_team), title="换一支班组？", button="换班组", done="已换下，请另配班组。"),
    "start": MoveDoor(act=_start, title="到企业了？", button="到场了，开始", done="开始了，请职工扫码签到。"),
    "claim": MoveDoor(
        form=_report_form, act=_report(True), files=("visit_photos",), template=PARTS + "report.html", title="填入企记录",
        button="提交，请企业确认", done="记录已提交，等企业确认。",
    ),
    "again": MoveDoor(
        form=_report_form, act=_report(False), files=("visit_photos",), template=PARTS + "report.html",
        title="填入企记录，还要再来一次", button="提交，再约一次", done="记录已提交，工会会再约时间。",
    ),
    "confirm": MoveDoor(
        form=_confirm_form, act=_confirm, files=("proof",), pictures_only=False, template=PARTS + "confirm.html",
        context=_confirm_context, title="确认这次服务", button="确认提交", done="已提交，谢谢您。",
    ),
    "dispute": MoveDoor(act=_with_reason(confirming.dispute), title="还没有解决？", button="请再来一次", done="已告诉工会和班组，会再来。"),
    "rate": MoveDoor(form=_plain(RateForm), act=_rate, title="给这次服务评个分", button="提交评分", done="谢谢您的评分。"),
    "review": MoveDoor(act=_simply(closing.review), title="效益属实？", button="复核通过", done="效益已复核。"),
    "return_benefit": MoveDoor(act=_with_reason(closing.return_benefit), title="退回效益申报", button="退回"),
    "revisit": MoveDoor(form=_plain(RevisitForm), act=_revisit, title="记回访", button="保存回访", done="回访已记下。"),
    "reopen": MoveDoor(act=_with_reason(closing.reopen), title="重新打开？", button="重新打开", done="已重新打开。"),
    "correct": MoveDoor(
        form=_correct_form, act=_correct, files=("proof",), pictures_only=False, title="更正效益", button="提交更正",
        done="已更正，等工会复核。",
    ),
    "close": MoveDoor(act=_simply(closing.close), title="归档？", button="归档", done="已归档。"),
    "close_unanswered": MoveDoor(act=_with_reason(closing.close_unanswered), title="企业未确认，归档", button="归档，不计成果"),
}  # fmt: skip

EDITS = {
    "supplement": MoveDoor(
        form=_plain(SupplementForm), act=_with_text(orders.supplement), files=("photos",), title="补充情况、加照片",
        button="补充", done="已补充。", power=SUPPLEMENT, in_states=OPEN,
    ),
    "sign": MoveDoor(
        form=_plain(SignatureForm), act=_sign, files=(signing.SIGNATURE_PHOTO,), signatures=(signing.SIGNATURE,),
        template=PARTS + "sign.html", title="请企业签字",
        button="签好了", done="已签字，印在服务记录单上。", power=SIGN_SHEET, in_states=SIGNABLE,
    ),
    "keep-signed": MoveDoor(
        form=_plain(SignedForm), act=_keep_signed, files=("signed",), pictures_only=False, title="传签字盖章件",
        button="传上去", done="已存入这件事。", power=SUPPLEMENT, in_states=("matched", "scheduled", *SIGNABLE),
    ),
    "add-problem": MoveDoor(
        form=_plain(ProblemForm), act=_add_problem, title="再登记一个难题", button="登记", done="已登记。", power=SUPPLEMENT,
        in_states=OPEN,
    ),
}  # fmt: skip
