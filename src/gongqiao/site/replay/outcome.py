"""The five figures of a replay, read from their rows; and the proof that each is what its rows add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut, Figure, figure_named
from gongqiao.site.replay.productions import Goals, Production

FIGURES = {
    "teams": "talent.teams",
    "activities": "enterprise_service.activities",
    "enterprises": "enterprise_service.enterprises",
    "problems": "enterprise_service.problems",
    "actual": "enterprise_service.benefit_actual",
    "expected": "enterprise_service.benefit_expected",
}


class ReplayFailed(Exception):
    """The replay did not end as it should. The message is a Chinese sentence."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A figure as read: its value, what its rows add up to, and how many rows there are."""

    label: str
    unit: str
    value: int
    rows: int
    adds_up_to: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All readings; the benefit in fen."""

    teams: Reading
    activities: Reading
    enterprises: Reading
    problems: Reading
    actual: Reading
    expected: Reading

    @property
    def goals(self) -> Goals:
        """The five figures as values."""
        return Goals(
            teams=self.teams.value,
            activities=self.activities.value,
            enterprises=self.enterprises.value,
            problems=self.problems.value,
            benefit_fen=self.actual.value + self.expected.value,
        )

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The readings in the order in which they are shown."""
        return self.teams, self.activities, self.enterprises, self.problems, self.actual, self.expected

    def check_rows(self) -> None:
        """Raise ReplayFailed unless every figure is what its rows add up to."""
        for reading in self.readings:
            if reading.value != reading.adds_up_to:
                raise ReplayFailed(f"“{reading.label}”是 {reading.value}，它的行加起来却是 {reading.adds_up_to}。")

    def check_goals(self, goals: Goals) -> None:
        """Raise ReplayFailed unless the figures are those that the production ends in."""
        got, wanted = asdict(self.goals), asdict(goals)
        wrong = [f"{name} 应为 {wanted[name]}，实为 {got[name]}" for name in wanted if got[name] != wanted[name]]
        if wrong:
            raise ReplayFailed(
                f"回放没有落在应有的数上：{'；'.join(wrong)}。这个库可能被改动过，请用 --fresh 重新回放。"
            )


def read_outcome(production: Production, *, by: Actor) -> Outcome:
    """Read the figures of the production's days as ``by`` sees them, and their rows."""
    cut = _cut(production)
    return Outcome(**{name: _reading(_figure(registered), cut, by=by) for name, registered in FIGURES.items()})


def read_goals(production: Production, *, by: Actor) -> Goals:
    """Read the five figures alone."""
    cut = _cut(production)
    found = {name: _figure(registered).value(cut, by=by) for name, registered in FIGURES.items()}
    return Goals(benefit_fen=found.pop("actual") + found.pop("expected"), **found)


def _cut(production: Production) -> Cut:
    return Cut(since=production.begins_on, until=production.ends_on)


def _figure(name: str) -> Figure:
    found = figure_named(name)
    if found is None:
        raise LookupError(f"no figure is called {name}")
    return found


def _reading(figure: Figure, cut: Cut, *, by: Actor) -> Reading:
    rows = list(figure.rows(cut, by=by))
    return Reading(
        label=figure.label,
        unit=figure.unit,
        value=figure.value(cut, by=by),
        rows=len(rows),
        adds_up_to=_added(figure, rows),
    )


def _added(figure: Figure, rows: Sequence[Any]) -> int:
    if figure.total:
        return sum(getattr(row, figure.total) for row in rows)
    return len({getattr(row, figure.distinct) for row in rows}) if figure.distinct else len(rows)
