from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.services.enterprise_service import jobs
from gongqiao.services.enterprise_service.actions import orders, remedies
from gongqiao.services.enterprise_service.actions.remedies import RemedyForm, RemedyKindExists
from gongqiao.services.enterprise_service.models import Remedy
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.tests.makers import told
from gongqiao.services.enterprise_service.tests.survey_makers import a_kind, a_survey, a_visit, the_respondent

IN_DECEMBER = date(2026, 12, 1)


def a_form(cast, survey, **changes) -> RemedyForm:
    plain = {
        "kind": a_kind(), "text": "请两位电工劳模上门会诊", "respondents": [the_respondent(survey, cast)],
        "follower_id": cast.officer.person_id, "follow_up_on": IN_DECEMBER,
    }  # fmt: skip
    return RemedyForm(**{**plain, **changes})


def offer(cast, survey, *, by=None, **changes) -> Remedy:
    return remedies.offer_remedy(survey, a_form(cast, survey, **changes), at=MONDAY, by=by or cast.officer)


class TestOffering:
    def test_says_which_kind_to_whom_and_for_which_needs(self, cast):
        survey = a_survey(cast)
        answer = a_visit(cast, survey)
        need = orders.register_need(
            cast.enterprise, orders.NeedForm(dish="management", title="乱"), answer=answer, at=MONDAY, by=cast.officer
        )
        made = offer(cast, survey, needs=[need])
        assert (list(made.needs.all()), list(made.respondents.all())) == ([need], [the_respondent(survey, cast)])

    def test_is_still_possible_when_the_survey_has_ended_but_not_before_it_began(self, cast):
        offer(cast, a_survey(cast, "closed"))
        with pytest.raises(WrongState, match="先听企业怎么说"):
            offer(cast, a_survey(cast, "draft"))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"text": " "}, "text"),
            ({"text": "长" * 301}, "text"),
            ({"respondents": []}, "firms"),
            ({"follow_up_on": date(2026, 11, 15)}, "follow_up_on"),
            ({"follower_id": 0}, "follower"),
        ],
    )
    def test_names_what_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            offer(cast, a_survey(cast), **changes)
        assert set(refused.value.fields) == {field}

    def test_stays_inside_its_survey(self, cast):
        with pytest.raises(NotFound):
            offer(cast, a_survey(cast), respondents=[the_respondent(a_survey(cast), cast)])

    @pytest.mark.parametrize("name", ["contact", "other_officer", "auditor"])
    def test_is_for_officers_of_the_union(self, cast, name):
        with pytest.raises(NotAllowed):
            offer(cast, a_survey(cast), by=getattr(cast, name))

    def test_is_seen_by_the_county_of_the_enterprise_when_the_city_offers(self, cast):
        survey = a_survey(cast, union=cast.city)
        form = a_form(cast, survey, follower_id=cast.city_officer.person_id)
        made = remedies.offer_remedy(survey, form, at=MONDAY, by=cast.city_officer)
        assert queries.remedies(survey, by=cast.officer) == [made]
        assert queries.remedies(survey, by=cast.other_officer) == []


class TestFollowingUp:
    def test_is_remembered_on_its_day_once(self, cast):
        offer(cast, a_survey(cast))
        before = len(told(cast.officer))
        for days in (14, 15, 15, 16):
            jobs.remind_of_remedies(MONDAY + timedelta(days=days))
        assert told(cast.officer)[before:] == ["今天该跟进对策：请两位电工劳模上门会诊"]

    def test_ends_with_an_outcome(self, cast):
        made = offer(cast, a_survey(cast))
        with pytest.raises(Invalid):
            remedies.settle_remedy(made, " ", at=MONDAY, by=cast.officer)
        remedies.settle_remedy(made, "已签框架协议", at=MONDAY, by=cast.officer)
        with pytest.raises(WrongState):
            remedies.settle_remedy(made, "再办", at=MONDAY, by=cast.officer)
        before = told(cast.officer)
        jobs.remind_of_remedies(MONDAY + timedelta(days=30))
        assert told(cast.officer) == before

    def test_is_for_officers_of_the_union(self, cast):
        made = offer(cast, a_survey(cast))
        with pytest.raises(NotAllowed):
            remedies.settle_remedy(made, "办了", at=MONDAY, by=cast.other_officer)


class TestKinds:
    def test_begin_with_the_common_ones_and_take_more(self, cast):
        assert len(queries.remedy_kinds(by=cast.officer)) == 5
        remedies.add_remedy_kind(cast.city, "法律顾问", at=MONDAY, by=cast.city_officer)
        assert [kind.name for kind in queries.remedy_kinds(by=cast.officer)][-1] == "法律顾问"

    @pytest.mark.parametrize("name", ["专家上门", "法律顾问"])
    def test_are_there_once(self, cast, name):
        remedies.add_remedy_kind(cast.city, "法律顾问", at=MONDAY, by=cast.city_officer)
        with pytest.raises(RemedyKindExists):
            remedies.add_remedy_kind(cast.city, name, at=MONDAY, by=cast.city_officer)

    def test_have_a_name(self, cast):
        with pytest.raises(Invalid):
            remedies.add_remedy_kind(cast.city, " ", at=MONDAY, by=cast.city_officer)
