from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.jobs import every_job
from gongqiao.services.enterprise_service import jobs
from gongqiao.services.enterprise_service.actions import confirming, offers
from gongqiao.services.enterprise_service.actions.closing import MOST_REMINDERS
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    a_confirmation,
    a_draft_with,
    an_order,
    fresh,
    open_duties,
    story,
    told,
)

TUESDAY_EVENING = datetime(2026, 11, 17, 17, 30, tzinfo=CITY_TIME)


def states(order) -> list[str]:
    return list(order.offers.order_by("pk").values_list("state", flat=True))


def overdue(order, duty) -> datetime:
    """Return a moment at which a duty has just become overdue."""
    due_at = Task.objects.get(case=order.case, name=duty, done_at=None).due_at
    assert due_at is not None
    return due_at + timedelta(minutes=1)


class TestTheClock:
    def test_runs_both_sweeps(self):
        names = {job.name for job in every_job()}
        assert {"enterprise_service.expire_offers", "enterprise_service.remind_enterprises"} <= names

    @pytest.mark.parametrize("sweep", [jobs.expire_offers, jobs.remind_enterprises])
    def test_has_nothing_to_do_where_nothing_is_due(self, cast, sweep):
        for stage in ("ordered", "offered"):
            an_order(cast, stage, title=f"第{stage}件事")
        before = Entry.objects.count()
        sweep(MONDAY + timedelta(minutes=1))
        assert Entry.objects.count() == before


class TestOffersThatRunOut:
    def test_go_on_to_the_next_team(self, cast):
        order = an_order(cast, "offered")
        jobs.expire_offers(TUESDAY_EVENING)
        assert states(order) == ["expired", "open"]
        assert open_duties(order) == {"answer_offer"}

    def test_are_taken_back_once_however_often_the_clock_looks(self, cast):
        order = an_order(cast, "offered")
        for _ in range(3):
            jobs.expire_offers(TUESDAY_EVENING)
        assert states(order) == ["expired", "open"]
        assert len([text for text in told(cast.second) if text.startswith("请答复")]) == 1

    def test_end_with_the_officer_when_nobody_answers(self, cast):
        order = an_order(cast, "offered")
        jobs.expire_offers(TUESDAY_EVENING)
        jobs.expire_offers(TUESDAY_EVENING + timedelta(days=1))
        jobs.expire_offers(TUESDAY_EVENING + timedelta(days=2))
        assert states(order) == ["expired", "expired"]
        assert open_duties(order) == {"match"}

    def test_of_several_orders_are_all_taken_back(self, cast):
        first = an_order(cast, "offered")
        second = an_order(cast, "offered", title="变频器上电无显示")
        jobs.expire_offers(TUESDAY_EVENING)
        assert states(first) == states(second) == ["expired", "open"]

    def test_leave_alone_what_was_answered(self, cast):
        accepted = an_order(cast, "matched")
        declined = an_order(cast, "offered", title="变频器上电无显示")
        offers.decline(declined, "排满了", seen=None, at=TUESDAY_EVENING - timedelta(minutes=1), by=cast.leader)
        jobs.expire_offers(TUESDAY_EVENING)
        assert states(accepted) == ["accepted"]
        assert states(declined)[0] == "declined"


class TestReminders:
    def test_wait_until_a_deadline_has_passed(self, cast):
        order = an_order(cast, "claimed")
        before = len(told(cast.contact))
        jobs.remind_enterprises(overdue(order, "confirm") - timedelta(minutes=1))
        assert len(told(cast.contact)) == before

    @pytest.mark.parametrize("name", ["contact", "colleague"])
    def test_reach_every_contact_and_stand_in_the_story(self, cast, name):
        order = an_order(cast, "claimed")
        before = len(told(getattr(cast, name)))
        jobs.remind_enterprises(overdue(order, "confirm"))
        assert told(getattr(cast, name))[before:] == ["请确认是否解决：空压机电机频繁过载跳停"]
        assert "系统提醒了企业（第 1 次）" in story(order, cast.officer)

    def test_are_sent_once_however_often_the_clock_looks(self, cast):
        order = an_order(cast, "claimed")
        late = overdue(order, "confirm")
        for _ in range(3):
            jobs.remind_enterprises(late)
        assert Task.objects.get(case=order.case, name="confirm", done_at=None).reminded == 1
        assert fresh(order).case.state == "claimed"

    def test_give_three_more_working_days_each_and_end_after_the_third(self, cast):
        order = an_order(cast, "claimed")
        first_due = overdue(order, "confirm")
        jobs.remind_enterprises(first_due)
        assert overdue(order, "confirm") - first_due >= timedelta(days=3)
        for _ in range(MOST_REMINDERS + 2):
            jobs.remind_enterprises(overdue(order, "confirm"))
        assert Task.objects.get(case=order.case, name="confirm", done_at=None).reminded == MOST_REMINDERS

    def test_ask_for_a_missing_rating(self, cast):
        order = an_order(cast, "claimed")
        confirming.confirm(order, a_confirmation(order, score=None), seen=None, at=THURSDAY, by=cast.contact)
        jobs.remind_enterprises(overdue(order, "rate"))
        assert told(cast.contact)[-1] == "请给服务评个分：空压机电机频繁过载跳停"
        assert fresh(order).case.state == "confirmed"

    def test_ask_for_the_principals_word(self, cast):
        order = an_order(cast, "claimed")
        draft = a_draft_with("proof", by=cast.colleague, form="order.confirm")
        confirming.hand_to_principal(order, draft=draft, seen=None, at=THURSDAY, by=cast.colleague)
        jobs.remind_enterprises(overdue(order, "confirm_benefit"))
        assert told(cast.contact)[-1] == "请您本人确认效益：空压机电机频繁过载跳停"
        assert Task.objects.get(case=order.case, name="confirm_benefit").reminded == 1

    def test_do_not_chase_officers_and_teams(self, cast):
        order = an_order(cast, "matched")
        before = Entry.objects.count()
        jobs.remind_enterprises(overdue(order, "schedule"))
        assert Entry.objects.count() == before

    def test_end_with_the_answer(self, cast):
        order = an_order(cast, "claimed")
        late = overdue(order, "confirm")
        confirming.confirm(order, a_confirmation(order), seen=None, at=THURSDAY, by=cast.contact)
        before = len(told(cast.contact))
        jobs.remind_enterprises(late)
        assert len(told(cast.contact)) == before
