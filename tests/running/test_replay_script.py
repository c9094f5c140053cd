"""The script of a replay: planned from a seed, exact in what it aims at, and possible."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.kernel.calendar.queries import work_calendar
from gongqiao.site.replay.productions import PRODUCTIONS, Goals
from gongqiao.site.replay.script import compose
from gongqiao.site.replay.script.making_up import CannotMakeUp, make_up
from gongqiao.site.replay.script.tales import amounts, grouped, parted, shares
from gongqiao.site.replay.script.turns import SECOND_VISITS

NAMES = sorted(PRODUCTIONS)


@pytest.fixture(scope="module")
def calendar(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return work_calendar()


@pytest.fixture(scope="module", params=NAMES)
def script(request, calendar):
    return compose(PRODUCTIONS[request.param], 7, calendar)


def counting(script):
    return [tale for tale in script.tales.values() if tale.key.startswith("t")]


class TestScript:
    def test_follows_from_its_seed_and_from_nothing_else(self, script, calendar):
        production = script.production
        assert compose(production, 7, calendar).fingerprint == script.fingerprint
        assert compose(production, 8, calendar).fingerprint != script.fingerprint

    def test_aims_exactly_at_the_planned_share_of_the_goals(self, script):
        goals, share = script.production.goals, script.production.planned_share
        tales = counting(script)
        second = sum(bool(tale.turns & set(SECOND_VISITS)) for tale in tales)
        solved = sum(
            1 + tale.has("two_problems")
            for tale in tales
            if tale.wish.dish in {"breakthrough", "management"} and not tale.has("unsolved")
        )
        assert len(script.teams) == goals.teams
        assert len(script.gatherings) + second == round(goals.activities * share)
        assert len({tale.firm for tale in tales}) == round(goals.enterprises * share)
        assert solved == round(goals.problems * share)
        assert sum(tale.actual_fen + tale.expected_fen for tale in tales) == round(goals.benefit_fen * share)

    def test_gathers_everybody_once_and_on_working_days(self, script, calendar):
        gathered = [key for gathering in script.gatherings for key in gathering.tales]
        planned = [key for key in script.tales if key[0] in "tv"]
        assert sorted(gathered) == sorted(planned)
        days = [each.on for each in (*script.gatherings, *script.teams)]
        assert all(calendar.is_working(on) for on in days)
        assert min(days) >= script.production.begins_on
        assert max(days) < script.production.settles_on

    def test_registers_a_firm_before_it_wishes_for_anything(self, script):
        late = [
            key
            for gathering in script.gatherings
            for key in gathering.tales
            if (script.firms[script.tales[key].firm].on or gathering.on) > gathering.on
        ]
        assert late == []

    def test_names_no_two_firms_alike_and_leaves_no_title_too_long(self, script):
        names = [firm.short_name for firm in script.firms.values()]
        assert len(set(names)) == len(names)
        assert max(len(tale.wish.title) for tale in script.tales.values()) <= 60

    @pytest.mark.parametrize("seed", range(5))
    def test_can_be_composed_from_any_seed(self, seed, calendar):
        for name in NAMES:
            assert compose(PRODUCTIONS[name], seed, calendar).gatherings


@pytest.fixture(scope="module")
def year(calendar):
    return compose(PRODUCTIONS["jiangmen-2024"], 7, calendar)


class TestMakingUp:
    @given(activities=st.integers(1, 20), enterprises=st.integers(0, 60), problems=st.integers(0, 30),
           benefit_yuan=st.integers(0, 10**7))  # fmt: skip
    def test_adds_exactly_what_is_missing(self, year, activities, enterprises, problems, benefit_yuan):
        missing = Goals(
            teams=0, activities=activities, enterprises=enterprises, problems=problems, benefit_fen=benefit_yuan * 100
        )
        plan = make_up(missing, year, new=year.reserve, regular=year.regulars, chance=random.Random(1))
        tales = [key for group in plan.gatherings for key in group]
        firms = {year.tales[key].firm for key in tales}
        assert len(plan.gatherings) == activities
        assert len(firms & {year.tales[f"{key}p"].firm for key in year.reserve}) == enterprises
        assert sum(not key.endswith("t") for key in tales) == problems
        assert sum(map(sum, plan.prices.values())) == benefit_yuan * 100
        assert all(min(price) >= 0 for price in plan.prices.values())

    def test_gives_a_gathering_only_one_trade_that_needs_a_team_of_its_own(self, year):
        missing = Goals(teams=0, activities=5, enterprises=20, problems=15, benefit_fen=0)
        plan = make_up(missing, year, new=year.reserve, regular=(), chance=random.Random(1))
        domains = [{year.tales[key].wish.domain for key in group} - {""} for group in plan.gatherings]
        assert all(len(each) <= 1 for each in domains)

    def test_says_so_when_it_cannot(self, year):
        missing = Goals(teams=0, activities=0, enterprises=1, problems=0, benefit_fen=0)
        with pytest.raises(CannotMakeUp):
            make_up(missing, year, new=year.reserve, regular=(), chance=random.Random(1))


class TestSharing:
    @given(total=st.integers(10**8, 10**10), count=st.integers(1, 300), seed=st.integers())
    def test_amounts_add_up_to_the_last_fen(self, total, count, seed):
        parts = amounts(total, count, random.Random(seed))
        assert sum(parts) == total
        assert all(sum(parted(part, random.Random(seed))) == part for part in parts)

    @given(sizes=st.lists(st.integers(1, 30), min_size=1, max_size=20), seed=st.integers())
    def test_groups_are_as_many_as_wanted_and_none_is_empty(self, sizes, seed):
        chance = random.Random(seed)
        wanted = chance.randint(len(sizes), sum(sizes))
        numbers = shares(wanted, sizes, chance, [1] * len(sizes))
        groups = [group for n, size in zip(numbers, sizes, strict=True) for group in grouped(range(size), n, chance)]
        assert len(groups) == wanted
        assert all(groups)
        assert sum(map(len, groups)) == sum(sizes)
