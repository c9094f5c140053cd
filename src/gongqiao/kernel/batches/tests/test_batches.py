from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import NotAllowed, NotFound, WrongState
from gongqiao.kernel.base.models import Tally
from gongqiao.kernel.batches import actions, queries, running
from gongqiao.kernel.batches.models import Batch
from gongqiao.kernel.batches.rows import counts
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import cancel, take_steps
from gongqiao.kernel.sheets import kinds
from gongqiao.kernel.sheets.reading import WrongTemplate
from gongqiao.kernel.sheets.templates import write_failed
from gongqiao.kernel.sheets.tests.makers import COUNTERS, a_file, body_of

pytestmark = pytest.mark.django_db
BAD, ROWS = 37, 5_000


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {COUNTERS.name: COUNTERS})


def a_row(number: int, **changes):
    return (changes.get("code", sound_code(number)), f"第 {number} 家", changes.get("count", number % 9 + 20))


def upload(cast, rows, *, who="officer", **more) -> Batch:
    body = rows if isinstance(rows, bytes) else a_file(rows, heads=["信用代码", "名称", "人数"])
    batch = actions.upload(COUNTERS, body, name="名单第一批.xlsx", at=MONDAY, by=getattr(cast, who), **more)
    return fresh(batch)


def fresh(batch: Batch) -> Batch:
    return Batch.objects.select_related("org__node").get(pk=batch.pk)


def take(cast, batch, who="officer") -> Batch:
    actions.take_in(batch.pk, at=MONDAY, by=getattr(cast, who))
    return fresh(batch)


def undo(cast, batch) -> Batch:
    actions.undo(batch.pk, at=MONDAY, by=cast.officer)
    return fresh(batch)


def to_the_end(*, seconds: int = 0) -> None:
    while take_steps(at=MONDAY + timedelta(seconds=seconds)):
        pass


def told(batch) -> dict[str, int]:
    return {state: number for state, number in counts(batch).items() if number}


def failed_book(batch) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_failed(COUNTERS, queries.failed_rows(batch), batch_id=batch.pk)))


def faults(batch) -> dict[int, str]:
    return {row.number: row.faults[0]["problem"] for row in queries.rows(batch, "refused")}


class TestTheDryRun:
    def test_says_what_would_happen_and_changes_nothing(self, cast):
        Tally.objects.create(name=sound_code(1), window_at=MONDAY, count=1)
        Tally.objects.create(name=sound_code(2), window_at=MONDAY, count=22)
        batch = upload(
            cast, [a_row(1), a_row(2), a_row(3), a_row(4, code="x"), a_row(5, count=13), (None, "无代码", 3)]
        )
        assert batch.state == "checked"
        assert (batch.org, batch.label) == (cast.county, "名单第一批")
        assert told(batch) == {
            "new": 1, "updated": 1, "unchanged": 1, "refused": 3, "total": 6, "pending": 2, "faults": 3,
        }  # fmt: skip
        assert faults(batch)[7] == "空白"
        assert Tally.objects.count() == 2
        assert Entry.objects.filter(what="batches.upload", thing_id=batch.pk).exists()

    def test_names_every_fault_of_a_row_at_once(self, cast):
        batch = upload(cast, [("x", "很" * 21, "约 80")])
        (row,) = queries.rows(batch, "refused")
        assert [(fault["field"], fault["mend"]) for fault in row.faults] == [
            ("code", "请对照营业执照核对"), ("name", "写短一些"), ("count", "填 80"),
        ]  # fmt: skip
        assert row.faults[2]["written"] == "约 80"

    def test_takes_the_same_row_twice_once_and_refuses_two_of_one_code(self, cast):
        batch = upload(cast, [a_row(1), a_row(1), a_row(2), a_row(2, count=99), a_row(3)])
        assert faults(batch) == {4: "与第 5 行重复，内容不同", 5: "与第 4 行重复，内容不同"}
        twin = batch.rows.get(number=3)
        assert (twin.state, twin.notes[0]["note"]) == ("unchanged", "与第 2 行完全相同，只导入一次")

    def test_of_a_bad_file_keeps_nothing(self, cast):
        with pytest.raises(WrongTemplate):
            upload(cast, a_file([(1, 2)], heads=["甲", "乙"]))
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("who", ["auditor", "head", "contact", "leader"])
    def test_is_for_those_who_may_import(self, cast, who):
        with pytest.raises(NotAllowed):
            upload(cast, [a_row(1)], who=who)


