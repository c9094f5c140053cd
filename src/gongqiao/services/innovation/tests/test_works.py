from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from docx import Document
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.flow import faults_of
from gongqiao.kernel.cases.queries import cases, timeline
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.outbox.models import Letter
from gongqiao.kernel.papers.queries import fill
from gongqiao.services.innovation.actions import parties, pillars, works
from gongqiao.services.innovation.actions.problems import find_problem
from gongqiao.services.innovation.flow import JOINT_WORK_FLOW
from gongqiao.services.innovation.models import JointWork, ProblemHolder
from gongqiao.services.innovation.queries import works as queries
from gongqiao.services.innovation.rules.papers import FRAMEWORK_AGREEMENT
from gongqiao.services.innovation.tests.makers import (
    STAGES,
    TUESDAY,
    a_body,
    a_firm,
    a_problem_form,
    a_scan,
    a_work,
    fresh,
    holders_of,
    raise_pillars,
    sign,
    signers_of,
)

pytestmark = pytest.mark.django_db
PLAIN = {"seen": None, "at": TUESDAY}


class TestTheFlow:
    def test_has_no_faults(self):
        assert faults_of(JOINT_WORK_FLOW) == []

    def test_leads_from_found_to_closed(self, cast):
        work = a_work(cast, "closed")
        assert (work.case.state, work.case.closed_at) == ("closed", TUESDAY)
        assert work.signed_at and work.drafted_at and work.done_at

    @pytest.mark.parametrize("stage", STAGES)
    @pytest.mark.parametrize("who", ["contact", "other_officer", "stranger", "head", "auditor"])
    def test_only_officers_of_its_union_move_it(self, cast, stage, who):
        work = a_work(cast, stage)
        by = getattr(cast, who)
        for act in (works.talk, works.draft_agreement, works.begin, works.finish, works.close):
            with pytest.raises((NotAllowed, NotFound, WrongState)):
                act(work, [], by=by, **PLAIN) if act is works.talk else act(work, by=by, **PLAIN)
        assert fresh(work).case.version == work.case.version


class TestTalking:
    def test_makes_the_union_and_the_chosen_firms_parties(self, cast):
        work = a_work(cast)
        firms = holders_of(work)
        works.talk(work, firms[:2], seen=None, at=MONDAY, by=cast.officer)
        rows = list(work.parties.order_by("pk"))
        assert [(row.kind, row.role) for row in rows] == [
            ("union", "lead"),
            ("enterprise", "member"),
            ("enterprise", "member"),
        ]
        assert {row.enterprise_id for row in rows} - {None} == set(firms[:2])

    def test_the_firm_that_the_case_names_is_always_one_of_them(self, cast):
        work = a_work(cast)
        works.talk(work, holders_of(work)[1:], seen=None, at=MONDAY, by=cast.officer)
        assert work.parties.filter(enterprise_id=work.case.enterprise_id).exists()

    def test_a_firm_that_has_none_of_the_problems_is_not_let_in(self, cast):
        work = a_work(cast)
        works.talk(work, [a_firm(33, "新会区陶堤羽绒有限公司").pk], seen=None, at=MONDAY, by=cast.officer)
        assert work.parties.filter(kind="enterprise").count() == 1

    def test_a_problem_of_one_firm_is_no_common_problem(self, cast):
        work = a_work(cast)
        last = ProblemHolder.objects.filter(problem__work=work).order_by("pk")[1:]
        ProblemHolder.objects.filter(pk__in=[row.pk for row in last]).update(ended_at=MONDAY)
        with pytest.raises(Refused, match="至少要 2 家"):
            works.talk(work, holders_of(work), seen=None, at=MONDAY, by=cast.officer)

    def test_the_parties_are_told(self, cast):
        work = a_work(cast, "talks")
        told = Notice.objects.filter(title__startswith="请一起商量共性问题")
        assert {notice.person_id for notice in told} >= {cast.contact.person_id, cast.colleague.person_id}
        assert cast.officer.person_id not in {notice.person_id for notice in told}
        assert told[0].url == f"/cases/{work.case.number}"


