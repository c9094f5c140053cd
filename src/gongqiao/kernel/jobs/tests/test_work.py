from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import NotAllowed, NotFound, WrongState
from gongqiao.kernel.base.models import Tally
from gongqiao.kernel.jobs import work, worker
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.outbox.actions import deliver

pytestmark = pytest.mark.django_db
CHUNKS = 3


class Counting:
    """A kind of work that writes a row a step, and fails where it is told to."""

    def __init__(self) -> None:
        self.fails: dict[int, Exception] = {}
        self.stopped: list[int] = []
        self.kind = work.register_work(
            work.WorkKind(name="test.count", step=self.step, stopped=lambda row, at: self.stopped.append(row.thing_id))
        )

    def step(self, row, at):
        Tally.objects.create(name=f"chunk {row.thing_id}-{row.done}", window_at=at)
        if row.done in self.fails:
            raise self.fails[row.done]
        done = row.done + 1
        return work.Progress(done=done, total=CHUNKS, has_more=done < CHUNKS, says="三块都办了")

    def chunks(self) -> list[str]:
        return sorted(Tally.objects.filter(name__startswith="chunk").values_list("name", flat=True))


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr(work, "_kinds", {})
    return Counting()


@pytest.fixture
def begun(counting, cast):
    """Return a function that begins the work on a thing."""

    def begin(thing_id: int = 1) -> Work:
        return work.begin(
            counting.kind, thing_id, label="数三下", url="/desk", total=CHUNKS, at=MONDAY, by=cast.officer
        )

    return begin


def rounds(times: int = 1, *, after_s: float = 0) -> list[bool]:
    return [work.take_steps(at=MONDAY + timedelta(seconds=after_s)) for _ in range(times)]


class TestASuccess:
    def test_goes_on_step_by_step_until_nothing_is_left(self, begun, counting):
        row = begun()
        assert rounds(4) == [True, True, False, False]
        row.refresh_from_db()
        assert (row.state, row.done, row.says) == ("done", 3, "三块都办了")
        assert counting.chunks() == ["chunk 1-0", "chunk 1-1", "chunk 1-2"]

    def test_ends_with_a_message_that_leads_to_its_page(self, begun, cast):
        begun()
        rounds(3)
        while deliver(at=MONDAY):
            pass
        told = Notice.objects.get(event__startswith="work:")
        assert (told.person_id, told.title, told.body, told.url) == (
            cast.officer.person_id, "数三下：办完了", "三块都办了", "/desk",
        )  # fmt: skip

    def test_two_works_take_turns(self, begun, counting):
        begun(1), begun(2)
        rounds()
        assert counting.chunks() == ["chunk 1-0", "chunk 2-0"]

    def test_sweeps_run_between_the_steps(self, begun, monkeypatch):
        begun()
        assert worker.round_of_work({}, at=MONDAY) is True
        assert worker.round_of_work({}, at=MONDAY) is True
        assert worker.round_of_work({}, at=MONDAY) is False

    def test_of_one_thing_is_begun_once(self, begun):
        begun()
        with pytest.raises(work.AlreadyUnderWay):
            begun()


class TestAFailure:
    def test_leaves_nothing_of_its_chunk_and_is_tried_again_from_there(self, begun, counting):
        row = begun()
        counting.fails[1] = RuntimeError("cut off")
        rounds(2)
        row.refresh_from_db()
        assert (row.state, row.done, row.tries) == ("open", 1, 1)
        assert counting.chunks() == ["chunk 1-0"]
        assert rounds() == [False], "it waits before it is tried again"
        counting.fails.clear()
        rounds(2, after_s=10)
        row.refresh_from_db()
        assert row.state == "done"
        assert counting.chunks() == ["chunk 1-0", "chunk 1-1", "chunk 1-2"], "no chunk twice"

    def test_that_comes_again_and_again_sets_the_work_aside_and_says_so(self, begun, counting, cast):
        row = begun()
        counting.fails[0] = RuntimeError("broken")
        for seconds in range(0, 600, 60):
            rounds(after_s=seconds)
        row.refresh_from_db()
        assert (row.state, row.tries) == ("dead", work.MOST_TRIES)
        assert "RuntimeError" in row.error
        deliver(at=MONDAY + timedelta(hours=1))
        assert Notice.objects.get(event__startswith="work:").title == "数三下：办不下去"

    def test_in_our_own_words_is_final_at_once(self, begun, counting):
        row = begun()
        counting.fails[0] = NotAllowed("您没有这个权限了。")
        rounds()
        row.refresh_from_db()
        assert (row.state, row.error) == ("dead", "您没有这个权限了。")

    def test_does_not_hold_up_other_work(self, begun, counting):
        begun(1)
        other = begun(2)
        counting.fails[0] = RuntimeError("broken")
        rounds()
        counting.fails.clear()
        rounds(3, after_s=10)
        other.refresh_from_db()
        assert other.state == "done"

    def test_may_be_tried_again_by_who_began_it(self, begun, counting, cast):
        row = begun()
        counting.fails[0] = NotAllowed()
        rounds()
        counting.fails.clear()
        with pytest.raises(NotFound):
            work.try_again(row.pk, at=MONDAY, by=cast.other_officer)
        work.try_again(row.pk, at=MONDAY, by=cast.officer)
        rounds(3)
        row.refresh_from_db()
        assert row.state == "done"
        with pytest.raises(WrongState):
            work.try_again(row.pk, at=MONDAY, by=cast.officer)


class TestCancelling:
    def test_stops_the_work_and_keeps_what_is_done(self, begun, counting, cast):
        row = begun()
        rounds()
        work.cancel(row.pk, at=MONDAY, by=cast.officer)
        assert rounds() == [False]
        assert counting.chunks() == ["chunk 1-0"]
        assert counting.stopped == [1]
        assert Entry.objects.filter(what="jobs.cancel", thing_id=row.pk).exists()

    def test_is_for_who_began_it(self, begun, cast):
        row = begun()
        with pytest.raises(NotFound):
            work.cancel(row.pk, at=MONDAY, by=cast.city_officer)

    def test_is_refused_when_it_is_done(self, begun, cast):
        row = begun()
        rounds(3)
        with pytest.raises(WrongState):
            work.cancel(row.pk, at=MONDAY, by=cast.officer)
