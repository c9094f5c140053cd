"""What an attacker, a broken phone or an old browser types, by the kind of the field."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from PIL import Image

from gongqiao.web.forms import DayField, FilesField, MomentField, PhoneField, YuanField
from gongqiao.web.reading import MAY_REPEAT
from tests.walls.scene import a_jpeg

FLOOD = "长" * (10 * 1024 * 1024 // 3)
"""Ten megabytes in one field."""


@dataclass(frozen=True, kw_only=True)
class Poison:
    """A value for a field, as the bytes that a form sends. ``may_be_read``: a form may take it for what it says."""

    name: str
    value: bytes | list[bytes]
    may_be_read: bool = False


def _all(*values: str, may_be_read: bool = False) -> list[Poison]:
    return [Poison(name=value[:20], value=value.encode(), may_be_read=may_be_read) for value in values]


TEXT = [
    Poison(name="NUL", value="张\x00三".encode()),
    Poison(name="half a surrogate", value=b"\xed\xa0\x80", may_be_read=True),
    Poison(name="not UTF-8", value=b"\xb9\xa4\xc7\xc5", may_be_read=True),
    Poison(name="right to left", value="\u202e\u2066工\ufffe".encode(), may_be_read=True),
]
TOO_LONG = [Poison(name="twenty thousand", value=("字" * 20_000).encode())]
WHOLE = _all(
    "99999999999999999999", "-1", "9223372036854775808", "1.5", "1e3", "NaN", "0x10", "٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣٣", "½"
)
WHOLE += _all("１２", "1_0", may_be_read=True)
MONEY = _all(
    "-1", "1e40", "1e-9", "NaN", "sNaN", "Infinity", "-Infinity", "0.001", "9" * 25, "½", "1e99999999999", "--1"
)
MONEY += _all("３００", "1e2", "1_000", "1，000元", "-0", "0e9", may_be_read=True)
DEGREES = _all("nan", "inf", "-inf", "1e999", "-999", "999", "１２０．５.5")
DAYS = _all(
    "2026-02-30",
    "31.12.",
    "2027-02-29",
    "0000-01-01",
    "99999-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-13-01",
    "20261201x",
)
DAYS += _all("２０２６-１２-０１", may_be_read=True)
MOMENTS = _all(
    "2026-02-30T14:00", "31.12. 14:00", "2027-02-29T14:00", "0000-01-01T00:00", "99999-01-01T0:0", "0001-01-01T00:00",
    "9999-12-31T23:59", "2026-11-18T25:00", "2026-11-18T14:00Z", "2026-11-18T14:00+99",
)  # fmt: skip
PHONES = _all("139000000060", "abc", "+8613900000006999", "1390000000", "１３９", "2" * 11, "\u0661390000000")
CHOICES = _all("99999999999999999999", "-1", "没有这一项", "[]", "None")


def of_field(name: str, field: forms.Field) -> Iterator[Poison]:
    """Return the poisons for a field, the right one among them sent twice."""
    match field:
        case FilesField():
            return
        case YuanField():
            yield from MONEY
        case MomentField():
            yield from MOMENTS
        case PhoneField():
            yield from PHONES
        case DayField():
            yield from DAYS
        case forms.FloatField():
            yield from DEGREES
        case forms.IntegerField():
            yield from WHOLE
        case forms.ChoiceField():
            yield from CHOICES
        case forms.CharField() if name != "once":
            yield from TEXT[1:]
    yield TEXT[0]
    if not isinstance(field, forms.BooleanField) and field is not BUTTON["once"]:
        yield from TOO_LONG
    if name not in MAY_REPEAT:
        yield Poison(name="twice", value=[b"1", b"2"])


BUTTON = {"once": forms.CharField(max_length=40)}
"""What a button without a form of its own is sent with."""


def unlike(fields: Mapping[str, forms.Field]) -> dict[str, forms.Field]:
    """Return one of the fields that differ in a number alone, as the three promises of a visit record."""
    first: dict[str, str] = {re.sub(r"\d+", "#", name): name for name in reversed(list(fields))}
    return {name: field for name, field in fields.items() if name in first.values()}


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def a_bomb(side: int = 30_000) -> bytes:
    """Return a PNG of a few kilobytes that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 4096))
        + _chunk(b"IEND", b"")
    )


def _animated() -> bytes:
    out = io.BytesIO()
    Image.new("P", (9, 9)).save(out, "GIF")
    return out.getvalue()[:-9]


FILES = {
    "text named .jpg": ("铭牌.jpg", "这不是照片".encode()),
    "a truncated JPEG": ("铭牌.jpg", a_jpeg((400, 300))[:700]),
    "a head and nothing else": ("铭牌.png", b"\x89PNG\r\n\x1a\n"),
    "a decompression bomb": ("铭牌.png", a_bomb()),
    "a drawing with a script": ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a page": ("图.jpg", b"<!doctype html><script>alert(1)</script>"),
    "an empty file": ("空.jpg", b""),
    "a cut GIF": ("图.gif", _animated()),
    "a PDF without an end": ("图.pdf", b"%PDF-1.4\n1 0 obj"),
    "an archive": ("图.jpg", b"PK\x03\x04" + b"\0" * 200),
}
"""Files that are not what they say, by what is wrong with them: (name, bytes)."""
