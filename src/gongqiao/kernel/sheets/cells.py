"""Readers of cells. What is safe is tidied and noted; what is ambiguous or has lost something is refused in words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gongqiao.kernel.sheets.kinds import Cell, Read, Unreadable

MOST_WHOLE_IN_A_NUMBER = 10**15
"""Beyond this Excel keeps a number without its last digits."""
TIDIED_WIDTH = "全角字符已改为半角"
TIDIED_BLANKS = "去掉了多余的空格"
_DAYS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_SEPARATORS = re.compile(r"[、,，;；/|\s]+")
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"}
YES, NO = {"是", "有", "√", "✓", "Y", "y", "1"}, {"否", "无", "×", "N", "n", "0"}
Reader = Callable[[Cell], Read]


def bare(text: str) -> str:
    """Return a text without what cannot be seen: control characters, zero-width blanks, halves of pairs."""
    kept = (
        " " if character in "\n\r\t\u00a0\u3000" else character
        for character in text
        if character not in _INVISIBLE
        and (character in "\n\r\t" or unicodedata.category(character) not in {"Cc", "Cs"})
    )
    return "".join(kept)


def written(cell: Cell) -> str:
    """Return what somebody sees in the cell, on one line, to show it beside its fault."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return f"{cell:.6g}".replace("e+", "E+") if abs(cell) >= MOST_WHOLE_IN_A_NUMBER else f"{cell:.15g}"
    return "" if cell is None else str(cell)[:60]


def text(most: int) -> Reader:
    """Read words of at most so many characters."""

    def read(cell: Cell) -> Read:
        _no_day(cell)
        plain = _whole_as_text(cell) if isinstance(cell, int | float) else str(cell)
        tidy = " ".join(bare(plain).split())
        if len(tidy) > most:
            raise Unreadable(f"{len(tidy)} 个字，最多 {most} 个", "写短一些")
        return Read(value=tidy, note=TIDIED_BLANKS if tidy != plain else "")

    return read


def code(tidy: Callable[[str], str], fault_of: Callable[[str], str | None]) -> Reader:
    """Read a code: blanks and full-width characters are tidied; a code that Excel made a number of has lost digits."""

    def read(cell: Cell) -> Read:
        _no_day(cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise Unreadable("Excel 把代码变成了数字，后几位已经丢了", "把这一格改成文本格式，照证照重新填")
        plain = str(cell)
        found = tidy(bare(plain))
        if fault := fault_of(found):
            problem, _, mend = fault.removesuffix("。").rpartition("，")
            raise Unreadable(problem or fault, mend or "核对后重填")
        return Read(value=found, note=_tidied(plain, found))

    return read


def whole(most: int) -> Reader:
    """Read a whole number from 0 to ``most``, typed as a number or as text."""

    def read(cell: Cell) -> Read:
        _no_day(cell)
        plain = _whole_as_text(cell) if isinstance(cell, int | float) else str(cell)
        tidy = _half_width(plain).replace(",", "").replace(" ", "")
        if not re.fullmatch(r"\d{1,15}", tidy):
            digits = re.findall(r"\d+", tidy)
            raise Unreadable("应为数字", f"填 {digits[0]}" if len(digits) == 1 else "只填数字")
        number = int(tidy)
        if number > most:
            raise Unreadable(f"数字太大，最多 {most:,}", "核对后重填")
        return Read(value=number, note=_tidied(plain, tidy))

    return read


def day(earliest: date, latest: date) -> Reader:
    """Read a day: a date of Excel, or text in which year, month and day are certain. Gives ``2026-11-20``."""

    def read(cell: Cell) -> Read:
        found, note = (cell, "") if isinstance(cell, date) else _typed_day(cell)
        if isinstance(found, datetime):
            found = found.date()
        if not earliest <= found <= latest:
            raise Unreadable(f"{found.isoformat()} 不合理", f"应在 {earliest.year} 年到 {latest.year} 年之间，核对年份")
        return Read(value=found.isoformat(), note=note)

    return read


def _typed_day(cell: Cell) -> tuple[date, str]:
    if isinstance(cell, int | float):
        raise Unreadable("是一个数字，看不出是哪一天", "把这一格改成日期格式，例如 2026-11-20")
    tidy = _half_width(str(cell)).replace(" ", "")
    for place, pattern in enumerate(_DAYS):
        if match := pattern.fullmatch(tidy):
            try:
                found = date(*(int(part) for part in match.groups()))
            except ValueError as wrong:
                raise Unreadable("没有这一天", "核对年月日，例如 2026-11-20") from wrong
            return found, "" if place == 0 else f"日期是文字，读作 {found.isoformat()}"
    raise Unreadable("看不出年月日", "写成 2026-11-20 的样子")


def choice(known: Mapping[str, Any]) -> Reader:
    """Read one of the words that are ``known``; gives what the word stands for."""

    def read(cell: Cell) -> Read:
        _no_day(cell)
        plain = _whole_as_text(cell) if isinstance(cell, int | float) else str(cell)
        if plain in known:
            return Read(value=known[plain])
        tidy = "".join(bare(plain).split())
        if tidy not in known and (narrow := _half_width(tidy)) in known:
            tidy = narrow
        if tidy not in known:
            raise Unreadable("不在可选项里", _instead(tidy, list(known)))
        return Read(value=known[tidy], note=_tidied(plain, tidy))

    return read


def choices(known: Sequence[str]) -> Reader:
    """Read several words of a list, parted by 、 or a comma."""

    def read(cell: Cell) -> Read:
        _no_day(cell)
        words = [word for word in _SEPARATORS.split(bare(str(cell))) if word]
        for word in words:
            if word not in known:
                raise Unreadable(f"“{word}”不在可选项里", _instead(word, known))
        return Read(value=sorted(set(words)))

    return read


def yes_or_no(cell: Cell) -> Read:
    """Read 是 or 否."""
    _no_day(cell)
    tidy = ("是" if cell else "否") if isinstance(cell, bool) else _half_width(_as_typed(cell)).strip()
    if tidy not in YES | NO:
        raise Unreadable("应填“是”或“否”", "填“是”或“否”，不清楚就留空")
    return Read(value=tidy in YES)


def _as_typed(cell: Cell) -> str:
    return _whole_as_text(cell) if isinstance(cell, int | float) else str(cell)


def _instead(word: str, known: Sequence[str]) -> str:
    if len(known) <= 4:
        return f"填{'、'.join(f'“{one}”' for one in known)}之一"
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"改为“{near[0]}”" if near else "从下拉列表里选"


def _no_day(cell: Cell) -> None:
    if isinstance(cell, date):
        raise Unreadable("Excel 把它变成了日期", "把这一格改成文本格式重新填")


def _whole_as_text(cell: float) -> str:
    """Return a number as it was typed; one that has lost digits or has some behind the point is refused by its reader."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if abs(cell) >= MOST_WHOLE_IN_A_NUMBER:
        raise Unreadable("数字太长，Excel 已经丢了后几位", "把这一格改成文本格式重新填")
    return str(int(cell)) if cell == int(cell) else repr(cell)


def _half_width(plain: str) -> str:
    return unicodedata.normalize("NFKC", bare(plain)).strip()


def _tidied(plain: str, tidy: str) -> str:
    if plain == tidy:
        return ""
    return TIDIED_WIDTH if any(ord(character) > 0xFF00 for character in plain) else TIDIED_BLANKS
