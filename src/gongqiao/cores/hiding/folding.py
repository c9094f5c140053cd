"""One text, folded so that ways of writing the same fall together, with the way back to its places."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_CHINESE_DIGITS = {digit: str(n) for n, digit in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "幺": "1"}
_JOINERS = frozenset("·・•‧∙.,，。、_-–—―~～*|/\\'\"“”‘’()（）[]【】<>《》:：;；+")


@dataclass(frozen=True, kw_only=True)
class Folded:
    """``text`` without what may be slipped between characters; ``places[n]`` is where its n-th character stood."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the first text that a span of the folded one came from."""
        return self.places[start], self.places[end - 1] + 1


def without_joints(text: str) -> Folded:
    """Fold for names: one width, capitals, no blanks, no marks between characters."""
    return _folded(text, lambda character: "" if character in _JOINERS else character)


def widths_alone(text: str) -> Folded:
    """Fold for numbers: one width, digits of every script, blanks and marks stay."""
    return _folded(text, lambda character: character, keeps_blanks=True)


def with_chinese_digits(text: str) -> Folded:
    """Fold for numbers that are spelt out: 一三九 becomes 139."""
    return _folded(text, lambda character: _CHINESE_DIGITS.get(character, character), keeps_blanks=True)


def _folded(text: str, fold: Callable[[str], str], *, keeps_blanks: bool = False) -> Folded:
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _one_width(character, keeps_blanks=keeps_blanks):
            if kept := fold(one):
                characters.append(kept)
                places.append(place)
    return Folded(text="".join(characters), places=tuple(places))


def _one_width(character: str, *, keeps_blanks: bool) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character.isspace():
        return " " if keeps_blanks else ""
    if unicodedata.category(character) in {"Cf", "Mn", "Cc"}:
        return ""
    return unicodedata.normalize("NFKC", character).upper()
