"""The doors of surveys: what their pages show and where their buttons lead."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import MONDAY, sign_in

from gongqiao.api.tests.callers import stop_clock
from gongqiao.services.enterprise_service.actions import remedies, surveys
from gongqiao.services.enterprise_service.models import Need, SurveyAnswer
from gongqiao.services.enterprise_service.pages import survey_phone
from gongqiao.services.enterprise_service.rules.survey_links import link_code
from gongqiao.services.enterprise_service.tests.survey_makers import (
    SAID,
    a_proposal,
    a_survey,
    a_visit,
    an_answer,
    the_respondent,
)
from gongqiao.services.enterprise_service.tests.test_remedies import a_form as a_remedy_form

DESK, PHONE = "/desk/enterprise-service", "/enterprise-service"
TYPED = {"answer_0": SAID["stops"], "answer_3": "12", "several_4": ["质量不稳定", "新人留不住"], "answer_7": "已经停线"}


@pytest.fixture
def set_clock(monkeypatch):
    return stop_clock(monkeypatch)


@pytest.fixture
def browser(cast, set_clock):
    """Return a function that gives somebody of the cast a browser, or a visitor one without an account."""
    return lambda who="": sign_in(Client(), cast.person(who)) if who else Client()


def words(answer) -> str:
    return str(answer.content.decode())


class TestTheQuestionnaire:
    def test_is_announced_on_the_first_screen_until_it_is_answered(self, cast, browser):
        survey = a_survey(cast)
        home = browser("contact").get("/")
        assert f"请填问卷：{survey.title}" in words(home)
        an_answer(cast, survey)
        assert "请填问卷" not in words(browser("contact").get("/"))
        assert "已交，可补充" in words(browser("contact").get(PHONE + "/surveys"))

    def test_is_filled_by_whoever_holds_the_link(self, cast, browser):
        row = the_respondent(a_survey(cast), cast)
        address, visitor = f"/q/{link_code(row)}", browser()
        page = visitor.get(address)
        assert row.enterprise.name in words(page)
        sent = visitor.post(address, {**TYPED, "once": page.context["form"]["once"].value(), "seen": "0"})
        assert (sent.status_code, sent["Location"]) == (302, address + "/needs")
        answer = SurveyAnswer.objects.get()
        assert answer.answers == {
            "stops": SAID["stops"], "people": "12", "troubles": "质量不稳定、新人留不住", "urgency": "已经停线"
        }  # fmt: skip
        assert "从回答里看出这些需求" in words(visitor.get(address + "/needs"))

    def test_keeps_what_a_visitor_typed(self, cast, browser):
        address = f"/q/{link_code(the_respondent(a_survey(cast), cast))}"
        kept = browser().post(address + "/draft", json.dumps(TYPED), content_type="application/json")
        assert kept.status_code == 200
        form = browser().get(address).context["form"]
        assert (form["answer_0"].value(), form["several_4"].value()) == (SAID["stops"], TYPED["several_4"])

    def test_shows_again_what_was_said_and_refuses_what_somebody_did_not_see(self, cast, browser):
        survey = a_survey(cast)
        an_answer(cast, survey)
        address = f"{PHONE}/surveys/{the_respondent(survey, cast).pk}"
        page = browser("contact").get(address)
        assert page.context["form"]["answer_0"].value() == SAID["stops"]
        late = browser("colleague").post(address, {**TYPED, "seen": "0"})
        assert (late.status_code, "同事刚刚也交了一次问卷" in words(late)) == (409, True)

    def test_names_a_wrong_answer_at_its_question(self, cast, browser):
        address = f"{PHONE}/surveys/{the_respondent(a_survey(cast), cast).pk}"
        sent = browser("contact").post(address, {**TYPED, "answer_3": "很多"})
        assert sent.status_code == 422
        assert set(sent.context["form"].errors) == {"answer_3"}

    @pytest.mark.parametrize("end", ["tampered", "revoked", "closed", "late", "draft"])
    def test_is_closed_to_a_link_that_is_no_good(self, cast, browser, set_clock, end):
        survey = a_survey(cast, "draft" if end == "draft" else "open")
        row = the_respondent(survey, cast)
        code = link_code(row)
        if end == "revoked":
            surveys.revoke_link(row, at=MONDAY, by=cast.officer)
        elif end == "closed":
            surveys.close_survey(survey, at=MONDAY, by=cast.officer)
        elif end == "late":
            set_clock(MONDAY + timedelta(days=15))
        elif end == "tampered":
            code = code[:-1] + ("0" if code[-1] != "0" else "1")
        for method, address in (
            ("get", f"/q/{code}"),
            ("post", f"/q/{code}"),
            ("post", f"/q/{code}/needs"),
            ("post", f"/q/{code}/draft"),
        ):
            answer = getattr(browser(), method)(address, TYPED if method == "post" else {})
            assert answer.status_code == (409 if end in {"closed", "late"} else 404)
        assert SurveyAnswer.objects.count() == 0

    def test_of_a_survey_that_has_ended_shows_the_enterprise_its_answers(self, cast, browser):
        survey = a_survey(cast)
        an_answer(cast, survey)
        surveys.close_survey(survey, at=MONDAY, by=cast.officer)
        page = browser("contact").get(f"{PHONE}/surveys/{the_respondent(survey, cast).pk}")
        assert (page.status_code, SAID["skills"] in words(page)) == (200, True)

    @pytest.mark.parametrize("name", ["stranger", "leader", "officer"])
    def test_of_another_enterprise_is_not_there(self, cast, browser, name):
        address = f"{PHONE}/surveys/{the_respondent(a_survey(cast), cast).pk}"
        assert browser(name).get(address).status_code in {403, 404}
        assert browser(name).post(address, TYPED).status_code in {403, 404}

    def test_cannot_be_opened_without_end(self, cast, browser, monkeypatch):
        monkeypatch.setattr(survey_phone, "TRIES", replace(survey_phone.TRIES, most=2))
        assert [browser().get("/q/1-1-guess").status_code for _ in range(3)] == [404, 404, 429]


class TestTheDesk:
    def test_leads_from_every_step_to_its_enterprises(self, cast, browser):
        survey = a_survey(cast, union=cast.city)
        an_answer(cast, survey)
        page = browser("city_officer").get(f"{DESK}/surveys/{survey.pk}")
        for label, count, address in page.context["steps"]:
            found = browser("city_officer").get(address).context["page"].paginator.count
            assert found == count, label
        assert {label: count for label, count, _ in page.context["steps"]}["已答卷"] == 1

    def test_prepares_a_survey_of_ticked_enterprises(self, cast, browser):
        officer = browser("officer")
        made = officer.post(DESK + "/surveys/new", {
            "title": "压铸调研", "topic": "压铸", "partners": "工信局、科技局", "opens_on": "2026-11-16", "closes_on": "2026-11-30",
        })  # fmt: skip
        added = officer.post(made["Location"], {"firms": [str(cast.enterprise.pk)]})
        opened = officer.post(added["Location"] + "/open", follow=True)
        assert "调研开始了。问卷发给了 1 家企业。" in words(opened)

    def test_takes_everybody_that_the_filter_leaves(self, cast, browser):
        survey = a_survey(cast, "draft", union=cast.city)
        for row in survey.respondents.all():
            surveys.remove_respondent(row, at=MONDAY, by=cast.city_officer)
        address = f"{DESK}/surveys/{survey.pk}/firms?county=440781"
        assert browser("city_officer").post(address, {"everyone": "on"}).status_code == 302
        assert [row.enterprise for row in survey.respondents.all()] == [cast.other_enterprise]
        assert browser("city_officer").post(address, {}).status_code == 422

    def test_asks_the_questions_in_the_order_that_was_given(self, cast, browser):
        survey = a_survey(cast)
        address = f"{DESK}/surveys/{survey.pk}/questions"
        form = browser("officer").get(address).context["form"]
        given = {name: form[name].value() for name in form.fields if name != "seen"}
        given = {name: value for name, value in given.items() if value not in (None, False)}
        given |= {"q_9_place": "0", "q_2_label": "", "q_10_label": "要不要贷款？", "q_10_kind": "yes_no"}
        assert browser("officer").post(address, given).status_code == 302
        labels = [row["label"] for row in survey.questionnaires.get(is_current=True).questions]
        assert (labels[0], labels[-1], len(labels)) == ("还有什么想对工会说？", "要不要贷款？", 10)
        assert "职工最缺哪门技能？" not in labels

    def test_logs_a_visit_and_writes_its_record(self, cast, browser, settings, tmp_path):
        settings.FILES = tmp_path
        survey, officer = a_survey(cast), browser("officer")
        row = the_respondent(survey, cast)
        made = officer.post(f"{DESK}/surveys/{survey.pk}/gatherings/new", {
            "way": "visit", "firms": [str(row.pk)], "held_at": "2026-11-16T09:00", "place": "一车间", "union_side": "李新",
        })  # fmt: skip
        written = officer.post(made["Location"], {"speaker": "张联", "findings": "电机老化", "answer_0": "电机跳停"})
        page = officer.get(written["Location"])
        assert {"电机老化", "电机跳停"} <= {part for part in ("电机老化", "电机跳停") if part in words(page)}
        assert "登记为需求" in words(page)

    def test_makes_a_need_of_a_proposal_which_the_contact_finds_prefilled(self, cast, browser):
        row = a_proposal(cast, "training")
        address = f"{DESK}/proposals/{row.pk}/accept"
        form = browser("officer").get(address).context["form"]
        given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
        assert (given["people"], given["title"]) == (12, "低压电工")
        assert browser("officer").post(address, given).status_code == 302
        need = Need.objects.get()
        assert "您在调研里说的" in words(browser("contact").get(PHONE + "/needs"))
        order = browser("contact").get(f"{PHONE}/orders/new?need={need.pk}").context["form"]
        assert (order["extra_training_people"].value(), order["title"].value()) == (12, "低压电工")
        listed = browser("officer").get(f"{DESK}/needs?source=survey&survey={row.answer.respondent.survey_id}")
        assert listed.context["page"].paginator.count == 1

    def test_links_a_need_that_was_heard_beside_the_questions(self, cast, browser):
        answer = a_visit(cast, a_survey(cast))
        address = f"{DESK}/enterprises/{cast.enterprise.pk}/needs/new?answer={answer.pk}"
        sent = browser("officer").post(
            address, {"dish": "management", "title": "现场乱", "urgency": "planned", "when": "soon"}
        )
        assert sent["Location"] == f"{DESK}/survey-answers/{answer.pk}"
        assert Need.objects.get().survey_answer == answer
        for odd in ("0", "x", "9" * 30):
            assert browser("officer").get(address.split("=")[0] + "=" + odd).status_code == 404

    def test_gives_the_answers_as_a_sheet_with_a_column_for_each_question(self, cast, browser):
        survey = a_survey(cast)
        an_answer(cast, survey)
        address = f"{DESK}/surveys/{survey.pk}/answers"
        assert "生产上最卡脖子的技术难题是什么？" in words(browser("officer").get(address))
        sheet = browser("officer").get(address + "?as=xlsx")
        assert sheet["Content-Type"].endswith("sheet")

    def test_shows_what_is_offered_and_settles_it(self, cast, browser):
        survey = a_survey(cast)
        made = remedies.offer_remedy(survey, a_remedy_form(cast, survey), at=MONDAY, by=cast.officer)
        assert made.text in words(browser("auditor").get(f"{DESK}/surveys/{survey.pk}"))
        sent = browser("officer").post(f"{DESK}/remedies/{made.pk}/settle", {"reason": "已会诊"}, follow=True)
        assert "已办结" in words(sent)

    def test_hides_names_from_heads(self, cast, browser):
        survey = a_survey(cast)
        answer = a_visit(cast, survey)
        for address in (
            f"{DESK}/surveys/{survey.pk}", f"{DESK}/respondents", f"{DESK}/respondents/{answer.respondent_id}",
            f"{DESK}/survey-answers/{answer.pk}", f"{DESK}/surveys/{survey.pk}/answers",
        ):  # fmt: skip
            shown = words(browser("head").get(address))
            assert cast.enterprise.short_name not in shown, address
            assert "李新" not in shown, address
