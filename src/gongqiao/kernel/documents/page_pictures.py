"""Pages of a PDF as pictures, for phones that cannot show a PDF: drawn apart, kept for some days under a digest."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from gongqiao.kernel.base.apart import Bounds, run_apart
from gongqiao.kernel.base.errors import Invalid, NotFound

KEPT_FOR = timedelta(days=3)
BOUNDS = Bounds(cpu_s=20, wall_s=40)


class NotDrawable(Invalid):
    """这份 PDF 显示不出来：可能加了密码、已经损坏，或者页面太复杂。请下载后用别的软件打开，或请对方重新导出一份。"""

    code = "not_drawable"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page as a picture, its size in pixels."""

    number: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class PagePictures:
    """The pages that were drawn, under the digest of their PDF; ``total`` is how many the PDF has."""

    digest: str
    total: int
    pages: tuple[Page, ...]

    @property
    def left_out(self) -> int:
        """How many pages are not shown."""
        return self.total - len(self.pages)


def pictures_of(body: bytes) -> PagePictures:
    """Draw a PDF once and remember it. Raises NotDrawable, Crowded."""
    digest = hashlib.sha256(body).hexdigest()
    folder = _folder(digest)
    if not (folder / "pages.json").exists():
        _draw(body, folder)
    kept = json.loads((folder / "pages.json").read_text())
    os.utime(folder)
    return PagePictures(digest=digest, total=kept["total"], pages=tuple(Page(**page) for page in kept["pages"]))


def picture_at(digest: str, number: int) -> Path:
    """Return the picture of a page (WebP). Raises NotFound when it was never drawn or is forgotten."""
    found = _folder(digest) / f"{number}.webp" if re.fullmatch("[0-9a-f]{64}", digest) else None
    if found is None or not found.exists():
        raise NotFound("这一页的图片已经清理，请返回上一页重新打开。")
    return found


def forget_pictures(*, at: datetime) -> int:
    """Delete the pictures that nobody asked for in some days; return of how many files."""
    gone = 0
    for folder in Path(settings.PAGES).glob("??/*"):
        if folder.stat().st_mtime < (at - KEPT_FOR).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _folder(digest: str) -> Path:
    return Path(settings.PAGES) / digest[:2] / digest


def _draw(body: bytes, folder: Path) -> None:
    """Draw into a folder beside and put it into its place in one step: two who ask at once do no harm."""
    answer = run_apart("gongqiao.kernel.documents.drawing", body, queue=Path(settings.PAGES) / "queue", bounds=BOUNDS)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent.parent / "queue"))
    try:
        kept = _unpack(answer.said, beside)
        (beside / "pages.json").write_text(json.dumps(kept))
        beside.rename(folder)
    except OSError:
        if not (folder / "pages.json").exists():
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unpack(said: bytes, folder: Path) -> dict[str, object]:
    """Write the pictures that came whole; what was cut off when the program was killed is left."""
    stream, total, pages = io.BytesIO(said), 0, []
    while line := stream.readline():
        head = json.loads(line) if line.endswith(b"\n") else {}
        total = head.get("total", total)
        picture = stream.read(head.get("size", 0))
        if "page" not in head or len(picture) != head["size"]:
            continue
        (folder / f"{head['page']}.webp").write_bytes(picture)
        pages.append({"number": head["page"], "width": head["width"], "height": head["height"]})
    if not pages:
        raise NotDrawable
    return {"total": total, "pages": pages}
