"""How alike two short texts are: what happened here, and what was written down of something solved elsewhere.

A text is counted once as its *gist*: pairs of neighbouring characters, Latin words and numbers, and the families of the
trade words in it; what stands in the head (title, terms) weighs double. Likeness is the cosine of two gists under the
rarity of their keys; the length of the written text counts with a mean rarity, so that only the keys of the text that
is asked need to be looked up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gongqiao.cores.matching.families import FAMILY_OF, IDLE_PAIRS
from gongqiao.cores.matching.text import pairs
from gongqiao.cores.matching.values import Span

HEAD = 2
PRIOR = 50
OTHER_DOMAIN = 0.6
LEAST_SHARE = 0.07
LEAST_SHARED = 2
_FAMILY_WORDS = re.compile("|".join(sorted(FAMILY_OF, key=len, reverse=True)))
_LATIN_WORDS = re.compile(r"(?=[0-9A-Za-z]*[A-Za-z])[0-9A-Za-z]{2,}")


@dataclass(frozen=True, kw_only=True)
class Gist:
    """The keys of a text: those of its head, and the others of its body."""

    head: frozenset[str] = frozenset()
    body: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """All keys."""
        return self.head | self.body

    def weight(self, key: str) -> int:
        """Return how much a key counts in this text; 0 when it is not in it."""
        return HEAD if key in self.head else int(key in self.body)

    @property
    def size(self) -> int:
        """The sum of the squared weights."""
        return HEAD * HEAD * len(self.head) + len(self.body)


@dataclass(frozen=True, kw_only=True)
class Rarity:
    """How many texts there are, and how many of them hold each key (of those that were asked about)."""

    total: int
    held_by: Mapping[str, int] = field(default_factory=dict)

    def of(self, key: str) -> float:
        """Return the weight of a key: the rarer the higher; a small collection counts as if it were larger by PRIOR."""
        held = self.held_by.get(key, 0)
        return math.log(1 + (self.total + PRIOR - held + 0.5) / (held + 0.5))


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A text that may be alike, with the domain it belongs to."""

    id: int
    gist: Gist
    domain: str = ""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How alike a writing is, 0 to 1, and the keys that it shares with what was asked."""

    id: int
    share: float
    shared: frozenset[str]


def gist(head: str, body: str = "") -> Gist:
    """Count a text."""
    in_head = frozenset(key for key, _ in _keys(head))
    return Gist(head=in_head, body=frozenset(key for key, _ in _keys(body)) - in_head)


def telling_keys(asked: Gist, rarity: Rarity, *, most: int) -> tuple[str, ...]:
    """Return the rarest keys of what is asked that are known at all, as long as at most ``most`` texts hold them.

    The first one is returned however many hold it, so that a common word alone still finds something.
    """
    known = sorted((key for key in asked.keys if rarity.held_by.get(key)), key=lambda key: (rarity.held_by[key], key))
    chosen: list[str] = []
    held = 0
    for key in known:
        held += rarity.held_by[key]
        if chosen and held > most:
            break
        chosen.append(key)
    return tuple(chosen)


def by_likeness(
    asked: Gist, writings: Iterable[Writing], rarity: Rarity, *, domain: str = "", abstain: bool = True
) -> list[Likeness]:
    """Rank writings by likeness, best first, equal ones by id; with ``abstain`` only those alike enough to be shown."""
    length = math.sqrt(sum((asked.weight(key) * rarity.of(key)) ** 2 for key in asked.keys))
    mean = _mean(asked, rarity)
    if not length or not mean:
        return []
    ranked = [_likeness(asked, one, rarity, length, mean, domain) for one in writings]
    if abstain:
        ranked = [one for one in ranked if one.share >= LEAST_SHARE and len(one.shared) >= LEAST_SHARED]
    return sorted((one for one in ranked if one.shared), key=lambda one: (-one.share, one.id))


def places_of(keys: frozenset[str], text: str) -> tuple[Span, ...]:
    """Return where these keys stand in a text, neighbours joined."""
    return _joined(span for key, span in _keys(text) if key in keys)


def words_of(keys: frozenset[str], text: str) -> tuple[str, ...]:
    """Return the words of a text that these keys make up, each once, in the order of the text."""
    return tuple(dict.fromkeys(text[span.start : span.end] for span in places_of(keys, text)))


def terms_in(text: str, *, most: int = 12) -> tuple[str, ...]:
    """Suggest the terms by which a text will be looked for: its trade words, types and models, in their order."""
    found = [*_FAMILY_WORDS.finditer(text), *_LATIN_WORDS.finditer(text)]
    ordered = sorted(found, key=lambda match: match.start())
    return tuple(dict.fromkeys(match.group() for match in ordered))[:most]


def _likeness(asked: Gist, written: Writing, rarity: Rarity, length: float, mean: float, domain: str) -> Likeness:
    shared = asked.keys & written.gist.keys
    product = sum(asked.weight(key) * written.gist.weight(key) * rarity.of(key) ** 2 for key in shared)
    share = product / (length * math.sqrt(written.gist.size * mean)) if product else 0.0
    if domain and written.domain and domain != written.domain:
        share *= OTHER_DOMAIN
    return Likeness(id=written.id, share=min(1.0, share), shared=shared)


def _mean(asked: Gist, rarity: Rarity) -> float:
    """Return the mean squared rarity of the keys of what is asked: it stands for that of any text."""
    return sum(rarity.of(key) ** 2 for key in asked.keys) / len(asked.keys) if asked.keys else 0.0


def _keys(text: str) -> Iterator[tuple[str, Span]]:
    for pair, start in pairs(text):
        if pair not in IDLE_PAIRS:
            yield pair, Span(start=start, end=start + len(pair))
    for match in _FAMILY_WORDS.finditer(text):
        yield f"#{FAMILY_OF[match.group()]}", Span(start=match.start(), end=match.end())


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.start < made[-1].end:
            made[-1] = Span(start=made[-1].start, end=max(made[-1].end, span.end))
        else:
            made.append(span)
    return tuple(made)
