"""The monthly brief: the same numbers as the funnel, and no names."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import BEFORE

from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.indicators import Cut
from gongqiao.services.enterprise_service.actions import closing
from gongqiao.services.enterprise_service.figures import PROBLEMS, TRAINED
from gongqiao.services.enterprise_service.figures.brief import Month, Remarks, brief_facts, in_words
from gongqiao.services.enterprise_service.models import Problem
from gongqiao.services.enterprise_service.rules.papers import MONTHLY_BRIEF
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, an_order, fresh

NOVEMBER, DECEMBER = Month(year=2026, number=11), Month(year=2026, number=12)
REMARKS = Remarks(next_steps="接着干", sent_up="省总", sent_to="各县")


def facts(cast, month=NOVEMBER, *, who="city_officer", at=THURSDAY):
    return brief_facts(month, REMARKS, at=at, by=getattr(cast, who))


def test_has_the_shape_of_its_test_data(cast):
    made = facts(cast)
    assert set(made) == set(MONTHLY_BRIEF.example)
    for name in ("figures", "counties"):
        assert set(made[name][0]) == set(MONTHLY_BRIEF.example[name][0])


def test_says_the_same_numbers_as_the_funnel(cast):
    an_order(cast, "confirmed")
    made = {row["label"]: row for row in facts(cast)["figures"]}
    cut = Cut(since=date(2026, 11, 1), until=date(2026, 11, 30))
    for figure in (PROBLEMS, TRAINED):
        row = made[f"{figure.label}（{figure.unit}）"]
        assert row["month"] == row["year"] == in_words(figure, figure.value(cut, by=cast.city_officer))
    assert made["解决难题（个）"]["month"] == "1"
    assert {row["label"]: row for row in facts(cast, DECEMBER)["figures"]}["解决难题（个）"] == {
        "label": "解决难题（个）", "month": "0", "year": "1", "before": "1",
    }  # fmt: skip


def test_a_county_gets_its_own_numbers(cast):
    an_order(cast, "confirmed")
    own, other = facts(cast, who="officer"), facts(cast, who="other_officer")
    assert [row["name"] for row in own["counties"]] == ["新会区总"]
    assert (own["counties"][0]["solved"], own["counties"][0]["solved_target"]) == ("1", "100")
    assert (other["counties"][0]["name"], other["counties"][0]["solved"]) == ("台山市总", "0")


def test_tells_finished_orders_without_the_names_of_firm_and_people(cast):
    order = an_order(cast, "revisited")
    text = f"{cast.enterprise.name}的张联说{cast.enterprise.short_name}的端子松了"
    Problem.objects.filter(order=order).update(cause=text)
    later = THURSDAY.replace(year=2026, month=12, day=28)
    closing.close(fresh(order), seen=None, at=later, by=cast.officer)
    told = facts(cast, DECEMBER, at=later)["cases"]
    assert len(told) == 1
    said = told[0]["title"] + told[0]["told"]
    assert "端子松了" in said
    for name in (cast.enterprise.name, cast.enterprise.short_name, "张联"):
        assert name not in said


def test_names_what_is_late_by_county(cast):
    order = an_order(cast)
    assert facts(cast, at=BEFORE)["pressing"] == []
    late = order.case.due_at.replace(year=2027)
    assert facts(cast, at=late)["pressing"] == ["新会区总有1件超过期限，请尽快办理。"]


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "１９９９-01", "2026-1", "2026-11-01", "20261-1"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(NotFound):
        Month.named(text)


def test_months_follow_one_another():
    assert Month.named("2026-01").before == Month(year=2025, number=12)
    assert Month.named("2028-02").last == date(2028, 2, 29)
