"""Terms of a text, what they weigh, and where they stand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from gongqiao.cores.grouping.values import Need
from gongqiao.cores.matching import Span
from gongqiao.cores.matching.text import pairs

AMONG_AT_LEAST = 300
"""With fewer needs than this, rarity is counted as if there were so many: in a handful every shared word looks common."""
EMPTY = frozenset(
    {
        "希望", "需要", "怎么", "如何", "解决", "问题", "我们", "想请", "师傅", "指导", "现场", "帮助", "帮忙", "工会",
        "企业", "公司", "厂里", "一直", "目前", "经常", "比较", "没有", "不能", "无法", "以及", "进行", "导致", "出现",
        "影响", "情况", "方面", "技术", "改进", "办法", "方法", "职工", "工人", "今年", "去年", "每天", "时候", "有时",
        "可以", "已经", "还是", "或者", "要求", "提高", "降低", "减少",
    }
)  # fmt: skip
"""Words that every request says and that bind nothing."""


def telling_pairs(text: str) -> list[tuple[str, int]]:
    """Return the terms of a text with their places, without bare numbers, the empty words and what hangs over their edges."""
    found = [(term, start) for term, start in pairs(text) if len(term) > 1 and not term.isdigit()]
    empty = {place for term, start in found if term in EMPTY for place in (start, start + 1)}
    return [(term, start) for term, start in found if not empty & {start, start + len(term) - 1}]


def weigh(needs: Sequence[Need], *, title: float) -> list[dict[str, float]]:
    """Return the terms of each need with their weight: rarer terms weigh more, those of the title ``title`` times."""
    counted = [_counted(need, title) for need in needs]
    held_by = Counter(term for terms in counted for term in terms)
    among = max(len(needs), AMONG_AT_LEAST)
    rarity = {term: math.log(1 + among / number) for term, number in held_by.items()}
    return [_unit({term: times * rarity[term] for term, times in terms.items()}) for terms in counted]


def places(text: str, terms: Collection[str]) -> tuple[Span, ...]:
    """Return where these terms stand in a text; what touches or overlaps is one place."""
    wanted = set(terms)
    spans: list[Span] = []
    for term, start in telling_pairs(text):
        if term not in wanted:
            continue
        end = start + len(term)
        if spans and start <= spans[-1].end:
            spans[-1] = Span(start=spans[-1].start, end=max(end, spans[-1].end))
        else:
            spans.append(Span(start=start, end=end))
    return tuple(spans)


def read_as(texts: Mapping[int, str], terms: Collection[str], *, most: int = 6) -> tuple[str, ...]:
    """Return the words that the terms make in several texts, those that more of them hold first.

    ``texts``: what each enterprise wrote. A word that holds a chosen one, or is held by it, is left out.
    """
    found: Counter[str] = Counter()
    for text in texts.values():
        found.update({text[span.start : span.end].lower() for span in places(text, terms)})
    chosen: list[str] = []
    for word, _ in sorted(_shared(found, texts.values()), key=lambda entry: (-entry[1], -len(entry[0]), entry[0])):
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return tuple(chosen[:most])


def _shared(words: Iterable[str], texts: Collection[str]) -> list[tuple[str, int]]:
    """Return the words that at least two texts hold, with how many do."""
    counted = [(word, sum(word in text.lower() for text in texts)) for word in words]
    return [(word, number) for word, number in counted if number > 1]


def _counted(need: Need, title: float) -> dict[str, float]:
    """Return how much each term counts: once, however often it is said; ``title`` times when the title says it."""
    inside = {term: 1.0 for term, _ in telling_pairs(need.description)}
    above = {term: title for term, _ in telling_pairs(need.title)}
    return inside | above


def _unit(terms: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in terms.values()))
    return {term: weight / length for term, weight in terms.items()}
