"""Promises made on site: who, what, by when; and their keeping."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotAllowed, WrongState
from gongqiao.kernel.cases import tasks
from gongqiao.kernel.cases.actions import edit_case
from gongqiao.kernel.cases.queries import place_of
from gongqiao.services.enterprise_service.actions._steps import promise_duty
from gongqiao.services.enterprise_service.flow import CONFIRM, REVIEW, SERVE
from gongqiao.services.enterprise_service.models import Promise
from gongqiao.services.enterprise_service.rules.kinds import ORDERS

KEEPERS = {"leader": SERVE, "contact": CONFIRM, "officer": REVIEW}


def keep(promise: Promise, *, at: datetime, by: Actor) -> None:
    """Say that a promise was kept. Only the side that gave it may. Raises WrongState for a kept one."""
    case = promise.order.case
    if not by.may(KEEPERS[promise.owner], at=place_of(case, at=at, by=by)):
        raise NotAllowed("这条承诺由对方办理，请等对方办好后标记。")
    with edit_case(ORDERS, case.pk, KEEPERS[promise.owner], seen=None, what="keep_promise", at=at, by=by) as taken:
        held = Promise.objects.select_for_update().get(pk=promise.pk)
        if held.kept_at:
            raise WrongState("这条承诺已经办好了。")
        held.kept_at, held.kept_by = at, by.person_id
        held.save(update_fields=["kept_at", "kept_by"])
        tasks.settle(taken.case, [promise_duty(held)], outcome="kept", at=at, by=by)
        taken.case.due_at = tasks.first_due(taken.case)
        taken.words = {"told": f"办好了承诺：{held.text}"}
