"""What others may know of long work."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.contracts import Fact


@dataclass(frozen=True, kw_only=True)
class WorkEnded(Fact):
    """Long work that a person began is done, or cannot go on."""

    work_id: int
