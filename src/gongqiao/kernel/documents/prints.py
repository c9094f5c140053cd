"""Prints: Word from a template, PDF from a typst source with our own Chinese font, QR codes as pictures."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

FONTS = Path(__file__).parent / "fonts"
QR_PLACEHOLDER = "qr"
QR_SIDE_MM = 22
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def word(template: Path, facts: Mapping[str, Any], *, link: str) -> bytes:
    """Fill a Word template; ``{{ qr }}`` in it becomes the QR code of ``link``."""
    document = DocxTemplate(template)
    picture = InlineImage(document, io.BytesIO(qr_png(link)), width=Mm(QR_SIDE_MM))
    document.render({**_printable(facts), QR_PLACEHOLDER: picture}, autoescape=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(source: Path, facts: Mapping[str, Any], *, link: str) -> bytes:
    """Set a typst source; it reads ``facts`` as JSON and finds the QR code of ``link`` at ``/qr.svg``."""
    inputs = {"facts": json.dumps(dict(facts), ensure_ascii=False, default=str), "qr": qr_svg(link)}
    made: object = typst.compile(  # type: ignore[call-overload]
        source.read_bytes(),
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one PDF")
    return made


def _printable(value: Any) -> Any:
    """Leave out the characters that XML 1.0 cannot hold; people paste them without seeing them."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value


def qr_png(text: str) -> bytes:
    """Return a QR code as PNG."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=1)
    return out.getvalue()


def qr_svg(text: str, *, scale: int = 4) -> str:
    """Return a QR code as an SVG element without white margin rules of its own."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=scale, border=2, xmldecl=False, svgns=True, omitsize=False, light="#fff"
    )
    return out.getvalue().decode()
