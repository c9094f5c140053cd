"""The round number that words an exact one.

A round number has one leading digit other than zero (500, 6,000), for ``more`` two from 100 on (590, 8,100).
Source: the wordings of docs/sources (“超过 500 场”, “近 7,000 家”, “30 余家”).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Wording = Literal["exact", "over", "near", "more"]
"""exact: 594. over: 超过 500. near: 近 600. more: 590 余."""
LEAST = 10
"""Up to ten, people say the number itself."""
NEAR_ENOUGH = Fraction(9, 10)
"""Only from here on is a number near the round one above it."""


@dataclass(frozen=True, kw_only=True)
class Rounded:
    """A round number, and how it stands to the exact one. ``exact`` where the wish could not be met truthfully."""

    number: int
    how: Wording


def rounded(value: int, how: Wording) -> Rounded:
    """Return the round number by which a value may be worded; ``value`` is not negative."""
    exact = Rounded(number=value, how="exact")
    if value <= LEAST or how == "exact":
        return exact
    if how == "over":
        return Rounded(number=_down(value - 1, 1), how="over")
    if how == "more":
        below = _down(value - 1, 2 if value > 100 else 1)
        return Rounded(number=below, how="more") if below + _step(below, value) > value else exact
    above = _up(value)
    return Rounded(number=above, how="near") if value < above and value >= above * NEAR_ENOUGH else exact


def _down(value: int, digits: int) -> int:
    """Return the largest number up to ``value`` with this many digits and zeros behind them."""
    unit = 10 ** max(len(str(value)) - digits, 0)
    return int(value // unit * unit)


def _up(value: int) -> int:
    """Return the smallest number from ``value`` on with one digit and zeros behind it."""
    unit = 10 ** (len(str(value)) - 1)
    return int(-(-value // unit) * unit)


def _step(below: int, value: int) -> int:
    """Return the distance from a round number to the next one of its kind."""
    digits = 2 if value > 100 else 1
    return int(10 ** max(len(str(below)) - digits, 0))
