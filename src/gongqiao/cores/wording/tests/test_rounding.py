"""A wording is never false."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongqiao.cores.wording import Rounded, rounded

NUMBERS = st.integers(0, 10**13)


@given(NUMBERS)
def test_over_is_below_the_value(value):
    found = rounded(value, "over")
    assert found.number < value if found.how == "over" else found == Rounded(number=value, how="exact")


@given(NUMBERS)
def test_near_is_above_the_value_and_not_by_more_than_a_tenth(value):
    found = rounded(value, "near")
    if found.how == "near":
        assert value < found.number <= value * 10 / 9
    else:
        assert found == Rounded(number=value, how="exact")


@given(NUMBERS)
def test_more_is_below_the_value_and_the_next_round_number_is_not(value):
    found = rounded(value, "more")
    if found.how == "more":
        step = 10 ** (len(str(found.number)) - (2 if value > 100 else 1))
        assert found.number < value < found.number + step
    else:
        assert found.number == value


@given(NUMBERS, st.sampled_from(["over", "near", "more"]))
def test_what_is_called_round_is_round(value, how):
    found = rounded(value, how)
    if found.how != "exact":
        assert len(str(found.number).rstrip("0")) <= (2 if found.how == "more" else 1)


@pytest.mark.parametrize(
    "value, how, number, said",
    [
        (594, "over", 500, "over"), (594, "near", 600, "near"), (594, "more", 590, "more"), (594, "exact", 594, "exact"),
        (500, "over", 400, "over"), (501, "over", 500, "over"), (505, "near", 505, "exact"), (600, "near", 600, "exact"),
        (590, "more", 590, "exact"), (34, "more", 30, "more"), (30, "more", 30, "exact"), (8154, "more", 8100, "more"),
        (7, "over", 7, "exact"), (100, "more", 90, "exact"), (7048, "near", 7048, "exact"), (6950, "near", 7000, "near"),
    ],
)  # fmt: skip
def test_the_examples_of_the_reports(value, how, number, said):
    assert rounded(value, how) == Rounded(number=number if said != "exact" else value, how=said)
