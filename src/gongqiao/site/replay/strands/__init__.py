"""What the steps of a replay do, one file a strand. Importing this makes all of them known."""

from gongqiao.site.replay.scene import PLAYS
from gongqiao.site.replay.strands import (
    clock,
    dates,
    firms,
    founding,
    last_weeks,
    matching,
    outcomes,
    visits,
    wishes,
)

__all__ = ["PLAYS", "clock", "dates", "firms", "founding", "last_weeks", "matching", "outcomes", "visits", "wishes"]
