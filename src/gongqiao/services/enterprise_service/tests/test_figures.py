"""A number is what its rows add up to, at once or one by one, in any part, for any viewer."""

import random
from datetime import date, timedelta

import pytest
from tests.walls.scene import ON_SITE

from gongqiao.kernel.indicators import Cut, Figure, dimension_named, every_figure
from gongqiao.kernel.indicators.tallies import NotAdditive, tally
from gongqiao.services.enterprise_service.actions import confirming, visits
from gongqiao.services.enterprise_service.actions.programme import close_programme
from gongqiao.services.enterprise_service.figures import ORDERED
from gongqiao.services.enterprise_service.tests.makers import (
    MONDAY,
    a_confirmation,
    a_report,
    an_order,
    fresh,
    theirs,
)
from gongqiao.services.talent.models import Team

pytestmark = pytest.mark.django_db
VIEWERS = ("city_officer", "officer", "other_officer", "auditor", "head", "contact")


def named(name: str) -> Figure:
    return next(figure for figure in every_figure() if figure.name == name)


def added_up(figure, cut, by):
    """Count the rows of a figure one by one, as a person would who opened them."""
    rows = list(figure.rows(cut, by=by))
    if figure.total:
        return sum(one for row in rows for one in [_follow(row, figure.total)] if one)
    return len({_follow(row, figure.distinct) for row in rows}) if figure.distinct else len(rows)


def _follow(row, path):
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def cuts(cast, chance):
    """Return cuts of every kind, and some that mix them by chance."""
    day = date(2026, 11, 15)
    made = [
        Cut(), Cut(union_id=cast.city.pk), Cut(union_id=cast.county.pk), Cut(union_id=cast.other_county.pk),
        Cut(since=day), Cut(until=day), Cut(since=date(2027, 1, 1)), Cut().of(dish="breakthrough"),
        Cut().of(programme=cast.programme.pk), Cut().of(enterprise=cast.enterprise.pk),
        Cut().of(team=cast.electricians.pk),
    ]  # fmt: skip
    for _ in range(12):
        first, second = chance.sample(made, 2)
        since = day + timedelta(days=chance.randrange(-3, 9))
        made.append(first.of(**second.parts).at_union(second.union_id).in_days(since, since + timedelta(days=9)))
    return made


@pytest.fixture
def city(cast):
    """A city in which orders of two counties stand at several stages."""
    order = an_order(cast, "delivering")
    for number in range(3):
        visits.sign_in(order.visits.get(), "丁工", f"1370000{number:04}", at=ON_SITE, by=cast.leader)
    visits.report(order, a_report(order, cast), is_finished=True, seen=None, at=ON_SITE, by=cast.leader)
    confirming.confirm(fresh(order), a_confirmation(fresh(order)), seen=None, at=ON_SITE, by=cast.contact)
    an_order(cast, title="第二件", dish="management")
    an_order(cast, "offered", firm=theirs(cast), title="第三件")
    return cast


class TestANumber:
    @pytest.mark.parametrize("who", VIEWERS)
    def test_is_what_its_rows_add_up_to_in_every_part(self, city, who):
        by, chance = getattr(city, who), random.Random(who)
        for cut in cuts(city, chance):
            counted = tally(every_figure(), cut, by=by)
            for figure in every_figure():
                wanted = added_up(figure, cut, by)
                assert (figure.value(cut, by=by), counted.total(figure)) == (wanted, wanted), (figure.name, cut)

    def test_of_the_counties_adds_up_to_the_city_where_it_may_be_added(self, city):
        by, over = city.city_officer, ("union",)
        counted = tally(every_figure(), Cut(), over=over, by=by)
        for figure in every_figure():
            along = counted.along(figure, "union")
            assert along == {union: n for union, n in figure.by_union(Cut(), by=by).items() if n}
            for union, number in along.items():
                assert number == figure.value(Cut(union_id=union), by=by)
            if figure.is_additive:
                assert counted.total(figure) == figure.value(Cut(), by=by)

    def test_without_repetition_is_not_added_up_but_counted_anew(self, city):
        enterprises = named("enterprise_service.enterprises")
        counted = tally([enterprises], Cut(), over=("union", "dish"), by=city.city_officer)
        with pytest.raises(NotAdditive):
            counted.total(enterprises)
        with pytest.raises(NotAdditive):
            counted.along(enterprises, "dish")
        assert tally([enterprises], Cut(), by=city.city_officer).total(enterprises) == 1

    def test_over_months_and_dishes_comes_from_one_query_a_source(self, city, django_assert_num_queries):
        solved, asked = named("enterprise_service.problems"), named("enterprise_service.ordered")
        closed, by = named("enterprise_service.closed"), city.city_officer
        with django_assert_num_queries(1):
            months = tally([solved], Cut(), over=("month",), by=by)
        assert months.along(solved, "month") == {date(2026, 11, 1): solved.value(Cut(), by=city.city_officer)}
        with django_assert_num_queries(1):
            dishes = tally([asked, closed], Cut(), over=("union", "dish"), by=by)
        assert dishes.along(asked, "dish") == asked.by_part("dish", Cut(), by=by)

    def test_is_not_grouped_by_what_no_field_of_its_rows_holds(self, cast):
        activities = named("enterprise_service.activities")
        with pytest.raises(KeyError):
            activities.by_part("dish", Cut(), by=cast.city_officer)


