"""The powers over assessments. There is no case: an assessment is drawn up, collected and circulated by two people."""

from __future__ import annotations

from gongqiao.kernel.access.powers import power

READ = power("assessment.read", "查看考核通报", "post:officer", "post:auditor", "post:head")
DRAW_UP = power("assessment.draw_up", "拟定考核、取数评分", "post:officer", "job:seeds")
CIRCULATE = power("assessment.circulate", "复核并通报考核结果", "post:officer")

POINTS_IN_ALL = 100
MOST_CRITERIA = 6
