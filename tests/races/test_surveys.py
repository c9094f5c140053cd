"""Two people at one questionnaire, one proposal or one survey at the same moment."""

from __future__ import annotations

from gongqiao.kernel.access.actor import the_job
from gongqiao.services.enterprise_service.actions import proposals, survey_answers, surveys
from gongqiao.services.enterprise_service.actions.proposals import AlreadyDecided
from gongqiao.services.enterprise_service.actions.survey_answers import AnsweredMeanwhile
from gongqiao.services.enterprise_service.actions.surveys import SurveyIsClosed
from gongqiao.services.enterprise_service.models import AnswerVersion, Need, NeedProposal, Survey, SurveyAnswer
from gongqiao.services.enterprise_service.tests.survey_makers import (
    SAID,
    TUESDAY,
    a_proposal,
    a_survey,
    an_answer,
    the_respondent,
)
from gongqiao.services.enterprise_service.tests.test_survey_answers import a_need_form
from tests.cast import MONDAY
from tests.races.gate import race

SURVEY = "select 1 from enterprise_service_survey where id = %s for update"
PROPOSAL = "select 1 from enterprise_service_needproposal where id = %s for update"


def answer(cast, survey, *, by, seen=0):
    row = the_respondent(survey, cast)
    return survey_answers.answer_questionnaire(row, SAID, seen=seen, at=MONDAY, by=by).version


def test_a_contact_and_a_colleague_with_the_link_hand_in_at_once_and_one_is_told(cast):
    survey = a_survey(cast)
    won, refused = race(
        lambda: answer(cast, survey, by=cast.contact),
        lambda: answer(cast, survey, by=the_job("survey_link")),
        hold=SURVEY, with_values=[survey.pk],
    )  # fmt: skip
    assert (won, [type(one) for one in refused]) == ([1], [AnsweredMeanwhile])
    assert (SurveyAnswer.objects.count(), AnswerVersion.objects.count(), NeedProposal.objects.count()) == (1, 1, 3)


def test_two_supplements_at_once_are_one_version_more(cast):
    survey = a_survey(cast)
    an_answer(cast, survey)
    won, refused = race(
        lambda: answer(cast, survey, by=cast.contact, seen=1),
        lambda: answer(cast, survey, by=cast.colleague, seen=1),
        hold=SURVEY, with_values=[survey.pk],
    )  # fmt: skip
    assert (won, [type(one) for one in refused]) == ([2], [AnsweredMeanwhile])
    assert AnswerVersion.objects.count() == 2


def test_two_officers_accept_one_proposal_at_once_and_one_need_comes_of_it(cast):
    row = a_proposal(cast)
    won, refused = race(
        lambda: proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer).pk,
        lambda: proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.city_officer).pk,
        hold=PROPOSAL, with_values=[row.pk],
    )  # fmt: skip
    assert (len(won), [type(one) for one in refused]) == (1, [AlreadyDecided])
    assert list(Need.objects.values_list("pk", flat=True)) == won


def test_a_survey_that_ends_while_somebody_answers_has_the_answer_or_refuses_it(cast):
    survey = a_survey(cast)
    won, refused = race(
        lambda: answer(cast, survey, by=cast.contact),
        lambda: surveys.close_survey(survey, at=MONDAY, by=cast.officer) or "closed",
        hold=SURVEY, with_values=[survey.pk],
    )  # fmt: skip
    assert "closed" in won
    assert {type(one) for one in refused} <= {SurveyIsClosed}
    assert SurveyAnswer.objects.count() == len(won) - 1
    assert Survey.objects.get().state == "closed"


def test_reminding_and_answering_at_once_wait_for_each_other_and_not_in_a_circle(cast):
    survey = a_survey(cast)
    won, refused = race(
        lambda: answer(cast, survey, by=cast.contact),
        lambda: surveys.remind(survey, at=TUESDAY, by=cast.officer),
        hold=SURVEY, with_values=[survey.pk],
    )  # fmt: skip
    assert refused == []
    assert 1 in won