class TestParties:
    def test_a_body_takes_part_by_its_name(self, cast):
        work = a_work(cast, "talks")
        assert str(a_body(work, cast.officer)) == "市技工学校"

    def test_an_enterprise_without_the_problem_may_join(self, cast):
        work = a_work(cast, "talks")
        form = parties.PartyForm(role="support", enterprise=a_firm(21, "新会区曜沙机械有限公司"))
        parties.add_party(work, form, by=cast.officer, **PLAIN)
        assert work.parties.filter(kind="enterprise").count() == 4

    @pytest.mark.parametrize("double", ["enterprise", "union", "name"])
    def test_nobody_takes_part_twice(self, cast, double):
        work = a_work(cast, "talks")
        a_body(work, cast.officer)
        given = {"enterprise": cast.enterprise, "union": cast.county, "name": "市技工学校"}
        with pytest.raises(Invalid, match="填写有误") as refused:
            parties.add_party(
                work, parties.PartyForm(role="member", **{double: given[double]}), by=cast.officer, **PLAIN
            )
        assert "已经是参加方" in refused.value.fields["name"][0]

    @pytest.mark.parametrize("given", [{}, {"name": "  "}, {"name": "甲", "union": True}, {"name": "长" * 81}])
    def test_a_party_is_exactly_one_of_three(self, cast, given):
        work = a_work(cast, "talks")
        given = {name: cast.other_county if value is True else value for name, value in given.items()}
        with pytest.raises(Invalid):
            parties.add_party(work, parties.PartyForm(role="member", **given), by=cast.officer, **PLAIN)

    def test_role_and_duties_may_change(self, cast):
        party = a_body(a_work(cast, "talks"), cast.officer)
        parties.edit_party(party, role="guide", duties="把关", by=cast.officer, **PLAIN)
        party.refresh_from_db()
        assert (party.role, party.duties) == ("guide", "把关")
        with pytest.raises(Invalid):
            parties.edit_party(party, role="boss", duties="", by=cast.officer, **PLAIN)

    def test_nobody_joins_or_leaves_after_the_signing(self, cast):
        work = a_work(cast, "signed")
        with pytest.raises(WrongState, match="补充协议"):
            a_body(work, cast.officer)
        with pytest.raises(WrongState, match="补充协议"):
            parties.remove_party(work.parties.first(), by=cast.officer, **PLAIN)

    def test_who_left_may_come_back(self, cast):
        work = a_work(cast, "talks")
        parties.remove_party(a_body(work, cast.officer), by=cast.officer, **PLAIN)
        assert a_body(work, cast.officer).ended_at is None


