"""Jobs that run again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True)
class ClockJob:
    """A sweep and how often it runs."""

    name: str
    run: Callable[[datetime], None]
    pause: timedelta


_jobs: dict[str, ClockJob] = {}


def every(*, minutes: float) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Run the decorated sweep every so many minutes; it is told the time."""

    def keep(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
        name = f"{run.__module__.rsplit('.', 2)[-2]}.{run.__name__}"
        _jobs[name] = ClockJob(name=name, run=run, pause=timedelta(minutes=minutes))
        return run

    return keep


def every_job() -> list[ClockJob]:
    """Return all sweeps, by name."""
    return [_jobs[name] for name in sorted(_jobs)]
