"""Points by the stated rule, and ranks with ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.services.assessment.rules.scoring import earned_hundredths, points_of, ranks

WHOLE = st.integers(0, 10**12)


@pytest.mark.parametrize(
    "value, target, points, earned",
    [
        (62, 100, 50, "31.00"), (100, 100, 50, "50.00"), (170, 100, 50, "50.00"), (0, 100, 50, "0.00"),
        (1, 3, 50, "16.67"), (2, 3, 50, "33.33"), (982, 1000, 30, "29.46"),
    ],
)  # fmt: skip
def test_the_worked_examples(value, target, points, earned):
    assert points_of(earned_hundredths(value, target, points)) == earned


@given(WHOLE, st.integers(1, 10**12), st.integers(1, 100))
def test_points_lie_between_nothing_and_all_and_are_all_at_the_target(value, target, points):
    earned = earned_hundredths(value, target, points)
    assert 0 <= earned <= points * 100
    if value >= target:
        assert earned == points * 100


@given(WHOLE, WHOLE, st.integers(1, 10**12), st.integers(1, 100))
def test_more_is_never_worth_less(first, second, target, points):
    low, high = sorted((first, second))
    assert earned_hundredths(low, target, points) <= earned_hundredths(high, target, points)


def test_equal_totals_share_a_rank_and_the_next_one_counts_who_stands_before():
    assert ranks({1: 90, 2: 80, 3: 90, 4: 70}) == {1: 1, 3: 1, 2: 3, 4: 4}