class TestDrafting:
    def test_keeps_each_version_as_it_was(self, cast):
        work = a_work(cast, "drafted")
        a_body(work, cast.officer)
        second = works.draft_agreement(fresh(work), by=cast.officer, **PLAIN)
        first = work.drafts.get(version=1)
        assert second.version == 2
        assert len(second.facts["parties"]) == len(first.facts["parties"]) + 1
        assert (first.person_id, first.at) == (cast.officer.person_id, MONDAY)

    def test_the_facts_are_those_of_the_template(self, cast):
        work = a_work(cast, "talks")
        raise_pillars(work, cast.officer)
        form = works.WorkForm(
            title="新会羽绒联合攻关", industry="羽绒", duties="共享检测结果", follow_up="每月一次",
            valid_from=date(2026, 12, 1), valid_to=date(2027, 12, 1),
        )  # fmt: skip
        works.edit_work(work, form, by=cast.officer, **PLAIN)
        facts = works.draft_agreement(fresh(work), by=cast.officer, **PLAIN).facts
        assert facts["title"] == "新会羽绒联合攻关"
        assert facts["federation"] == "新会区总工会"
        assert (facts["valid_from"], facts["valid_to"]) == ("2026年12月1日", "2027年12月1日")
        assert facts["parties"][0]["name"] == "新会区总工会"
        assert facts["parties"][1]["credit_code"] == cast.enterprise.uscc
        assert cast.enterprise.name in facts["problems"][0]["enterprises"]
        assert [one["name"] for one in facts["experts"]] == ["羽绒工艺专家"]
        assert facts["studios"] == [{"name": "洗毛工艺创新工作室", "host": "技工学校", "union": ""}]
        assert facts["is_demo"] is False

    def test_the_facts_have_the_shape_of_the_test_data(self, cast):
        work = a_work(cast, "talks")
        raise_pillars(work, cast.officer)
        facts = works.draft_agreement(fresh(work), by=cast.officer, **PLAIN).facts
        example = FRAMEWORK_AGREEMENT.example
        assert set(facts) == set(example)
        for name in ("parties", "problems", "experts", "studios", "bases"):
            assert set(facts[name][0]) >= set(example[name][0]), name

    def test_the_word_holds_them(self, cast):
        work = a_work(cast, "talks")
        raise_pillars(work, cast.officer)
        made = works.draft_agreement(fresh(work), by=cast.officer, **PLAIN)
        body = fill(FRAMEWORK_AGREEMENT, made.facts, link="http://localhost/cases/x").word
        document = Document(io.BytesIO(body))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        text = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
        for said in (
            "羽绒除尘机滤袋堵塞",
            cast.enterprise.name,
            "洗毛工艺创新工作室",
            "羽绒实训基地",
            made.facts["number"],
        ):
            assert said in text
        assert "{{" not in text and "{%" not in text

    def test_needs_two_parties_and_a_union_among_them(self, cast):
        work = a_work(cast, "talks")
        for party in work.parties.exclude(enterprise=cast.enterprise):
            parties.remove_party(party, by=cast.officer, **PLAIN)
        with pytest.raises(Refused) as refused:
            works.draft_agreement(work, by=cast.officer, **PLAIN)
        assert [reason.text[:9] for reason in refused.value.reasons] == ["现在只有 1 个参", "参加方里没有工会，"]

    def test_may_go_back_to_talks(self, cast):
        work = a_work(cast, "drafted")
        works.renegotiate(work, "培训费谁出还没说好", by=cast.officer, **PLAIN)
        assert fresh(work).case.state == "talks"

    def test_the_days_of_the_agreement_lie_in_order(self, cast):
        form = works.WorkForm(title="甲", industry="乙", valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 1))
        with pytest.raises(Invalid):
            works.edit_work(a_work(cast), form, by=cast.officer, **PLAIN)


class TestSigning:
    def test_keeps_who_signed_when_and_the_scan(self, cast):
        work = a_work(cast, "signed")
        assert all(party.signer and party.signed_on == TUESDAY.date() for party in work.parties.all())
        assert len(attachments_of("case", work.case_id, works.SCAN)) == 1
        assert work.signed_at == TUESDAY

    def test_tells_others_by_a_fact(self, cast):
        work = a_work(cast, "signed")
        body = Letter.objects.get(fact="innovation.AgreementSigned").body
        assert (body["case_id"], len(body["enterprise_ids"])) == (work.case_id, 3)

    def test_needs_the_scan(self, cast):
        work = a_work(cast, "drafted")
        with pytest.raises(Invalid) as refused:
            sign(work, cast, draft=None)
        assert works.SCAN in refused.value.fields
        assert fresh(work).case.state == "drafted"

    def test_needs_a_signer_of_every_party(self, cast):
        work = a_work(cast, "drafted")
        signers = signers_of(work)
        gone = min(signers)
        signers[max(signers)] = ("  ", TUESDAY.date())
        del signers[gone]
        with pytest.raises(Invalid) as refused:
            works.sign(work, signers, draft=a_scan(cast.officer), by=cast.officer, **PLAIN)
        assert set(refused.value.fields) == {f"signer_{gone}", f"signer_{max(signers)}"}

    def test_nobody_signs_tomorrow(self, cast):
        work = a_work(cast, "drafted")
        with pytest.raises(Invalid):
            works.sign(work, signers_of(work, date(2027, 1, 1)), draft=a_scan(cast.officer), by=cast.officer, **PLAIN)

    def test_not_when_the_parties_changed_since_the_draft(self, cast):
        work = a_work(cast, "drafted")
        a_body(work, cast.officer)
        with pytest.raises(Refused, match="请重新草拟"):
            sign(fresh(work), cast)


