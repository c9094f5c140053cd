"""Drawings that a page sends as text: signatures."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image, UnidentifiedImageError

from gongqiao.kernel.base.errors import Invalid

MOST_DRAWING_CHARACTERS = 400_000
MOST_PIXELS = 2_000_000
LEAST_INK = 150
_HEAD = "data:image/png;base64,"


class NotADrawing(Invalid):
    """签名没有传好，请重新签一次，或改为拍下签好的纸。"""

    code = "not_a_drawing"


class NothingDrawn(Invalid):
    """签名是空的，或太短看不清。请在框里把名字写完整。"""

    code = "nothing_drawn"


def drawing(text: str) -> bytes:
    """Return the PNG that a canvas sent as a data address. Raises NotADrawing, NothingDrawn."""
    if not text.startswith(_HEAD) or len(text) > MOST_DRAWING_CHARACTERS:
        raise NotADrawing
    try:
        body = base64.b64decode(text.removeprefix(_HEAD), validate=True)
        ink = _ink(body)
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise NotADrawing from broken
    if ink < LEAST_INK:
        raise NothingDrawn
    return body


def _ink(body: bytes) -> int:
    """Return how many dark points there are, on a white ground."""
    with Image.open(io.BytesIO(body), formats=("PNG",)) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise NotADrawing
        drawn = opened.convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    ground.alpha_composite(drawn)
    return sum(ground.convert("L").histogram()[:128])
