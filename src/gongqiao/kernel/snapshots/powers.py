"""Powers over what is frozen."""

from __future__ import annotations

from gongqiao.kernel.access.powers import power

FREEZE = power("snapshots.freeze", "制作指标快照和简报", "post:officer", "job:seeds")
SIGN = power("snapshots.sign", "复核签署", "post:officer")
