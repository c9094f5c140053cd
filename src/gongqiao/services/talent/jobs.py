"""What happens on a clock: invitations run out, experts' time is up, masters and experts are reminded."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.jobs import every
from gongqiao.services.talent.actions import experts, pairs
from gongqiao.services.talent.models import Expert, ExpertInvitation

logger = logging.getLogger(__name__)
REMINDED_BEFORE = timedelta(hours=24)
AT_ONCE = 200


@every(minutes=5)
def expire_invitations(at: datetime) -> None:
    """Close the invitations whose time is up."""
    late = ExpertInvitation.objects.filter(answered_at=None, answer_by__lte=at).order_by("answer_by", "pk")
    for row in late[:AT_ONCE]:
        try:
            experts.expire_invitation(row, at=at, by=the_job("clock"))
        except GongqiaoError:
            logger.warning("invitation %s was answered meanwhile", row.pk)


@every(minutes=10)
def remind_experts(at: datetime) -> None:
    """Remind experts, once, of an answer that is due within a day."""
    soon = Task.objects.filter(
        name="answer_invitation", done_at=None, reminded=0, due_at__gt=at, due_at__lte=at + REMINDED_BEFORE,
        opened_at__lt=at - REMINDED_BEFORE,
    )  # fmt: skip
    for row in ExpertInvitation.objects.filter(case__in=soon.values("case_id")).order_by("pk")[:AT_ONCE]:
        try:
            experts.remind_expert(row, at=at, by=the_job("clock"))
        except GongqiaoError:
            logger.warning("invitation %s was answered meanwhile", row.pk)


@every(minutes=30)
def remind_masters(at: datetime) -> None:
    """Remind masters of check-ins and endings that are overdue."""
    late = Task.objects.filter(
        case__flow="pair", name__in=sorted(pairs.REMINDED_OF), done_at=None, due_at__lt=at,
        reminded__lt=pairs.MOST_REMINDERS,
    )  # fmt: skip
    for task_id in list(late.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE]):
        try:
            pairs.remind_master(task_id, at=at, by=the_job("clock"))
        except GongqiaoError:
            logger.warning("task %s was done meanwhile", task_id)


@every(minutes=60)
def retire_experts(at: datetime) -> None:
    """Let experts leave the library whose time is up."""
    ended = Expert.objects.filter(retired_at=None, valid_to__lte=local_date(at)).order_by("pk")
    for expert_id in list(ended.values_list("pk", flat=True)[:AT_ONCE]):
        experts.retire_when_time_is_up(expert_id, at=at, by=the_job("clock"))