class TestPillars:
    def test_the_first_of_a_kind_raises_it_and_the_last_ends_it(self, cast):
        work = a_work(cast, "talks")
        raise_pillars(work, cast.officer)
        assert work.pillars.filter(ended_at=None).count() == 3
        second = pillars.EntryForm(kind="training_base", name="二号基地")
        entry = pillars.add_entry(work, second, by=cast.officer, **PLAIN)
        assert work.pillars.count() == 3
        first = entry.pillar.entries.exclude(pk=entry.pk).get()
        for gone in (entry, first):
            pillars.remove_entry(queries.entry_of(work, gone.pk), by=cast.officer, **PLAIN)
        assert work.pillars.filter(ended_at=None).count() == 2

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"name": "甲", "expert_id": 1},
            {"expert_id": 10**12},
            {"name": "长" * 61},
            {"kind": "bank", "name": "甲"},
        ],
    )
    def test_an_entry_is_an_expert_of_the_library_or_has_a_name(self, cast, given):
        work = a_work(cast, "talks")
        with pytest.raises(Invalid):
            pillars.add_entry(work, pillars.EntryForm(**{"kind": "expert_library", **given}), by=cast.officer, **PLAIN)
        assert not work.pillars.exists()

    def test_nothing_is_pooled_twice(self, cast):
        work = a_work(cast, "talks")
        raise_pillars(work, cast.officer)
        with pytest.raises(Invalid):
            raise_pillars(work, cast.officer)

    def test_not_when_it_is_over(self, cast):
        with pytest.raises(WrongState):
            raise_pillars(a_work(cast, "done"), cast.officer)


