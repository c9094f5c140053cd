"""Signatures drawn on a screen: what is a drawing, what is nothing."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image, ImageDraw

from gongqiao.kernel.documents.drawings import MOST_DRAWING_CHARACTERS, NotADrawing, NothingDrawn, drawing


def sent(body: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(body).decode()


def drawn(*strokes, ground=(0, 0, 0, 0), size=(360, 135), kind="PNG") -> bytes:
    image = Image.new("RGBA", size, ground)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line(stroke, fill="black", width=5)
    out = io.BytesIO()
    (image if kind == "PNG" else image.convert("RGB")).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (255, 255, 255, 255)])
def test_strokes_on_a_clear_or_white_ground_are_a_drawing(ground):
    body = drawn((10, 10, 120, 120), (120, 10, 10, 120), ground=ground)
    assert drawing(sent(body)) == body


@pytest.mark.parametrize("body", [drawn(), drawn(ground=(255, 255, 255, 255)), drawn((5, 5, 8, 8))])
def test_an_empty_canvas_and_a_dot_are_nothing(body):
    with pytest.raises(NothingDrawn):
        drawing(sent(body))


@pytest.mark.parametrize(
    "text",
    [
        "王师",
        "data:image/png;base64,",
        "data:image/png;base64,%%%%",
        sent(b"\x89PNG\r\n\x1a\n"),
        sent(drawn((10, 10, 120, 120), kind="JPEG")),
        sent(drawn((10, 10, 120, 120))[:200]),
        sent(drawn((10, 10, 900, 900), size=(2000, 2000))),
        "data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode(),
        "data:image/png;base64," + "A" * MOST_DRAWING_CHARACTERS,
    ],
)
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(NotADrawing, match="签名没有传好"):
        drawing(text)
