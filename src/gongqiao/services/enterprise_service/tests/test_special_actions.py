from __future__ import annotations

from datetime import date

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed
from gongqiao.services.enterprise_service.actions import special_actions as actions
from gongqiao.services.enterprise_service.actions.special_actions import Item, SpecialActionForm, SpecialActionIsOver
from gongqiao.services.enterprise_service.queries import special_actions as queries


def a_form(**changes) -> SpecialActionForm:
    plain = {
        "name": "六个一", "serves": "百千万工程", "lead": "新会区总工会", "opens_on": date(2026, 1, 1),
        "closes_on": date(2026, 12, 31), "items": [Item() for _ in range(6)],
    }  # fmt: skip
    return SpecialActionForm(**{**plain, **changes})


def begin(cast, *, by=None, **changes):
    return actions.begin_special_action(a_form(**changes), union=cast.county, at=MONDAY, by=by or cast.officer)


class TestTheRegister:
    def test_keeps_places_for_what_the_city_has_still_to_confirm(self, cast):
        made = begin(cast)
        (row,) = queries.special_actions(by=cast.contact)
        assert (row, row.items_all, row.items_known) == (made, 6, 0)
        assert [one.item.number for one in queries.standings(row, by=cast.officer)] == [1, 2, 3, 4, 5, 6]

    def test_takes_the_words_when_they_are_confirmed(self, cast):
        made = begin(cast)
        items = [Item(text="一次走访", responsible="李新"), Item()]
        actions.change_special_action(made, a_form(items=items), at=MONDAY, by=cast.officer)
        row = queries.special_action(made.pk, by=cast.officer)
        assert (row.items_all, row.items_known) == (2, 1)

    def test_ends_with_a_word_and_changes_no_more(self, cast):
        made = begin(cast)
        with pytest.raises(Invalid):
            actions.end_special_action(made, " ", at=MONDAY, by=cast.officer)
        actions.end_special_action(made, "全部完成", at=MONDAY, by=cast.officer)
        for act in (
            lambda: actions.end_special_action(made, "再结束", at=MONDAY, by=cast.officer),
            lambda: actions.change_special_action(made, a_form(), at=MONDAY, by=cast.officer),
        ):
            with pytest.raises(SpecialActionIsOver):
                act()
        assert queries.special_action(made.pk, by=cast.officer).standing == ("done", "已结束")

    def test_shows_those_in_force_first(self, cast):
        over = begin(cast, opens_on=date(2026, 6, 1))
        actions.end_special_action(over, "完成", at=MONDAY, by=cast.officer)
        running = begin(cast)
        assert list(queries.special_actions(by=cast.head)) == [running, over]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": " "}, "name"),
            ({"lead": ""}, "lead"),
            ({"closes_on": date(2025, 12, 31)}, "closes_on"),
            ({"items": []}, "count"),
            ({"items": [Item()] * 21}, "count"),
            ({"items": [Item(figure="enterprise_service.unheard_of")]}, "figure_0"),
            ({"items": [Item(target=5)]}, "figure_0"),
        ],
    )
    def test_names_what_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            begin(cast, **changes)
        assert set(refused.value.fields) == {field}

    @pytest.mark.parametrize("name", ["contact", "other_officer", "auditor", "head", "leader"])
    def test_is_kept_by_officers_of_the_union(self, cast, name):
        with pytest.raises(NotAllowed):
            begin(cast, by=getattr(cast, name))
        made = begin(cast)
        with pytest.raises(NotAllowed):
            actions.change_special_action(made, a_form(), at=MONDAY, by=getattr(cast, name))