class TestAStock:
    def test_counts_what_is_in_force_at_the_end_of_the_period(self, cast):
        teams, by = named("talent.teams"), cast.city_officer
        Team.objects.filter(pk=cast.welders.pk).update(paused_on=date(2026, 6, 10))
        assert teams.value(Cut(until=date(2026, 1, 4)), by=by) == 0
        assert teams.value(Cut(until=date(2026, 6, 9)), by=by) == 3
        assert teams.value(Cut(until=date(2026, 6, 10)), by=by) == 2
        assert teams.value(Cut(), by=by) == 2

    def test_does_not_ask_when_it_began(self, cast):
        teams, by = named("talent.teams"), cast.city_officer
        assert teams.value(Cut(since=date(2026, 11, 1), until=date(2026, 11, 30)), by=by) == 3


class TestAFlow:
    def test_counts_what_is_dated_inside_the_period_with_both_its_days(self, cast):
        an_order(cast)
        ordered, by, day = named("enterprise_service.ordered"), cast.officer, MONDAY.date()
        assert ordered.value(Cut(since=day, until=day), by=by) == 1
        assert ordered.value(Cut(since=day + timedelta(days=1)), by=by) == 0
        assert ordered.value(Cut(until=day - timedelta(days=1)), by=by) == 0


def test_whatever_a_figure_is_cut_by_has_a_label_and_is_told_in_its_definition():
    for figure in every_figure():
        assert [dimension_named(name).label for name in figure.cuts] != [""], figure.name
        assert figure.says.endswith("。"), figure.name


def test_an_activity_counts_once_for_each_dish_and_programme_it_served(cast):
    an_order(cast, "confirmed")
    activities, by = named("enterprise_service.activities"), cast.city_officer
    assert activities.value(Cut().of(programme=cast.programme.pk, dish="breakthrough"), by=by) == 1
    assert activities.value(Cut().of(dish="training"), by=by) == 0
    close_programme(cast.programme, at=MONDAY, by=by)
    assert activities.value(Cut().of(programme=cast.programme.pk), by=by) == 1


class TestATallyThatWasDear:
    def test_is_kept_for_its_viewer_alone(self, cast, monkeypatch):
        monkeypatch.setattr("gongqiao.kernel.indicators.tallies.DEAR_S", -1.0)
        monkeypatch.setattr("gongqiao.kernel.indicators.tallies.KEPT_TIMES", 1_000_000)
        assert tally([ORDERED], Cut(), by=cast.city_officer).total(ORDERED) == 0
        an_order(cast)
        assert tally([ORDERED], Cut(), by=cast.city_officer).total(ORDERED) == 0
        assert tally([ORDERED], Cut(), over=("union",), by=cast.city_officer).total(ORDERED) == 1
        assert tally([ORDERED], Cut(), by=cast.officer).total(ORDERED) == 1
        assert tally([ORDERED], Cut(), by=cast.other_officer).total(ORDERED) == 0

    def test_is_counted_anew_each_time_where_it_is_cheap(self, cast):
        assert tally([ORDERED], Cut(), by=cast.city_officer).total(ORDERED) == 0
        an_order(cast)
        assert tally([ORDERED], Cut(), by=cast.city_officer).total(ORDERED) == 1
