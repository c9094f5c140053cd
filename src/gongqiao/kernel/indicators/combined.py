"""Numbers made of numbers: sums and ratios of figures, declared in code or put together on a screen.

What counts different things is never added: visits to participants, persons to person-times. Nor are two numbers that
count each person or firm once, for the same one may stand in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongqiao.cores.wording import Wording
from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.indicators.figures import Counts, Figure, figure_named

Reading = Callable[[Figure], int]
"""Gives the value of a figure in the part that is looked at."""


class MixedCounts(Invalid):
    """口径不同的数不能相加，请只选同一口径的指标。"""

    code = "mixed_counts"


def check_addable(figures: Sequence[Figure]) -> None:
    """Raise MixedCounts, saying which and why, unless these figures may be added up."""
    first = figures[0]
    for other in figures[1:]:
        if (first.counts, first.unit) != (other.counts, other.unit):
            raise MixedCounts(
                f"{first.unit}和{other.unit}不能相加：“{first.label}”按{first.unit}计，“{other.label}”按{other.unit}计。"
            )
    again = [figure.label for figure in figures if not figure.is_additive]
    if again and len(figures) > 1:
        raise MixedCounts(f"“{again[0]}”是去重后的数，和别的数相加会把同一个算两次，不能相加。")


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number worked out of one or more figures: what they are, and how a reading of them becomes a value."""

    name: str
    label: str
    unit: str
    figures: tuple[Figure, ...]
    counts: Counts
    wording: Wording = "exact"
    says: str = ""

    def value(self, read: Reading) -> int:
        """Return the value, or the upper half of a ratio."""
        return sum(read(figure) for figure in self.figures)

    def per(self, read: Reading) -> int | None:
        """Return the lower half of a ratio; None for everything else."""
        return None

    @property
    def needs(self) -> tuple[Figure, ...]:
        """The figures that must be read for it."""
        return self.figures

    @property
    def short_name(self) -> str:
        """The name without its service, by which a report speaks of it."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, kw_only=True)
class Ratio(Number):
    """So many of ``figures`` for each of ``under``, as problems an enterprise."""

    under: Figure

    def per(self, read: Reading) -> int | None:
        """Return the number that is divided by."""
        return read(self.under)

    @property
    def needs(self) -> tuple[Figure, ...]:
        """The figures that must be read for it."""
        return (*self.figures, self.under)


def alone(figure: Figure) -> Number:
    """Return a figure as a number of its own."""
    return Number(
        name=figure.name, label=figure.label, unit=figure.unit, figures=(figure,), counts=figure.counts,
        wording=figure.wording, says=figure.says,
    )  # fmt: skip


def add(*figures: Figure, name: str, label: str, says: str = "", wording: Wording = "exact") -> Number:
    """Return the sum of figures. Raises MixedCounts when they may not be added up."""
    check_addable(figures)
    return Number(
        name=name, label=label, unit=figures[0].unit, figures=figures, counts=figures[0].counts, wording=wording,
        says=says or f"{'、'.join(figure.label for figure in figures)}相加。",
    )  # fmt: skip


def ratio(over: Figure | Number, under: Figure, *, name: str, label: str, unit: str, says: str = "") -> Ratio:
    """Return one number for each of another."""
    figures = over.figures if isinstance(over, Number) else (over,)
    told = says or f"{over.label}除以{under.label}。"
    return Ratio(name=name, label=label, unit=unit, figures=figures, counts=over.counts, under=under, says=told)


_numbers: dict[str, Number] = {}


def register_numbers(*numbers: Number) -> None:
    """Make sums and ratios known. Raises RuntimeError when another one has the same name."""
    for number in numbers:
        if figure_named(number.name) or _numbers.setdefault(number.name, number) is not number:
            raise RuntimeError(f"two numbers are called {number.name}")


def number_named(name: str) -> Number:
    """Return a sum, a ratio, or a figure alone. Raises KeyError."""
    figure = figure_named(name)
    return alone(figure) if figure else _numbers[name]


def every_number() -> list[Number]:
    """Return all sums and ratios by name."""
    return [_numbers[name] for name in sorted(_numbers)]
