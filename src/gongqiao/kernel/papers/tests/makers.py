"""Word templates for tests: a good one, and ways to spoil it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as TheDocument

from gongqiao.kernel.papers.filling import Filling
from gongqiao.kernel.papers.kinds import PaperKind

EXAMPLE = {
    "title": "协议", "who": "张𠮷", "is_demo": False, "lines": ["一", "二"],
    "rows": [{"name": "甲", "parts": [{"word": "子"}]}, {"name": "乙", "parts": []}],
}  # fmt: skip
FILLING = Filling(link="https://example.invalid/x", made_by="试填 第 1 版")


def a_kind(folder: Path, **example: Any) -> PaperKind:
    """Return a kind whose shipped template is a good one."""
    word = folder / "paper.docx"
    word.with_suffix(".json").write_text(json.dumps({"meanings": {}, "example": example or EXAMPLE}))
    word.write_bytes(a_template())
    return PaperKind(name="test.paper", label="试纸", word=word, pictures={"stamp": 30})


def a_document(*lines: str, made_by: bool = True) -> TheDocument:
    document = Document()
    for line in lines or ("{{ title }}：{{ who }}",):
        document.add_paragraph(line)
    if made_by:
        document.add_paragraph("{{ made_by }}")
    return document


def bytes_of(document: TheDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_template(*lines: str, **how: Any) -> bytes:
    return bytes_of(a_document(*lines, **how))


def with_part(name: str, body: bytes | str, *, template: bytes | None = None) -> bytes:
    """Return a template with a part added or put in the place of another."""
    return rezipped({**unzipped(template or a_template()), name: body if isinstance(body, bytes) else body.encode()})


def with_xml(old: str, new: str, *, part: str = "word/document.xml", template: bytes | None = None) -> bytes:
    """Return a template in which the first ``old`` of a part became ``new``."""
    parts = unzipped(template or a_template())
    assert old.encode() in parts[part]
    return rezipped({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)})


def with_body(xml: str) -> bytes:
    """Return a template with raw XML at the beginning of its body."""
    return with_xml("<w:body>", "<w:body>" + xml)


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()
