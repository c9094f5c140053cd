"""The replays that can be asked for by name: when they play and in which figures they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Goals:
    """The five figures in which a replay ends. Money in fen."""

    teams: int
    activities: int
    enterprises: int
    problems: int
    benefit_fen: int


@dataclass(frozen=True, kw_only=True)
class Production:
    """One replay. Most of the year is planned; from ``settles_on`` what is still missing is counted and made up.

    ``planned_share``: how much of the goals the planned part aims at. ``targets``: problems and trained person-times of
    each county's programme target.
    """

    name: str
    label: str
    begins_on: date
    settles_on: date
    ends_on: date
    goals: Goals
    planned_share: float
    targets: tuple[int, int]


PRODUCTIONS = {
    production.name: production
    for production in (
        # Source of the figures: S1 F013–F017 of the domain's list; the benefit is 9,410.5 万元.
        Production(
            name="jiangmen-2024",
            label="江门（演示）2024 劳模工匠助企行",
            begins_on=date(2023, 12, 1),
            settles_on=date(2024, 9, 4),
            ends_on=date(2024, 9, 29),
            goals=Goals(teams=34, activities=245, enterprises=594, problems=268, benefit_fen=9_410_500_000),
            planned_share=0.92,
            targets=(100, 1000),
        ),
        # A short one for trying the machinery: tests and visitors in a hurry.
        Production(
            name="sample",
            label="江门（演示）样片",
            begins_on=date(2023, 12, 1),
            settles_on=date(2024, 3, 4),
            ends_on=date(2024, 3, 29),
            goals=Goals(teams=4, activities=20, enterprises=30, problems=12, benefit_fen=420_000_000),
            planned_share=0.75,
            targets=(6, 40),
        ),
    )
}
