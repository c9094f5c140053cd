"""Forget files that nobody needs."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.documents.actions import forget_abandoned
from gongqiao.kernel.documents.page_pictures import forget_pictures as forget_old_pictures
from gongqiao.kernel.jobs import every


@every(minutes=60)
def forget_files(at: datetime) -> None:
    """Delete the files of forms that nobody finished."""
    forget_abandoned(at=at)


@every(minutes=60)
def forget_pictures(at: datetime) -> None:
    """Delete the pictures of pages that nobody asked for in some days."""
    forget_old_pictures(at=at)
