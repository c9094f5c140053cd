"""Files and unfinished forms: keep, show, drop."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from gongqiao.kernel.cases import drafts, queries
from gongqiao.kernel.documents.actions import drop_file
from gongqiao.kernel.documents.page_pictures import picture_at
from gongqiao.kernel.documents.queries import bytes_at
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.pages_shown import Download, digest_in, show_pages
from gongqiao.web.reading import typed_in


@door("GET")
def attachment(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """Show a file of a case in sight, or of one's own draft; ``?small=1`` gives a picture's preview."""
    found = queries.attachment(pk, by=by_of(request))
    small = request.GET.get("small") == "1" and found.is_picture
    response = FileResponse(
        bytes_at(found, preview=small).open("rb"),
        content_type="image/jpeg" if small else found.media_type,
        filename=found.name,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@door("GET")
def attachment_pages(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a PDF as pictures of its pages; a picture shows itself."""
    by = by_of(request)
    found = queries.attachment(pk, by=by)
    if found.is_picture:
        return redirect(f"/files/{pk}")
    on_case = found.thing == "case" and found.thing_id is not None
    back = f"/cases/{queries.case(found.thing_id, by=by).number}" if on_case and found.thing_id else "/"
    return show_pages(
        request, bytes_at(found, preview=False).read_bytes(), heading=found.name, back=back,
        downloads=[Download(label="下载 PDF", address=f"/files/{pk}")],
    )  # fmt: skip


@door("GET")
def page_picture(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """Show one page that ``show_pages`` put on a page of this person."""
    found = picture_at(digest_in(token, by=by_of(request)), number)
    response = HttpResponse(found.read_bytes(), content_type="image/webp")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=7200"
    return response


@door("POST")
def drop(request: HttpRequest, draft: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    drop_file(pk, draft=draft, by=by_of(request))
    return HttpResponse(status=204)


@door("POST")
def keep_draft(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep what was typed so far; called on every blur."""
    drafts.keep(pk, typed_in(request), at=at_of(request), by=by_of(request))
    return JsonResponse({"saved": at_of(request).isoformat()})
