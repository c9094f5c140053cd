"""The expert library: who enrols, who is found, and what becomes of an invitation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, Stale
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.cases.queries import inbox
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.outbox.models import Letter
from gongqiao.services.talent import jobs
from gongqiao.services.talent.actions import experts
from gongqiao.services.talent.contract import ExpertsLike, ExpertsNamed
from gongqiao.services.talent.models import Expert
from gongqiao.services.talent.queries import experts as queries
from gongqiao.services.talent.tests.makers import an_expert, an_expert_form, an_invitation

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    return list(Notice.objects.filter(person_id=person.own_id).order_by("pk").values_list("title", flat=True))


def state(invitation) -> str:
    return Case.objects.get(pk=invitation.case_id).state


class TestEnrolling:
    def test_pools_the_expert_for_the_whole_city(self, cast):
        expert = an_expert(cast)
        for who in (cast.officer, cast.other_officer, cast.city_officer, cast.auditor):
            assert queries.experts(by=who).filter(pk=expert.pk).exists()
        for who in (cast.contact, cast.leader):
            assert not queries.experts(by=who).exists()

    def test_is_for_officers_in_their_place(self, cast):
        for who in (cast.other_officer, cast.auditor, cast.contact):
            with pytest.raises(NotAllowed):
                experts.enrol_expert(
                    cast.person("stranger"), an_expert_form(), union=cast.county, at=MONDAY, by=who
                )  # fmt: skip

    def test_a_person_stands_once_in_the_library(self, cast):
        an_expert(cast)
        with pytest.raises(experts.AlreadyEnrolled):
            an_expert(cast)

    def test_names_every_wrong_field_at_once(self, cast):
        with pytest.raises(Invalid) as refused:
            an_expert(
                cast, fields=[], title=" ", recommended_by="", employer_kind="circus", valid_to=date(2026, 11, 16)
            )  # fmt: skip
        assert set(refused.value.fields) == {"fields", "title", "recommended_by", "employer_kind", "valid_to"}

    def test_who_left_may_come_back(self, cast):
        experts.retire_expert(an_expert(cast), "调离", at=MONDAY, by=cast.officer)
        assert an_expert(cast).pk

    def test_editing_over_a_newer_version_is_refused(self, cast):
        expert = an_expert(cast)
        experts.edit_expert(expert, an_expert_form(title="教授"), seen=1, at=MONDAY, by=cast.officer)
        with pytest.raises(Stale):
            experts.edit_expert(expert, an_expert_form(title="讲师"), seen=1, at=MONDAY, by=cast.officer)
        assert Expert.objects.get().title == "教授"


class TestFinding:
    def test_by_field_those_who_match_in_more_come_first(self, cast):
        one = an_expert(cast, "stranger", fields=["电机"])
        two = an_expert(cast, "welder", fields=["电机", "焊接"])
        found = ask(ExpertsLike(fields=("电机", "焊接")))
        assert [card.id for card in found] == [two.pk, one.pk]
        assert found[0].union_name == "新会区总工会"

    @pytest.mark.parametrize("words", ["电机", "正高级", "吴外", "变频"])
    def test_by_words_in_fields_title_name_and_tags(self, cast, words):
        an_expert(cast, tags=["变频器"])
        assert len(ask(ExpertsLike(words=words))) == 1
        assert queries.experts_like(words, by=cast.officer).count() == 1

    def test_finds_no_more_than_was_asked_for(self, cast):
        an_expert(cast, "stranger")
        an_expert(cast, "welder")
        assert len(ask(ExpertsLike(limit=1))) == 1
        assert ask(ExpertsLike(limit=0)) == ()

    def test_those_who_left_or_take_no_invitations_are_known_by_id_but_not_found(self, cast):
        gone, busy = an_expert(cast, "stranger"), an_expert(cast, "welder")
        experts.retire_expert(gone, "调离", at=MONDAY, by=cast.officer)
        experts.take_invitations(busy, is_taking=False, at=MONDAY, by=cast.welder)
        assert ask(ExpertsLike()) == ()
        named = ask(ExpertsNamed(expert_ids=(gone.pk, busy.pk)))
        assert [named[pk].is_active for pk in (gone.pk, busy.pk)] == [False, False]

    def test_whose_time_is_up_leaves_by_the_clock(self, cast):
        expert = an_expert(cast, valid_to=date(2026, 11, 18))
        jobs.retire_experts(MONDAY + timedelta(days=1))
        assert Expert.objects.get(pk=expert.pk).retired_at is None
        jobs.retire_experts(MONDAY + timedelta(days=2))
        assert Expert.objects.get(pk=expert.pk).retired_because == "聘期届满"
        assert ask(ExpertsLike()) == ()

    def test_heads_find_nobody_by_name(self, cast):
        an_expert(cast)
        assert queries.experts_like("吴外", by=cast.head).count() == 0
        assert queries.experts_like("电机", by=cast.head).count() == 1


class TestAnInvitation:
    def test_reaches_the_expert_and_asks_for_an_answer(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        assert [task.name for task in inbox(by=cast.stranger)] == ["answer_invitation"]
        assert told(cast.stranger) == ["工会请您评审论证：压铸机改造方案论证，请在11月19日 10:00前答复"]
        assert invitation.case.number.startswith("YQ-440705-2026-")

    def test_accepted_tells_the_officer_and_the_other_services(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        experts.accept_invitation(invitation, seen=None, at=MONDAY, by=cast.stranger)
        assert state(invitation) == "accepted"
        assert "专家答应了：压铸机改造方案论证" in told(cast.officer) + told(cast.city_officer)
        assert Letter.objects.get(fact="talent.ExpertAccepted").body["expert_id"] == invitation.expert_id

    def test_declined_needs_a_reason(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        with pytest.raises(Invalid):
            experts.decline_invitation(invitation, "", seen=None, at=MONDAY, by=cast.stranger)
        experts.decline_invitation(invitation, "那天出差", seen=None, at=MONDAY, by=cast.stranger)
        assert state(invitation) == "declined"

    def test_is_answered_by_the_expert_alone(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        with pytest.raises(NotAllowed):
            experts.accept_invitation(invitation, seen=None, at=MONDAY, by=cast.officer)
        for who in (cast.leader, cast.contact, cast.other_officer):
            with pytest.raises(NotFound):
                experts.accept_invitation(invitation, seen=None, at=MONDAY, by=who)

    def test_runs_out_by_the_clock_and_not_before(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        jobs.expire_invitations(MONDAY + timedelta(days=2))
        assert state(invitation) == "invited"
        jobs.expire_invitations(MONDAY + timedelta(days=4))
        assert state(invitation) == "expired"
        jobs.expire_invitations(MONDAY + timedelta(days=5))

    def test_an_answer_that_is_due_soon_is_asked_for_once_more(self, cast):
        an_invitation(cast, an_expert(cast))
        for hours in (1, 50, 60, 70):
            jobs.remind_experts(MONDAY + timedelta(hours=hours))
        assert told(cast.stranger).count("请尽快答复：压铸机改造方案论证") == 1

    def test_may_be_withdrawn_by_who_sent_it(self, cast):
        invitation = an_invitation(cast, an_expert(cast))
        experts.withdraw_invitation(invitation, "会议取消", seen=None, at=MONDAY, by=cast.officer)
        assert state(invitation) == "withdrawn"
        assert inbox(by=cast.stranger) == []

    def test_is_not_sent_to_whom_it_would_not_reach(self, cast):
        expert = an_expert(cast, "welder")
        experts.take_invitations(expert, is_taking=False, at=MONDAY, by=cast.welder)
        with pytest.raises(experts.ExpertIsNotTaking):
            an_invitation(cast, expert)
        experts.retire_expert(expert, "调离", at=MONDAY, by=cast.officer)
        with pytest.raises(experts.ExpertIsRetired):
            an_invitation(cast, expert)

    def test_needs_a_day_to_answer_that_lies_ahead(self, cast):
        with pytest.raises(Invalid) as refused:
            an_invitation(cast, an_expert(cast), answer_by=MONDAY, title=" ", occasion="party")
        assert set(refused.value.fields) == {"answer_by", "title", "occasion"}
