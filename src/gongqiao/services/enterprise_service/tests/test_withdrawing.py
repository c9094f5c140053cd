"""An order goes back to the enterprise for more, or is taken back by it."""

from __future__ import annotations

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.services.enterprise_service.actions import orders
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.tests.makers import (
    WEDNESDAY_AT_TWO,
    a_draft_with,
    an_order,
    booked,
    fresh,
    open_duties,
    told,
)


class TestSendingBack:
    @pytest.fixture
    def returned(self, cast):
        order = an_order(cast)
        orders.send_back(order, "请拍铭牌", seen=None, at=MONDAY, by=cast.officer)
        return order

    def test_asks_the_enterprise_for_more(self, cast, returned):
        assert fresh(returned).case.state == "returned"
        assert open_duties(returned) == {"supply"}
        assert told(cast.contact) == ["请补充：请拍铭牌"]

    def test_is_answered_by_submitting_again(self, cast, returned):
        orders.resubmit(returned, "铭牌看不清，型号 GA37", seen=None, at=MONDAY, by=cast.colleague)
        assert fresh(returned).case.state == "ordered"
        assert open_duties(returned) == {"match"}
        assert fresh(returned).description.endswith("补充：铭牌看不清，型号 GA37")
        assert told(cast.officer)[-1] == "企业已补充：空压机电机频繁过载跳停"

    def test_is_answered_by_a_photo_alone(self, cast, returned):
        draft = a_draft_with("photos", by=cast.contact)
        orders.resubmit(returned, "", draft=draft, seen=None, at=MONDAY, by=cast.contact)
        assert len(attachments_of("case", returned.case_id, "photos")) == 1

    def test_is_not_answered_by_nothing(self, cast, returned):
        with pytest.raises(Invalid, match="请写补充的情况，或加照片"):
            orders.resubmit(returned, " ", seen=None, at=MONDAY, by=cast.contact)
        assert fresh(returned).case.state == "returned"

    def test_waits_for_the_answer_of_a_team_that_was_asked(self, cast):
        with pytest.raises(Refused, match="先收回邀约"):
            orders.send_back(an_order(cast, "offered"), "请拍铭牌", seen=None, at=MONDAY, by=cast.officer)

    def test_says_what_is_missing(self, cast):
        with pytest.raises(Invalid, match="请写明要补充什么"):
            orders.send_back(an_order(cast), "", seen=None, at=MONDAY, by=cast.officer)


class TestWithdrawing:
    @pytest.mark.parametrize("stage", ["ordered", "offered", "matched", "proposed", "scheduled"])
    def test_releases_everything_that_was_under_way(self, cast, stage):
        order = an_order(cast, stage)
        orders.withdraw(order, "自己修好了", seen=None, at=MONDAY, by=cast.contact)
        assert fresh(order).case.state == "withdrawn"
        assert fresh(order).case.closed_at == MONDAY
        assert open_duties(order) == set()
        assert booked() == set()
        assert not order.offers.filter(state="open").exists()
        assert set(order.visits.values_list("state", flat=True)) <= {"cancelled"}

    def test_while_a_team_is_asked_takes_the_question_back(self, cast):
        order = an_order(cast, "offered")
        orders.withdraw(order, "自己修好了", seen=None, at=MONDAY, by=cast.contact)
        assert list(order.offers.values_list("state", "reason")) == [("recalled", "企业撤回")]
        assert not Order.objects.visible_to(cast.leader).filter(pk=order.pk).exists()

    def test_tells_the_leader_that_he_need_not_come(self, cast):
        order = an_order(cast, "scheduled")
        orders.withdraw(order, "自己修好了", seen=None, at=MONDAY, by=cast.contact)
        assert told(cast.leader)[-1] == "企业撤回了，不用上门：空压机电机频繁过载跳停"

    def test_needs_a_reason(self, cast):
        with pytest.raises(Invalid, match="请写明撤回的原因"):
            orders.withdraw(an_order(cast), "", seen=None, at=MONDAY, by=cast.contact)

    def test_is_too_late_once_the_team_is_there(self, cast):
        with pytest.raises(WrongState, match="现在是“办理中”，不能“撤回点菜”"):
            orders.withdraw(an_order(cast, "delivering"), "算了", seen=None, at=WEDNESDAY_AT_TWO, by=cast.contact)

    @pytest.mark.parametrize("name", ["officer", "auditor"])
    def test_is_the_enterprises_own(self, cast, name):
        with pytest.raises(NotAllowed):
            orders.withdraw(an_order(cast), "算了", seen=None, at=MONDAY, by=getattr(cast, name))
