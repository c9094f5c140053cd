"""Apprenticeship pairs: who may sign, with which papers, how many, and what happens until the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.audit.models import Entry, Side
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound
from gongqiao.kernel.cases.models import Case, Task
from gongqiao.kernel.cases.queries import cases, inbox
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.outbox.models import Letter
from gongqiao.services.enterprise_service.tests.makers import WEDNESDAY_AT_TWO, an_order
from gongqiao.services.talent import jobs
from gongqiao.services.talent.actions import pairs
from gongqiao.services.talent.contract import PairsOfOrders
from gongqiao.services.talent.models import CheckIn, Pair
from gongqiao.services.talent.queries import pairs as queries
from gongqiao.services.talent.tests.makers import BOTH, a_pair, papers, the_craftsman

pytestmark = pytest.mark.django_db
QUARTER = timedelta(days=91)


def told(person) -> list[str]:
    return list(Notice.objects.filter(person_id=person.own_id).order_by("pk").values_list("title", flat=True))


def duties(pair) -> set[str]:
    return set(Task.objects.filter(case=pair.case, done_at=None).values_list("name", flat=True))


class TestSigning:
    def test_on_site_by_the_leader_opens_a_case_that_everybody_concerned_sees(self, cast):
        order = an_order(cast, "delivering")
        pair = a_pair(cast, order=order.case, at=WEDNESDAY_AT_TWO, by=cast.leader)
        assert pair.case.number.startswith("ST-440705-2026-")
        assert pair.order_case_id == order.case_id
        for who in (cast.leader, cast.contact, cast.officer, cast.city_officer):
            assert queries.pairs(by=who).filter(pk=pair.pk).exists()
        for who in (cast.stranger, cast.other_officer, cast.welder):
            assert not queries.pairs(by=who).filter(pk=pair.pk).exists()

    def test_tells_the_enterprise_and_the_officer_and_asks_the_master_for_a_first_entry(self, cast):
        pair = a_pair(cast, by=cast.officer)
        assert "王师师傅与丁小工结为师徒：维修电工" in told(cast.contact)
        assert duties(pair) == {"first_check_in"}
        assert [task.case_id for task in inbox(by=cast.leader)] == [pair.case_id]

    def test_keeps_the_signatures_with_the_case_and_tells_the_world_by_ids_alone(self, cast):
        pair = a_pair(cast)
        kept = Attachment.objects.filter(thing="case", thing_id=pair.case_id).values_list("label", flat=True)
        assert sorted(kept) == sorted(BOTH)
        body = Letter.objects.get(fact="talent.PairSigned").body
        assert body["pair_id"] == pair.pk
        assert body["enterprise_id"] == cast.enterprise.pk

    def test_writes_no_name_into_the_book(self, cast):
        pair = a_pair(cast)
        for entry in Entry.objects.filter(thing_id=pair.case_id, thing="case"):
            assert "丁小工" not in f"{entry.what} {entry.detail} {entry.fields}"

    def test_lets_the_master_be_another_member_of_the_team_on_site(self, cast):
        order = an_order(cast, "delivering")
        pair = a_pair(cast, master="member", order=order.case, at=WEDNESDAY_AT_TWO, by=cast.leader)
        assert pair.case.person_id == cast.member.person_id
        assert cases(by=cast.leader).filter(pk=pair.case_id).exists(), "the witness sees what he witnessed"

    def test_takes_no_master_from_another_team_on_site(self, cast):
        order = an_order(cast, "delivering")
        with pytest.raises(Invalid) as refused:
            a_pair(cast, master="welder", order=order.case, at=WEDNESDAY_AT_TWO, by=cast.leader)
        assert refused.value.fields["master"] == ["请选这次上门班组里的师傅。"]

    def test_takes_no_other_enterprise_than_that_of_the_order(self, cast):
        order = an_order(cast, "delivering")
        with pytest.raises((NotFound, NotAllowed)):
            a_pair(cast, enterprise=cast.other_enterprise, order=order.case, at=WEDNESDAY_AT_TWO, by=cast.leader)

    @pytest.mark.parametrize("who", ["leader", "contact", "stranger", "other_officer", "auditor", "head"])
    def test_without_an_order_is_for_officers_of_the_enterprises_place(self, cast, who):
        with pytest.raises(NotAllowed):
            a_pair(cast, by=getattr(cast, who))
        assert Pair.objects.count() == 0

    def test_on_site_is_not_for_the_contact(self, cast):
        order = an_order(cast, "delivering")
        with pytest.raises(NotAllowed):
            a_pair(cast, order=order.case, by=cast.contact)

    def test_needs_both_signatures_or_a_photo(self, cast):
        for signed in ((), (pairs.MASTER_SIGNED,), (pairs.APPRENTICE_SIGNED,)):
            with pytest.raises(pairs.NotSigned, match="都在屏幕上签名"):
                a_pair(cast, signed=signed)
        assert Case.objects.filter(flow="pair").count() == 0
        assert a_pair(cast, signed=(pairs.AGREEMENT,)).pk

    def test_names_every_wrong_field_at_once(self, cast):
        with pytest.raises(Invalid) as refused:
            a_pair(
                cast, apprentice_name=" ", apprentice_phone="123", trade="", goals="", ends_on=date(2026, 11, 16)
            )  # fmt: skip
        assert set(refused.value.fields) == {"apprentice_name", "apprentice_phone", "trade", "goals", "ends_on"}

    def test_notes_that_both_are_of_one_firm_and_allows_it(self, cast):
        master = the_craftsman(cast)
        master.employer = cast.enterprise
        master.save()
        assert a_pair(cast).is_in_own_firm

    def test_binds_the_apprentices_account_only_when_the_name_is_his(self, cast):
        phone = cast.person("colleague").phone
        assert a_pair(cast, apprentice_name="周同", apprentice_phone=phone).apprentice_id == cast.colleague.person_id
        other = a_pair(cast, apprentice_name="别人", apprentice_phone=phone, trade="焊工")
        assert other.apprentice_id is None


class TestHowMany:
    def test_a_fourth_apprentice_is_refused_in_words(self, cast):
        for n in range(3):
            a_pair(cast, apprentice_name=f"徒弟{n}")
        with pytest.raises(pairs.TooManyApprentices, match=r"王师师傅已经带着 3 名徒弟，最多 3 名（市总还没有确认"):
            a_pair(cast, apprentice_name="第四个")
        assert Pair.objects.count() == 3

    def test_one_who_has_finished_makes_room(self, cast):
        rows = [a_pair(cast, apprentice_name=f"徒弟{n}") for n in range(3)]
        pairs.end_pair(rows[0], "调走了", seen=None, at=MONDAY, by=cast.leader)
        assert a_pair(cast, apprentice_name="第四个").pk

    def test_the_city_may_lay_down_another_number_with_its_source(self, cast):
        pairs.lay_down_terms(
            cast.city,
            most_apprentices=1,
            check_in_days=30,
            source="江工发〔2026〕8 号",
            at=MONDAY,
            by=cast.city_officer,
        )
        a_pair(cast)
        with pytest.raises(pairs.TooManyApprentices, match="江工发"):
            a_pair(cast, apprentice_name="第二个")

    def test_terms_are_for_officers_of_the_city(self, cast):
        for who in (cast.officer, cast.leader, cast.auditor):
            with pytest.raises(NotAllowed):
                pairs.lay_down_terms(cast.city, most_apprentices=9, check_in_days=30, source="", at=MONDAY, by=who)

    def test_an_apprentice_has_one_open_pair_a_trade(self, cast):
        a_pair(cast, apprentice_phone="13700000001")
        with pytest.raises(pairs.AlreadyApprenticed):
            a_pair(cast, master="member", apprentice_phone="13700000001")
        assert a_pair(cast, master="member", apprentice_phone="13700000001", trade="钳工").pk

    def test_without_a_phone_the_name_in_the_enterprise_counts(self, cast):
        a_pair(cast)
        with pytest.raises(pairs.AlreadyApprenticed):
            a_pair(cast, master="member")


class TestProgress:
    def test_the_first_entry_sets_the_pair_under_way_and_asks_for_the_next(self, cast):
        pair = a_pair(cast)
        pairs.check_in(pair, "学会判断缺相", seen=None, at=MONDAY, by=cast.leader)
        assert Case.objects.get(pk=pair.case_id).state == "under_way"
        assert duties(pair) == {"check_in", "conclude"}

    def test_each_entry_puts_the_next_a_quarter_later(self, cast):
        pair = a_pair(cast)
        pairs.check_in(pair, "一", seen=None, at=MONDAY, by=cast.leader)
        pairs.check_in(pair, "二", seen=None, at=MONDAY + QUARTER, by=cast.contact)
        (task,) = Task.objects.filter(case=pair.case, name="check_in", done_at=None)
        assert task.due_at is not None
        assert task.due_at > MONDAY + 2 * QUARTER - timedelta(days=3)
        assert [row.side for row in CheckIn.objects.order_by("pk")] == ["master", "enterprise"]

    @pytest.mark.parametrize("who", ["stranger", "other_officer", "welder"])
    def test_is_hidden_from_others(self, cast, who):
        pair = a_pair(cast)
        with pytest.raises(NotFound):
            pairs.check_in(pair, "我来写", seen=None, at=MONDAY, by=getattr(cast, who))

    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_is_not_written_by_readers(self, cast, who):
        pair = a_pair(cast)
        with pytest.raises(NotAllowed):
            pairs.check_in(pair, "我来写", seen=None, at=MONDAY, by=getattr(cast, who))

    def test_an_empty_entry_is_refused(self, cast):
        with pytest.raises(Invalid):
            pairs.check_in(a_pair(cast), "  ", seen=None, at=MONDAY, by=cast.leader)

    def test_a_master_who_forgets_is_reminded_three_times_at_most(self, cast):
        pair = a_pair(cast)
        for days in (40, 60, 80, 100, 120):
            jobs.remind_masters(MONDAY + timedelta(days=days))
        reminded = [title for title in told(cast.leader) if title.startswith("请记第一次带教")]
        assert len(reminded) == 3
        assert duties(pair) == {"first_check_in"}

    def test_nobody_is_reminded_before_the_day(self, cast):
        pair = a_pair(cast)
        task = Task.objects.get(case=pair.case)
        assert pairs.remind_master(task.pk, at=MONDAY, by=the_job("clock")) is False


class TestTheEnd:
    def test_finishing_says_what_was_learned_and_closes_the_pair(self, cast):
        pair = a_pair(cast)
        pairs.check_in(pair, "一", seen=None, at=MONDAY, by=cast.leader)
        form = pairs.ResultForm(result="能独立检修电机", level=3, certificate="电工证", problem="空压机跳停")
        pairs.finish_pair(pair, form, seen=None, at=MONDAY + QUARTER, by=cast.leader)
        done = Pair.objects.select_related("case").get(pk=pair.pk)
        assert (done.case.state, done.is_finished, done.level_gained) == ("finished", True, 3)
        assert done.case.closed_at is not None
        assert duties(pair) == set()
        assert "丁小工出师了：高级工" in told(cast.contact)

    def test_a_pair_that_never_began_is_not_finished(self, cast):
        pair = a_pair(cast)
        with pytest.raises(Exception, match="不能“登记出师”"):
            pairs.finish_pair(pair, pairs.ResultForm(result="会了"), seen=None, at=MONDAY, by=cast.leader)

    def test_ending_needs_a_reason(self, cast):
        pair = a_pair(cast)
        with pytest.raises(Invalid):
            pairs.end_pair(pair, " ", seen=None, at=MONDAY, by=cast.contact)
        pairs.end_pair(pair, "徒弟离职", seen=None, at=MONDAY, by=cast.contact)
        assert Pair.objects.get(pk=pair.pk).ended_at == MONDAY
        assert Side.objects.filter(reason="徒弟离职").exists()

    def test_an_ended_pair_takes_no_more_entries(self, cast):
        pair = a_pair(cast)
        pairs.end_pair(pair, "徒弟离职", seen=None, at=MONDAY, by=cast.officer)
        with pytest.raises(Exception, match="不能“记进展”"):
            pairs.check_in(pair, "还在学", seen=None, at=MONDAY, by=cast.leader)


class TestAnswers:
    def test_an_order_knows_its_pairs(self, cast):
        order = an_order(cast, "delivering")
        pair = a_pair(cast, order=order.case, at=WEDNESDAY_AT_TWO, by=cast.leader)
        (card,) = ask(PairsOfOrders(case_ids=(order.case_id, 0)))[order.case_id]
        assert (card.id, card.master_name, card.apprentice_name, card.is_open) == (pair.pk, "王师", "丁小工", True)
        assert "phone" not in set(card.__dataclass_fields__)

    def test_an_order_without_pairs_is_left_out(self, cast):
        assert ask(PairsOfOrders(case_ids=(1,))) == {}


def test_a_refusal_leaves_the_papers_for_the_next_try(cast):
    draft = papers(*BOTH, by=cast.officer)
    for n in range(3):
        a_pair(cast, apprentice_name=f"徒弟{n}")
    with pytest.raises(pairs.TooManyApprentices):
        a_pair(cast, apprentice_name="第四个")
    assert Attachment.objects.filter(draft=draft).count() == 2
