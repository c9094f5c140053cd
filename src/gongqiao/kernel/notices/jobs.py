"""Send what waits for its channel."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.jobs import every
from gongqiao.kernel.notices.actions import send_waiting


@every(minutes=0.1)
def send_messages(at: datetime) -> None:
    """Send every message that may go out now."""
    while send_waiting(at=at):
        pass
