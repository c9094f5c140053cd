from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import NotFound
from gongqiao.services.enterprise_service.rules.sign_in_codes import (
    CODE_LIVES_S,
    TICKET_LIVES_S,
    code_at,
    ticket,
    visit_of,
)

VISIT = 812


def after(seconds: float):
    return MONDAY + timedelta(seconds=seconds)


def code(seconds: float = 0, visit: int = VISIT) -> str:
    return code_at(visit, at=after(seconds)).text


class TestTheRotatingCode:
    @pytest.mark.parametrize("seconds", [0, CODE_LIVES_S - 1, CODE_LIVES_S, 2 * CODE_LIVES_S - 1])
    def test_is_good_for_its_own_step_and_the_one_after(self, seconds):
        assert visit_of(code(), at=after(seconds)) == VISIT

    @pytest.mark.parametrize("seconds", [2 * CODE_LIVES_S, 3600, -1, -CODE_LIVES_S])
    def test_is_dead_afterwards_and_not_yet_alive_before(self, seconds):
        with pytest.raises(NotFound, match="签到码已经换新"):
            visit_of(code(), at=after(seconds))

    def test_changes_with_every_step_and_stays_within_one(self):
        assert code(0) == code(CODE_LIVES_S - 1)
        assert len({code(step * CODE_LIVES_S) for step in range(20)}) == 20

    @pytest.mark.parametrize(("seconds", "left_s"), [(0, 30), (1, 29), (29, 1), (30, 30)])
    def test_says_how_long_it_will_be_shown(self, seconds, left_s):
        assert code_at(VISIT, at=after(seconds)).left_s == left_s

    def test_of_one_visit_does_not_open_another(self):
        signature = code().partition("-")[2]
        with pytest.raises(NotFound):
            visit_of(f"{VISIT + 1}-{signature}", at=MONDAY)

    @pytest.mark.parametrize(
        "forged",
        ["", "-", "812", "812-", f"812-{'0' * 16}", "812-签到", "８１２-0000000000000000", "-812-00", "9" * 40 + "-00",
         "'; drop table--", "812\x00-00"],
    )  # fmt: skip
    def test_that_was_made_up_is_refused(self, forged):
        with pytest.raises(NotFound):
            visit_of(forged, at=MONDAY)

    @pytest.mark.parametrize("place", [-1, -8, -16])
    def test_with_one_character_changed_is_refused(self, place):
        text = list(code())
        text[place] = {"0": "1"}.get(text[place], "0")
        with pytest.raises(NotFound):
            visit_of("".join(text), at=MONDAY)


class TestTheTicket:
    def read(self, text, seconds):
        return visit_of(text, at=after(seconds), as_ticket=True)

    @pytest.mark.parametrize("seconds", [0, 2 * CODE_LIVES_S, TICKET_LIVES_S])
    def test_outlives_the_code_that_it_was_given_for(self, seconds):
        assert self.read(ticket(VISIT, at=MONDAY), seconds) == VISIT

    def test_ends_after_a_quarter_of_an_hour(self):
        with pytest.raises(NotFound, match="这个签到页打开太久了"):
            self.read(ticket(VISIT, at=MONDAY), TICKET_LIVES_S + 1)

    @pytest.mark.parametrize("forged", ["", "abc", "812"])
    def test_that_was_made_up_is_refused(self, forged):
        with pytest.raises(NotFound):
            self.read(forged, 0)

    def test_is_not_read_from_a_code(self):
        with pytest.raises(NotFound):
            self.read(code(), 0)

    def test_is_no_code(self):
        with pytest.raises(NotFound):
            visit_of(ticket(VISIT, at=MONDAY), at=MONDAY)
