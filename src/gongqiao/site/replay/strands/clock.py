"""What the worker would do meanwhile: deliver facts and run every sweep, several times a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from gongqiao.kernel.calendar.queries import CITY_TIME, local_date, local_time, work_calendar
from gongqiao.kernel.jobs import every_job
from gongqiao.kernel.outbox.actions import deliver
from gongqiao.site.replay.scene import Scene, plays

LAST_ROUND = time(21, 1)
ROUNDS = (time(8, 1), time(12, 1), time(17, 31), LAST_ROUND)
ROUNDS_OF_A_DAY_OFF = (time(8, 1), LAST_ROUND)
SELDOM = timedelta(minutes=15)


@plays("clock")
def go_round(scene: Scene) -> None:
    """Do what the worker does in one round, at the scene's time; the next round follows.

    Sweeps that the worker runs seldom are run once a day.
    """
    while deliver(at=scene.at):
        pass
    is_last = scene.at.astimezone(CITY_TIME).time() >= LAST_ROUND
    for job in every_job():
        if is_last or job.pause < SELDOM:
            job.run(scene.at)
    scene.later("clock", next_round(scene.at))


def next_round(at: datetime) -> datetime:
    """Return when the worker looks next."""
    on = local_date(at)
    while True:
        rounds = ROUNDS if work_calendar().is_working(on) else ROUNDS_OF_A_DAY_OFF
        for clock in rounds:
            if (moment := local_time(on, clock)) > at:
                return moment
        on += timedelta(days=1)
