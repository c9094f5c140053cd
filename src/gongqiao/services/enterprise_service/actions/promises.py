"""Promises made on site: who, what, by when; and their keeping."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import NotAllowed, WrongState
from gongqiao.kernel.cases import tasks
from gongqiao.kernel.cases.queries import place_of
from gongqiao.services.enterprise_service.actions._steps import promise_duty
from gongqiao.services.enterprise_service.flow import CONFIRM, REVIEW, SERVE
from gongqiao.services.enterprise_service.models import Promise

KEEPERS = {"leader": SERVE, "contact": CONFIRM, "officer": REVIEW}


@transaction.atomic
def keep(promise: Promise, *, at: datetime, by: Actor) -> None:
    """Say that a promise was kept. Only the side that gave it may. Raises WrongState for a kept one."""
    held = Promise.objects.select_for_update().select_related("order__case__org__node").get(pk=promise.pk)
    if not by.may(KEEPERS[held.owner], at=place_of(held.order.case, at=at, by=by)):
        raise NotAllowed("这条承诺由对方办理，请等对方办好后标记。")
    if held.kept_at:
        raise WrongState("这条承诺已经办好了。")
    held.kept_at, held.kept_by = at, by.person_id
    held.save(update_fields=["kept_at", "kept_by"])
    tasks.settle(held.order.case, [promise_duty(held)], outcome="kept", at=at, by=by)
    write(
        "edit", "order.keep_promise", thing="case", thing_id=held.order.case_id, case_id=held.order.case_id,
        detail={"promise": held.pk}, values={"words": {"told": f"办好了承诺：{held.text}"}}, at=at, by=by,
    )  # fmt: skip
