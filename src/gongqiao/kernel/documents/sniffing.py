"""What a file really is. Its name and the type that the browser claims are not asked.

Pictures are decoded and written anew: turned upright, without the place where they were taken, at most
``LONGEST_SIDE`` pixels; whatever else was hidden in the file is gone.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from gongqiao.kernel.base.errors import Invalid

LONGEST_SIDE = 2560
PREVIEW_SIDE = 480
MOST_PIXELS = 60_000_000
_PICTURES = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


class NotAPicture(Invalid):
    """这个文件不是能打开的照片，请重新拍照，或选择 JPG、PNG 图片。"""

    code = "not_a_picture"


class UnknownKind(Invalid):
    """只能上传照片（JPG、PNG）或 PDF。请把文件另存为 PDF 后再上传。"""

    code = "unknown_kind"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A decoded picture, written anew, and its preview (JPEG)."""

    body: bytes
    preview: bytes
    media_type: str
    width: int
    height: int


def is_pdf(body: bytes) -> bool:
    """Whether the bytes are those of a PDF with an end."""
    return body[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in body[-2048:]


def looks_like_heic(body: bytes) -> bool:
    """Whether this is an iPhone's own format, which browsers cannot show."""
    return body[4:8] == b"ftyp" and body[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"}


def picture(body: bytes) -> Picture:
    """Decode and rewrite a picture. Raises NotAPicture, Invalid when it is too large to be one."""
    if looks_like_heic(body):
        raise NotAPicture("这张照片是苹果 HEIC 格式。请在“设置 › 相机 › 格式”里选“兼容性最佳”，再拍一张。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rewritten(body)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as huge:
        raise Invalid("这张图片的像素太大，请缩小后再上传。") from huge
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError) as broken:
        raise NotAPicture from broken


def _rewritten(body: bytes) -> Picture:
    with Image.open(io.BytesIO(body), formats=_PICTURES) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Invalid("这张图片的像素太大，请缩小后再上传。")
        opened.load()
        drawn = opened.format in {"PNG", "GIF"}
        upright = ImageOps.exif_transpose(opened)
    image = upright.convert("RGBA" if drawn else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small = _on_white(image)
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return Picture(
        body=_written(image, "PNG") if drawn else _written(image, "JPEG"),
        preview=_written(small, "JPEG"),
        media_type="image/png" if drawn else "image/jpeg",
        width=image.width,
        height=image.height,
    )


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.copy()
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _written(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=85, optimize=True) if kind == "JPEG" else image.save(out, kind, optimize=True)
    return out.getvalue()
