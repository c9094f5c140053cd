"""What goes differently, and for which orders: a believable year has all of it, and none of it may count twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from gongqiao.services.enterprise_service.flow import DISHES_WITH_PROBLEMS
from gongqiao.site.replay.productions import Production
from gongqiao.site.replay.script.values import Gathering, Tale

SLOW_BEFORE = timedelta(days=40)
SECOND_VISIT_BEFORE = timedelta(days=58)
RELAPSE_BEFORE = timedelta(days=125)

OF_A_HOST = {"declined": 0.09, "expired": 0.05, "sent_back": 0.06}
OF_ONE_ALONE = {"redated": 0.08, "moved": 0.06, "released": 0.05}
OF_ANYBODY = {"supplemented": 0.08, "late_rating": 0.07, "promised": 0.14, "straight": 0.25}
OF_A_BENEFIT = {"benefit_returned": 0.06, "corrected": 0.05}
SECOND_VISITS = ("again", "disputed", "low", "again", "disputed", "low", "relapse")
IN_VAIN = ("unanswered", "unanswered", "denied")


class Turns:
    """Deals turns out. The numbers follow from the goals, so that the plan is exact in what it aims at."""

    def __init__(self, production: Production, chance: random.Random) -> None:
        self._production, self._chance = production, chance
        goals, share = production.goals, production.planned_share
        self.second_visits = max(1, round(goals.activities * 0.11))
        self.in_vain = max(1, round(goals.enterprises * 0.035))
        solved = round(goals.problems * share)
        self._two = round(goals.problems * 0.03)
        self._solved_tales = solved - self._two
        self._unsolved_tales = max(1, round(goals.problems * 0.16))
        self._plain: frozenset[str] = frozenset()

    def wants_problem(self, number: int, count: int) -> bool:
        """Whether the tale in this place has a problem; spread evenly over all."""
        wanted = self._solved_tales + self._unsolved_tales
        return (number + 1) * wanted // count > number * wanted // count

    def is_worth_something(self, tale: Tale) -> bool:
        """Whether the enterprise declares a benefit in the end."""
        return tale.key.startswith("t") and _has_problem(tale) and not tale.has("unsolved")

    def is_plain(self, gathering: Gathering) -> bool:
        """Whether the host of a gathering is surely served in good time."""
        return gathering.tales[0] in self._plain

    def spread(self, tales: dict[str, Tale], gatherings: Sequence[Gathering]) -> None:
        """Deal all turns out."""
        settles = self._production.settles_on
        on_of = {key: gathering.on for gathering in gatherings for key in gathering.tales}
        counting = [key for key in on_of if key.startswith("t")]
        with_problem = [key for key in counting if _has_problem(tales[key])]
        for key, turn in zip((key for key in on_of if key.startswith("v")), _round(IN_VAIN), strict=False):
            _give(tales, key, turn)
        for key in self._chance.sample(with_problem, self._unsolved_tales):
            _give(tales, key, "unsolved")
        solved = [key for key in with_problem if not tales[key].has("unsolved")]
        for key in self._chance.sample(solved, self._two):
            _give(tales, key, "two_problems")
        self._second(tales, {key: settles - on_of[key] for key in counting})
        for gathering in gatherings:
            self._minor(tales, gathering, is_slow=gathering.on <= settles - SLOW_BEFORE)
        self._plain = frozenset(
            key for key in counting
            if not tales[key].turns and on_of[key] <= settles - SLOW_BEFORE
        )  # fmt: skip

    def _second(self, tales: dict[str, Tale], left: dict[str, timedelta]) -> None:
        """Choose the orders that need a second visit, so early that it is over in time."""
        free = sorted((key for key in left if not tales[key].has("unsolved")), key=lambda key: -left[key])
        early = [key for key in free if left[key] >= SECOND_VISIT_BEFORE]
        chosen = self._chance.sample(early, self.second_visits)
        for key, turn in zip(chosen, _round(SECOND_VISITS), strict=False):
            may_relapse = left[key] >= RELAPSE_BEFORE and _has_problem(tales[key])
            _give(tales, key, turn if turn != "relapse" or may_relapse else "again")

    def _minor(self, tales: dict[str, Tale], gathering: Gathering, *, is_slow: bool) -> None:
        if is_slow:
            self._one_of(tales, gathering.tales[0], OF_A_HOST)
        for key in gathering.tales:
            tale = tales[key]
            if not tale.key.startswith("t"):
                continue
            is_once = not tale.turns & set(SECOND_VISITS)
            if is_slow and is_once and len(gathering.tales) == 1 and not tale.turns & set(OF_A_HOST):
                self._one_of(tales, key, OF_ONE_ALONE)
            self._one_of(tales, key, OF_ANYBODY)
            if is_slow and is_once and self.is_worth_something(tales[key]):
                self._one_of(tales, key, OF_A_BENEFIT)

    def _one_of(self, tales: dict[str, Tale], key: str, odds: dict[str, float]) -> None:
        drawn = self._chance.random()
        for turn, share in odds.items():
            if drawn < share:
                _give(tales, key, turn)
                return
            drawn -= share


def _give(tales: dict[str, Tale], key: str, turn: str) -> None:
    tales[key] = replace(tales[key], turns=tales[key].turns | {turn})


def _has_problem(tale: Tale) -> bool:
    return tale.wish.dish in DISHES_WITH_PROBLEMS


def _round(turns: Sequence[str]) -> Sequence[str]:
    """Return the turns over and over again."""
    return tuple(turns) * 400
