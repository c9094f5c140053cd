"""What happens on a clock: offers run out, enterprises are reminded."""

from __future__ import annotations

import logging
from datetime import datetime

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.jobs import every
from gongqiao.services.enterprise_service.actions import closing, offers, remedies
from gongqiao.services.enterprise_service.models import Offer, Remedy

logger = logging.getLogger(__name__)


@every(minutes=1)
def expire_offers(at: datetime) -> None:
    """Take back the offers whose time is up and ask the next team."""
    late = (
        Offer.objects.filter(state="open", answer_by__lte=at).order_by("answer_by", "pk").values_list("pk", flat=True)
    )
    for offer_id in list(late[:200]):
        try:
            offers.expire(offer_id, at=at, by=the_job("clock"))
        except GongqiaoError:
            logger.warning("offer %s was answered meanwhile", offer_id)


@every(minutes=10)
def remind_enterprises(at: datetime) -> None:
    """Remind enterprises of confirmations and ratings that are overdue."""
    late = Task.objects.filter(
        name__in=sorted(closing.REMINDED_OF), done_at=None, due_at__lt=at, reminded__lt=closing.MOST_REMINDERS
    )
    for task_id in list(late.order_by("due_at", "pk").values_list("pk", flat=True)[:200]):
        try:
            closing.remind(task_id, at=at, by=the_job("clock"))
        except GongqiaoError:
            logger.warning("task %s was done meanwhile", task_id)


@every(minutes=10)
def remind_of_remedies(at: datetime) -> None:
    """Remind whoever follows up what was offered after a survey, on the day that was set."""
    due = Remedy.objects.filter(settled_at=None, reminded_at=None, follow_up_on__lte=local_date(at))
    for remedy_id in list(due.order_by("follow_up_on", "pk").values_list("pk", flat=True)[:200]):
        remedies.remind_of_remedy(remedy_id, at=at, by=the_job("clock"))
