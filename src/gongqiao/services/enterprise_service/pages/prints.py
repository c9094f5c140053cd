"""Papers of an order as pages, Word and PDF; the visit as a calendar entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.cases.queries import case_numbered, place_of
from gongqiao.kernel.papers.actions import ISSUE, issue
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.queries import FilledPaper, fill, issued, issued_at_place
from gongqiao.services.enterprise_service.flow import SERVICE
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.queries import papers
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.enterprise_service.rules.papers import SERVICE_AGREEMENT, VISIT_SHEET
from gongqiao.services.enterprise_service.rules.wording import when
from gongqiao.web.doors import at_of, by_of, door, looked_at
from gongqiao.web.papers import a_file, download, preview


@dataclass(frozen=True, kw_only=True)
class OrderPaper:
    """A paper of an order: its kind, its facts, and from when on there is something to print."""

    kind: PaperKind
    facts: Callable[..., Mapping[str, Any]]
    is_ready: Callable[[Any], bool]


PAPERS = {
    "visit-sheet": OrderPaper(
        kind=VISIT_SHEET, facts=papers.visit_sheet, is_ready=lambda order: order.visited_at is not None
    ),
    "service-agreement": OrderPaper(
        kind=SERVICE_AGREEMENT, facts=papers.service_agreement, is_ready=lambda order: order.matched_at is not None
    ),
}
"""By the word in their address."""


def papers_of(case: Any, order: Any) -> list[tuple[str, str]]:
    """Name the papers of an order that can be printed now, each with the address of its pages."""
    return [
        (paper.kind.label, f"/enterprise-service/orders/{case.number}/papers/{name}")
        for name, paper in PAPERS.items()
        if paper.is_ready(order)
    ]


@door("GET")
def show_paper(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Show a paper of an order as pages, with the ways to take it along and what was issued before."""
    case, paper = _filled(request, number, name)
    by, address = by_of(request), _address(case, name)
    may_issue = by.may(ISSUE, at=place_of(case, at=at_of(request), by=by))
    context = {
        "issue_address": f"{address}/issue" if may_issue else "",
        "issued": [
            (one, f"{address}/issued/{one.place}") for one in issued("case", case.pk) if one.kind == paper.kind.name
        ],
    }
    return preview(
        request,
        paper.kind,
        paper.word,
        made_by=paper.made_by,
        address=address,
        back=f"/cases/{number}",
        context=context,
    )


@door("GET")
def take_paper(request: HttpRequest, number: str, name: str, form: str) -> HttpResponse:
    """Return a paper of an order as Word or PDF, with a QR code that leads back to the order."""
    case, paper = _filled(request, number, name)
    return download(paper.kind, paper.word, name=f"{paper.kind.label}-{case.number}", form=form)


@door("POST")
def issue_paper(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Keep a paper of an order as it stands now."""
    by, at = by_of(request), at_of(request)
    case, paper = _filled(request, number, name)
    made = issue(paper, thing="case", thing_id=case.pk, place=place_of(case, at=at, by=by), at=at, by=by)
    return redirect(f"{_address(case, name)}/issued/{made.place}")


@door("GET")
def show_issued(request: HttpRequest, number: str, name: str, place: int) -> HttpResponse:
    """Show a paper as it was issued."""
    case, kind, kept = _issued(request, number, name, place)
    address = _address(case, name)
    heading = f"{kind.label}（第 {kept.place} 份）"
    return preview(
        request, kind, bytes(kept.body), made_by=f"{kept.made_by}，{when(kept.issued_at)} 签发",
        address=f"{address}/issued/{place}", back=address, heading=heading,
    )  # fmt: skip


@door("GET")
def take_issued(request: HttpRequest, number: str, name: str, place: int, form: str) -> HttpResponse:
    """Return a paper as it was issued, as Word or PDF."""
    case, kind, kept = _issued(request, number, name, place)
    return download(kind, bytes(kept.body), name=f"{kind.label}-{case.number}-{kept.place}", form=form)


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
    return a_file(
        "\r\n".join(_folded(line) for line in lines).encode() + b"\r\n", "text/calendar; charset=utf-8", f"{number}.ics"
    )


def _address(case: Any, name: str) -> str:
    return f"/enterprise-service/orders/{case.number}/papers/{name}"


def _case_with(request: HttpRequest, number: str, name: str) -> Any:
    """Return the case of an order in sight that has this paper. Raises NotFound, NotAllowed."""
    by = by_of(request)
    case = case_numbered(number, by=by)
    if case.service != SERVICE or case.flow != "order" or name not in PAPERS:
        raise NotFound("这件事没有这种文书。")
    if not by.may_see_names:
        raise NotAllowed("文书上有姓名，看板账号不能打印。")
    looked_at(request, "case", case.pk)
    return case


def _filled(request: HttpRequest, number: str, name: str) -> tuple[Any, FilledPaper]:
    """Fill a paper of an order in sight. Raises NotFound, NotAllowed, CannotPrint."""
    case = _case_with(request, number, name)
    order = queries.order_of_case(case, by=by_of(request))
    facts = PAPERS[name].facts(order, at=at_of(request), by=by_of(request))
    return case, fill(PAPERS[name].kind, facts, link=request.build_absolute_uri(f"/cases/{case.number}"))


def _issued(request: HttpRequest, number: str, name: str, place: int) -> tuple[Any, PaperKind, Any]:
    case = _case_with(request, number, name)
    kind = PAPERS[name].kind
    return case, kind, issued_at_place(kind, "case", case.pk, place)


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