class TestFollowing:
    def a_form(self, **changes):
        plain = {"on": TUESDAY.date(), "who": "区总、三家企业", "what": "试了反吹清灰"}
        return works.FollowUpForm(**{**plain, **changes})

    def test_the_next_look_is_due_on_the_day_that_it_names(self, cast):
        work = a_work(cast, "working")
        form = self.a_form(next_step="装第二台", next_by=date(2026, 12, 7))
        works.follow_up(work, form, by=cast.officer, **PLAIN)
        (task,) = work.case.tasks.filter(done_at=None)
        assert (task.name, task.due_at.astimezone(MONDAY.tzinfo).date()) == ("follow_up", date(2026, 12, 7))

    def test_without_a_next_step_it_is_due_in_thirty_days(self, cast):
        work = a_work(cast, "working")
        works.follow_up(work, self.a_form(), by=cast.officer, **PLAIN)
        (task,) = work.case.tasks.filter(done_at=None)
        assert task.due_at.date() >= (TUESDAY + timedelta(days=30)).date()

    def test_stands_in_the_timeline(self, cast):
        work = a_work(cast, "working")
        works.follow_up(work, self.a_form(), by=cast.officer, **PLAIN)
        assert "跟进：试了反吹清灰" in [line.told for line in timeline(fresh(work).case, by=cast.officer)]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"on": date(2027, 1, 1)}, "on"), ({"who": ""}, "who"), ({"what": " "}, "what"),
            ({"next_step": "装第二台"}, "next_by"), ({"next_step": "装", "next_by": date(2026, 1, 1)}, "next_by"),
        ],
    )  # fmt: skip
    def test_what_is_missing_is_named(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            works.follow_up(a_work(cast, "working"), self.a_form(**changes), by=cast.officer, **PLAIN)
        assert field in refused.value.fields

    def test_not_during_talks(self, cast):
        with pytest.raises(WrongState):
            works.follow_up(a_work(cast, "talks"), self.a_form(), by=cast.officer, **PLAIN)


class TestEnding:
    def test_every_problem_needs_its_result(self, cast):
        with pytest.raises(Refused, match="还没有记结果"):
            works.finish(a_work(cast, "working"), by=cast.officer, **PLAIN)

    def test_says_how_many_were_solved(self, cast):
        work = a_work(cast, "done")
        assert "攻关见效：1 个共性问题解决了 1 个" in [line.told for line in timeline(work.case, by=cast.officer)]

    def test_may_be_taken_up_again(self, cast):
        work = a_work(cast, "done")
        works.resume(work, "滤袋又堵了", by=cast.officer, **PLAIN)
        assert (fresh(work).case.state, fresh(work).done_at) == ("working", None)

    def test_what_is_dropped_lets_its_needs_go(self, cast):
        work = a_work(cast, "talks")
        works.drop(work, "没有谈成", by=cast.officer, **PLAIN)
        assert fresh(work).case.closed_at is not None
        assert not ProblemHolder.objects.filter(ended_at=None).exists()


class TestSight:
    """A party sees the work; a firm that is none does not, nor one that left."""

    @pytest.fixture
    def work(self, cast):
        """Led by a firm that is not the cast's; the cast's firm and a firm of the other county have the problem too."""
        lead = a_firm(41, "新会区沐湾羽绒有限公司")
        firms = [lead, cast.enterprise, cast.other_enterprise]
        form = a_problem_form([], firms)
        return fresh(find_problem(form, at=MONDAY, by=cast.city_officer).work)

    def seen(self, by):
        return JointWork.objects.visible_to(by).exists(), cases(by=by).filter(flow="joint_work").exists()

    def test_before_the_talks_only_the_union_and_the_first_firm_see_it(self, cast, work):
        assert self.seen(cast.city_officer) == (True, True)
        for who in (cast.contact, cast.stranger, cast.officer, cast.leader):
            assert self.seen(who) == (False, False)

    def test_from_the_talks_on_the_contacts_of_the_parties_do(self, cast, work):
        works.talk(work, [cast.enterprise.pk], seen=None, at=MONDAY, by=cast.city_officer)
        assert self.seen(cast.contact) == self.seen(cast.colleague) == (True, True)
        assert self.seen(cast.stranger) == (False, False)
        with pytest.raises(NotFound):
            queries.work_of_case(work.case, by=cast.stranger)

    def test_who_leaves_sees_it_no_more(self, cast, work):
        works.talk(work, [cast.enterprise.pk, cast.other_enterprise.pk], seen=None, at=MONDAY, by=cast.city_officer)
        assert self.seen(cast.stranger) == (True, True)
        party = work.parties.get(enterprise=cast.other_enterprise)
        parties.remove_party(party, by=cast.city_officer, **PLAIN)
        assert self.seen(cast.stranger) == (False, False)

    def test_a_union_that_takes_part_sees_it_and_may_not_lead_it(self, cast, work):
        works.talk(work, [], seen=None, at=MONDAY, by=cast.city_officer)
        form = parties.PartyForm(role="guide", union=cast.county)
        party = parties.add_party(work, form, by=cast.city_officer, **PLAIN)
        assert self.seen(cast.officer) == (True, True)
        with pytest.raises(NotAllowed):
            works.draft_agreement(work, by=cast.officer, **PLAIN)
        parties.remove_party(party, by=cast.city_officer, **PLAIN)
        assert self.seen(cast.officer) == (False, False)

    def test_a_partners_need_stays_with_the_partner(self, cast):
        work = a_work(cast, "talks")
        ids = [row.need_id for row in ProblemHolder.objects.filter(problem__work=work)]
        assert len(queries.needs_seen(ids, by=cast.officer)) == 3
        assert set(queries.needs_seen(ids, by=cast.contact)) == {ids[0]}
        assert queries.needs_seen(ids, by=cast.stranger) == {}

    def test_drafts_are_seen_by_the_parties_alone(self, cast):
        work = a_work(cast, "drafted")
        assert queries.draft_of_case(work.case, 1, by=cast.contact).version == 1
        for who in (cast.stranger, cast.leader, cast.other_officer):
            with pytest.raises(NotFound):
                queries.draft_of_case(work.case, 1, by=who)
        with pytest.raises(NotFound):
            queries.draft_of_case(work.case, 10**15, by=cast.officer)

    def test_own_works_are_those_of_ones_enterprises(self, cast):
        work = a_work(cast, "talks")
        assert queries.own_works(by=cast.contact) == [work]
        assert queries.own_works(by=cast.stranger) == []
