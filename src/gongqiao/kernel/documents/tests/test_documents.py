from __future__ import annotations

import io
import stat
import zipfile
from datetime import timedelta

import pytest
from PIL import Image
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotFound, TooLarge
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.documents import sniffing
from gongqiao.kernel.documents.actions import (
    TooManyFiles,
    bind_files,
    drop_file,
    folder_of,
    forget_abandoned,
    keep_file,
)
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.documents.prints import qr_png
from gongqiao.kernel.documents.queries import attachments_of, bytes_at

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def a_picture(kind: str = "JPEG", size=(1200, 800), *, place=False, turned=False) -> bytes:
    image = Image.new("RGB", size, "#334455")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    if place:
        exif.get_ifd(0x8825)[2] = (22.0, 32.0, 10.0)
    out = io.BytesIO()
    image.save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


class TestPictures:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
    def test_are_written_anew_with_a_preview(self, kind):
        seen = sniffing.picture(a_picture(kind))
        assert Image.open(io.BytesIO(seen.body)).format in {"JPEG", "PNG"}
        assert max(Image.open(io.BytesIO(seen.preview)).size) == sniffing.PREVIEW_SIDE

    def test_lose_the_place_where_they_were_taken_and_stand_upright(self):
        seen = sniffing.picture(a_picture(place=True, turned=True))
        assert not Image.open(io.BytesIO(seen.body)).getexif()
        assert (seen.width, seen.height) == (800, 1200)

    def test_are_made_no_larger_than_a_screen_needs(self):
        assert max(Image.open(io.BytesIO(sniffing.picture(a_picture(size=(6000, 100))).body)).size) == 2560

    def test_lose_what_was_hidden_behind_them(self):
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as out:
            out.writestr("evil.html", "<script>")
        seen = sniffing.picture(a_picture("GIF") + archive.getvalue())
        assert b"evil.html" not in seen.body

    @pytest.mark.parametrize(
        "body",
        [
            b"\xff\xd8\xff\xe0 not a picture",
            a_picture()[:300],
            b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"GIF89a<script>alert(1)</script>",
            b"MZ\x90\x00",
            b"\x00" * 1000,
        ],
    )
    def test_that_are_none_are_refused_in_words(self, body):
        with pytest.raises(sniffing.NotAPicture, match="不是能打开的照片"):
            sniffing.picture(body)

    def test_of_an_iphone_s_own_kind_are_told_what_to_do(self):
        with pytest.raises(sniffing.NotAPicture, match="兼容性最佳"):
            sniffing.picture(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 32)

    def test_with_more_pixels_than_memory_are_refused_before_they_are_decoded(self, monkeypatch):
        monkeypatch.setattr(sniffing, "MOST_PIXELS", 1000)
        with pytest.raises(Invalid, match="像素太大"):
            sniffing.picture(a_picture())
        bomb = io.BytesIO()
        Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
        with pytest.raises(Invalid, match="像素太大"):
            sniffing.picture(bomb.getvalue())


class TestKeeping:
    def keep(self, cast, body=None, *, draft=None, who="contact", **what):
        return keep_file(
            io.BytesIO(a_picture() if body is None else body), name=what.pop("name", "现场.jpg"), label="photos",
            draft=draft or uuid7(), at=MONDAY, by=getattr(cast, who), **what,
        )  # fmt: skip

    def test_what_a_file_is_called_does_not_matter(self, cast):
        assert self.keep(cast, a_picture("PNG"), name="x.exe").media_type == "image/png"
        assert self.keep(cast, PDF, name="x.jpg").media_type == "application/pdf"

    @pytest.mark.parametrize("body", [b"hello", b"<html>", b"PK\x03\x04", b"%PDF-1.4 without an end"])
    def test_other_kinds_are_refused(self, cast, body):
        with pytest.raises(sniffing.UnknownKind):
            self.keep(cast, body)
        assert not Attachment.objects.exists()

    def test_a_pdf_is_no_photo(self, cast):
        with pytest.raises(sniffing.NotAPicture):
            self.keep(cast, PDF, pictures_only=True)

    def test_an_empty_or_too_large_file_is_named(self, cast, settings):
        with pytest.raises(Invalid, match=r"“现场\.jpg”是空文件"):
            self.keep(cast, b"")
        settings.MOST_UPLOAD_BYTES = 1024 * 1024
        with pytest.raises(TooLarge, match="超过 1 MB"):
            self.keep(cast, b"\xff\xd8" + b"0" * 1024 * 1024)

    def test_the_same_photo_sent_twice_is_kept_once(self, cast):
        draft = uuid7()
        assert self.keep(cast, draft=draft) == self.keep(cast, draft=draft)

    def test_a_form_holds_twenty_files(self, cast):
        draft = uuid7()
        for n in range(20):
            self.keep(cast, PDF + str(n).encode(), draft=draft)
        with pytest.raises(TooManyFiles):
            self.keep(cast, PDF + b"20", draft=draft)

    def test_bytes_lie_where_only_the_server_reads_them(self, cast):
        kept = self.keep(cast)
        path = bytes_at(kept, preview=False)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.name == "body"

    def test_a_name_with_a_path_keeps_its_last_part(self, cast):
        assert self.keep(cast, name="../../etc/pass\x07wd.jpg").name == "passwd.jpg"


class TestBinding:
    def test_belongs_to_the_thing_once_the_form_was_carried_out(self, cast):
        draft = uuid7()
        kept = TestKeeping().keep(cast, draft=draft)
        assert bind_files(draft, thing="case", thing_id=7, at=MONDAY, by=cast.contact) == 1
        assert attachments_of("case", 7) == [kept]

    def test_others_cannot_bind_or_drop_my_files(self, cast):
        draft = uuid7()
        kept = TestKeeping().keep(cast, draft=draft)
        assert bind_files(draft, thing="case", thing_id=7, at=MONDAY, by=cast.stranger) == 0
        drop_file(kept.pk, draft=draft, by=cast.stranger)
        assert folder_of(kept).exists()

    def test_a_dropped_file_is_gone_from_the_disk(self, cast):
        draft = uuid7()
        kept = TestKeeping().keep(cast, draft=draft)
        drop_file(kept.pk, draft=draft, by=cast.contact)
        assert not folder_of(kept).exists()
        with pytest.raises(NotFound):
            bytes_at(kept, preview=False)

    def test_what_nobody_sent_is_forgotten_after_two_weeks(self, cast):
        kept = TestKeeping().keep(cast)
        assert forget_abandoned(at=MONDAY + timedelta(days=13)) == 0
        assert forget_abandoned(at=MONDAY + timedelta(days=15)) == 1
        assert not folder_of(kept).exists()


def test_a_code_is_a_picture():
    assert Image.open(io.BytesIO(qr_png("http://x/cases/ZQ"))).format == "PNG"
