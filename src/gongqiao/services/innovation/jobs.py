"""What happens on a clock: like needs are looked for."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.jobs import every
from gongqiao.kernel.org.queries import unions
from gongqiao.services.innovation.actions.proposals import look_for_groups


@every(minutes=15)
def find_like_needs(at: datetime) -> None:
    """Group the open needs anew, once there is a city to group them for."""
    by = the_job("likeness")
    if unions(by=by).filter(level="CITY").exists():
        look_for_groups(at=at, by=by)
