"""What is asked of an officer today: parted by due date, counted whole, shown in part."""

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.cases.queries import inbox_in_bands, inbox_size, waiting_for_others
from gongqiao.services.enterprise_service.actions import offers
from gongqiao.services.enterprise_service.rules.candidates import shortlist
from gongqiao.services.enterprise_service.tests.makers import an_order

pytestmark = pytest.mark.django_db
MATCH_DUE = MONDAY + timedelta(days=2)


def counts(cast, at, most=50):
    return {band.name: band.count for band in inbox_in_bands(most=most, at=at, by=cast.officer)}


def test_a_duty_moves_from_later_over_today_to_overdue(cast):
    an_order(cast)
    assert counts(cast, MONDAY) == {"late": 0, "soon": 0, "later": 1}
    assert counts(cast, MATCH_DUE) == {"late": 0, "soon": 1, "later": 0}
    assert counts(cast, MATCH_DUE + timedelta(days=1)) == {"late": 1, "soon": 0, "later": 0}


def test_all_are_counted_and_only_the_first_are_read(cast):
    for number in range(4):
        an_order(cast, title=f"第 {number} 张")
    late = inbox_in_bands(most=3, at=MATCH_DUE + timedelta(days=1), by=cast.officer)[0]
    assert (late.count, len(late.rows), late.more) == (4, 3, 1)
    assert inbox_size(by=cast.officer) == 4


def test_the_phone_shows_the_first_five_and_leads_to_all(cast, signed_in):
    numbers = [an_order(cast, title=f"第 {number} 张").case.number[-6:] for number in range(7)]
    browser = signed_in(cast.person("officer"))
    home, mine = (browser.get(address).content.decode() for address in ("/", "/mine"))
    assert sum(number in home for number in numbers) == 5
    assert '<a href="/mine">全部 7 件</a>' in home
    asked = mine[mine.index("要您办的") : mine.index("办理中")]
    assert all(number in asked for number in numbers)


def test_what_one_must_do_oneself_is_not_waited_for(cast):
    order = an_order(cast)
    assert waiting_for_others(by=cast.officer) == []
    best = shortlist(order, at=MONDAY).ranked[0].card.id
    offers.offer(order, best, seen=None, at=MONDAY, by=cast.officer)
    assert [task.name for task in waiting_for_others(by=cast.officer)] == ["answer_offer"]


def test_another_county_is_asked_for_nothing(cast):
    an_order(cast)
    assert inbox_size(by=cast.other_officer) == 0
    assert waiting_for_others(by=cast.other_officer) == []
