"""QR codes as pictures, for paper and for screens."""

from __future__ import annotations

import io

import segno


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
