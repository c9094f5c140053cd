"""The framework agreement as Word: each version as it was drafted."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gongqiao.kernel.base.errors import NotAllowed
from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.kernel.documents.prints import word
from gongqiao.services.innovation.queries.works import draft_of_case
from gongqiao.web.doors import by_of, door, looked_at

TEMPLATE = Path(__file__).parent.parent / "prints/framework_agreement.docx"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@door("GET")
def agreement(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Return one version of the agreement, with a QR code that leads back to the joint work."""
    by = by_of(request)
    case = case_numbered(number, by=by)
    made = draft_of_case(case, version, by=by)
    if not by.may_see_names:
        raise NotAllowed("协议上有企业和人员的名称，看板账号不能下载。")
    looked_at(request, "case", case.pk)
    body = word(TEMPLATE, made.facts, link=request.build_absolute_uri(f"/cases/{number}"))
    response = HttpResponse(body, content_type=WORD)
    name = f"框架协议-{number}-第{made.version}稿.docx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
