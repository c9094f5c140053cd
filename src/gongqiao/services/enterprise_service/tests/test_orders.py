from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.models import Case, Draft
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.services.enterprise_service.actions import orders, programme
from gongqiao.services.enterprise_service.actions.orders import BadCreditCode, NeedAlreadyOrdered, NoProgramme
from gongqiao.services.enterprise_service.models import Need, Order, Problem, TrainingWish
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_draft_with,
    an_order,
    an_order_form,
    fresh,
    story,
    told,
)

TODAY = MONDAY.date()


def place(cast, *, by=None, need=None, draft=None, at=MONDAY, **changes):
    form = an_order_form(**changes)
    return orders.place_order(cast.enterprise, form, need=need, draft=draft, at=at, by=by or cast.contact)


def a_need(cast, *, by=None, **changes):
    plain = {"dish": "management", "title": "换模太慢"}
    form = orders.NeedForm(**{**plain, **changes})
    return orders.register_need(cast.enterprise, form, at=MONDAY, by=by or cast.contact)


class TestOrdering:
    def test_with_a_code_that_fails_the_standard_is_refused_in_plain_words(self, cast):
        sound = sound_code(1)
        cast.enterprise.uscc = sound[:17] + next(digit for digit in "01" if digit != sound[17])
        cast.enterprise.save()
        with pytest.raises(BadCreditCode, match="不能点菜：统一社会信用代码第 18 位校验码不对，请对照营业执照"):
            place(cast)
        assert not Case.objects.exists()
        assert not Need.objects.exists()

    def test_outside_every_programme_is_refused_but_a_need_may_be_written_down(self, cast):
        programme.close_programme(cast.programme, at=MONDAY, by=cast.city_officer)
        with pytest.raises(NoProgramme, match="可以先登记需求"):
            place(cast)
        assert a_need(cast).state == "open"

    def test_before_the_programme_opens_is_refused(self, cast):
        with pytest.raises(NoProgramme):
            place(cast, at=MONDAY - timedelta(days=365))

    @pytest.mark.parametrize(
        ("changes", "field", "said"),
        [
            ({"dish": "karaoke"}, "dish", "请选择要点的菜"),
            ({"title": "  "}, "title", "请用一句话说清"),
            ({"title": "长" * 61}, "title", "最多 60 个字"),
            ({"description": "长" * 2001}, "description", "最多 2000 个字"),
            ({"domain": ""}, "domain", "请选专业领域"),
            ({"domain": "炼金术"}, "domain", "请选专业领域"),
            ({"wished_on": TODAY - timedelta(days=1)}, "wished_on", "已经过去了"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, cast, changes, field, said):
        with pytest.raises(Invalid) as refused:
            place(cast, **changes)
        assert said in refused.value.fields[field][0]
        assert not Order.objects.exists()

    def test_names_all_of_them_at_once(self, cast):
        with pytest.raises(Invalid) as refused:
            place(cast, title="", domain="", wished_on=TODAY - timedelta(days=1))
        assert set(refused.value.fields) == {"title", "domain", "wished_on"}

    def test_is_refused_for_a_day_after_the_programme(self, cast):
        with pytest.raises(Invalid) as refused:
            place(cast, wished_on=cast.programme.closes_on + timedelta(days=1))
        assert refused.value.fields["wished_on"] == ["方案到 2099年12月31日 为止，希望上门的日期请改早一些。"]

    def test_may_wish_for_today(self, cast):
        assert place(cast, wished_on=TODAY).wished_on == TODAY

    @pytest.mark.parametrize("dish", ["guidance", "management"])
    def test_asks_for_no_domain_where_the_dish_needs_none(self, cast, dish):
        assert place(cast, dish=dish, domain="", extra={"people": "20"}).domain == ""

    @pytest.mark.parametrize("dish", ["training", "apprenticeship"])
    def test_asks_for_a_domain_where_the_dish_needs_one(self, cast, dish):
        with pytest.raises(Invalid) as refused:
            place(cast, dish=dish, domain="", extra={"people": "20"})
        assert set(refused.value.fields) == {"domain"}

    @pytest.mark.parametrize(
        ("dish", "problems", "wishes"),
        [
            ("breakthrough", 1, 0),
            ("management", 1, 0),
            ("training", 0, 1),
            ("guidance", 0, 1),
            ("apprenticeship", 0, 1),
        ],
    )
    def test_begins_with_what_the_dish_is_about(self, cast, dish, problems, wishes):
        order = place(cast, dish=dish, extra={"people": "20"})
        assert Problem.objects.filter(order=order, state="registered").count() == problems
        assert list(order.training_wishes.values_list("people", flat=True)) == [20] * wishes

    @pytest.mark.parametrize(
        ("name", "refusal"), [("officer", NotAllowed), ("stranger", NotAllowed), ("leader", NotAllowed)]
    )
    def test_is_done_by_the_enterprises_own_contacts(self, cast, name, refusal):
        with pytest.raises(refusal):
            place(cast, by=getattr(cast, name))
        assert not Need.objects.exists()

    def test_tells_the_officers_of_the_county_alone(self, cast):
        place(cast)
        assert told(cast.officer) == ["砺江压铸点了一道菜：空压机电机频繁过载跳停"]
        assert told(cast.other_officer) == []

    def test_binds_the_photos_of_the_form_and_forgets_the_form(self, cast):
        draft = a_draft_with("photos", by=cast.contact)
        order = place(cast, draft=draft)
        assert [photo.name for photo in attachments_of("case", order.case_id, "photos")] == ["铭牌.png"]
        assert not Draft.objects.filter(pk=draft).exists()

    def test_does_not_take_photos_of_somebody_elses_form(self, cast):
        draft = a_draft_with("photos", by=cast.stranger)
        order = place(cast, draft=draft)
        assert attachments_of("case", order.case_id) == []
        assert Draft.objects.filter(pk=draft).exists()


class TestTheDishsOwnQuestions:
    @pytest.mark.parametrize(
        ("extra", "field", "said"),
        [
            ({}, "extra_people", "请填“大约多少人”"),
            ({"people": "二十"}, "extra_people", "请填数字"),
            ({"people": "-1"}, "extra_people", "请填数字"),
            ({"people": "20", "base": "博士"}, "extra_base", "请从选项里选一个"),
        ],
    )
    def test_are_checked(self, cast, extra, field, said):
        with pytest.raises(Invalid) as refused:
            place(cast, dish="training", extra=extra)
        assert said in refused.value.fields[field][0]
        assert not TrainingWish.objects.exists()

    def test_are_kept_and_nothing_else_is(self, cast):
        order = place(cast, extra={"machine": "螺杆式 GA37", "tried": "", "benefit_fen": "1"})
        assert order.extra == {"machine": "螺杆式 GA37"}


class TestNeeds:
    def test_become_one_order_at_most(self, cast):
        need = a_need(cast)
        place(cast, dish="management", need=need)
        with pytest.raises(NeedAlreadyOrdered, match="已经点过菜"):
            place(cast, dish="management", need=need)
        assert Order.objects.filter(need=need).count() == 1

    def test_become_one_order_at_most_for_the_database_too(self, cast):
        first, second = an_order(cast), an_order(cast, title="变频器上电无显示")
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.filter(pk=second.pk).update(need=first.need)

    @pytest.mark.parametrize(("name", "source"), [("contact", "contact"), ("officer", "officer")])
    def test_know_who_wrote_them_down(self, cast, name, source):
        assert a_need(cast, by=getattr(cast, name)).source == source

    @pytest.mark.parametrize("name", ["stranger", "other_officer", "leader", "auditor"])
    def test_are_not_written_by_others(self, cast, name):
        with pytest.raises(NotAllowed):
            a_need(cast, by=getattr(cast, name))

    def test_that_were_dropped_are_not_ordered_any_more(self, cast):
        need = a_need(cast)
        orders.drop_need(need, "不办了", at=MONDAY, by=cast.officer)
        with pytest.raises(NeedAlreadyOrdered):
            place(cast, dish="management", need=need)

    def test_that_were_ordered_are_not_dropped_any_more(self, cast):
        order = an_order(cast)
        with pytest.raises(NeedAlreadyOrdered):
            orders.drop_need(order.need, "不办了", at=MONDAY, by=cast.contact)

    def test_of_another_enterprise_are_not_ordered(self, cast):
        form = orders.NeedForm(dish="management", title="别家的事")
        foreign = orders.register_need(cast.other_enterprise, form, at=MONDAY, by=cast.stranger)
        with pytest.raises(NotFound):
            place(cast, dish="management", need=foreign)
        assert Need.objects.get(pk=foreign.pk).state == "open"


class TestSupplementing:
    @pytest.mark.parametrize("name", ["contact", "colleague", "officer", "leader"])
    def test_adds_words_and_photos_without_moving_the_order(self, cast, name):
        order, by = an_order(cast, "matched"), getattr(cast, name)
        orders.supplement(order, "夜间可以停机", draft=a_draft_with("photos", by=by), seen=None, at=MONDAY, by=by)
        assert fresh(order).description.endswith("\n补充：夜间可以停机")
        assert fresh(order).case.state == "matched"
        assert "补充了情况、照片 1 张（夜间可以停机）" in story(order, cast.officer)

    @pytest.mark.parametrize("text", ["", "   "])
    def test_with_nothing_is_refused(self, cast, text):
        with pytest.raises(Invalid, match="请写补充的情况，或加照片"):
            orders.supplement(an_order(cast), text, seen=None, at=MONDAY, by=cast.contact)

    def test_too_long_is_refused_and_keeps_what_was_there(self, cast):
        order = an_order(cast)
        with pytest.raises(Invalid, match="超过 2000 个字"):
            orders.supplement(order, "长" * 2000, seen=None, at=MONDAY, by=cast.contact)
        assert fresh(order).description == order.description

    @pytest.mark.parametrize(("stage", "at"), [("claimed", WEDNESDAY_AT_TWO), ("confirmed", THURSDAY)])
    def test_is_over_when_the_order_is_done(self, cast, stage, at):
        order = an_order(cast, stage)
        with pytest.raises(WrongState, match="已经办结"):
            orders.supplement(order, "还有一件事", seen=None, at=at, by=cast.contact)
        with pytest.raises(WrongState, match="已经办结"):
            orders.add_problem(order, "另一台也跳", seen=None, at=at, by=cast.contact)

    def test_is_nobodys_from_outside(self, cast):
        with pytest.raises(NotFound):
            orders.supplement(an_order(cast), "路过", seen=None, at=MONDAY, by=cast.stranger)


class TestAFurtherProblem:
    def test_belongs_to_the_same_order(self, cast):
        order = an_order(cast, "delivering")
        orders.add_problem(order, " 配电柜异味 ", seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader)
        assert list(order.problems.order_by("pk").values_list("title", "state")) == [
            ("空压机电机频繁过载跳停", "registered"),
            ("配电柜异味", "registered"),
        ]
        assert "王师登记了难题：配电柜异味" in story(order, cast.officer)

    @pytest.mark.parametrize("title", ["", "  ", "长" * 61])
    def test_is_one_sentence(self, cast, title):
        with pytest.raises(Invalid, match="请用一句话写清难题"):
            orders.add_problem(an_order(cast), title, seen=None, at=MONDAY, by=cast.contact)
