from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.cast import ELECTRIC, MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from gongqiao.kernel.cases.queries import attachment, draft_for
from gongqiao.kernel.documents.models import Attachment
from gongqiao.services.enterprise_service.actions import orders, proposals, survey_answers, surveys
from gongqiao.services.enterprise_service.actions.proposals import AlreadyDecided, Amendment
from gongqiao.services.enterprise_service.actions.survey_answers import AnsweredMeanwhile, RecordForm
from gongqiao.services.enterprise_service.actions.surveys import SurveyIsClosed
from gongqiao.services.enterprise_service.models import Gathering, Need, NeedProposal, SurveyAnswer
from gongqiao.services.enterprise_service.queries import surveys as queries
from gongqiao.services.enterprise_service.rules.suggestions import suggestions
from gongqiao.services.enterprise_service.rules.survey_questions import standard_questionnaire, survey_questions
from gongqiao.services.enterprise_service.tests.makers import a_draft_with, told
from gongqiao.services.enterprise_service.tests.survey_makers import (
    SAID,
    TUESDAY,
    a_gathering_form,
    a_proposal,
    a_survey,
    a_visit,
    an_answer,
    the_respondent,
)

LINK = the_job("survey_link")


def a_need_form(proposal, **changes) -> orders.NeedForm:
    names = ("dish", "title", "description", "domain", "urgency", "wished_on", "people")
    return orders.NeedForm(**{**{name: getattr(proposal, name) for name in names}, **changes})


class TestSuggestions:
    FORM = standard_questionnaire([ELECTRIC, "其他"])

    def made(self, **said):
        return {one.dish: one for one in suggestions(self.FORM, {**SAID, **said}, on=date(2026, 11, 16))}

    def test_come_of_the_questions_that_lead_to_a_dish_and_were_answered(self):
        assert set(self.made()) == {"breakthrough", "training", "management"}
        assert "apprenticeship" in self.made(master="yes")
        assert self.made(stops="", skills="", troubles="没有") == {}

    @pytest.mark.parametrize("nothing", ["没有", "无", "暂无。", " 没有！ ", ""])
    def test_do_not_come_of_nothing(self, nothing):
        assert "breakthrough" not in self.made(stops=nothing)

    def test_are_prefilled_with_what_else_was_said(self):
        made = self.made()["breakthrough"]
        assert made.title == "空压机电机频繁过载跳停"
        assert made.description == SAID["stops"]
        assert (made.domain, made.urgency, made.wished_on, made.people) == (
            ELECTRIC,
            "stopped",
            date(2026, 12, 1),
            None,
        )
        assert (self.made()["training"].people, self.made()["management"].domain) == (12, "")

    def test_leave_out_the_option_that_says_nothing(self):
        assert self.made(talks="安全生产、没有")["guidance"].said == "安全生产"

    def test_forget_a_day_that_is_over(self):
        assert self.made(wished_on="2026-11-15")["breakthrough"].wished_on is None

    def test_keep_titles_short(self):
        assert len(self.made(stops="长" * 200)["breakthrough"].title) == 60


