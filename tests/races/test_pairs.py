"""Two who sign with one master at the same moment: the last place goes to one of them."""

from __future__ import annotations

import pytest

from gongqiao.services.talent.actions.pairs import AlreadyApprenticed, TooManyApprentices, lay_down_terms
from gongqiao.services.talent.models import Pair
from gongqiao.services.talent.tests.makers import a_pair, the_craftsman
from tests.cast import MONDAY
from tests.races.gate import race

MASTER = "select 1 from talent_craftsman where id = %s for update"
NUMBERS = "select 1 from cases_counter where prefix = 'ST' for update"


@pytest.fixture
def one_place(cast):
    """A city in which a master teaches one apprentice at a time."""
    lay_down_terms(cast.city, most_apprentices=1, check_in_days=90, source="", at=MONDAY, by=cast.city_officer)


def test_the_last_place_goes_to_one(cast, one_place):
    won, refused = race(
        lambda: a_pair(cast, apprentice_name="甲小工").pk,
        lambda: a_pair(cast, apprentice_name="乙小工").pk,
        hold=MASTER, with_values=[the_craftsman(cast).pk],
    )  # fmt: skip
    assert (len(won), [type(one) for one in refused]) == (1, [TooManyApprentices])
    assert Pair.objects.count() == 1


def test_one_apprentice_signs_with_one_of_two_masters(cast):
    a_pair(cast, master="welder", trade="焊工")
    won, refused = race(
        lambda: a_pair(cast, apprentice_phone="13700000001").pk,
        lambda: a_pair(cast, master="member", apprentice_phone="13700000001").pk,
        hold=NUMBERS,
    )
    assert (len(won), [type(one) for one in refused]) == (1, [AlreadyApprenticed])
    assert Pair.objects.filter(apprentice_phone="13700000001").count() == 1
