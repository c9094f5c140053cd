from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.notices.models import Dispatch, Notice
from gongqiao.kernel.people.actions import release_contact
from gongqiao.kernel.people.models import Contact
from gongqiao.services.enterprise_service.actions import surveys
from gongqiao.services.enterprise_service.actions.surveys import AlreadyHeard, NobodyAsked, Reached, SurveyIsClosed
from gongqiao.services.enterprise_service.models import Survey
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.survey_links import link_code
from gongqiao.services.enterprise_service.rules.survey_questions import SurveyQuestion, survey_questions
from gongqiao.services.enterprise_service.tests.makers import told
from gongqiao.services.enterprise_service.tests.survey_makers import (
    TUESDAY,
    a_survey,
    a_survey_form,
    an_answer,
    the_respondent,
)


def prepare(cast, *, by=None, **changes):
    return surveys.prepare_survey(a_survey_form(**changes), union=cast.county, at=MONDAY, by=by or cast.officer)


def book(what: str) -> int:
    return Entry.objects.filter(what=f"enterprise_service.{what}").count()


class TestPreparing:
    def test_begins_with_questions_in_plain_words_that_lead_to_all_five_dishes(self, cast):
        form = survey_questions(queries.questionnaire(prepare(cast)).questions)
        assert {question.dish for question in form if question.dish} == {
            "guidance", "management", "training", "breakthrough", "apprenticeship"
        }  # fmt: skip
        assert {question.fills for question in form if question.fills} == {"domain", "people", "urgency", "wished_on"}

    def test_is_a_draft_that_leaves_a_line_in_the_book(self, cast):
        assert prepare(cast, title=" 压铸调研 ", partners=["工信局", " ", "工信局"]).partners == ["工信局"]
        assert (Survey.objects.get().state, Survey.objects.get().title, book("prepare_survey")) == (
            "draft",
            "压铸调研",
            1,
        )

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "长" * 61}, "title"),
            ({"closes_on": date(2026, 11, 15)}, "closes_on"),
            ({"partners": ["长" * 21]}, "partners"),
            ({"partners": [str(n) for n in range(11)]}, "partners"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            prepare(cast, **changes)
        assert set(refused.value.fields) == {field}

    @pytest.mark.parametrize("name", ["contact", "leader", "auditor", "head", "other_officer"])
    def test_is_for_officers_of_the_union_alone(self, cast, name):
        with pytest.raises(NotAllowed):
            prepare(cast, by=getattr(cast, name))

    def test_may_be_changed_until_it_has_ended(self, cast):
        survey = a_survey(cast)
        surveys.change_survey(survey, a_survey_form(title="新名", partners=[]), at=MONDAY, by=cast.officer)
        assert Survey.objects.get().title == "新名"
        surveys.close_survey(survey, at=MONDAY, by=cast.officer)
        with pytest.raises(SurveyIsClosed):
            surveys.change_survey(survey, a_survey_form(), at=MONDAY, by=cast.officer)


class TestQuestions:
    ONE = (SurveyQuestion(key="q", label="缺什么人？", kind="text"),)

    def set(self, cast, survey, questions, *, by=None):
        return surveys.set_questions(survey, questions, at=MONDAY, by=by or cast.officer)

    def test_that_nobody_answered_are_changed_in_place(self, cast):
        survey = a_survey(cast)
        assert self.set(cast, survey, self.ONE).version == 1
        assert survey.questionnaires.count() == 1

    def test_that_were_answered_stay_and_a_new_version_follows(self, cast):
        survey = a_survey(cast)
        answer = an_answer(cast, survey)
        before = answer.questionnaire.questions
        assert self.set(cast, survey, self.ONE).version == 2
        answer.refresh_from_db()
        assert (answer.questionnaire.version, answer.questionnaire.questions) == (1, before)
        assert queries.questionnaire(survey).version == 2

    @pytest.mark.parametrize(
        ("question", "says"),
        [
            ({"label": " "}, "写题目"),
            ({"kind": "song"}, "选类型"),
            ({"kind": "several", "options": ("一",)}, "至少要有两个选项"),
            ({"dish": "soup"}, "不在菜单里"),
            ({"fills": "people"}, "题型请用数字"),
            ({"kind": "choice", "options": ("急", "不急"), "fills": "urgency"}, "选项请用"),
        ],
    )
    def test_that_cannot_be_asked_are_refused(self, cast, question, says):
        with pytest.raises(Invalid, match=says):
            self.set(cast, a_survey(cast), [replace(self.ONE[0], **question)])

    def test_there_must_be_one(self, cast):
        with pytest.raises(Invalid, match="至少要有一道题"):
            self.set(cast, a_survey(cast), [])

    def test_of_a_survey_that_has_ended_stay(self, cast):
        with pytest.raises(SurveyIsClosed):
            self.set(cast, a_survey(cast, "closed"), self.ONE)


class TestWhomItAsks:
    def test_is_said_once_an_enterprise(self, cast):
        survey = prepare(cast)
        add = lambda: surveys.add_respondents(survey, [cast.enterprise.pk], at=MONDAY, by=cast.officer)  # noqa: E731
        assert (add(), add(), survey.respondents.count(), book("add_respondents")) == (1, 0, 1, 1)

    def test_lies_in_the_area_of_the_survey(self, cast):
        survey = prepare(cast)
        for by in (cast.officer, cast.city_officer):
            with pytest.raises(NotFound, match="不在本次调研的辖区内"):
                surveys.add_respondents(survey, [cast.other_enterprise.pk], at=MONDAY, by=by)

    def test_may_be_all_counties_when_the_city_asks(self, cast):
        assert a_survey(cast, union=cast.city).respondents.count() == 2

    def test_no_longer_offers_those_who_are_on_the_list(self, cast):
        survey = prepare(cast)
        names = lambda: list(queries.choosable(survey, county="440705", tag="专精特新", words="", by=cast.officer))  # noqa: E731
        assert names() == [cast.enterprise]
        surveys.add_respondents(survey, [cast.enterprise.pk], at=MONDAY, by=cast.officer)
        assert names() == []

    def test_may_lose_an_enterprise_that_has_said_nothing(self, cast):
        survey = a_survey(cast)
        surveys.remove_respondent(the_respondent(survey, cast), at=MONDAY, by=cast.officer)
        assert survey.respondents.count() == 0

    def test_keeps_an_enterprise_that_was_heard(self, cast):
        survey = a_survey(cast)
        an_answer(cast, survey)
        with pytest.raises(AlreadyHeard):
            surveys.remove_respondent(the_respondent(survey, cast), at=MONDAY, by=cast.officer)


class TestOpening:
    def test_sends_the_questionnaire_to_every_contact_once(self, cast):
        survey = a_survey(cast, "draft")
        assert surveys.open_survey(survey, at=MONDAY, by=cast.officer) == Reached(told=1, without_contact=0)
        for person in (cast.contact, cast.colleague):
            assert told(person) == ["请填调研问卷：压铸企业用工和技术调研，11月30日截止"]
        assert Dispatch.objects.count() == 2
        assert surveys.send_questionnaire(survey, at=TUESDAY, by=cast.officer) == Reached(told=0, without_contact=0)
        assert Notice.objects.filter(event__contains="survey").count() == 2

    def test_counts_enterprises_without_a_contact_and_reaches_them_later(self, cast):
        for contact in Contact.objects.filter(enterprise=cast.enterprise):
            release_contact(contact, at=MONDAY, by=cast.officer)
        survey = a_survey(cast, "draft")
        assert surveys.open_survey(survey, at=MONDAY, by=cast.officer) == Reached(told=0, without_contact=1)
        assert the_respondent(survey, cast).standing == ("todo", "待调研")

    def test_needs_enterprises(self, cast):
        with pytest.raises(NobodyAsked):
            surveys.open_survey(prepare(cast), at=MONDAY, by=cast.officer)

    def test_happens_once_and_in_time(self, cast):
        survey = a_survey(cast)
        with pytest.raises(WrongState, match="已经开始"):
            surveys.open_survey(survey, at=MONDAY, by=cast.officer)
        late = a_survey(cast, "draft")
        with pytest.raises(WrongState, match="先改截止日期"):
            surveys.open_survey(late, at=MONDAY + timedelta(days=15), by=cast.officer)

    def test_is_not_for_a_county_when_the_city_asks(self, cast):
        with pytest.raises(NotAllowed):
            surveys.open_survey(a_survey(cast, "draft", union=cast.city), at=MONDAY, by=cast.officer)


class TestReminding:
    def test_reaches_those_who_are_silent_once_a_day(self, cast):
        survey = a_survey(cast)
        remind = lambda at: surveys.remind(survey, at=at, by=cast.officer)  # noqa: E731
        assert [remind(at) for at in (MONDAY, TUESDAY, TUESDAY + timedelta(hours=3), TUESDAY + timedelta(days=1))] == [
            0, 1, 0, 1
        ]  # fmt: skip
        assert len(told(cast.contact)) == 3

    def test_keeps_the_quiet_hours(self, cast):
        survey, night = a_survey(cast), TUESDAY.replace(hour=22)
        surveys.remind(survey, at=night, by=cast.officer)
        assert Dispatch.objects.latest("pk").not_before == TUESDAY.replace(hour=8) + timedelta(days=1)

    def test_leaves_those_in_peace_who_were_heard(self, cast):
        survey = a_survey(cast)
        an_answer(cast, survey)
        assert surveys.remind(survey, at=TUESDAY, by=cast.officer) == 0

    def test_waits_for_the_beginning(self, cast):
        with pytest.raises(WrongState, match="还没有开始"):
            surveys.remind(a_survey(cast, "draft"), at=TUESDAY, by=cast.officer)


class TestTheLink:
    def test_leads_to_its_own_enterprise_alone(self, cast):
        row = the_respondent(a_survey(cast), cast)
        assert queries.respondent_of_link(link_code(row)) == row

    @pytest.mark.parametrize(
        "forge", [lambda c: c + "0", lambda c: c[:-1], lambda c: "9" + c, lambda c: "1-1", lambda c: "工-1-x"]
    )
    def test_that_was_tampered_with_leads_nowhere(self, cast, forge):
        row = the_respondent(a_survey(cast), cast)
        with pytest.raises(NotFound, match="链接不对或已经作废"):
            queries.respondent_of_link(forge(link_code(row)))

    def test_that_was_replaced_or_revoked_leads_nowhere(self, cast):
        row = the_respondent(a_survey(cast), cast)
        fresh = surveys.renew_link(row, at=MONDAY, by=cast.officer)
        with pytest.raises(NotFound):
            queries.respondent_of_link(link_code(row))
        assert queries.respondent_of_link(link_code(fresh)) == row
        surveys.revoke_link(fresh, at=MONDAY, by=cast.officer)
        with pytest.raises(NotFound):
            queries.respondent_of_link(link_code(fresh))
        again = surveys.renew_link(fresh, at=MONDAY, by=cast.officer)
        assert queries.respondent_of_link(link_code(again)) == row

    def test_of_a_draft_leads_nowhere(self, cast):
        with pytest.raises(NotFound):
            queries.respondent_of_link(link_code(the_respondent(a_survey(cast, "draft"), cast)))

    @pytest.mark.parametrize("name", ["contact", "other_officer", "auditor"])
    def test_is_renewed_by_officers_of_the_place_alone(self, cast, name):
        row = the_respondent(a_survey(cast), cast)
        for act in (surveys.renew_link, surveys.revoke_link):
            with pytest.raises(NotAllowed):
                act(row, at=MONDAY, by=getattr(cast, name))


class TestWhoSees:
    def test_a_county_sees_of_the_city_s_survey_its_own_enterprises(self, cast):
        survey = a_survey(cast, union=cast.city)
        seen = {
            name: {row.enterprise.pk for row in queries.respondents(by=getattr(cast, name))}
            for name in ("officer", "other_officer", "city_officer", "auditor", "leader")
        }
        both = {cast.enterprise.pk, cast.other_enterprise.pk}
        assert seen == {
            "officer": {cast.enterprise.pk}, "other_officer": {cast.other_enterprise.pk}, "city_officer": both,
            "auditor": both, "leader": set(),
        }  # fmt: skip
        assert queries.progress(survey, by=cast.officer)["everyone"] == 1
        (counted,) = queries.counted(queries.surveys(by=cast.officer), by=cast.officer)
        assert (counted.asked_counted, counted.heard_counted) == (1, 0)

    def test_another_county_does_not_find_a_survey(self, cast):
        survey = a_survey(cast)
        with pytest.raises(NotFound):
            queries.survey(survey.pk, by=cast.other_officer)
        with pytest.raises(NotFound):
            queries.respondent(the_respondent(survey, cast).pk, by=cast.other_officer)

    def test_an_enterprise_finds_its_own_and_no_draft(self, cast):
        row = the_respondent(a_survey(cast), cast)
        draft = the_respondent(a_survey(cast, "draft"), cast)
        assert queries.own_respondent(row.pk, by=cast.contact) == row
        for pk, by in ((row.pk, cast.stranger), (draft.pk, cast.contact), (row.pk, cast.officer)):
            with pytest.raises(NotFound):
                queries.own_respondent(pk, by=by)
        assert queries.open_for(on=date(2026, 11, 16), by=cast.contact) == [row]
        assert queries.open_for(on=date(2026, 12, 1), by=cast.contact) == []
