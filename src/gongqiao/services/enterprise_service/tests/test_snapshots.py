"""Numbers are frozen with their rows, signed by a second person, and stay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import BEFORE, as_actor

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from gongqiao.kernel.indicators import add, figure_named
from gongqiao.kernel.indicators.combined import MixedCounts
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.snapshots import actions, queries
from gongqiao.kernel.snapshots.actions import AlreadyReplaced, SnapshotForm
from gongqiao.kernel.snapshots.models import FrozenRows, Snapshot, SnapshotLine
from gongqiao.kernel.snapshots.reports import exactly, report_facts, words_of
from gongqiao.kernel.snapshots.signing import AlreadySigned, OwnWork
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import closing, confirming
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, theirs

pytestmark = pytest.mark.django_db
LINK = "https://example.invalid/desk/snapshots/1"
REVIEWER = "13900000090"


@pytest.fixture
def reviewer(cast) -> Actor:
    """A second officer of the city."""
    person = add_person("郑核", REVIEWER, at=BEFORE, by=cast.city_officer)
    appoint(person, cast.city, kind="officer", title="市总干部", on=BEFORE.date(), at=BEFORE, by=cast.city_officer)
    return as_actor(REVIEWER)


def a_form(**changes) -> SnapshotForm:
    plain = SnapshotForm(
        title="2026 年助企行简报", report="enterprise_service.brief", since=date(2026, 1, 1), until=THURSDAY.date()
    )
    return replace(plain, **changes)


def a_snapshot(cast, *, by: Actor | None = None, **changes) -> Snapshot:
    return actions.make_snapshot(a_form(**changes), union=cast.city, at=THURSDAY, by=by or cast.city_officer)


def signed(snapshot: Snapshot, reviewer: Actor) -> Snapshot:
    found = queries.snapshot(snapshot.pk, by=reviewer)
    actions.sign(found, seen=found.digest, link=LINK, at=THURSDAY, by=reviewer)
    return queries.snapshot(snapshot.pk, by=reviewer)


def line(snapshot: Snapshot, name: str) -> SnapshotLine:
    return next(one for one in queries.lines(snapshot) if one.name == f"enterprise_service.{name}")


class TestMaking:
    def test_keeps_every_number_of_the_report_with_its_rows(self, cast):
        an_order(cast, "confirmed")
        made = a_snapshot(cast)
        kept = queries.rows_kept(made)
        assert line(made, "problems").value == 1
        assert line(made, "benefit").value == 50_000_000
        assert kept["enterprise_service.benefit_actual"].weights == [30_000_000]
        for name, rows in kept.items():
            figure = figure_named(name)
            wanted = figure.rows(queries.cut_of(made), by=cast.city_officer)
            assert sorted(rows.ids) == sorted(wanted.values_list("pk", flat=True)), name
            assert rows.value == figure.value(queries.cut_of(made), by=cast.city_officer), name

    def test_keeps_the_numbers_of_the_counties_beside_the_whole(self, cast):
        an_order(cast, "confirmed")
        an_order(cast, firm=theirs(cast))
        cells = {label: n for _, label, n in line(a_snapshot(cast), "ordered").splits[0]["cells"]}
        assert cells == {"新会区总": 1, "台山市总": 1}

    def test_a_county_makes_its_own_and_sees_no_other(self, cast):
        an_order(cast, "confirmed")
        made = actions.make_snapshot(a_form(), union=cast.county, at=THURSDAY, by=cast.officer)
        other = actions.make_snapshot(a_form(), union=cast.other_county, at=THURSDAY, by=cast.other_officer)
        assert (line(made, "problems").value, line(other, "problems").value) == (1, 0)
        with pytest.raises(NotFound):
            queries.snapshot(other.pk, by=cast.officer)
        with pytest.raises(NotAllowed):
            actions.make_snapshot(a_form(), union=cast.city, at=THURSDAY, by=cast.officer)

    @pytest.mark.parametrize("who", ["auditor", "head", "contact", "leader"])
    def test_is_for_officers(self, cast, who):
        with pytest.raises(NotAllowed):
            a_snapshot(cast, by=getattr(cast, who))

    def test_is_not_for_days_that_have_not_come(self, cast):
        with pytest.raises(Invalid) as refused:
            a_snapshot(cast, until=THURSDAY.date() + timedelta(days=1))
        assert "until" in refused.value.fields
        with pytest.raises(Invalid):
            a_snapshot(cast, since=date(2026, 11, 18), until=date(2026, 11, 17))

    def test_of_nothing_says_that_there_is_no_record(self, cast):
        made = a_snapshot(cast)
        assert (line(made, "problems").value, words_of(line(made, "problems"))) == (0, "没有记录")
        assert exactly(line(made, "satisfaction")) == "没有记录"


class TestAdding:
    def test_persons_to_person_times_is_refused_in_code(self):
        with pytest.raises(MixedCounts, match="人和人次不能相加：“培训职工”按人计，“培训”按人次计。"):
            add(figures.WORKERS, figures.TRAINED, name="test.a", label="总人数")

    def test_visits_to_participants_is_refused_on_the_screen(self, cast):
        with pytest.raises(MixedCounts, match="次和人次不能相加"):
            a_snapshot(cast, added=("enterprise_service.visits", "enterprise_service.trained"), added_label="合计")

    def test_two_numbers_without_repetition_is_refused(self):
        with pytest.raises(MixedCounts, match="同一个算两次"):
            add(figures.WORKERS, figures.CRAFTSMEN, name="test.b", label="总人数")

    def test_of_one_kind_is_done_and_opens_to_all_its_rows(self, cast):
        an_order(cast, "confirmed")
        names = ("enterprise_service.trained", "enterprise_service.present")
        made = a_snapshot(cast, added=names, added_label="技师与职工")
        total = next(one for one in queries.lines(made) if one.name == "own.sum")
        kept = queries.rows_kept(made)
        assert total.value == sum(kept[name].value for name in names) > 0
        assert total.figures == list(names)


class TestSigning:
    def test_freezes_under_a_second_name_with_a_seal(self, cast, reviewer):
        done = signed(a_snapshot(cast), reviewer)
        assert (done.state, done.signed_name, done.signed_at) == ("signed", "郑核", THURSDAY)
        assert queries.is_as_signed(done)

    def test_is_not_for_the_maker(self, cast):
        made = a_snapshot(cast)
        with pytest.raises(OwnWork):
            actions.sign(made, seen=made.digest, link=LINK, at=THURSDAY, by=cast.city_officer)

    @pytest.mark.parametrize("who", ["officer", "auditor", "head", "contact"])
    def test_is_for_officers_of_its_union(self, cast, who):
        made = a_snapshot(cast)
        with pytest.raises(NotAllowed):
            actions.sign(made, seen=made.digest, link=LINK, at=THURSDAY, by=getattr(cast, who))

    def test_wants_what_was_seen_to_be_what_is_there(self, cast, reviewer):
        made = a_snapshot(cast)
        seen = made.digest
        actions.word(made, {"enterprise_service.problems": "over"}, at=THURSDAY, by=cast.city_officer)
        with pytest.raises(Stale):
            actions.sign(made, seen=seen, link=LINK, at=THURSDAY, by=reviewer)

    def test_refuses_a_number_that_is_not_what_its_rows_add_up_to(self, cast, reviewer):
        an_order(cast, "confirmed")
        made = a_snapshot(cast)
        FrozenRows.objects.filter(snapshot=made, figure="enterprise_service.problems").update(value=7)
        with pytest.raises(WrongState, match="“解决难题”和它的明细对不上"):
            actions.sign(made, seen=made.digest, link=LINK, at=THURSDAY, by=reviewer)

    def test_a_number_changed_behind_our_back_is_not_signed(self, cast, reviewer):
        made = a_snapshot(cast)
        SnapshotLine.objects.filter(snapshot=made, name="enterprise_service.problems").update(value=268)
        with pytest.raises(Stale):
            actions.sign(made, seen=made.digest, link=LINK, at=THURSDAY, by=reviewer)


class TestAFrozenSnapshot:
    def test_is_changed_by_no_action(self, cast, reviewer):
        done = signed(a_snapshot(cast), reviewer)
        for act in (
            lambda: actions.collect_anew(done, at=THURSDAY, by=cast.city_officer),
            lambda: actions.word(done, {}, at=THURSDAY, by=cast.city_officer),
            lambda: actions.discard(done, at=THURSDAY, by=cast.city_officer),
            lambda: actions.sign(done, seen=done.digest, link=LINK, at=THURSDAY, by=reviewer),
        ):
            with pytest.raises(AlreadySigned):
                act()

    def test_is_changed_by_no_save(self, cast, reviewer):
        an_order(cast, "confirmed")
        done = signed(a_snapshot(cast), reviewer)
        done.title = "另一个标题"
        number = line(done, "problems")
        number.value = 268
        rows = queries.rows_kept(done)["enterprise_service.problems"]
        rows.ids = [1, 2]
        extra = SnapshotLine(snapshot=done, place=99, name="own.extra", label="凭空", unit="个", counts="things",
                             figures=[], value=9, wording="exact")  # fmt: skip
        for row in (done, number, rows, extra):
            with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
                row.save()
        for row in (number, rows, done):
            with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
                row.delete()

    @pytest.mark.parametrize(
        "sql",
        [
            "update snapshots_snapshot set title = 'x' where id = %s",
            "update snapshots_snapshot set state = 'draft', signed_by = null, signed_at = null, signed_name = '', "
            "signature = '' where id = %s",
            "delete from snapshots_snapshot where id = %s",
            "update snapshots_snapshotline set value = value + 1 where snapshot_id = %s",
            "delete from snapshots_snapshotline where snapshot_id = %s",
            "update snapshots_frozenrows set ids = '{}' where snapshot_id = %s",
        ],
    )
    def test_is_changed_by_no_sql(self, cast, reviewer, sql):
        done = signed(a_snapshot(cast), reviewer)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [done.pk])
        assert queries.is_as_signed(queries.snapshot(done.pk, by=reviewer))

    def test_cannot_take_a_line_from_a_draft(self, cast, reviewer):
        done, draft = signed(a_snapshot(cast), reviewer), a_snapshot(cast)
        number = line(draft, "problems")
        number.name, number.snapshot = "own.moved", done
        with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
            number.save()

    def test_says_what_became_of_its_rows(self, cast, reviewer):
        order = an_order(cast, "confirmed")
        done = signed(a_snapshot(cast), reviewer)
        actual = queries.rows_kept(done)["enterprise_service.benefit_actual"]
        problems = queries.rows_kept(done)["enterprise_service.problems"]
        assert queries.change_of(figures.BENEFIT_ACTUAL, actual, by=cast.city_officer).count == 0
        closing.return_benefit(order, "测算表没有盖章", seen=None, at=THURSDAY, by=cast.city_officer)
        change = queries.change_of(figures.BENEFIT_ACTUAL, actual, by=cast.city_officer)
        assert (change.count, change.went) == (1, frozenset(actual.ids))
        assert queries.change_of(figures.PROBLEMS, problems, by=cast.city_officer).count == 0
        assert line(done, "benefit_actual").value == 30_000_000

    def test_says_which_rows_add_another_amount(self, cast, reviewer):
        order = an_order(cast, "confirmed")
        done = signed(a_snapshot(cast), reviewer)
        confirming.correct(
            order, actual_fen=100, expected_fen=0, reason="多写了", seen=None, at=THURSDAY, by=cast.contact
        )
        rows = queries.rows_kept(done)["enterprise_service.benefit_actual"]
        assert queries.change_of(figures.BENEFIT_ACTUAL, rows, by=cast.city_officer).differ == frozenset(rows.ids)


class TestCorrecting:
    def test_makes_a_new_version_that_points_to_the_old_one_and_says_why(self, cast, reviewer):
        old = signed(a_snapshot(cast), reviewer)
        an_order(cast, "confirmed")
        new = actions.correct(old, "漏了一场活动", at=THURSDAY, by=cast.city_officer)
        assert (new.version, new.replaces_id, new.reason, new.state) == (2, old.pk, "漏了一场活动", "draft")
        assert (line(old, "problems").value, line(new, "problems").value) == (0, 1)
        assert queries.is_as_signed(queries.snapshot(old.pk, by=reviewer))
        with pytest.raises(AlreadyReplaced):
            actions.correct(old, "再来一次", at=THURSDAY, by=cast.city_officer)

    def test_a_draft_is_read_anew_instead(self, cast):
        made = a_snapshot(cast)
        with pytest.raises(WrongState):
            actions.correct(made, "改一下", at=THURSDAY, by=cast.city_officer)
        an_order(cast, "confirmed")
        actions.word(made, {"enterprise_service.problems": "more"}, at=THURSDAY, by=cast.city_officer)
        actions.collect_anew(made, at=THURSDAY, by=cast.city_officer)
        assert (line(made, "problems").value, line(made, "problems").wording) == (1, "more")


def test_the_report_says_the_numbers_in_sentences(cast):
    an_order(cast, "confirmed")
    made = a_snapshot(cast)
    facts = report_facts(made, queries.lines(made))
    assert facts["sections"][0]["sentences"][0] == (
        "2026年1月1日至11月19日，江门市总工会组织劳模工匠服务队 3 支，开展助企活动 1 场，服务企业 1 家，解决难题 1 个，"
        "产生经济效益 50 万元（实际 30 万元，预计 20 万元）。"
    )
    table = facts["tables"][0]
    assert table["heads"] == ["新会区总", "台山市总", "合计"]
    solved = next(row for row in table["rows"] if row["label"] == "解决难题")
    assert (solved["values"], solved["whole"], solved["words"]) == ([1, 0], 1, ["1", "0", "1"])
