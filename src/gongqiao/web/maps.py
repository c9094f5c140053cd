"""A map of counties: each with a number, coloured by how much of its target is reached, leading to its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.conf import settings

from gongqiao.kernel.places.outlines import Outline, ground_of

STEPS = (20, 40, 60, 80, 100)
"""Where in percent of the target a darker colour begins."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a map shows of one county. ``target`` 0: none was set."""

    code: str
    name: str
    value: int
    target: int
    unit: str
    address: str

    @property
    def percent(self) -> int:
        """How much of the target is reached, rounded down: 99.9 % is not yet 100 %."""
        return 100 * self.value // self.target if self.target else 0

    @property
    def level(self) -> str:
        """The class of its colour: q1 (least) to q6 (reached), or none without a target."""
        return f"q{1 + sum(self.percent >= step for step in STEPS)}" if self.target else "q0"

    @property
    def words(self) -> str:
        """The same for those who listen."""
        goal = f"，目标 {self.target:,} {self.unit}，完成 {self.percent}%" if self.target else "，没有设目标"
        return f"{self.name}：{self.value:,} {self.unit}{goal}"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A county on the map."""

    place: Place
    outline: Outline


@dataclass(frozen=True, kw_only=True)
class CountyMap:
    """A whole map with what its colours mean; ``around`` are the city's counties that it says nothing of."""

    width: int
    height: int
    counties: tuple[Drawn, ...]
    around: tuple[Outline, ...] = ()

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The classes of colours, the fullest first, with their words."""
        words = ["不到 20%", *(f"{low}%–{high}%" for low, high in pairwise(STEPS)), "已达标"]
        found = [(f"q{level}", text) for level, text in enumerate(words, 1)][::-1]
        return found if all(drawn.place.target for drawn in self.counties) else [*found, ("q0", "没有设目标")]


def county_map(places: Iterable[Place]) -> CountyMap | None:
    """Return the map of these counties; None when the city has not been drawn, or one of them is missing."""
    ground, wanted = ground_of(settings.REGION), list(places)
    if ground is None or not wanted or any(place.code not in ground.counties for place in wanted):
        return None
    drawn = tuple(Drawn(place=place, outline=ground.counties[place.code]) for place in wanted)
    said = {place.code for place in wanted}
    around = tuple(outline for code, outline in ground.counties.items() if code not in said)
    return CountyMap(width=ground.width, height=ground.height, counties=drawn, around=around)
