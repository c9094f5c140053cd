"""Forget what was typed into lists of long ago."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.batches.actions import forget
from gongqiao.kernel.jobs import every


@every(minutes=120)
def forget_batches(at: datetime) -> None:
    """Clear the cells of batches whose time is over."""
    forget(at=at, by=the_job("clock"))
