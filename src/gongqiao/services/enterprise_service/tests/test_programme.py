from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, WrongState
from gongqiao.services.enterprise_service.actions import offers, programme
from gongqiao.services.enterprise_service.actions.programme import ProgrammeForm, ProgrammeStillOpen
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models import MenuItem, Programme
from gongqiao.services.enterprise_service.queries import programme as queries
from gongqiao.services.enterprise_service.rules.menu import STANDARD_MENU
from gongqiao.services.enterprise_service.rules.questions import Question
from gongqiao.services.enterprise_service.tests.makers import an_order, fresh

BREAKTHROUGH = next(dish for dish in STANDARD_MENU if dish.dish == "breakthrough")


def publish(cast, *, by=None, **changes):
    plain = {
        "title": " 2027 助企行 ",
        "opens_on": date(2026, 11, 16),
        "closes_on": date(2027, 12, 31),
        "benefit_ceiling_fen": 50_000_000,
        "targets": {cast.county.pk: (100, 1000), cast.other_county.pk: (80, 900)},
    }
    form = ProgrammeForm(**{**plain, **changes})
    return programme.publish_programme(form, union=cast.city, at=MONDAY, by=by or cast.city_officer)


def close(cast, *, by=None):
    programme.close_programme(cast.programme, at=MONDAY, by=by or cast.city_officer)


class TestPublishing:
    def test_puts_five_dishes_on_the_menu_as_one_first_version(self, cast):
        close(cast)
        made = publish(cast)
        menu = queries.menu(made)
        assert [item.dish for item in menu] == list(DISHES)
        assert {(item.version, item.is_current) for item in menu} == {(1, True)}
        assert made.title == "2027 助企行"

    def test_sets_a_target_for_each_county(self, cast):
        close(cast)
        rows = queries.targets(publish(cast), by=cast.officer)
        assert {row.union_id: (row.problems, row.trained) for row in rows} == {
            cast.county.pk: (100, 1000),
            cast.other_county.pk: (80, 900),
        }

    def test_of_a_second_one_is_refused_while_one_is_open(self, cast):
        with pytest.raises(ProgrammeStillOpen, match="请先结束它"):
            publish(cast)
        assert Programme.objects.count() == 1

    def test_of_a_second_one_is_refused_by_the_database_too(self, cast):
        with pytest.raises(IntegrityError, match="one_open_programme_a_city"), transaction.atomic():
            Programme.objects.create(
                union=cast.city, title="二", opens_on=MONDAY.date(), closes_on=MONDAY.date(), benefit_ceiling_fen=0
            )

    def test_that_ends_before_it_begins_is_refused(self, cast):
        close(cast)
        with pytest.raises(Invalid) as refused:
            publish(cast, closes_on=date(2026, 11, 15))
        assert set(refused.value.fields) == {"closes_on"}

    @pytest.mark.parametrize("name", ["officer", "contact", "leader", "auditor", "head"])
    def test_belongs_to_the_citys_officers(self, cast, name):
        close(cast)
        with pytest.raises(NotAllowed):
            publish(cast, by=getattr(cast, name))


class TestANewVersionOfADish:
    @pytest.fixture
    def edited(self):
        question = Question(key="voltage", label="电压等级", is_required=True)
        return replace(BREAKTHROUGH, intro="新的介绍", answer_days=3, order_form=(question,))

    def test_takes_the_place_of_the_old_one_which_stays(self, cast, edited):
        item = programme.publish_dish(cast.programme, edited, at=MONDAY, by=cast.city_officer)
        assert (item.version, item.intro) == (2, "新的介绍")
        rows = MenuItem.objects.filter(programme=cast.programme, dish="breakthrough").order_by("version")
        assert list(rows.values_list("version", "is_current")) == [(1, False), (2, True)]
        assert len(queries.menu(cast.programme)) == 5
        assert Entry.objects.filter(what="enterprise_service.publish_dish").count() == 1

    def test_is_kept_by_new_orders_and_the_old_one_by_old_orders(self, cast, edited):
        old = an_order(cast)
        programme.publish_dish(cast.programme, edited, at=MONDAY, by=cast.city_officer)
        new = an_order(cast, title="变频器上电无显示", extra={"voltage": "380 V"})
        assert (fresh(old).menu_item.version, fresh(new).menu_item.version) == (1, 2)
        with pytest.raises(Invalid) as refused:
            an_order(cast, title="第三件", extra={})
        assert set(refused.value.fields) == {"extra_voltage"}

    def test_does_not_change_the_days_promised_to_old_orders(self, cast, edited):
        old = an_order(cast)
        programme.publish_dish(cast.programme, edited, at=MONDAY, by=cast.city_officer)
        new = an_order(cast, title="变频器上电无显示", extra={"voltage": "380 V"})
        for order in (old, new):
            offers.offer(fresh(order), cast.electricians.pk, seen=None, at=MONDAY, by=cast.officer)
        assert old.offers.get().answer_by.day == 17
        assert new.offers.get().answer_by.day == 19

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ((Question(key="a", label=" "),), "每个附加问题都要写题目、选类型"),
            ((Question(key="a", label="甲", kind="table"),), "每个附加问题都要写题目、选类型"),
            ((Question(key="a", label="甲", kind="choice", options=("一",)),), "至少要有两个选项"),
            ((Question(key="a", label="甲"), Question(key="a", label="乙")), "附加问题有重复"),
            ((Question(key="people", label="大约多少人"),), "“大约多少人”要用数字"),
            (tuple(Question(key=f"q{n}", label="问") for n in range(41)), "最多 40 个附加问题"),
        ],
    )
    def test_is_refused_with_questions_that_cannot_be_asked(self, cast, form, said):
        with pytest.raises(Invalid, match=said):
            programme.publish_dish(
                cast.programme, replace(BREAKTHROUGH, order_form=form), at=MONDAY, by=cast.city_officer
            )
        assert MenuItem.objects.get(programme=cast.programme, dish="breakthrough").is_current

    def test_belongs_to_the_citys_officers(self, cast, edited):
        with pytest.raises(NotAllowed):
            programme.publish_dish(cast.programme, edited, at=MONDAY, by=cast.officer)


class TestTargets:
    def test_can_be_changed_and_the_book_says_which(self, cast):
        programme.set_targets(cast.programme, {cast.county.pk: (120, 1000)}, at=MONDAY, by=cast.city_officer)
        rows = {row.union_id: row.problems for row in queries.targets(cast.programme, by=cast.officer)}
        assert rows == {cast.county.pk: 120, cast.other_county.pk: 100}
        assert Entry.objects.get(what="enterprise_service.set_targets").detail == {str(cast.county.pk): [120, 1000]}

    def test_are_not_a_countys_own_to_set(self, cast):
        with pytest.raises(NotAllowed):
            programme.set_targets(cast.programme, {cast.county.pk: (1, 1)}, at=MONDAY, by=cast.officer)


class TestClosing:
    def test_lets_orders_under_way_go_on(self, cast):
        order = an_order(cast, "offered")
        close(cast)
        offers.accept(order, seen=None, at=MONDAY, by=cast.leader)
        assert fresh(order).case.state == "matched"

    def test_is_done_once(self, cast):
        close(cast)
        with pytest.raises(WrongState, match="已经结束了"):
            programme.close_programme(Programme.objects.get(), at=MONDAY, by=cast.city_officer)

    def test_belongs_to_the_citys_officers(self, cast):
        with pytest.raises(NotAllowed):
            close(cast, by=cast.officer)
        assert Programme.objects.get().state == "open"
