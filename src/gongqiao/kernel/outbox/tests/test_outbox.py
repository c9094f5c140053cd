from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel import contracts
from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.clock import now
from gongqiao.kernel.outbox.actions import MOST_TRIES, announce, deliver, replay_dead
from gongqiao.kernel.outbox.models import Letter

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class BellRang(contracts.Fact):
    """A bell rang."""

    bell_id: int
    on: date
    at: datetime
    tones: tuple[str, ...]


@pytest.fixture
def heard(monkeypatch):
    """Who listens to the bell, and what was heard. The letters of the cast have gone out before."""
    Letter.objects.update(delivered_at=MONDAY)
    listeners: dict = {}
    monkeypatch.setattr(contracts, "_listeners", listeners)
    notes: list = []
    contracts.on(BellRang)(notes.append)
    return notes


RANG = BellRang(bell_id=1, on=date(2026, 11, 16), at=MONDAY, tones=("do", "re"))


def the_letter() -> Letter:
    return Letter.objects.get(fact="tests.BellRang")


def ring() -> None:
    announce(RANG, thing="bell", thing_id=1, at=MONDAY, by=the_job("seeds"))


class TestDelivery:
    def test_a_fact_arrives_as_it_was_announced(self, heard):
        ring()
        assert deliver(at=MONDAY) == 1
        assert heard == [RANG]
        assert deliver(at=MONDAY) == 0

    def test_whoever_hears_it_is_at_the_time_of_the_delivery(self, heard):
        ring()
        moments = []
        contracts.on(BellRang)(lambda fact: moments.append(now()))
        deliver(at=MONDAY)
        assert moments == [MONDAY]
        assert now() != MONDAY

    def test_a_fact_stands_in_the_book(self, heard):
        ring()
        line = Entry.objects.latest("pk")
        assert (line.kind, line.thing, line.detail["bell_id"]) == ("fact", "bell", 1)

    def test_a_failing_listener_holds_nobody_up(self, heard):
        contracts.on(BellRang)(self.fail)
        ring()
        assert deliver(at=MONDAY) == 1
        letter = the_letter()
        assert (letter.delivered_at, letter.tries) == (None, 1)
        assert letter.next_try_at == MONDAY + timedelta(seconds=2)

    def test_what_fails_again_and_again_is_set_aside_and_can_be_replayed(self, heard):
        contracts.on(BellRang)(self.fail)
        ring()
        at = MONDAY
        for _ in range(MOST_TRIES):
            assert deliver(at=at) == 1
            at += timedelta(minutes=10)
        assert the_letter().dead_at is not None
        assert deliver(at=at) == 0
        contracts._listeners[BellRang].remove(self.fail)
        assert replay_dead(at=at) == 1
        assert deliver(at=at) == 1
        assert the_letter().delivered_at == at

    def test_what_a_failing_listener_wrote_is_undone(self, heard):
        def write_and_fail(fact):
            Letter.objects.create(fact="x", body={}, at=MONDAY, next_try_at=MONDAY + timedelta(days=1))
            raise RuntimeError

        contracts.on(BellRang)(write_and_fail)
        ring()
        deliver(at=MONDAY)
        assert not Letter.objects.filter(fact="x").exists()

    @staticmethod
    def fail(fact):
        raise RuntimeError("the listener fails")
