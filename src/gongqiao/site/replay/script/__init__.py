"""The year as a plan: who is there, who wants what, what goes differently. Pure: the same seed gives the same year."""

from gongqiao.site.replay.script.values import Firm, Gathering, Script, Tale, TeamPlan
from gongqiao.site.replay.script.year import compose

__all__ = ["Firm", "Gathering", "Script", "Tale", "TeamPlan", "compose"]
