from __future__ import annotations

from datetime import timedelta

import pytest

from gongqiao.kernel.base.errors import NotAllowed, WrongState
from gongqiao.kernel.cases.models import Task
from gongqiao.services.enterprise_service.actions import confirming, promises, visits
from gongqiao.services.enterprise_service.actions.visits import PromiseForm
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_report,
    an_order,
    open_duties,
    story,
)


class TestPromises:
    FRIDAY = THURSDAY.date() + timedelta(days=1)

    @pytest.fixture
    def order(self, cast):
        order = an_order(cast, "delivering")
        given = [
            PromiseForm(text=f"{owner}的事", owner=owner, due_on=self.FRIDAY)
            for owner in ("leader", "contact", "officer")
        ]
        visits.report(
            order,
            a_report(order, cast, promises=given),
            is_finished=True,
            seen=None,
            at=WEDNESDAY_AT_TWO,
            by=cast.leader,
        )
        return order

    def test_are_asked_of_their_owner_by_their_day(self, cast, order):
        asked = Task.objects.filter(case=order.case, name__startswith="promise-", done_at=None).order_by("pk")
        assert [(task.label, task.kind, task.due_at.date()) for task in asked] == [
            ("承诺：leader的事", "person", self.FRIDAY),
            ("承诺：contact的事", "enterprise", self.FRIDAY),
            ("承诺：officer的事", "post", self.FRIDAY),
        ]

    @pytest.mark.parametrize("owner", ["leader", "contact", "officer"])
    def test_are_kept_by_the_side_that_gave_them(self, cast, order, owner):
        promise = order.promises.get(owner=owner)
        for other in {"leader", "contact", "officer"} - {owner}:
            with pytest.raises(NotAllowed, match="由对方办理"):
                promises.keep(promise, at=THURSDAY, by=getattr(cast, other))
        promises.keep(promise, at=THURSDAY, by=getattr(cast, owner))
        promise.refresh_from_db()
        assert (promise.kept_at, promise.kept_by) == (THURSDAY, getattr(cast, owner).person_id)
        assert f"promise-{promise.pk}" not in open_duties(order)
        assert f"办好了承诺：{owner}的事" in story(order, cast.officer)

    def test_are_kept_once(self, cast, order):
        promise = order.promises.get(owner="leader")
        promises.keep(promise, at=THURSDAY, by=cast.leader)
        with pytest.raises(WrongState, match="已经办好了"):
            promises.keep(promise, at=THURSDAY, by=cast.leader)

    def test_outlive_the_steps_of_the_order(self, cast, order):
        confirming.dispute(order, "又跳了", seen=None, at=THURSDAY, by=cast.contact)
        names = {f"promise-{pk}" for pk in order.promises.values_list("pk", flat=True)}
        assert open_duties(order) == {"schedule", *names}
