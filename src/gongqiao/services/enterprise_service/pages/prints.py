"""Prints of an order: the visit sheet as Word and PDF, the visit as a calendar entry."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.base.money import yuan_of
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.kernel.documents.prints import pdf, word
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.enterprise_service.flow import DISHES, SERVICE
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.rules.guards import in_force, open_visit
from gongqiao.services.enterprise_service.rules.wording import span
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.templatetags.parts import full_day

TEMPLATES = Path(__file__).parent.parent / "prints"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@door("GET")
def visit_sheet(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Return the visit sheet (服务记录单), with a QR code that leads back to the order."""
    by = by_of(request)
    case = case_numbered(number, by=by)
    if case.service != SERVICE or case.flow != "order":
        raise NotFound("这件事没有服务记录单。")
    if not by.may_see_names:
        raise NotAllowed("记录单上有姓名，看板账号不能打印。")
    request.looked_at = ("case", case.pk)  # type: ignore[attr-defined]
    facts = _facts(request, case, queries.order_of_case(case, by=by))
    link = request.build_absolute_uri(f"/cases/{number}")
    if kind == "docx":
        return _file(word(TEMPLATES / "visit_sheet.docx", facts, link=link), WORD, f"服务记录单-{number}.docx")
    return _file(pdf(TEMPLATES / "visit_sheet.typ", facts, link=link), "application/pdf", f"服务记录单-{number}.pdf")


@door("GET")
def calendar_entry(request: HttpRequest, number: str) -> HttpResponse:
    """Return the agreed visit as a file for one's own calendar (RFC 5545)."""
    by = by_of(request)
    case = case_numbered(number, by=by)
    visit = open_visit(queries.order_of_case(case, by=by))
    if visit is None:
        raise NotFound("还没有约定上门时间。")
    stamp = "%Y%m%dT%H%M%S"
    start, end = (moment.astimezone(CITY_TIME) for moment in (visit.activity.starts_at, visit.activity.ends_at))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gongqiao//visits//ZH", "BEGIN:VEVENT",
        f"UID:visit-{visit.pk}@gongqiao", f"DTSTAMP:{at_of(request):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Asia/Shanghai:{start.strftime(stamp)}", f"DTEND;TZID=Asia/Shanghai:{end.strftime(stamp)}",
        f"SUMMARY:{_escaped('助企行上门：' + case.title)}", f"LOCATION:{_escaped(visit.activity.place)}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return _file(
        "\r\n".join(_folded(line) for line in lines).encode() + b"\r\n", "text/calendar; charset=utf-8", f"{number}.ics"
    )


def _facts(request: HttpRequest, case: Any, order: Any) -> dict[str, Any]:
    by = by_of(request)
    held = [visit for visit in queries.visits(order) if visit.state in {"reported", "confirmed", "under_way", "agreed"}]
    visit = held[0] if held else None
    problems = queries.problems(order)
    latest = in_force(order)
    card = queries.team_of(order)
    present = [presence.person_id for presence in visit.presences.all()] if visit else []
    names = names_of([order.ordered_by, *present], by=by)
    rating = order.ratings.filter(side="enterprise").order_by("-pk").first()
    return {
        "federation": case.org.name,
        "number": case.number,
        "printed_on": full_day(at_of(request)),
        "enterprise": order.enterprise.name,
        "contact": names.get(order.ordered_by, ""),
        "dish": f"助企行·{DISHES[order.dish]}",
        "visited_on": full_day(visit.activity.starts_at) if visit else "",
        "time": span(visit.activity.starts_at, visit.activity.ends_at) if visit else "",
        "team": f"{card.name}，到场 {len(present)} 人：{'、'.join(names.get(p, '') for p in present)}"
        if card and present
        else (card.name if card else ""),
        "problem": f"{order.title}。{order.description}",
        "cause": "；".join(p.cause for p in problems if p.cause),
        "cure": "；".join(p.cure for p in problems if p.cure) or (visit.minutes if visit else ""),
        "training": f"{visit.topic or '现场培训'}，{visit.sign_ins.count()} 人签到。"
        if visit and visit.sign_ins.count()
        else "",
        "advice": visit.advice if visit else "",
        "solved": [f"{p.title}：{p.get_state_display()}" for p in problems],
        "score": f"{rating.score} 分（满分 5 分）" if rating else "",
        "benefit": f"实际 {yuan_of(latest.actual_fen)}，预计 {yuan_of(latest.expected_fen)}" if latest else "",
        "is_demo": order.enterprise.is_demo,
    }


def _file(body: bytes, kind: str, name: str) -> HttpResponse:

    response = HttpResponse(body, content_type=kind)
    disposition = content_disposition_header(not kind.endswith("pdf"), name)
    if disposition:
        response["Content-Disposition"] = disposition
    return response


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Fold a line at 75 octets without cutting a character."""
    parts: list[str] = []
    current = ""
    for character in line:
        if len((current + character).encode()) > (75 if not parts else 74):
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])
