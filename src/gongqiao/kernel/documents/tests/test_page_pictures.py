"""Pages as pictures, and the PDFs that people send to break that."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
import typst
from PIL import Image
from tests.cast import MONDAY

from gongqiao.kernel.base.apart import AT_ONCE, Bounds, Crowded, run_apart
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.documents import page_pictures
from gongqiao.kernel.documents.drawing import MOST_PAGES, MOST_PIXELS, WIDTH_PX, scale_for
from gongqiao.kernel.documents.page_pictures import NotDrawable, forget_pictures, picture_at, pictures_of


def a_pdf(pages: int = 1, *, size: str = 'paper: "a4"') -> bytes:
    made = typst.compile(f"#set page({size})\n{'#pagebreak()'.join(['页'] * pages)}".encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def raw_pdf(objects: list[str], trailer: str = "/Root 1 0 R") -> bytes:
    """Write a PDF by hand, with a right cross-reference table."""
    body, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return body + f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def one_page(box: str, content: str = "") -> list[str]:
    return [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]


@pytest.fixture(autouse=True)
def pages(settings, tmp_path):
    settings.PAGES = tmp_path / "pages"
    return settings.PAGES


class TestPictures:
    def test_are_as_wide_as_a_phone_asks(self):
        seen = pictures_of(a_pdf(2))
        assert [page.number for page in seen.pages] == [1, 2]
        with Image.open(picture_at(seen.digest, 2)) as image:
            assert (image.format, image.size) == ("WEBP", (seen.pages[1].width, seen.pages[1].height))
            assert abs(image.width - WIDTH_PX) <= 1

    def test_are_drawn_once(self, monkeypatch):
        body = a_pdf()
        pictures_of(body)
        monkeypatch.setattr(page_pictures, "run_apart", None)
        assert pictures_of(body).total == 1

    def test_are_forgotten_when_nobody_asks_for_them(self, pages):
        seen = pictures_of(a_pdf())
        folder = picture_at(seen.digest, 1).parent
        stamp = (MONDAY - timedelta(days=2)).timestamp()
        os.utime(folder, (stamp, stamp))
        assert forget_pictures(at=MONDAY) == 0
        assert forget_pictures(at=MONDAY + timedelta(days=2)) == 1
        with pytest.raises(NotFound):
            picture_at(seen.digest, 1)

    @pytest.mark.parametrize("digest", ["..", "../../secret_key", "A" * 64, "0" * 63, ""])
    def test_no_other_file_is_reached_by_a_forged_digest(self, pages, digest):
        (pages / "0").mkdir(parents=True)
        with pytest.raises(NotFound):
            picture_at(digest, 1)


class TestHostileFiles:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
            b"not a pdf",
            raw_pdf(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
            raw_pdf(
                [*one_page("[0 0 200 200]"), "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (x) /U (y) >>"],
                "/Root 1 0 R /Encrypt 5 0 R /ID [(a) (a)]",
            ),
        ],
        ids=["empty", "hollow", "no pdf", "its own child", "locked"],
    )
    def test_what_cannot_be_opened_is_said_in_words(self, body):
        with pytest.raises(NotDrawable, match="加了密码"):
            pictures_of(body)

    def test_ten_thousand_pages_are_counted_and_the_first_are_shown(self):
        kids = " ".join(["3 0 R"] * 10_000)
        objects = one_page("[0 0 60 90]")
        objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count 10000 >>"
        seen = pictures_of(raw_pdf(objects))
        assert (seen.total, len(seen.pages), seen.left_out) == (10_000, MOST_PAGES, 10_000 - MOST_PAGES)

    @pytest.mark.parametrize("box", ["[0 0 14400 14400]", "[0 0 1 14400]", "[0 0 14400 1]", "[0 0 0.01 0.01]"])
    def test_a_page_of_any_size_stays_within_its_pixels(self, box):
        try:
            seen = pictures_of(raw_pdf(one_page(box)))
        except NotDrawable:
            return
        assert seen.pages[0].width * seen.pages[0].height <= MOST_PIXELS * 1.01

    def test_a_page_without_extent_is_refused(self):
        for size in ((0, 10), (float("inf"), 10), (float("nan"), 1), (-5, 5)):
            with pytest.raises(ValueError, match="extent"):
                scale_for(*size)

    def test_one_that_takes_too_long_is_killed_and_what_was_done_is_kept(self, monkeypatch):
        content = "0 0 m " + "9 9 99 99 7 7 c " * 200_000 + " S"
        heavy = raw_pdf(
            [
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents [" + "5 0 R " * 20_000 + "] >>",
                f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            ]
        )
        monkeypatch.setattr(page_pictures, "BOUNDS", Bounds(cpu_s=2, wall_s=30))
        seen = pictures_of(heavy)
        assert (seen.total, len(seen.pages)) == (2, 1)

    def test_one_that_wants_all_memory_gets_none(self, monkeypatch):
        monkeypatch.setattr(page_pictures, "BOUNDS", Bounds(memory_bytes=40 * 1024 * 1024))
        with pytest.raises(NotDrawable):
            pictures_of(a_pdf())


class TestApart:
    def test_who_finds_all_places_taken_is_told_to_wait(self, pages, monkeypatch):
        import fcntl

        from gongqiao.kernel.base import apart

        queue = Path(pages) / "queue"
        queue.mkdir(parents=True)
        held = [(queue / f"place-{number}").open("wb") for number in range(AT_ONCE)]
        for place in held:
            fcntl.flock(place, fcntl.LOCK_EX)
        monkeypatch.setattr(apart, "LONGEST_QUEUE_S", 0.1)
        with pytest.raises(Crowded):
            run_apart("gongqiao.kernel.documents.drawing", b"", queue=queue)
        for place in held:
            place.close()
        assert not run_apart("gongqiao.kernel.documents.drawing", b"", queue=queue).is_whole
