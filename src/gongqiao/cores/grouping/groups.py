"""Lay each need to the pile that it is most like, look again with the piles as they have become, and explain."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongqiao.cores.grouping.terms import read_as, weigh
from gongqiao.cores.grouping.values import Group, Need, Policy

MOST_TERMS = 24  # of a group, to be marked
MOST_TELLING = 12  # of a need, by which it looks for its like
MOST_MET = 8  # piles that a need is compared with
HARDLY_LESS = 1e-9


def group_needs(needs: Sequence[Need], policy: Policy | None = None) -> tuple[Group, ...]:
    """Return the groups of like needs of at least two enterprises each, those of more enterprises first.

    A need is in at most one group. The same needs give the same groups in whatever order they come. Nobody is compared
    with everybody: a need meets only the piles with which it shares a term.
    """
    policy = policy or Policy()
    ordered = sorted(needs, key=lambda need: need.id)
    weights = weigh(ordered, title=policy.title)
    piles = _Piles(ordered, weights, policy)
    for number in range(len(ordered)):
        piles.lay(number, piles.best(number))
    for _ in range(policy.rounds):
        piles = piles.laid_again()
    made = [_explained([ordered[n] for n in pile], [weights[n] for n in pile]) for pile in piles.members()]
    groups = [group for group in made if len(group.enterprise_ids) > 1 and group.words]
    return tuple(sorted(groups, key=lambda group: (-len(group.enterprise_ids), -group.likeness, group.need_ids)))


@dataclass(kw_only=True)
class _Pile:
    """Needs that lie together. ``total`` is the sum of their terms, ``square`` the square of its length."""

    place: int
    needs: list[int] = field(default_factory=list)
    total: dict[str, float] = field(default_factory=dict)
    square: float = 0.0
    domains: Counter[str] = field(default_factory=Counter)
    industries: Counter[str] = field(default_factory=Counter)

    @property
    def length(self) -> float:
        """The length of ``total``."""
        return math.sqrt(self.square)


class _Piles:
    """The piles while they grow, with an index from a term to those that hold it."""

    def __init__(self, needs: Sequence[Need], weights: Sequence[dict[str, float]], policy: Policy) -> None:
        self._needs, self._weights, self._policy = needs, weights, policy
        self._piles: list[_Pile] = []
        self._holding: dict[str, list[_Pile]] = defaultdict(list)
        self._home: dict[int, _Pile] = {}
        self._telling = [
            sorted(terms.items(), key=lambda entry: (-entry[1], entry[0]))[:MOST_TELLING] for terms in weights
        ]

    def lay(self, number: int, pile: _Pile | None) -> None:
        """Put a need on a pile, or on a new one."""
        if pile is None:
            pile = self._new()
        need = self._needs[number]
        for term, weight in self._weights[number].items():
            before = pile.total.get(term, 0.0)
            if term not in pile.total:
                self._holding[term].append(pile)
            pile.total[term] = before + weight
            pile.square += (2 * before + weight) * weight
        pile.needs.append(number)
        pile.domains[need.domain] += 1
        pile.industries[need.industry] += 1
        self._home[number] = pile

    def best(self, number: int) -> _Pile | None:
        """Return the pile that a need is most like, the older one of equals; None when it is like none enough.

        What the need itself brought to its pile does not count.
        """
        found, most = None, self._policy.least
        for pile in self._met(number):
            likeness = self._likeness(number, pile)
            if likeness > most + HARDLY_LESS:
                found, most = pile, likeness
        return found

    def _met(self, number: int) -> list[_Pile]:
        """Return the piles that share most of what is most telling in a need, the oldest first."""
        reached: dict[int, float] = defaultdict(float)
        for term, weight in self._telling[number]:
            holding = self._holding.get(term, ())
            if len(holding) <= self._policy.most_piles_a_term:
                for pile in holding:
                    reached[pile.place] += weight * pile.total[term] / pile.length
        nearest = sorted(reached, key=lambda place: (-round(reached[place], 9), place))[:MOST_MET]
        return [self._piles[place] for place in sorted(nearest)]

    def laid_again(self) -> _Piles:
        """Lay every need anew to the piles as they are now, so that those who came first have no privilege."""
        anew = _Piles(self._needs, self._weights, self._policy)
        successor = {pile.place: anew._new() for pile in self._piles}
        for number in range(len(self._needs)):
            home = self.best(number)
            anew.lay(number, successor[home.place] if home else None)
        return anew

    def members(self) -> list[list[int]]:
        """Return the needs of each pile."""
        return [pile.needs for pile in self._piles if pile.needs]

    def _new(self) -> _Pile:
        self._piles.append(_Pile(place=len(self._piles)))
        return self._piles[-1]

    def _likeness(self, number: int, pile: _Pile) -> float:
        product = sum(weight * pile.total.get(term, 0.0) for term, weight in self._weights[number].items())
        square, others = pile.square, len(pile.needs)
        if self._home.get(number) is pile:
            square, product, others = square - 2 * product + 1, product - 1, others - 1
        if not others or square <= HARDLY_LESS:
            return 0.0
        likeness = product / math.sqrt(square)
        need, policy = self._needs[number], self._policy
        likeness *= _kept(need.domain, pile.domains, policy.other_domain)
        return likeness * _kept(need.industry, pile.industries, policy.other_industry)


def _kept(said: str, counted: Counter[str], other: float) -> float:
    """Return what is left of a likeness: all of it, unless both sides said something and most said something else."""
    most = max(sorted(counted), key=lambda name: counted[name])
    return other if said and most and said != most else 1.0


def _explained(needs: Sequence[Need], weights: Sequence[dict[str, float]]) -> Group:
    """Say of needs that lie together what binds them: the terms that several of their enterprises share."""
    holders: dict[str, set[int]] = defaultdict(set)
    heavy: dict[str, float] = defaultdict(float)
    for need, held in zip(needs, weights, strict=True):
        for term, weight in held.items():
            holders[term].add(need.enterprise_id)
            heavy[term] += weight
    enterprises = sorted({need.enterprise_id for need in needs})
    enough = max(2, math.ceil(len(enterprises) / 4))
    binding = [term for term, who in holders.items() if len(who) >= enough]
    binding.sort(key=lambda term: (-len(holders[term]), -round(heavy[term], 9), term))
    terms = tuple(binding[:MOST_TERMS])
    texts: dict[int, str] = defaultdict(str)
    for need in needs:
        texts[need.enterprise_id] += f"\n{need.title}\n{need.description}"
    return Group(
        need_ids=tuple(need.id for need in needs),
        enterprise_ids=tuple(enterprises),
        terms=terms,
        words=read_as(texts, terms),
        likeness=_mean_likeness(weights),
        domain=_most_said(need.domain for need in needs),
        industry=_most_said(need.industry for need in needs),
    )


def _mean_likeness(weights: Sequence[dict[str, float]]) -> int:
    """Return the mean likeness of two of the needs, in percent."""
    total: dict[str, float] = defaultdict(float)
    for terms in weights:
        for term, weight in terms.items():
            total[term] += weight
    number = len(weights)
    among_all = sum(weight * weight for weight in total.values())
    return round(100 * (among_all - number) / (number * (number - 1))) if number > 1 else 100


def _most_said(words: Iterable[str]) -> str:
    """Return the word that most say, the first in order of equals; nothing when nobody says anything."""
    counted = Counter(word for word in words if word)
    return min(counted, key=lambda word: (-counted[word], word)) if counted else ""
