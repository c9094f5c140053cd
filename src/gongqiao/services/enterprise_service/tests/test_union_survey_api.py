"""Surveys over HTTP for the union that asks: from the list of enterprises to needs and remedies."""

from __future__ import annotations

import pytest

from gongqiao.api.tests.callers import done, told
from gongqiao.services.enterprise_service.models import Need, Survey
from gongqiao.services.enterprise_service.tests.makers import MONDAY
from gongqiao.services.enterprise_service.tests.office import an_office
from gongqiao.services.enterprise_service.tests.survey_makers import (
    SAID,
    a_kind,
    a_proposal,
    a_survey,
    a_visit,
    an_answer,
    the_respondent,
)

A_SURVEY = {
    "title": "压铸企业调研", "partners": ["工信局"], "opens_on": "2026-11-16", "closes_on": "2026-11-30",
}  # fmt: skip
A_VISIT = {
    "held_at": MONDAY.isoformat(), "place": "一车间", "union_side": "李新", "bureau_side": "工信局产业科",
}  # fmt: skip


@pytest.fixture
def office(cast, monkeypatch, settings, tmp_path):
    return an_office(cast, monkeypatch, settings, tmp_path)


class TestTheWholeSurvey:
    def test_goes_from_the_list_to_a_need_that_the_enterprise_orders(self, office, cast):
        officer = office.officer
        survey = done(officer.post("/union-surveys", A_SURVEY), 201)
        address = f"/union-surveys/{survey['id']}"
        assert done(officer.post(f"{address}/enterprises", {"enterprise_ids": [cast.enterprise.pk]})) == {"added": 1}
        assert done(officer.post(f"{address}/open"))["told"] == 1
        (asked,) = done(officer.get(address))["respondents"]
        visit = {**A_VISIT, "respondent_ids": [asked["id"]]}
        (answer,) = done(officer.post(f"{address}/gatherings", visit), 201)["answers"]
        record = {"speaker": "设备主管", "findings": "空压机常跳停。", "answers": SAID, "version": answer["version"]}
        written = done(officer.post(f"/survey-answers/{answer['id']}/record", record))
        wished = next(one for one in written["proposals"] if one["dish"] == "breakthrough")
        wish = {"dish": "breakthrough", "title": wished["title"], "domain": SAID["domain"]}
        need = done(officer.post(f"/need-proposals/{wished['id']}/accept", wish), 201)
        assert need["state"] == "open"
        office.place(need_id=need["id"])
        assert Need.objects.get(pk=need["id"]).state == "ordered"
        assert done(officer.get(address))["progress"]["visited"] == 1

    def test_ends_with_a_remedy_and_is_closed(self, office, cast):
        survey = a_survey(cast)
        an_answer(cast, survey)
        kinds = done(office.officer.get("/remedy-kinds"))["items"]
        assert a_kind().pk in [kind["id"] for kind in kinds]
        row = the_respondent(survey, cast)
        body = {
            "kind_id": a_kind().pk, "text": "请两位电工劳模到厂。", "respondent_ids": [row.pk], "follow_up_on": "2026-12-01",
        }  # fmt: skip
        done(office.officer.post(f"/union-surveys/{survey.pk}/remedies", body), 201)
        (remedy,) = done(office.officer.get(f"/union-surveys/{survey.pk}"))["remedies"]
        assert (remedy["kind"], remedy["text"]) == ("专家上门", "请两位电工劳模到厂。")
        assert done(office.officer.post(f"/union-surveys/{survey.pk}/close"))["state"] == "closed"

    def test_is_listed_to_those_who_read_at_the_desk(self, office, cast):
        survey = a_survey(cast)
        for who in ("officer", "city_officer", "auditor", "head"):
            assert [row["id"] for row in done(getattr(office, who).get("/union-surveys"))["items"]] == [survey.pk]


class TestRefusals:
    def test_a_survey_begun_twice_with_one_key_is_one(self, office):
        made = [done(office.officer.post("/union-surveys", A_SURVEY, key="one-survey-1"), 201) for _ in range(2)]
        assert made[0] == made[1] and Survey.objects.count() == 1

    def test_a_visit_that_lies_ahead_is_named(self, office, cast):
        survey = a_survey(cast)
        visit = {**A_VISIT, "held_at": "2026-11-18T09:00:00", "respondent_ids": [the_respondent(survey, cast).pk]}
        answer = office.officer.post(f"/union-surveys/{survey.pk}/gatherings", visit)
        told(answer, 422)
        assert "时间还没有到" in answer.content.decode()

    def test_an_older_version_of_a_record_is_refused(self, office, cast):
        answer = a_visit(cast, a_survey(cast))
        record = {"speaker": "设备主管", "findings": "常跳停。", "version": answer.version + 7}
        told(office.officer.post(f"/survey-answers/{answer.pk}/record", record), 409)

    def test_a_questionnaire_is_not_rewritten_by_the_union(self, office, cast):
        answer = an_answer(cast, a_survey(cast))
        record = {"speaker": "设备主管", "findings": "常跳停。", "version": answer.version}
        told(office.officer.post(f"/survey-answers/{answer.pk}/record", record), 409)

    def test_a_proposal_is_decided_once_and_dropped_with_a_reason(self, office, cast):
        proposal = a_proposal(cast)
        told(office.officer.post(f"/need-proposals/{proposal.pk}/drop", {}), 422)
        done(office.officer.post(f"/need-proposals/{proposal.pk}/drop", {"reason": "企业已经自己修好了。"}))
        wish = {"dish": "breakthrough", "title": "又跳停", "domain": SAID["domain"]}
        told(office.officer.post(f"/need-proposals/{proposal.pk}/accept", wish), 409, "already_decided")

    @pytest.mark.parametrize("who", ["contact", "leader", "stranger"])
    def test_the_desk_of_surveys_is_not_there_for_others(self, office, cast, who):
        survey = a_survey(cast)
        caller = getattr(office, who)
        for path in ("/union-surveys", f"/union-surveys/{survey.pk}", "/remedy-kinds"):
            told(caller.get(path), 404)
        told(caller.post("/union-surveys", A_SURVEY), 404)

    def test_another_county_sees_nothing_of_it(self, office, cast):
        survey = a_survey(cast)
        answer, proposal = a_visit(cast, survey), an_answer(cast, survey).proposals.first()
        told(office.other_officer.get(f"/union-surveys/{survey.pk}"), 404)
        told(office.other_officer.get(f"/survey-answers/{answer.pk}"), 404)
        told(office.other_officer.post(f"/need-proposals/{proposal.pk}/drop", {"reason": "试试"}), 404)

    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_readers_change_nothing(self, office, cast, who):
        survey = a_survey(cast)
        told(getattr(office, who).post("/union-surveys", A_SURVEY), 403)
        told(getattr(office, who).post(f"/union-surveys/{survey.pk}/close"), 403)
