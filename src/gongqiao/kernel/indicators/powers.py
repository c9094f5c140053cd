"""Powers over numbers."""

from __future__ import annotations

from gongqiao.kernel.access.powers import power

READ = power("indicators.read", "查看指标", "post:officer", "post:auditor", "post:head")
