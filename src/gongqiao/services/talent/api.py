"""Endpoints of talent: craftsmen, experts and pairs in sight; a pair is signed and goes on."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Query, Router, Status

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.documents.drawings import drawing
from gongqiao.kernel.org.queries import enterprise_with_code
from gongqiao.services.talent import schemas as s
from gongqiao.services.talent.actions import pairs as actions
from gongqiao.services.talent.flow import SERVICE
from gongqiao.services.talent.queries import craftsmen, experts, pairs

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from gongqiao.kernel.access.actor import Actor
    from gongqiao.services.talent.models import Pair

router = Router(tags=["人才库"])


def _by(request: HttpRequest) -> Actor:
    return reader(request, SERVICE)


def _at(request: HttpRequest) -> datetime:
    at: datetime = request.at  # type: ignore[attr-defined]
    return at


@router.get("/craftsmen", summary="劳模工匠")
def list_craftsmen(request: HttpRequest, window: Query[Window], q: str = "") -> dict[str, Any]:
    """List the craftsmen in sight: an officer's county, or oneself."""
    by = _by(request)
    rows = craftsmen.craftsmen_like(q[:60], by=by).prefetch_related("skills__skill")
    return page(rows, window, lambda row: s.show_craftsman(row, by))


@router.get("/experts", summary="专家库")
def list_experts(request: HttpRequest, window: Query[Window], q: str = "", field: str = "") -> dict[str, Any]:
    """List the experts in sight, of one field where it is given."""
    by = _by(request)
    rows = experts.experts_like(q[:60], by=by)
    return page(
        rows.filter(fields__contains=[field[:30]]) if field else rows, window, lambda row: s.show_expert(row, by)
    )


@router.get("/pairs", summary="师徒结队")
def list_pairs(request: HttpRequest, window: Query[Window], state: str = "") -> dict[str, Any]:
    """List the pairs in sight, the latest first."""
    by = _by(request)
    rows = pairs.pairs(by=by)
    return page(rows.filter(case__state=state[:30]) if state else rows, window, lambda row: s.show_pair(row, by))


@router.post("/pairs", response={201: dict[str, Any]}, summary="签订师徒协议")
def post_pair(request: HttpRequest, body: s.PairIn) -> Any:
    """Sign a pair on the visit of an order, or as an officer for an enterprise."""
    return Status(201, do_once(request, lambda: _sign(request, body)))


@router.get("/pairs/{number}", summary="一对师徒")
def get_pair(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return a pair with what was written down of it."""
    by = _by(request)
    found = _pair(request, number)
    entries = [{"side": one.side, "text": one.text, "at": one.at} for one in pairs.check_ins(found)]
    return {**s.show_pair(found, by), "check_ins": entries}


@router.post("/pairs/{number}/check-ins", response={201: dict[str, Any]}, summary="记师徒进展")
def post_check_in(request: HttpRequest, number: str, body: s.CheckInIn) -> Any:
    """Write down how a pair goes on."""

    def act() -> dict[str, Any]:
        actions.check_in(_pair(request, number), body.text, seen=body.version, at=_at(request), by=_by(request))
        return s.show_pair(_pair(request, number), _by(request))

    return Status(201, do_once(request, act))


@router.post("/pairs/{number}/finish", summary="师徒出师")
def post_finish(request: HttpRequest, number: str, body: s.ResultIn) -> dict[str, Any]:
    """Write down what the apprentice can do now, and close the pair."""

    def act() -> dict[str, Any]:
        actions.finish_pair(_pair(request, number), body.given(), seen=body.version, at=_at(request), by=_by(request))
        return s.show_pair(_pair(request, number), _by(request))

    return do_once(request, act)


@router.post("/pairs/{number}/end", summary="终止结队")
def post_end(request: HttpRequest, number: str, body: s.EndIn) -> dict[str, Any]:
    """End a pair before it is finished, and say why."""

    def act() -> dict[str, Any]:
        actions.end_pair(_pair(request, number), body.reason, seen=body.version, at=_at(request), by=_by(request))
        return s.show_pair(_pair(request, number), _by(request))

    return do_once(request, act)


def _sign(request: HttpRequest, body: s.PairIn) -> dict[str, Any]:
    by, at = _by(request), _at(request)
    order = case_numbered(body.order, by=by) if body.order else None
    firm = order.enterprise if order else enterprise_with_code(body.uscc, by=by)
    if firm is None:
        raise NotFound
    master = pairs.master_for(body.master_id, order, by=by)
    made = actions.sign_pair(master, firm, body.pair(), order=order, draft=_papers(request, body), at=at, by=by)
    return s.show_pair(made, by)


def _papers(request: HttpRequest, body: s.PairIn) -> uuid.UUID:
    draft = uuid7()
    for label, text in (
        (actions.MASTER_SIGNED, body.master_signature), (actions.APPRENTICE_SIGNED, body.apprentice_signature)
    ):  # fmt: skip
        keep_file(
            io.BytesIO(drawing(text)), name="签名.png", label=label, draft=draft, pictures_only=True, at=_at(request),
            by=_by(request),
        )  # fmt: skip
    return draft


def _pair(request: HttpRequest, number: str) -> Pair:
    by = _by(request)
    case = case_numbered(number, by=by)
    request.looked_at = ("case", case.pk)  # type: ignore[attr-defined]
    return pairs.pair_of_case(case, by=by)
