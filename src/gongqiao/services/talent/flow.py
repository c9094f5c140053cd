"""Talent has no cases yet; its powers stand here."""

from __future__ import annotations

from gongqiao.kernel.access.powers import power

FORM_TEAM = power("talent.form_team", "组建服务队、维护队员和技能", "post:officer", "job:seeds")
TAKE_LEAVE = power("talent.take_leave", "登记请假", "self", "post:officer", "job:seeds")
READ = power("talent.read", "查看服务队", "post:officer", "post:auditor", "post:head")
