"""Doors of papers: a filled paper as pages, as Word or as PDF, whatever the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.queries import as_pdf
from gongqiao.web.pages_shown import Download, show_pages

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def download(kind: PaperKind, word: bytes, *, name: str, form: str) -> HttpResponse:
    """Return a filled paper as ``docx`` or ``pdf``. Raises NotFound for another form, CannotPrint."""
    if form == "docx":
        return a_file(word, WORD, f"{name}.docx")
    if form == "pdf":
        return a_file(as_pdf(kind, word).pdf, PDF, f"{name}.pdf")
    raise NotFound("只能下载 Word 或 PDF。")


def preview(
    request: HttpRequest,
    kind: PaperKind,
    word: bytes,
    *,
    made_by: str,
    address: str,
    back: str,
    heading: str = "",
    template: str = "",
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a filled paper as pictures of its pages; ``address`` plus ``.docx`` or ``.pdf`` downloads it.

    Raises CannotPrint, Crowded.
    """
    made = as_pdf(kind, word)
    shown = {"missing": made.missing, "made_by": made_by, **(context or {})}
    return show_pages(
        request, made.pdf, heading=heading or kind.label, back=back, template=template, context=shown,
        downloads=[
            Download(label="Word", address=f"{address}.docx", icon="file-text"),
            Download(label="PDF", address=f"{address}.pdf"),
        ],
    )  # fmt: skip


def a_file(body: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file; a browser shows a PDF itself where it can, everything else is saved."""
    response = HttpResponse(body, content_type=kind)
    if disposition := content_disposition_header(kind != PDF, name):
        response["Content-Disposition"] = disposition
    return response
