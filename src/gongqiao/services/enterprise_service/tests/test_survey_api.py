"""Surveys over HTTP, for an enterprise's contact."""

from __future__ import annotations

import pytest

from gongqiao.api.tests.callers import done, told
from gongqiao.services.enterprise_service.actions import surveys
from gongqiao.services.enterprise_service.models import SurveyAnswer
from gongqiao.services.enterprise_service.tests.makers import MONDAY
from gongqiao.services.enterprise_service.tests.office import an_office
from gongqiao.services.enterprise_service.tests.survey_makers import SAID, a_survey, the_respondent


@pytest.fixture
def office(cast, monkeypatch, settings, tmp_path):
    return an_office(cast, monkeypatch, settings, tmp_path)


def test_a_contact_finds_reads_and_answers(office, cast):
    row = the_respondent(a_survey(cast), cast)
    (found,) = done(office.contact.get("/surveys"))["items"]
    assert (found["id"], found["title"]) == (row.pk, row.survey.title)
    sheet = done(office.contact.get(f"/surveys/{row.pk}"))
    assert (sheet["version"], sheet["questions"][0]["key"]) == (0, "stops")
    made = done(office.contact.post(f"/surveys/{row.pk}/answers", {"answers": SAID, "version": 0}), 201)
    assert made["version"] == 1
    assert done(office.contact.get(f"/surveys/{row.pk}"))["answers"] == made["answers"]


def test_a_call_that_is_repeated_answers_once(office, cast):
    row = the_respondent(a_survey(cast), cast)
    sent = [office.contact.post(f"/surveys/{row.pk}/answers", {"answers": SAID}, key="same-key-1") for _ in range(2)]
    assert [done(answer, 201)["version"] for answer in sent] == [1, 1]
    assert SurveyAnswer.objects.get().version == 1


def test_a_wrong_answer_is_named(office, cast):
    row = the_respondent(a_survey(cast), cast)
    told(office.contact.post(f"/surveys/{row.pk}/answers", {"answers": {"people": "很多"}}), 422)
    told(office.contact.post(f"/surveys/{row.pk}/answers", {"answers": SAID, "version": 3}), 409, "answered_meanwhile")


@pytest.mark.parametrize("name", ["stranger", "officer", "leader"])
def test_a_survey_of_another_enterprise_is_not_there(office, cast, name):
    row = the_respondent(a_survey(cast), cast)
    assert done(getattr(office, name).get("/surveys"))["items"] == []
    told(getattr(office, name).get(f"/surveys/{row.pk}"), 404)
    told(getattr(office, name).post(f"/surveys/{row.pk}/answers", {"answers": SAID}), 404)


def test_a_survey_that_has_ended_takes_no_answers(office, cast):
    survey = a_survey(cast)
    row = the_respondent(survey, cast)
    surveys.close_survey(survey, at=MONDAY, by=cast.officer)
    told(office.contact.post(f"/surveys/{row.pk}/answers", {"answers": SAID}), 409, "survey_is_closed")
