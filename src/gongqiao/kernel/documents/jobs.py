"""Forget files that nobody needs."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.documents.actions import forget_abandoned
from gongqiao.kernel.jobs import every


@every(minutes=60)
def forget_files(at: datetime) -> None:
    """Delete the files of forms that nobody finished."""
    forget_abandoned(at=at)
