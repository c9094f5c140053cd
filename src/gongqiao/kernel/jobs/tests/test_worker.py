from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.models import Heartbeat, Receipt
from gongqiao.kernel.jobs import clock, every_job, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(monkeypatch):
    """A clock with two sweeps, one of which fails; and when each ran."""
    monkeypatch.setattr(clock, "_jobs", {})
    made: list = []

    @clock.every(minutes=10)
    def good(at):
        made.append(("good", at))

    @clock.every(minutes=1)
    def bad(at):
        made.append(("bad", at))
        raise RuntimeError("the sweep fails")

    return made


class TestARound:
    def test_runs_what_is_due_and_lets_no_failure_stop_the_rest(self, runs):
        worker.round_of_work({}, at=MONDAY)
        assert runs == [("bad", MONDAY), ("good", MONDAY)]

    def test_runs_each_again_after_its_pause(self, runs):
        plan: dict = {}
        for minute in range(11):
            worker.round_of_work(plan, at=MONDAY + timedelta(minutes=minute))
        assert len([1 for name, _ in runs if name == "bad"]) == 11
        assert len([1 for name, _ in runs if name == "good"]) == 2

    def test_says_that_it_is_alive(self, runs):
        worker.round_of_work({}, at=MONDAY)
        assert Heartbeat.objects.get(part="worker").at == MONDAY

    def test_stops_when_told(self, runs):
        answers = iter([False, True, True])
        worker.work(lambda: next(answers))
        assert runs


class TestTidying:
    def test_forgets_receipts_after_a_month(self):
        Receipt.objects.create(key="old", body_digest="", at=MONDAY - timedelta(days=31))
        Receipt.objects.create(key="young", body_digest="", at=MONDAY)
        worker.tidy(MONDAY)
        assert [row.key for row in Receipt.objects.all()] == ["young"]

    def test_every_sweep_of_the_product_runs_on_an_empty_city(self):
        names = [job.name for job in every_job()]
        assert "enterprise_service.expire_offers" in names
        for job in every_job():
            job.run(MONDAY)