class TestAnswering:
    def test_keeps_the_answers_and_proposes_needs(self, cast):
        answer = an_answer(cast, a_survey(cast))
        assert (answer.answers["people"], answer.version, answer.speaker) == ("12", 1, "张联")
        assert set(answer.proposals.values_list("dish", "state")) == {
            ("breakthrough", "open"), ("training", "open"), ("management", "open")
        }  # fmt: skip
        assert the_respondent(answer.respondent.survey, cast).standing == ("done", "已答卷")

    def test_tells_the_officers_of_the_county_once(self, cast):
        survey = a_survey(cast)
        an_answer(cast, survey)
        an_answer(cast, survey, seen=1)
        assert told(cast.officer) == ["砺江压铸答了调研问卷：压铸企业用工和技术调研"]
        assert told(cast.other_officer) == []

    def test_works_by_the_link_without_an_account(self, cast):
        answer = an_answer(cast, a_survey(cast), by=LINK)
        assert (answer.versions.get().person_id, answer.speaker) == (None, "")

    @pytest.mark.parametrize("name", ["stranger", "officer", "leader", "auditor"])
    def test_is_for_the_enterprise_alone(self, cast, name):
        with pytest.raises(NotAllowed):
            an_answer(cast, a_survey(cast), by=getattr(cast, name))

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"urgency": "十万火急"}, "extra_urgency"),
            ({"troubles": "质量不稳定、缺钱"}, "extra_troubles"),
            ({"people": "很多"}, "extra_people"),
            ({"people": "９"}, "extra_people"),
            ({"wished_on": "明天"}, "extra_wished_on"),
            ({"master": "maybe"}, "extra_master"),
            ({"stops": "长" * 2001}, "extra_stops"),
        ],
    )
    def test_refuses_what_was_not_offered(self, cast, said, field):
        with pytest.raises(Invalid) as refused:
            an_answer(cast, a_survey(cast), **said)
        assert set(refused.value.fields) == {field}
        assert SurveyAnswer.objects.count() == 0

    def test_names_a_question_that_must_be_answered(self, cast):
        survey = a_survey(cast)
        form = [
            replace(q, is_required=q.key == "more") for q in survey_questions(queries.questionnaire(survey).questions)
        ]
        surveys.set_questions(survey, form, at=MONDAY, by=cast.officer)
        with pytest.raises(Invalid) as refused:
            an_answer(cast, survey)
        assert refused.value.fields == {"extra_more": ["请填“还有什么想对工会说？”。"]}

    def test_needs_at_least_one_answer(self, cast):
        with pytest.raises(Invalid, match="至少答一道"):
            an_answer(cast, a_survey(cast), **dict.fromkeys(SAID, ""))

    def test_ends_with_the_survey(self, cast):
        survey = a_survey(cast)
        late = MONDAY + timedelta(days=15)
        with pytest.raises(SurveyIsClosed):
            survey_answers.answer_questionnaire(the_respondent(survey, cast), SAID, seen=0, at=late, by=cast.contact)
        surveys.close_survey(survey, at=MONDAY, by=cast.officer)
        with pytest.raises(SurveyIsClosed):
            an_answer(cast, survey)

    def test_forgets_the_draft(self, cast):
        survey, draft = a_survey(cast), draft_for("survey", about="x", at=MONDAY, by=LINK)
        survey_answers.answer_questionnaire(
            the_respondent(survey, cast), SAID, draft=draft.pk, seen=0, at=MONDAY, by=LINK
        )
        assert draft_for("survey", about="x", at=MONDAY, by=LINK).pk != draft.pk


class TestSupplementing:
    def test_keeps_every_version(self, cast):
        survey = a_survey(cast)
        an_answer(cast, survey)
        answer = an_answer(cast, survey, by=LINK, seen=1, people="20")
        said = list(answer.versions.order_by("version").values_list("version", "person_id"))
        assert said == [(1, cast.contact.person_id), (2, None)]
        assert [version.answers["people"] for version in answer.versions.order_by("version")] == ["12", "20"]
        assert SurveyAnswer.objects.count() == 1

    @pytest.mark.parametrize("seen", [0, 2])
    def test_is_refused_to_whoever_did_not_see_the_last_one(self, cast, seen):
        survey = a_survey(cast)
        an_answer(cast, survey)
        with pytest.raises(AnsweredMeanwhile, match="刷新本页"):
            an_answer(cast, survey, seen=seen)

    def test_with_the_same_words_proposes_nothing_twice(self, cast):
        survey = a_survey(cast)
        first = an_answer(cast, survey)
        settled = first.proposals.get(dish="breakthrough")
        proposals.accept_proposal(settled, a_need_form(settled), at=MONDAY, by=cast.officer)
        an_answer(cast, survey, seen=1)
        assert NeedProposal.objects.count() == 3
        assert Need.objects.count() == 1

    def test_with_other_words_renews_what_is_open_and_asks_anew_for_what_was_settled(self, cast):
        survey = a_survey(cast)
        first = an_answer(cast, survey)
        settled = first.proposals.get(dish="breakthrough")
        proposals.drop_proposal(settled, "已另有安排", at=MONDAY, by=cast.officer)
        an_answer(cast, survey, seen=1, stops="冷却塔漏水", skills="氩弧焊", troubles="没有")
        states = set(first.proposals.values_list("title", "state"))
        assert states == {
            ("空压机电机频繁过载跳停", "dropped"), ("冷却塔漏水", "open"), ("氩弧焊", "open"),
            ("质量不稳定、新人留不住", "dropped"),
        }  # fmt: skip

    def test_keeps_what_somebody_wrote_into_a_proposal_whose_answer_is_the_same(self, cast):
        survey = a_survey(cast)
        row = an_answer(cast, survey).proposals.get(dish="training")
        amend = {row.pk: Amendment(title="学低压电工，带实操")}
        proposals.amend_proposals(the_respondent(survey, cast), amend, at=MONDAY, by=cast.contact)
        an_answer(cast, survey, seen=1, people="20")
        row.refresh_from_db()
        assert (row.title, row.state) == ("学低压电工，带实操", "open")


