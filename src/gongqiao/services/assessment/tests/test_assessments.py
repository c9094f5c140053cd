"""Criteria are set, numbers collected, scores circulated by a second person; nothing changes afterwards."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import BEFORE, as_actor

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.people.actions import add_person, appoint
from gongqiao.kernel.snapshots.signing import AlreadySigned, OwnWork
from gongqiao.services.assessment import actions, queries
from gongqiao.services.assessment.actions import AssessmentForm, CriterionForm, NotYetCollected
from gongqiao.services.assessment.models import Assessment, Criterion, Score
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order

pytestmark = pytest.mark.django_db
LINK = "https://example.invalid/desk/assessments/1"
SOLVED = CriterionForm(figure="enterprise_service.problems", points=60)
SERVED = CriterionForm(figure="enterprise_service.enterprises", points=40, target=2)


@pytest.fixture
def second(cast) -> Actor:
    """A second officer of the city."""
    person = add_person("郑核", "13900000090", at=BEFORE, by=cast.city_officer)
    appoint(person, cast.city, kind="officer", title="市总干部", on=BEFORE.date(), at=BEFORE, by=cast.city_officer)
    return as_actor("13900000090")


def drawn_up(cast, *criteria: CriterionForm, **changes) -> Assessment:
    plain = {"title": "2026 年考核", "since": date(2026, 1, 1), "until": THURSDAY.date()}
    form = AssessmentForm(**{**plain, **changes}, criteria=criteria or (SOLVED, SERVED))
    return actions.draw_up(form, union=cast.city, at=THURSDAY, by=cast.city_officer)


def collected(cast, *criteria: CriterionForm) -> Assessment:
    made = drawn_up(cast, *criteria)
    actions.collect(made, at=THURSDAY, by=cast.city_officer)
    return queries.assessment(made.pk, by=cast.city_officer)


def circulated(cast, second) -> Assessment:
    made = collected(cast)
    actions.circulate(made, seen=made.digest, link=LINK, at=THURSDAY, by=second)
    return queries.assessment(made.pk, by=second)


class TestDrawingUp:
    def test_takes_the_targets_that_the_programme_published(self, cast):
        made = drawn_up(cast)
        wanted = {(s.union_id, s.criterion.figure): s.target for one in queries.standings(made) for s in one.scores}
        assert wanted == {
            (cast.county.pk, SOLVED.figure): 100, (cast.other_county.pk, SOLVED.figure): 100,
            (cast.county.pk, SERVED.figure): 2, (cast.other_county.pk, SERVED.figure): 2,
        }  # fmt: skip

    def test_wants_a_target_where_none_is_published(self, cast):
        with pytest.raises(Invalid, match="“服务企业”没有公布新会区总的目标"):
            drawn_up(cast, CriterionForm(figure="enterprise_service.enterprises", points=100))

    def test_wants_a_hundred_points_and_each_figure_once(self, cast):
        with pytest.raises(Invalid, match="合计应为 100 分，现在是 60 分"):
            drawn_up(cast, SOLVED)
        with pytest.raises(Invalid, match="只能作为一项"):
            drawn_up(cast, CriterionForm(figure=SERVED.figure, points=60, target=1), SERVED)

    def test_is_not_for_days_that_have_not_come(self, cast):
        with pytest.raises(Invalid):
            drawn_up(cast, until=THURSDAY.date() + timedelta(days=1))

    @pytest.mark.parametrize("who", ["officer", "auditor", "head", "contact"])
    def test_is_for_officers_of_the_city(self, cast, who):
        form = AssessmentForm(title="x", since=date(2026, 1, 1), until=date(2026, 2, 1), criteria=(SOLVED, SERVED))
        with pytest.raises(NotAllowed):
            actions.draw_up(form, union=cast.city, at=THURSDAY, by=getattr(cast, who))


class TestCollecting:
    def test_gives_points_by_the_rule_from_the_records(self, cast):
        an_order(cast, "confirmed")
        first, last = queries.standings(collected(cast))
        assert (first.rank, first.union, last.rank) == (1, cast.county, 2)
        assert [(s.value, s.target, s.earned_hundredths) for s in first.scores] == [(1, 100, 60), (1, 2, 2000)]
        assert (first.total_hundredths, last.total_hundredths) == (2060, 0)

    def test_is_undone_by_another_target(self, cast):
        made = collected(cast)
        score = queries.standings(made)[0].scores[0]
        actions.set_targets(made, {score.pk: 5}, at=THURSDAY, by=cast.city_officer)
        made.refresh_from_db()
        assert made.collected_at is None
        assert not Score.objects.filter(criterion__assessment=made).exclude(value=None).exists()
        with pytest.raises(Invalid):
            actions.set_targets(made, {score.pk: 0}, at=THURSDAY, by=cast.city_officer)


class TestCirculating:
    def test_tells_the_officers_of_the_counties_who_can_read_it_then(self, cast, second):
        made = collected(cast)
        with pytest.raises(NotFound):
            queries.assessment(made.pk, by=cast.officer)
        actions.circulate(made, seen=made.digest, link=LINK, at=THURSDAY, by=second)
        assert queries.is_as_signed(queries.assessment(made.pk, by=cast.officer))
        told = set(Notice.objects.filter(event=f"assessment.{made.pk}").values_list("person_id", flat=True))
        assert told == {cast.officer.person_id, cast.other_officer.person_id}

    def test_is_for_a_second_person_who_saw_what_is_there(self, cast, second):
        made = collected(cast)
        with pytest.raises(OwnWork):
            actions.circulate(made, seen=made.digest, link=LINK, at=THURSDAY, by=cast.city_officer)
        with pytest.raises(Stale):
            actions.circulate(made, seen="", link=LINK, at=THURSDAY, by=second)
        with pytest.raises(NotAllowed):
            actions.circulate(made, seen=made.digest, link=LINK, at=THURSDAY, by=cast.officer)

    def test_comes_after_collecting(self, cast, second):
        made = drawn_up(cast)
        with pytest.raises(NotYetCollected):
            actions.circulate(made, seen=made.digest, link=LINK, at=THURSDAY, by=second)


class TestACirculatedAssessment:
    def test_is_changed_by_no_action(self, cast, second):
        done = circulated(cast, second)
        for act in (
            lambda: actions.collect(done, at=THURSDAY, by=second),
            lambda: actions.set_targets(done, {}, at=THURSDAY, by=second),
            lambda: actions.discard(done, at=THURSDAY, by=second),
            lambda: actions.circulate(done, seen=done.digest, link=LINK, at=THURSDAY, by=second),
        ):
            with pytest.raises(AlreadySigned):
                act()

    @pytest.mark.parametrize("model", [Assessment, Criterion, Score])
    def test_is_changed_by_no_save_and_no_delete(self, cast, second, model):
        circulated(cast, second)
        row = model.objects.first()
        with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
            row.save()
        with pytest.raises(DatabaseError, match="signed stays"), transaction.atomic():
            row.delete()

    @pytest.mark.parametrize(
        "sql",
        [
            "update assessment_score set earned_hundredths = 5000",
            "delete from assessment_score",
            "update assessment_criterion set points = 100",
            "update assessment_assessment set state = 'draft', signed_by = null, signed_at = null, signed_name = '', "
            "signature = ''",
        ],
    )
    def test_is_changed_by_no_sql(self, cast, second, sql):
        done = circulated(cast, second)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert queries.is_as_signed(queries.assessment(done.pk, by=second))

    def test_keeps_its_scores_when_the_records_go_on(self, cast, second):
        done = circulated(cast, second)
        an_order(cast, "confirmed")
        assert {one.total_hundredths for one in queries.standings(done)} == {0}
