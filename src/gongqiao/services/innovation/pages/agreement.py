"""The framework agreement as pages, Word and PDF: each version as it was drafted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.base.errors import NotAllowed
from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.kernel.papers.queries import FilledPaper, fill
from gongqiao.services.innovation.queries.works import draft_of_case
from gongqiao.services.innovation.rules.papers import FRAMEWORK_AGREEMENT
from gongqiao.web.doors import by_of, door, looked_at
from gongqiao.web.papers import download, preview


@door("GET")
def agreement(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Show one version of the agreement as pages."""
    paper, made = _filled(request, number, version)
    return preview(
        request, paper.kind, paper.word, made_by=paper.made_by, heading=f"框架协议（第 {made.version} 稿）",
        address=f"/innovation/works/{number}/agreement-{version}", back=f"/cases/{number}",
    )  # fmt: skip


@door("GET")
def take_agreement(request: HttpRequest, number: str, version: int, form: str) -> HttpResponse:
    """Return one version of the agreement as Word or PDF, with a QR code that leads back to the joint work."""
    paper, made = _filled(request, number, version)
    return download(paper.kind, paper.word, name=f"框架协议-{number}-第{made.version}稿", form=form)


def _filled(request: HttpRequest, number: str, version: int) -> tuple[FilledPaper, Any]:
    by = by_of(request)
    case = case_numbered(number, by=by)
    made = draft_of_case(case, version, by=by)
    if not by.may_see_names:
        raise NotAllowed("协议上有企业和人员的名称，看板账号不能下载。")
    looked_at(request, "case", case.pk)
    return fill(FRAMEWORK_AGREEMENT, made.facts, link=request.build_absolute_uri(f"/cases/{number}")), made
