"""Which needs of different enterprises are like each other, and by which words.

Pure: needs come in as frozen values, groups come out; each group says what binds it and where that stands in the texts.
The terms are those of the matching: pairs of neighbouring characters, so that no segmenter is needed.
"""

from gongqiao.cores.grouping.groups import group_needs
from gongqiao.cores.grouping.terms import places
from gongqiao.cores.grouping.values import Group, Need, Policy

__all__ = ["Group", "Need", "Policy", "group_needs", "places"]
