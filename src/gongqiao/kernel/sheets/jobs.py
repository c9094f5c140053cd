"""Delete workbooks that were fetched long ago."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.jobs import every
from gongqiao.kernel.sheets.exports import forget_old


@every(minutes=60)
def forget_exports(at: datetime) -> None:
    """Delete the files of exports whose days are over."""
    forget_old(at=at)
