"""Find what must not be read by everybody, and put something else in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gongqiao.cores.hiding.companies import parts_of
from gongqiao.cores.hiding.folding import Folded, widths_alone, with_chinese_digits, without_joints

TITLES = ("师傅", "经理", "主任", "队长", "厂长", "老板", "总监", "书记", "主席", "班长", "工程师")
LEAST_NAME, SURE_NAME, LEAST_ADDRESS = 2, 3, 5
MOST_ROUNDS = 6
_CODE = "[0-9A-HJ-NP-RT-UW-Y]"
_GAP = r"[\s\-–—_.·()/]{0,2}"
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("邮箱", re.compile(r"[A-Z0-9._%+-]+@[A-Z0-9-]+(?:\.[A-Z0-9-]+)+")),
    ("证件号", re.compile(rf"(?<!\d)(?:\d{_GAP}){{17}}[\dX](?![0-9A-Z])")),
    ("信用代码", re.compile(rf"(?<![0-9A-Z]){_CODE}{_GAP}{_CODE}{_GAP}(?:\d{_GAP}){{6}}(?:{_CODE}{_GAP}){{9}}{_CODE}"
                       + r"(?![0-9A-Z])")),
    ("电话", re.compile(rf"(?<!\d)(?:\+?86{_GAP}|0)?(?:1{_GAP}[3-9]{_GAP}(?:\d{_GAP}){{8}}\d"
                     + rf"|1{_GAP}0{_GAP}0{_GAP}4{_GAP}(?:\d{_GAP}){{6}}\d)(?!\d)")),
    ("电话", re.compile(r"(?<!\d)\(?0\d{2,3}\)?[\s\-–—]{0,2}\d{4}[\s\-–—]?\d{3,4}(?!\d)")),
    ("账号", re.compile(r"(?<!\d)\d{14,}(?!\d)")),
)  # fmt: skip
_IN_PLACE = {
    "企业": "某企业", "人名": "师傅", "地址": "某地", "电话": "（电话略）", "信用代码": "（代码略）", "证件号": "（证件号略）",
    "账号": "（账号略）", "邮箱": "（邮箱略）",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The names that must not appear: of firms, of people, of places (addresses)."""

    firms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, order=True)
class Found:
    """Characters ``start`` to ``end`` (excluded) of the text show ``kind``; ``is_sure``: no ordinary word either."""

    start: int
    end: int
    kind: str
    word: str
    is_sure: bool = True


def find(text: str, secrets: Secrets, *, plain: Iterable[str] = ()) -> list[Found]:
    """Return every place where somebody is named or can be reached, in order, none inside another.

    ``plain`` are words declared to be no names here (张力, when 张力 also works there): they free only what is not
    sure.
    """
    declared = {without_joints(word).text for word in plain}
    every = [*_names(text, secrets), *_numbers(text)]
    kept = [one for one in every if one.is_sure or without_joints(one.word).text not in declared]
    return _outermost(text, kept)


def masked(text: str, secrets: Secrets, *, plain: Sequence[str] = ()) -> str:
    """Return the text with other words in place of all that ``find`` finds."""
    for _ in range(MOST_ROUNDS):
        found = find(text, secrets, plain=plain)
        if not found:
            return text
        for one in reversed(found):
            text = text[: one.start] + _IN_PLACE[one.kind] + text[one.end :]
    return "".join("＊" if any(one.start <= n < one.end for one in found) else c for n, c in enumerate(text))


def _names(text: str, secrets: Secrets) -> Iterator[Found]:
    folded = without_joints(text)
    for kind, word, is_sure in _wanted(secrets):
        yield from _all(text, folded, word, kind, is_sure=is_sure)


def _wanted(secrets: Secrets) -> Iterator[tuple[str, str, bool]]:
    for firm in secrets.firms:
        for part, is_sure in parts_of(firm):
            yield "企业", part, is_sure
    for person in secrets.people:
        name = without_joints(person).text
        if len(name) < LEAST_NAME:
            continue
        yield "人名", name, len(name) >= SURE_NAME
        if "\u4e00" <= name[0] <= "\u9fff":
            yield from (("人名", name[0] + title, True) for title in TITLES)
    for place in secrets.places:
        if len(without_joints(place).text) >= LEAST_ADDRESS:
            yield "地址", place, True


def _all(text: str, folded: Folded, word: str, kind: str, *, is_sure: bool) -> Iterator[Found]:
    wanted = without_joints(word).text
    start = folded.text.find(wanted) if wanted else -1
    while start >= 0:
        begin, end = folded.span(start, start + len(wanted))
        yield Found(start=begin, end=end, kind=kind, word=text[begin:end], is_sure=is_sure)
        start = folded.text.find(wanted, start + 1)


def _numbers(text: str) -> Iterator[Found]:
    for folded in (widths_alone(text), with_chinese_digits(text)):
        for kind, pattern in _NUMBERS:
            for match in pattern.finditer(folded.text):
                begin, end = folded.span(match.start(), match.end())
                yield Found(start=begin, end=end, kind=kind, word=text[begin:end])


def _outermost(text: str, every: Sequence[Found]) -> list[Found]:
    """Keep what lies in nothing else; what overlaps becomes one."""
    kept: list[Found] = []
    for one in sorted(every, key=lambda found: (found.start, -found.end, not found.is_sure)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            first = kept[-1]
            kept[-1] = replace(first, end=one.end, word=text[first.start : one.end], is_sure=True)
    return kept
