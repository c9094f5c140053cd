"""Endpoints of the programme: the same loop as on the pages, by the same actions."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.masking import mask_phone
from gongqiao.kernel.cases.queries import draft_for, open_moves, place_of, timeline
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.actions import bind_files, keep_file
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.kernel.org.queries import enterprise, enterprise_with_code, enterprises, name_as_seen
from gongqiao.kernel.org.uscc import fault_of, tidy
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, visits
from gongqiao.services.enterprise_service.api import surveys, union_surveys
from gongqiao.services.enterprise_service.figures import EVERY_FIGURE
from gongqiao.services.enterprise_service.flow import OFFER, SERVICE, SUPPLEMENT
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.queries import programme as programmes
from gongqiao.services.enterprise_service.rules.candidates import shortlist
from gongqiao.services.enterprise_service.rules.guards import in_force
from gongqiao.services.enterprise_service.schemas import orders as s
from gongqiao.services.talent.contract import TeamsOfPool

if TYPE_CHECKING:
    from datetime import datetime

    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.enterprise_service.models import Order

router = Router(tags=["助企行"])
router.add_router("", surveys.router)
router.add_router("", union_surveys.router)


def _by(request: HttpRequest) -> Actor:
    return reader(request, SERVICE)


def _at(request: HttpRequest) -> datetime:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


def _order(request: HttpRequest, number: str) -> Order:
    order = queries.order_numbered(number, by=_by(request))
    request.looked_at = ("case", order.case_id)  # type: ignore[attr-defined]
    return order


@router.get("/menu", summary="菜单")
def menu(request: HttpRequest) -> dict[str, Any]:
    """Return the open programme and its dishes with their questions and promised days."""
    current = programmes.current_programme(at=_at(request), by=_by(request))
    items = programmes.menu(current) if current else []
    return {
        "programme": current.title if current else None,
        "state": current.state if current else None,
        "benefit_ceiling_fen": current.benefit_ceiling_fen if current else None,
        "dishes": [
            {"dish": i.dish, "label": i.label, "intro": i.intro, "version": i.version, "match_days": i.match_days,
             "order_form": i.order_form, "visit_form": i.visit_form, "rating_form": i.rating_form}
            for i in items
        ],
    }  # fmt: skip


@router.get("/enterprises", summary="企业")
def list_enterprises(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """List the enterprises in sight."""
    by = reader(request, SERVICE, "org")
    return page(enterprises(by=by), window, lambda row: s.show_enterprise(row, name_as_seen(row, by=by)))


@router.post("/enterprises", response={201: dict[str, Any]}, summary="登记企业")
def post_enterprise(request: HttpRequest, body: s.EnterpriseIn) -> Any:
    """Register an enterprise; the code is checked by GB 32100."""
    by = reader(request, SERVICE, "org")
    form = EnterpriseForm(
        code=body.uscc, name=body.name, short_name=body.short_name, area_code=body.area_code, address=body.address,
        industry=body.industry, class_code=body.class_code, ledger_level=body.ledger_level,
        speciality=body.speciality, tags=body.tags, workers=body.workers, point=body.point,
    )  # fmt: skip

    def act() -> dict[str, Any]:
        made = register_enterprise(form, at=_at(request), by=by)
        return s.show_enterprise(made, made.name)

    return Status(201, do_once(request, act))


@router.get("/needs", summary="需求")
def list_needs(request: HttpRequest, window: Query[Window]) -> dict[str, Any]:
    """List the needs in sight, newest first."""
    return page(queries.needs(by=_by(request)), window, s.show_need)


@router.post("/needs", response={201: dict[str, Any]}, summary="登记需求")
def post_need(request: HttpRequest, body: s.NeedIn) -> Any:
    """Write down what an enterprise wants."""
    by = _by(request)
    found = _enterprise(body, by)
    form = orders.NeedForm(**body.need())
    return Status(201, do_once(request, lambda: s.show_need(orders.register_need(found, form, at=_at(request), by=by))))


@router.get("/orders", summary="点菜单")
def list_orders(request: HttpRequest, window: Query[Window], state: str = "") -> dict[str, Any]:
    """List the orders in sight, newest first."""
    by = _by(request)
    rows = queries.orders(by=by)
    return page(rows.filter(case__state=state) if state else rows, window, lambda row: s.show_order(row, by))


@router.post("/orders", response={201: dict[str, Any]}, summary="点菜")
def post_order(request: HttpRequest, body: s.OrderIn) -> Any:
    """Order a dish for one's enterprise."""
    by = _by(request)
    found = _enterprise(body, by)
    need = queries.need(body.need_id, by=by) if body.need_id else None
    form = orders.OrderForm(**body.need(), place=body.place_text, point=body.point, extra=body.extra)
    return Status(
        201,
        do_once(request, lambda: s.show_order(orders.place_order(found, form, need=need, at=_at(request), by=by), by)),
    )