class TestGatherings:
    def test_a_visit_is_one_record_of_one_enterprise(self, cast):
        answer = a_visit(cast, a_survey(cast))
        assert (answer.way, answer.gathering.org, answer.held_at) == ("visit", cast.county, MONDAY)
        assert answer.respondent.enterprise == cast.enterprise
        assert the_respondent(answer.respondent.survey, cast).standing == ("done", "已走访座谈")

    def test_a_talk_may_hear_several_enterprises_of_which_each_has_a_record(self, cast):
        survey = a_survey(cast, union=cast.city)
        firms = list(queries.respondents(by=cast.city_officer))
        made = survey_answers.log_gathering(
            survey, a_gathering_form(way="talk"), firms, at=TUESDAY, by=cast.city_officer
        )
        assert len(made) == 2
        assert Gathering.objects.get().org == cast.city
        assert {row.respondent_id for row in made} == {row.pk for row in firms}

    def test_a_county_logs_its_own_visit_in_the_survey_of_the_city(self, cast):
        survey = a_survey(cast, union=cast.city)
        assert a_visit(cast, survey).gathering.org == cast.county
        with pytest.raises(NotAllowed):
            a_visit(cast, survey, by=cast.other_officer)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"held_at": TUESDAY + timedelta(hours=1)}, "held_at"),
            ({"place": " "}, "place"),
            ({"union_side": ""}, "union_side"),
        ],
    )
    def test_name_what_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            a_visit(cast, a_survey(cast), **changes)
        assert set(refused.value.fields) == {field}

    def test_a_visit_goes_to_one_enterprise(self, cast):
        survey = a_survey(cast, union=cast.city)
        firms = list(queries.respondents(by=cast.city_officer))
        for given, says in ((firms, "登记一家"), ([], "请勾选")):
            with pytest.raises(Invalid) as refused:
                survey_answers.log_gathering(survey, a_gathering_form(), given, at=TUESDAY, by=cast.city_officer)
            assert says in refused.value.fields["firms"][0]

    def test_take_enterprises_of_their_own_survey_alone(self, cast):
        row = the_respondent(a_survey(cast), cast)
        with pytest.raises(NotFound):
            survey_answers.log_gathering(a_survey(cast), a_gathering_form(), [row], at=TUESDAY, by=cast.officer)

    @pytest.mark.parametrize(("state", "kind"), [("draft", WrongState), ("closed", SurveyIsClosed)])
    def test_are_logged_while_the_survey_runs(self, cast, state, kind):
        with pytest.raises(kind):
            a_visit(cast, a_survey(cast, state))


