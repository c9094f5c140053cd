"""Tell people what came of the long work that they began."""

from __future__ import annotations

from gongqiao.kernel.contracts import on
from gongqiao.kernel.jobs.contract import WorkEnded
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.notices.actions import tell


@on(WorkEnded)
def tell_who_began(fact: WorkEnded) -> None:
    """Leave a message that leads to the page of the work; once for each time it ended."""
    work = Work.objects.get(pk=fact.work_id)
    if work.person_id is None or work.ended_at is None or work.state not in {"done", "dead"}:
        return
    title = f"{work.label}：{work.get_state_display()}"
    tell(
        [work.person_id], event=f"work:{work.pk}:{work.ended_at.isoformat()}", title=title,
        body=work.says or work.error, url=work.url, at=work.ended_at,
    )  # fmt: skip