@router.get("/orders/{number}", summary="一张点菜单")
def get_order(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return an order with its problems, visits, confirmation, and the moves that are open to the actor."""
    by, at = _by(request), _at(request)
    order = _order(request, number)
    moves = open_moves(order.case, order, at=at, by=by)
    latest = in_force(order)
    return {
        **s.show_order(order, by),
        "problems": [s.show_problem(problem) for problem in queries.problems(order)],
        "visits": [s.show_visit(visit) for visit in queries.visits(order)],
        "confirmation": s.show_confirmation(latest) if latest else None,
        "moves": [{"move": m.move.name, "label": m.move.label, "refused_because": [r.text for r in m.reasons]} for m in moves],
        "timeline": [{"at": line.at, "who": line.who, "told": line.told, "reason": line.reason} for line in timeline(order.case, by=by)],
        "files": [{"id": str(f.pk), "label": f.label, "media_type": f.media_type} for f in attachments_of("case", order.case_id)],
    }  # fmt: skip


@router.delete("/orders/{number}", summary="删除（总是拒绝）")
def delete_order(request: HttpRequest, number: str) -> dict[str, Any]:
    """Refuse: an order is withdrawn or corrected, never deleted."""
    _order(request, number)
    raise closing.DeletionRefused


@router.get("/orders/{number}/candidates", summary="哪支班组合适，为什么不是其他")
def candidates(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return the ranked teams with additive reasons, and every other team with its reason; for officers."""
    by = _by(request)
    order = _order(request, number)
    by.must(OFFER, at=place_of(order.case, at=_at(request), by=by))
    listed = shortlist(order, at=_at(request))
    return {
        "ranked": [s.show_candidate(row) for row in listed.ranked],
        "others": [
            {"team_id": o.card.id, "team": o.card.name, "reason": o.why_not.reason, "fact": o.why_not.fact}
            for o in listed.others
        ],
    }


@router.post("/orders/{number}/files", response={201: dict[str, Any]}, summary="上传照片或证明")
def post_file(request: HttpRequest, number: str, file: File[UploadedFile], label: str = "photos") -> Any:
    """Add a file to an order: ``photos``, ``visit_photos`` or ``proof``, said in the query or in the form."""
    label = request.POST.get("label") or label
    sent = f"{label} {file.name} {hashlib.sha256(file.read()).hexdigest()}"
    file.seek(0)
    return Status(201, do_once(request, lambda: _keep_file(request, number, file, label), sent=sent))


def _keep_file(request: HttpRequest, number: str, file: UploadedFile, label: str) -> dict[str, Any]:
    by, at = _by(request), _at(request)
    if label not in {"photos", "visit_photos", "proof"}:
        raise NotFound("label 应为 photos、visit_photos 或 proof。")
    order = _order(request, number)
    by.must(SUPPLEMENT, at=place_of(order.case, at=at, by=by))
    draft = draft_for(f"api.{label}", about=number, at=at, by=by)
    kept = keep_file(
        cast("IO[bytes]", file.file),
        name=file.name or "文件",
        label=label,
        draft=draft.pk,
        pictures_only=label != "proof",
        at=at,
        by=by,
    )
    bind_files(draft.pk, thing="case", thing_id=order.case_id, at=at, by=by)
    return {"id": str(kept.pk), "label": label, "media_type": kept.media_type}


@router.get("/visits/{visit_id}/sign-ins", summary="签到名单")
def list_sign_ins(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    """Return who signed in, phones masked."""
    by = _by(request)
    lines = queries.sign_ins(queries.visit(visit_id, by=by), by=by)
    return {
        "items": [{"name": line.name, "phone": mask_phone(line.phone) if line.phone else ""} for line in lines],
        "count": len(lines),
    }


@router.post("/visits/{visit_id}/sign-ins", response={201: dict[str, Any]}, summary="队长代为签到")
def post_sign_in(request: HttpRequest, visit_id: int, body: s.SignInIn) -> Any:
    """Add a worker's line; a phone counts once a visit."""
    by = _by(request)
    visit = queries.visit(visit_id, by=by)
    return Status(
        201, do_once(request, lambda: {"is_new": visits.sign_in(visit, body.name, body.phone, at=_at(request), by=by)})
    )


@router.get("/teams", summary="服务队")
def list_teams(request: HttpRequest) -> dict[str, Any]:
    """Return the teams of the pool: names, leaders and skills; for posts."""
    by = _by(request)
    if not by.posts:
        raise NotFound
    return {"items": [s.show_team(card) for card in ask(TeamsOfPool())]}


@router.get("/figures", summary="全部指标")
def list_figures(request: HttpRequest, cut: Query[s.CutIn]) -> dict[str, Any]:
    """Return every figure under the actor's scope."""
    by = _by(request)
    counted = tally(EVERY_FIGURE, cut.cut(), by=by)
    return {figure.short_name: counted.total(figure) for figure in EVERY_FIGURE}


def _move(name: str, schema: Any, summary: str, call: Any) -> None:
    """Add the endpoint of one move: lock, check, change and book are the action's."""

    def endpoint(request: HttpRequest, number: str, body: Any) -> dict[str, Any]:
        by, at = _by(request), _at(request)
        order = _order(request, number)

        def act() -> dict[str, Any]:
            call(order, body, at=at, by=by)
            return s.show_order(_order(request, number), by)

        return do_once(request, act)

    endpoint.__annotations__ = {"request": HttpRequest, "number": str, "body": schema, "return": dict[str, Any]}
    endpoint.__name__ = f"move_{name.replace('-', '_')}"
    endpoint.__doc__ = summary
    router.post(f"/orders/{{number}}/{name}", summary=summary)(endpoint)


def _simple(action: Any) -> Any:
    return lambda order, body, at, by: action(order, seen=body.version, at=at, by=by)


def _reasoned(action: Any) -> Any:
    return lambda order, body, at, by: action(order, body.reason, seen=body.version, at=at, by=by)


def _told(action: Any) -> Any:
    return lambda order, body, at, by: action(order, body.text, seen=body.version, at=at, by=by)


def _enterprise(body: s.ForEnterprise, by: Actor) -> Any:
    if body.uscc:
        if fault := fault_of(tidy(body.uscc)):
            raise orders.BadCreditCode(fault, fields={"uscc": [fault]})
        return enterprise_with_code(body.uscc, by=by)
    return enterprise(body.enterprise_id or 0, by=by)


_move(
    "offer",
    s.OfferIn,
    "配给班组",
    lambda order, body, at, by: offers.offer(
        order, body.team_id, why_not_first=body.why_not_first, seen=body.version, at=at, by=by
    ),
)
_move("accept", s.Seen, "接单", _simple(offers.accept))
_move("decline", s.Reasoned, "不能接", _reasoned(offers.decline))
_move("recall", s.Reasoned, "收回邀约", _reasoned(offers.recall))
_move("send-back", s.Reasoned, "退回补充", _reasoned(orders.send_back))
_move("supplement", s.Told, "补充情况", _told(orders.supplement))
_move(
    "problems",
    s.Told,
    "登记难题",
    lambda order, body, at, by: orders.add_problem(order, body.text, seen=body.version, at=at, by=by),
)
_move("resubmit", s.Told, "补充后重新提交", _told(orders.resubmit))
_move("withdraw", s.Reasoned, "撤回", _reasoned(orders.withdraw))
_move(
    "propose",
    s.ProposeIn,
    "约上门时间",
    lambda order, body, at, by: dates.propose(order, body.date(), seen=body.version, at=at, by=by),
)
_move("agree", s.Seen, "企业同意时间", _simple(dates.agree))
_move("promise", s.Seen, "班组答应时间", _simple(dates.promise))
_move("decline-date", s.Reasoned, "时间不行", _reasoned(dates.decline_date))
_move("change-date", s.Reasoned, "改日期", _reasoned(dates.change_date))
_move("release", s.Reasoned, "换班组", _reasoned(offers.release_team))
_move("start", s.Seen, "到场开始", _simple(visits.start))
_move(
    "report",
    s.ReportIn,
    "填入企记录",
    lambda order, body, at, by: visits.report(
        order, body.report(), is_finished=body.is_finished, seen=body.version, at=at, by=by
    ),
)
_move(
    "confirm",
    s.ConfirmIn,
    "企业确认",
    lambda order, body, at, by: confirming.confirm(order, body.confirmation(), seen=body.version, at=at, by=by),
)
_move(
    "hand-to-principal",
    s.Seen,
    "请主联系人确认",
    lambda order, body, at, by: confirming.hand_to_principal(order, draft=None, seen=body.version, at=at, by=by),
)
_move("dispute", s.Reasoned, "还没有解决", _reasoned(confirming.dispute))
_move(
    "rate",
    s.RateIn,
    "补评分",
    lambda order, body, at, by: confirming.rate(order, body.score, body.comment, seen=body.version, at=at, by=by),
)
_move("review", s.Seen, "复核效益", _simple(closing.review))
_move("return-benefit", s.Reasoned, "退回效益", _reasoned(closing.return_benefit))
_move(
    "revisit",
    s.RevisitIn,
    "记回访",
    lambda order, body, at, by: closing.revisit(
        order, way=body.way, still_holds=body.still_holds, note=body.note, seen=body.version, at=at, by=by
    ),
)
_move("reopen", s.Reasoned, "重新打开", _reasoned(closing.reopen))
_move(
    "correct",
    s.CorrectIn,
    "更正效益",
    lambda order, body, at, by: confirming.correct(
        order,
        actual_fen=body.actual_fen,
        expected_fen=body.expected_fen,
        reason=body.reason,
        seen=body.version,
        at=at,
        by=by,
    ),
)
_move("close", s.Seen, "归档", _simple(closing.close))
_move("close-unanswered", s.Reasoned, "企业未确认，归档", _reasoned(closing.close_unanswered))
