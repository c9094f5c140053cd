"""The survey of four down-feather firms: what was found and offered stands in the figures, and opens to its rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.indicators import Cut, figure_named
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.services.enterprise_service.actions import proposals, remedies, special_actions, survey_answers, surveys
from gongqiao.services.enterprise_service.models import Respondent
from gongqiao.services.enterprise_service.queries import special_actions as special
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.tests.survey_makers import (
    TUESDAY,
    a_gathering_form,
    a_kind,
    a_survey,
    an_answer,
)
from gongqiao.services.enterprise_service.tests.test_remedies import a_form as a_remedy_form
from gongqiao.services.enterprise_service.tests.test_special_actions import a_form as a_special_action_form
from gongqiao.services.enterprise_service.tests.test_survey_answers import a_need_form

NAMES = (
    "surveys_held", "survey_firms_visited", "survey_firms", "survey_answers", "survey_needs", "survey_needs_ordered",
    "remedy_kinds",
)  # fmt: skip
KINDS = ("专家上门", "技术服务队", "技能培训", "联合攻关和框架协议")


def figure(name: str):
    found = figure_named(f"enterprise_service.{name}")
    assert found is not None
    return found


def numbers(by, cut: Cut | None = None) -> dict[str, int]:
    return {name: figure(name).value(cut or Cut(), by=by) for name in NAMES}


@pytest.fixture
def four_firms(cast):
    """A survey of four firms in one county, each visited; one answers its questionnaire, one is visited twice."""
    survey = a_survey(cast, title="羽绒企业调研", topic="羽绒")
    for number in range(3):
        form = EnterpriseForm(
            code=sound_code(70 + number),
            name=f"新会区绒{number}羽绒有限公司",
            short_name=f"绒{number}",
            area_code="440705001",
        )
        firm = register_enterprise(form, at=MONDAY, by=cast.officer)
        surveys.add_respondents(survey, [firm.pk], at=MONDAY, by=cast.officer)
    rows = list(Respondent.objects.filter(survey=survey))
    for row in [*rows, rows[0]]:
        survey_answers.log_gathering(survey, a_gathering_form(), [row], at=TUESDAY, by=cast.officer)
    answer = an_answer(cast, survey)
    for proposal in answer.proposals.exclude(dish="management"):
        proposals.accept_proposal(proposal, a_need_form(proposal), at=MONDAY, by=cast.officer)
    for kind in (*KINDS, KINDS[0]):
        offered = a_remedy_form(cast, survey, kind=a_kind(kind), respondents=rows)
        remedies.offer_remedy(survey, offered, at=MONDAY, by=cast.officer)
    return survey


def test_four_firms_visited_and_four_kinds_offered_are_found_in_the_figures(cast, four_firms):
    expected = {
        "surveys_held": 5, "survey_firms_visited": 4, "survey_firms": 4, "survey_answers": 1, "survey_needs": 2,
        "survey_needs_ordered": 0, "remedy_kinds": 4,
    }  # fmt: skip
    for by in (cast.officer, cast.city_officer, cast.head):
        assert numbers(by) == expected
        assert numbers(by, Cut(union_id=cast.city.pk)) == expected
        assert numbers(by, Cut().of(survey=four_firms.pk)) == expected
    nothing = dict.fromkeys(NAMES, 0)
    assert numbers(cast.other_officer) == nothing
    assert numbers(cast.city_officer, Cut(union_id=cast.other_county.pk)) == nothing
    other = a_survey(cast, union=cast.city)
    assert numbers(cast.city_officer, Cut().of(survey=other.pk)) == nothing


def test_a_firm_that_only_talked_was_not_visited(cast):
    survey = a_survey(cast, union=cast.city)
    firms = list(queries.respondents(by=cast.city_officer))
    survey_answers.log_gathering(survey, a_gathering_form(way="talk"), firms, at=TUESDAY, by=cast.city_officer)
    assert numbers(cast.city_officer) == {
        **dict.fromkeys(NAMES, 0), "surveys_held": 1, "survey_firms": 2
    }  # fmt: skip


def test_special_actions_are_in_force_until_they_end(cast):
    names = [f"行动{n}" for n in range(7)]
    made = [
        special_actions.begin_special_action(
            a_special_action_form(name=name), union=cast.county, at=MONDAY, by=cast.officer
        )
        for name in names
    ]
    count = figure("special_actions").value
    assert count(Cut(), by=cast.head) == 7
    special_actions.end_special_action(made[0], "完成", at=TUESDAY, by=cast.officer)
    assert count(Cut(), by=cast.head) == 6
    assert count(Cut(until=MONDAY.date()), by=cast.head) == 7
    assert count(Cut(until=(MONDAY - timedelta(days=1)).date()), by=cast.head) == 0


def test_the_progress_of_an_item_is_its_figure(cast, four_firms):
    items = [special_actions.Item(text="走访", figure="enterprise_service.survey_firms_visited", target=6)]
    row = special_actions.begin_special_action(
        a_special_action_form(items=items), union=cast.county, at=MONDAY, by=cast.officer
    )
    (standing,) = special.standings(special.special_action(row.pk, by=cast.officer), by=cast.officer)
    assert (standing.value, standing.item.target) == (4, 6)
