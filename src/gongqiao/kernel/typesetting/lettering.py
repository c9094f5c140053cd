"""Which letters our fonts can draw. What none can is shown as its code, never left blank."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

OURS = Path(__file__).parent / "fonts"
FAMILY = "Noto Serif CJK SC"
_LOOK_ALIKES = {"☐": "□", "☑": "√", "㎡": "m²", "\u3000": "\u3000"}
_DRAWS_NOTHING = {"\u200b", "\u200c", "\u200d", "\ufeff", "\u2060"}
_MOST_FONT_BYTES = 80_000_000


def font_files(more: Path | None) -> tuple[Path, ...]:
    """Return our font, then those that the operator put into a folder, by name."""
    own = sorted(OURS.glob("*.otf"))
    added = (
        [path for path in sorted(more.glob("*")) if path.suffix.lower() in {".ttf", ".otf"}]
        if more and more.is_dir()
        else []
    )
    return tuple(path for path in (*own, *added) if path.stat().st_size < _MOST_FONT_BYTES)


def drawable(text: str, more: Path | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text as it can be drawn, and the letters that no font has, which stand in it as ``〔U+20000〕``."""
    known = _letters(font_files(more))
    made, missing = [], []
    for letter in text:
        if letter in _DRAWS_NOTHING:
            continue
        if ord(letter) in known or letter.isspace():
            made.append(letter)
        elif letter in _LOOK_ALIKES:
            made.append(_LOOK_ALIKES[letter])
        else:
            made.append(f"〔U+{ord(letter):04X}〕")
            missing.append(letter)
    return "".join(made), tuple(dict.fromkeys(missing))


@cache
def _letters(files: tuple[Path, ...]) -> frozenset[int]:
    return frozenset().union(*(_in_font(path) for path in files))


def _in_font(path: Path) -> frozenset[int]:
    """Read the letters of a font from its ``cmap`` table (OpenType, formats 4 and 12); none from a broken one."""
    body = path.read_bytes()
    try:
        return frozenset(letter for start, end in _ranges(body) for letter in range(start, end + 1))
    except (struct.error, IndexError, OverflowError):
        return frozenset()


def _ranges(body: bytes) -> Iterator[tuple[int, int]]:
    for number in range(struct.unpack_from(">H", body, 4)[0]):
        tag, _, table, _ = struct.unpack_from(">4sIII", body, 12 + 16 * number)
        if tag != b"cmap":
            continue
        for one in range(struct.unpack_from(">H", body, table + 2)[0]):
            where = table + struct.unpack_from(">HHI", body, table + 4 + 8 * one)[2]
            form = struct.unpack_from(">H", body, where)[0]
            if form == 12:
                for group in range(struct.unpack_from(">I", body, where + 12)[0]):
                    start, end, _ = struct.unpack_from(">III", body, where + 16 + 12 * group)
                    yield start, min(end, 0x10FFFF)
            elif form == 4:
                twice = struct.unpack_from(">H", body, where + 6)[0]
                for segment in range(0, twice, 2):
                    end = struct.unpack_from(">H", body, where + 14 + segment)[0]
                    start = struct.unpack_from(">H", body, where + 16 + twice + segment)[0]
                    if start <= end < 0xFFFF:
                        yield start, end