class TestRecords:
    FORM = RecordForm(speaker="张联 设备主管", findings="电机老化，没有备件。", answers={"stops": "电机跳停"})

    def write(self, cast, answer, *, form=FORM, seen=1, by=None, draft=None):
        return survey_answers.write_record(answer, form, draft=draft, seen=seen, at=TUESDAY, by=by or cast.officer)

    def test_hold_findings_answers_and_the_needs_that_they_suggest(self, cast):
        answer = self.write(cast, a_visit(cast, a_survey(cast)))
        assert (answer.findings, answer.version) == ("电机老化，没有备件。", 2)
        assert answer.proposals.get().title == "电机跳停"

    def test_hold_photos_which_the_county_sees_and_another_does_not(self, cast, settings, tmp_path):
        settings.FILES = tmp_path
        draft = a_draft_with("photos", by=cast.officer)
        answer = self.write(cast, a_visit(cast, a_survey(cast)), draft=draft)
        photo = Attachment.objects.get(thing="survey_answer", thing_id=answer.pk)
        for name in ("officer", "city_officer", "auditor", "contact"):
            assert attachment(photo.pk, by=getattr(cast, name)) == photo
        for name in ("other_officer", "stranger", "leader"):
            with pytest.raises(NotFound):
                attachment(photo.pk, by=getattr(cast, name))

    @pytest.mark.parametrize(("name", "field"), [("speaker", "speaker"), ("findings", "findings")])
    def test_name_what_is_missing(self, cast, name, field):
        with pytest.raises(Invalid) as refused:
            self.write(cast, a_visit(cast, a_survey(cast)), form=replace(self.FORM, **{name: " "}))
        assert set(refused.value.fields) == {field}

    def test_do_not_overwrite_what_was_not_seen(self, cast):
        answer = a_visit(cast, a_survey(cast))
        self.write(cast, answer)
        with pytest.raises(Stale):
            self.write(cast, answer)

    def test_are_not_written_over_the_enterprise_s_own_questionnaire(self, cast):
        with pytest.raises(WrongState, match="由企业自己填"):
            self.write(cast, an_answer(cast, a_survey(cast)))

    @pytest.mark.parametrize("name", ["contact", "other_officer", "auditor"])
    def test_are_written_by_officers_of_the_place(self, cast, name):
        with pytest.raises(NotAllowed):
            self.write(cast, a_visit(cast, a_survey(cast)), by=getattr(cast, name))

    def test_say_the_same_need_once_for_questionnaire_and_visit(self, cast):
        survey = a_survey(cast)
        row = an_answer(cast, survey).proposals.get(dish="breakthrough")
        proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer)
        answer = self.write(cast, a_visit(cast, survey), form=replace(self.FORM, answers={"stops": SAID["stops"]}))
        assert list(answer.proposals.all()) == []


class TestDeciding:
    def test_an_accepted_proposal_is_a_need_of_the_survey_which_the_enterprise_is_told_of(self, cast):
        row = a_proposal(cast)
        form = a_need_form(row, title="空压机跳停", people=3)
        need = proposals.accept_proposal(row, form, at=MONDAY, by=cast.officer)
        assert (need.source, need.survey_answer, need.state, need.title) == ("survey", row.answer, "open", "空压机跳停")
        assert need.people == 3
        assert told(cast.contact)[-1] == "工会记下了您的需求：空压机跳停，要办就点菜"
        row.refresh_from_db()
        assert (row.state, row.need) == ("accepted", need)

    def test_is_done_once(self, cast):
        row = a_proposal(cast)
        proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer)
        for act in (
            lambda: proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer),
            lambda: proposals.drop_proposal(row, "不办", at=MONDAY, by=cast.officer),
        ):
            with pytest.raises(AlreadyDecided):
                act()
        assert Need.objects.count() == 1

    def test_to_drop_needs_a_reason(self, cast):
        row = a_proposal(cast)
        with pytest.raises(Invalid):
            proposals.drop_proposal(row, " ", at=MONDAY, by=cast.officer)
        proposals.drop_proposal(row, "企业已解决", at=MONDAY, by=cast.officer)
        row.refresh_from_db()
        assert (row.state, row.reason) == ("dropped", "企业已解决")

    @pytest.mark.parametrize("name", ["other_officer", "stranger", "auditor", "leader"])
    def test_is_not_for_others(self, cast, name):
        row, by = a_proposal(cast), getattr(cast, name)
        with pytest.raises(NotAllowed):
            proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=by)
        with pytest.raises(NotAllowed):
            proposals.drop_proposal(row, "不办", at=MONDAY, by=by)
        with pytest.raises(NotFound):
            queries.proposal(row.pk, by=by) if name != "auditor" else queries.proposal(0, by=by)

    def test_the_enterprise_says_it_in_its_own_words_or_why_not(self, cast):
        row = a_proposal(cast)
        respondent = row.answer.respondent
        other = row.answer.proposals.get(dish="management")
        given = {
            row.pk: Amendment(title="空压机一天跳三次"),
            other.pk: Amendment(title="x", is_wanted=False, reason="自己在改"),
        }
        proposals.amend_proposals(respondent, given, at=MONDAY, by=LINK)
        assert queries.proposal(row.pk, by=cast.officer).title == "空压机一天跳三次"
        assert queries.proposal(other.pk, by=cast.officer).reason == "企业：自己在改"

    def test_the_enterprise_amends_its_own_alone(self, cast):
        row = a_proposal(cast)
        with pytest.raises(NotAllowed):
            proposals.amend_proposals(row.answer.respondent, {}, at=MONDAY, by=cast.stranger)

    @pytest.mark.parametrize(
        ("amendment", "field"),
        [(Amendment(title=" "), "title"), (Amendment(title="x", is_wanted=False), "reason")],
    )
    def test_the_enterprise_is_told_what_is_missing(self, cast, amendment, field):
        row = a_proposal(cast)
        with pytest.raises(Invalid) as refused:
            proposals.amend_proposals(row.answer.respondent, {row.pk: amendment}, at=MONDAY, by=cast.contact)
        assert set(refused.value.fields) == {f"{field}_{row.pk}"}


