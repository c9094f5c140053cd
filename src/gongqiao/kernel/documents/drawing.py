"""The program that draws pages of a PDF; it runs apart and may be killed at any moment.

Reads a PDF, writes a line ``{"total": n}``, then for each page a line with its number and size and the picture itself.
"""

from __future__ import annotations

import io
import json
import math
import sys

from gongqiao.kernel.base.apart import bind_myself

WIDTH_PX = 1080
MOST_PIXELS = 4_000_000
MOST_PAGES = 40
QUALITY = 82


def scale_for(width_pt: float, height_pt: float) -> float:
    """Return the scale at which a page is as wide as a phone asks and never has more than ``MOST_PIXELS``.

    Raises ValueError for a page without extent.
    """
    if not (math.isfinite(width_pt) and math.isfinite(height_pt) and width_pt > 0 and height_pt > 0):
        raise ValueError("a page without extent")
    return min(WIDTH_PX / width_pt, math.sqrt(MOST_PIXELS / (width_pt * height_pt)))


def main() -> None:
    """Draw what stands on the standard input."""
    bind_myself()
    import pypdfium2

    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    _say({"total": len(document)})
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        scale = scale_for(*page.get_size())
        image = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True).to_pil().convert("RGB")
        out = io.BytesIO()
        image.save(out, "WEBP", quality=QUALITY, method=3)
        _say({"page": number + 1, "width": image.width, "height": image.height, "size": out.tell()}, out.getvalue())
        page.close()


def _say(line: dict[str, int], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n" + body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
