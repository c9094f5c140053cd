"""The dialogs of an order on the desk: what was pressed wins over what was typed before, and what is gone is said."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import MONDAY, sign_in

from gongqiao.api.tests.callers import stop_clock
from gongqiao.kernel.cases.drafts import keep
from gongqiao.kernel.cases.queries import draft_for
from gongqiao.services.enterprise_service.actions import dates
from gongqiao.services.enterprise_service.tests.makers import a_date, an_order, fresh, theirs, visit_of

GONE = "这场活动已经办过、取消，或不再由这支班组去，请重新选择，或另约时间。"


@pytest.fixture
def desk(cast, monkeypatch):
    """The browser of the county's officer."""
    stop_clock(monkeypatch)(MONDAY)
    return sign_in(Client(), cast.person("officer"))


def address(order, move: str) -> str:
    return f"/desk/cases/{order.case.number}/do/{move}"


def shown(answer) -> str:
    return str(answer.content.decode())


class TestOffering:
    def test_shows_the_team_that_was_pressed_though_the_draft_holds_another(self, cast, desk):
        order = an_order(cast)
        draft = draft_for("order.offer", about=order.case.number, at=MONDAY, by=cast.officer)
        keep(draft.pk, {"team": str(cast.electricians.pk)}, at=MONDAY, by=cast.officer)
        page = shown(desk.get(address(order, "offer"), {"team": cast.second_electricians.pk}))
        assert f"把这道菜配给{cast.second_electricians.name}？" in page
        assert f"把这道菜配给{cast.electricians.name}？" in shown(desk.get(address(order, "offer")))


class TestJoining:
    @pytest.fixture
    def chosen(self, cast):
        """An order of the county with the activity of another one that was called off meanwhile."""
        first = an_order(cast, "scheduled", firm=theirs(cast))
        gone = visit_of(first).activity_id
        order = an_order(cast, "matched")
        dates.change_date(fresh(first), "停电检修", seen=None, at=MONDAY, by=cast.stranger)
        return order, gone

    def send(self, desk, order, **given):
        page = desk.get(address(order, "propose"))
        once = page.context["form"]["once"].value()
        seen = fresh(order).case.version
        plain = {"once": once, "seen": seen, "starts_at": "2026-11-18T14:00", "ends_at": "2026-11-18T16:00"}
        return desk.post(address(order, "propose"), {**plain, **given})

    def test_an_activity_that_is_gone_is_said_in_words_beside_its_field(self, desk, chosen):
        order, gone = chosen
        answer = self.send(desk, order, activity=str(gone))
        assert answer.status_code == 422
        assert GONE in shown(answer)
        assert "<select" in shown(answer).split('name="activity"')[0][-80:]

    def test_a_draft_does_not_send_an_activity_that_is_gone(self, cast, desk, chosen):
        order, gone = chosen
        draft = draft_for("order.propose", about=order.case.number, at=MONDAY, by=cast.officer)
        keep(draft.pk, {"activity": str(gone)}, at=MONDAY, by=cast.officer)
        assert desk.get(address(order, "propose")).context["form"]["activity"].value() == ""

    def test_another_time_can_be_named_then(self, desk, chosen):
        order, _ = chosen
        assert self.send(desk, order, activity="").status_code in {200, 204, 302}
        assert visit_of(order).activity.starts_at == a_date().starts_at