class TestNeedsOfASurvey:
    def test_are_ordered_by_the_enterprise_prefilled(self, cast):
        row = a_proposal(cast)
        need = proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer)
        form = orders.OrderForm(dish=need.dish, title=need.title, description=need.description, domain=need.domain)
        order = orders.place_order(cast.enterprise, form, need=need, at=MONDAY, by=cast.contact)
        assert order.need == need
        survey = row.answer.respondent.survey
        counts = queries.progress(survey, by=cast.officer)
        assert (counts["with_needs"], counts["ordered"], counts["answered"], counts["listed"]) == (1, 1, 1, 0)

    def test_may_be_written_down_beside_the_questions(self, cast):
        answer = a_visit(cast, a_survey(cast))
        form = orders.NeedForm(dish="management", title="现场乱")
        need = orders.register_need(cast.enterprise, form, answer=answer, at=TUESDAY, by=cast.officer)
        assert (need.source, need.survey_answer) == ("survey", answer)
        assert list(queries.needs_of_survey(answer.respondent.survey, by=cast.officer)) == [need]

    def test_that_are_not_needed_are_dropped_with_a_reason(self, cast):
        row = a_proposal(cast)
        need = proposals.accept_proposal(row, a_need_form(row), at=MONDAY, by=cast.officer)
        with pytest.raises(Invalid):
            orders.drop_need(need, " ", at=MONDAY, by=cast.contact)
        orders.drop_need(need, "换了新机", at=MONDAY, by=cast.contact)
        need.refresh_from_db()
        assert (need.state, need.drop_reason) == ("dropped", "换了新机")


class TestSummaries:
    def test_count_choices_add_numbers_and_list_texts(self, cast):
        survey = a_survey(cast, union=cast.city)
        an_answer(cast, survey)
        other = queries.own_respondent(queries.respondents(by=cast.stranger).get().pk, by=cast.stranger)
        survey_answers.answer_questionnaire(
            other, {**SAID, "people": "8", "troubles": "质量不稳定"}, seen=0, at=MONDAY, by=cast.stranger
        )
        by_key = {one.question.key: one for one in queries.summaries(survey, by=cast.city_officer)}
        assert {t.label: t.count for t in by_key["troubles"].tallies if t.count} == {"质量不稳定": 2, "新人留不住": 1}
        assert {t.label: t.count for t in by_key["master"].tallies} == {"是": 0, "否": 2}
        assert (by_key["people"].total, by_key["people"].answered) == (20, 2)
        assert len(by_key["stops"].texts) == 2
        assert by_key["more"].answered == 0
        mine = {one.question.key: one for one in queries.summaries(survey, by=cast.officer)}
        assert (mine["people"].total, len(mine["stops"].texts)) == (12, 1)
