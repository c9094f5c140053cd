"""What is asked for, how much it is worth, and how orders come together in gatherings."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from gongqiao.services.enterprise_service.seeds.enterprises import TRADES
from gongqiao.services.enterprise_service.seeds.needs import Wish, Wishes
from gongqiao.site.replay.script.values import Firm

T = TypeVar("T")
THOUSAND_YUAN = 100_000
MOST_TRIES = 300
WITHOUT_PROBLEM = {"training": 46, "guidance": 40, "apprenticeship": 14}


class Wanted:
    """Makes wishes that some team of the production can serve."""

    def __init__(self, chance: random.Random, domain_of: dict[str, str], served_from: Mapping[str, date]) -> None:
        self._chance = chance
        self._wishes = Wishes(chance, domain_of)
        self._served = frozenset(served_from)

    def with_problem(self, firm: Firm) -> Wish:
        """Return a technical problem of the firm's trade, or one of managing."""
        return self.of("breakthrough" if self._chance.random() < 0.8 else "management", firm)

    def without_problem(self, firm: Firm) -> Wish:
        """Return a wish to learn, to listen or to take a master."""
        return self.of(self._chance.choices(list(WITHOUT_PROBLEM), weights=list(WITHOUT_PROBLEM.values()))[0], firm)

    def of(self, dish: str, firm: Firm) -> Wish:
        """Return a wish for a dish; of another trade where no team serves the firm's own."""
        trade, tries = firm.trade, 0
        while True:
            wish = self._wishes.wish(dish, trade)
            if not wish.domain or wish.domain in self._served:
                return wish
            tries += 1
            if tries % 5 == 0:
                trade = self._chance.choice(TRADES)

    def in_domain(self, domain: str, firm: Firm) -> Wish:
        """Return a technical problem of a domain, of another trade where the firm's own has none."""
        wish = self._wishes.wish("breakthrough", firm.trade)
        for _ in range(MOST_TRIES):
            if wish.domain == domain:
                break
            wish = self._wishes.wish("breakthrough", self._chance.choice(TRADES))
        return replace(wish, domain=domain)


def amounts(total_fen: int, count: int, chance: random.Random) -> list[int]:
    """Share a sum out: many small parts and some large ones, whole thousands of yuan, the rest on the largest."""
    if not count:
        return []
    weights = sorted(chance.lognormvariate(0, 0.8) for _ in range(count))
    units, whole = total_fen // THOUSAND_YUAN, sum(weights)
    parts = [int(units * weight / whole) * THOUSAND_YUAN for weight in weights[:-1]]
    parts.append(total_fen - sum(parts))
    chance.shuffle(parts)
    return parts


def parted(amount_fen: int, chance: random.Random) -> tuple[int, int]:
    """Part a benefit into what is actual and what is expected; the actual part in whole thousands of yuan."""
    if chance.random() < 0.25:
        return amount_fen, 0
    actual = round(amount_fen * chance.uniform(0.3, 0.8) / THOUSAND_YUAN) * THOUSAND_YUAN
    return min(actual, amount_fen), amount_fen - min(actual, amount_fen)


def grouped(things: Sequence[T], count: int, chance: random.Random) -> list[list[T]]:
    """Cut things into ``count`` groups of neighbours, none empty and of different sizes."""
    count = max(1, min(count, len(things))) if things else 0
    cuts = sorted(chance.sample(range(1, len(things)), count - 1)) if count > 1 else []
    edges = [0, *cuts, len(things)] if things else [0]
    return [list(things[start:end]) for start, end in itertools.pairwise(edges)]


def shares(total: int, sizes: Sequence[int], chance: random.Random, appetite: Sequence[int]) -> list[int]:
    """Share ``total`` groups out over heaps of these sizes, at least one and at most its size for each.

    The greater its ``appetite``, the smaller a heap's groups become.
    """
    given = [1 if size else 0 for size in sizes]
    while sum(given) < total:
        room = [n for n, size in enumerate(sizes) if given[n] < size]
        if not room:
            raise ValueError("more groups than things")
        weights = [appetite[n] * sizes[n] / given[n] for n in room]
        given[chance.choices(room, weights=weights)[0]] += 1
    if sum(given) > total:
        raise ValueError("more heaps than groups")
    return given
