"""Lexical likeness of a request and a profile: BM25 over pairs of neighbouring characters.

Chinese needs no segmenter for this: 电机 in 空压机电机 is a pair of characters wherever it stands.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongqiao.cores.matching.values import Span

K1 = 1.2
B = 0.75
TELLING_IDF = 0.9
_RUNS = re.compile(r"[0-9A-Za-z]+|[㐀-鿿]+")


@dataclass(frozen=True, kw_only=True)
class TextScore:
    """``share``: BM25 as a share of what a profile holding every pair could reach, 0 to 1."""

    share: float
    spans: tuple[Span, ...]


class Corpus:
    """The profiles, counted once; scores any number of texts against them."""

    def __init__(self, profiles: Mapping[int, str]) -> None:
        self._counts = {key: Counter(pair for pair, _ in pairs(text)) for key, text in profiles.items()}
        lengths = {key: sum(counts.values()) for key, counts in self._counts.items()}
        mean = (sum(lengths.values()) / len(lengths) if lengths else 0) or 1
        self._norms = {key: K1 * (1 - B + B * length / mean) for key, length in lengths.items()}
        held_by = Counter(pair for counts in self._counts.values() for pair in counts)
        total = len(self._counts)
        self._idf = {pair: math.log(1 + (total - n + 0.5) / (n + 0.5)) for pair, n in held_by.items()}

    def score(self, text: str, key: int) -> TextScore:
        """Score ``text`` against the profile ``key``; a text without known pairs scores 0."""
        counts, norm = self._counts[key], self._norms[key]
        asked = list(pairs(text))
        known = {pair for pair, _ in asked if pair in self._idf}
        most = sum(self._idf[pair] * (K1 + 1) for pair in known)
        reached = sum(self._idf[pair] * counts[pair] * (K1 + 1) / (counts[pair] + norm) for pair in known)
        shared = [place for pair, place in asked if counts[pair] and self._idf[pair] >= TELLING_IDF]
        return TextScore(share=reached / most if most else 0.0, spans=_merge(shared))


def pairs(text: str) -> Iterator[tuple[str, int]]:
    """Yield each pair of neighbouring characters with its place; a Latin word or number counts as one."""
    for run in _RUNS.finditer(text):
        word = run.group()
        if word[0].isascii():
            yield word.lower(), run.start()
            continue
        for offset in range(len(word) - 1):
            yield word[offset : offset + 2], run.start() + offset


def _merge(starts: Sequence[int]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start in sorted(starts):
        if spans and start <= spans[-1].end - 1:
            spans[-1] = Span(start=spans[-1].start, end=max(spans[-1].end, start + 2))
        else:
            spans.append(Span(start=start, end=start + 2))
    return tuple(spans)