class TestTakingIn:
    def test_carries_out_the_good_rows_and_leaves_the_others(self, cast):
        batch = take(cast, upload(cast, [a_row(1), a_row(2, code="x")]))
        assert (batch.state, batch.taken_at) == ("taken", MONDAY)
        assert told(batch) == {"new": 1, "refused": 1, "total": 2, "taken": 1, "faults": 1}
        assert Tally.objects.get().name == sound_code(1)

    def test_twice_is_refused(self, cast):
        batch = take(cast, upload(cast, [a_row(1)]))
        with pytest.raises(WrongState):
            take(cast, batch)

    def test_is_refused_where_nothing_is_good(self, cast):
        with pytest.raises(WrongState):
            take(cast, upload(cast, [a_row(1, code="x")]))

    def test_refuses_now_what_can_no_longer_be_taken(self, cast):
        batch = upload(cast, [a_row(1), a_row(2)])
        batch.rows.filter(number=2).update(values={"code": sound_code(1), "name": "一", "count": 13})
        batch = take(cast, batch)
        assert told(batch) == {"new": 1, "refused": 1, "total": 2, "taken": 1, "faults": 1}

    def test_of_another_county_is_not_there(self, cast):
        batch = upload(cast, [a_row(1)])
        for act in (actions.take_in, actions.undo, actions.drop):
            with pytest.raises(NotFound):
                act(batch.pk, at=MONDAY, by=cast.other_officer)
        with pytest.raises(NotFound):
            queries.batch(batch.pk, by=cast.other_officer)

    def test_may_be_done_by_the_city_and_not_by_who_only_reads(self, cast):
        batch = upload(cast, [a_row(1)])
        with pytest.raises(NotAllowed):
            actions.take_in(batch.pk, at=MONDAY, by=cast.auditor)
        assert take(cast, batch, "city_officer").state == "taken"


class TestFiveThousandRows:
    """The acceptance of the issue, from upload to undo, in steps of the worker."""

    def rows(self):
        bad = {number: {"code": f"少一位{number}"} for number in range(100, 100 + BAD)}
        return [a_row(number, **bad.get(number, {})) for number in range(1, ROWS + 1)]

    def test_with_37_bad_go_in_come_back_are_mended_and_undone(self, cast):
        batch = upload(cast, self.rows())
        assert batch.state == "checking"
        to_the_end()
        batch = fresh(batch)
        assert (batch.state, told(batch)["refused"]) == ("checked", BAD)
        batch = take(cast, batch)
        to_the_end()
        batch = fresh(batch)
        assert batch.state == "taken"
        assert Tally.objects.count() == ROWS - BAD == 4_963
        assert Work.objects.latest("pk").says == "新增 4,963，并入 0，没有变化 0，未导入 37"

        book = failed_book(batch)
        sheet = book["计数表"]
        assert sheet.max_row == BAD + 1
        assert all(sheet.cell(row, 1).fill.fgColor.rgb == "FFFDE7E3" for row in range(2, BAD + 2))
        assert sheet["A2"].comment.text.startswith("统一社会信用代码应为 18 位，现在是 ")
        assert "18 位" in sheet["F2"].value
        assert sheet.column_dimensions["G"].hidden

        for row in range(2, BAD + 2):
            sheet.cell(row, 1).value = sound_code(98 + row)
        again = upload(cast, body_of(book), onto=batch.pk)
        assert again == batch
        batch = take(cast, again)
        assert told(batch) == {"new": ROWS, "total": ROWS, "taken": ROWS}
        assert Tally.objects.count() == ROWS

        Tally.objects.filter(name=sound_code(7)).update(count=999)
        undo(cast, batch)
        to_the_end()
        batch = fresh(batch)
        assert told(batch) == {"undone": ROWS - 1, "kept": 1, "total": ROWS, "taken": ROWS}
        assert batch.rows.get(state="kept").kept_because == "后来改过人数"
        assert [row.name for row in Tally.objects.all()] == [sound_code(7)]

    def test_cut_off_in_the_middle_go_on_without_doubling(self, cast, monkeypatch):
        batch = upload(cast, self.rows())
        to_the_end()
        take(cast, batch)
        real, calls = COUNTERS.take, []

        def cut_off(lines, source, at, by):
            done = real(lines, source, at, by)
            calls.append(len(lines))
            if len(calls) == 3:
                raise ConnectionError("killed after its writes and before its commit")
            return done

        monkeypatch.setitem(kinds._kinds, COUNTERS.name, replace(COUNTERS, take=cut_off))
        to_the_end()
        assert Tally.objects.count() == 2 * running.CHUNK
        assert fresh(batch).state == "taking"
        to_the_end(seconds=60)
        assert fresh(batch).state == "taken"
        assert Tally.objects.count() == 4_963
        assert told(batch)["taken"] == 4_963

    def test_stopped_on_the_way_keep_what_is_in_and_can_go_on(self, cast):
        batch = upload(cast, self.rows())
        to_the_end()
        take(cast, batch)
        take_steps(at=MONDAY)
        cancel(Work.objects.get(state="open").pk, at=MONDAY, by=cast.officer)
        batch = fresh(batch)
        assert (batch.state, told(batch)["taken"]) == ("checked", running.CHUNK)
        take(cast, batch)
        to_the_end()
        assert Tally.objects.count() == 4_963

    def test_end_when_the_post_of_who_began_ends(self, cast):
        from gongqiao.kernel.people.models import Post

        batch = upload(cast, self.rows())
        Post.objects.filter(person=cast.person("officer")).update(valid_to=MONDAY.date())
        to_the_end()
        work = Work.objects.get(thing_id=batch.pk)
        assert (work.state, "权限" in work.error) == ("dead", True)


class TestMending:
    def test_takes_rows_of_the_batch_only(self, cast):
        batch = take(cast, upload(cast, [a_row(1), a_row(2, code="x")]))
        with pytest.raises(actions.NotOfThisBatch, match="不是从本批下载的"):
            upload(cast, [a_row(2)], onto=batch.pk)
        book = failed_book(batch)
        book["计数表"]["H2"] = 2
        with pytest.raises(actions.NotOfThisBatch, match="原第 2 行"):
            upload(cast, body_of(book), onto=batch.pk)
        assert fresh(batch).state == "taken"

    def test_sent_to_the_general_door_finds_its_batch(self, cast):
        batch = upload(cast, [a_row(1, code="x")])
        book = failed_book(batch)
        book["计数表"]["A2"] = sound_code(1)
        assert upload(cast, body_of(book)) == batch
        assert told(fresh(batch)) == {"new": 1, "total": 1, "pending": 1}

    def test_may_add_rows_and_may_leave_rows_out(self, cast):
        batch = upload(cast, [a_row(1), a_row(2), a_row(2, count=99), a_row(4, code="x")])
        book = failed_book(batch)
        sheet = book["计数表"]
        sheet.delete_rows(3, 2)
        sheet.append([sound_code(9), "新的一家", 5])
        batch = upload(cast, body_of(book), onto=batch.pk)
        assert {row.number: row.state for row in batch.rows.order_by("number")} == {
            2: "new", 3: "new", 4: "refused", 5: "refused", 6: "new",
        }  # fmt: skip

    def test_with_a_row_that_is_still_wrong_leaves_it_refused(self, cast):
        batch = upload(cast, [a_row(1, code="x"), a_row(2, code="y")])
        book = failed_book(batch)
        book["计数表"]["A2"] = sound_code(1)
        batch = upload(cast, body_of(book), onto=batch.pk)
        assert told(batch)["refused"] == 1

    def test_of_another_county_is_not_there(self, cast):
        batch = upload(cast, [a_row(1, code="x")])
        with pytest.raises(NotFound):
            upload(cast, body_of(failed_book(batch)), who="other_officer")


class TestUndo:
    def test_restores_what_was_before(self, cast):
        Tally.objects.create(name=sound_code(1), window_at=MONDAY, count=5)
        batch = undo(cast, take(cast, upload(cast, [a_row(1), a_row(2)])))
        assert batch.state == "undone"
        assert [(row.name, row.count) for row in Tally.objects.all()] == [(sound_code(1), 5)]
        assert Entry.objects.filter(what="batches.undo", thing_id=batch.pk).exists()

    def test_is_refused_where_nothing_was_carried_out(self, cast):
        batch = upload(cast, [a_row(1)])
        with pytest.raises(WrongState):
            undo(cast, batch)

    def test_twice_is_refused(self, cast):
        batch = undo(cast, take(cast, upload(cast, [a_row(1)])))
        with pytest.raises(WrongState):
            undo(cast, batch)


class TestDropping:
    def test_forgets_the_rows_of_a_batch_that_was_not_carried_out(self, cast):
        batch = upload(cast, [a_row(1)])
        actions.drop(batch.pk, at=MONDAY, by=cast.officer)
        batch = fresh(batch)
        assert (batch.state, batch.rows.count()) == ("dropped", 0)

    def test_is_refused_when_rows_are_in(self, cast):
        batch = take(cast, upload(cast, [a_row(1)]))
        with pytest.raises(WrongState):
            actions.drop(batch.pk, at=MONDAY, by=cast.officer)


class TestForgetting:
    def test_clears_what_was_typed_after_half_a_year_and_keeps_the_counts(self, cast):
        batch = take(cast, upload(cast, [a_row(1), a_row(2, code="x")]))
        later = MONDAY + actions.REMEMBERED
        assert actions.forget(at=later, by=the_job("clock")) == 0
        assert actions.forget(at=later + timedelta(days=1), by=the_job("clock")) == 1
        batch = fresh(batch)
        assert told(batch) == {"new": 1, "refused": 1, "total": 2, "taken": 1}
        assert not any(row.cells or row.values or row.key or row.faults for row in batch.rows.all())
        with pytest.raises(actions.Forgotten):
            undo(cast, batch)
        with pytest.raises(actions.Forgotten):
            queries.failed_rows(batch)

    def test_is_the_clocks(self, cast):
        with pytest.raises(NotAllowed):
            actions.forget(at=MONDAY, by=cast.city_officer)
