"""Benefits above the ceiling, whose own work it was, corrections; and that nothing is ever deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from tests.cast import MONDAY, PEOPLE, as_actor

from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.drafts import keep
from gongqiao.kernel.cases.models import Case, Draft
from gongqiao.kernel.documents.queries import attachments_in_draft, attachments_of
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.people.actions import bind_contact, release_contact
from gongqiao.kernel.people.queries import principal_of
from gongqiao.services.enterprise_service import figures
from gongqiao.services.enterprise_service.actions import closing, confirming, visits
from gongqiao.services.enterprise_service.actions.confirming import PrincipalNeeded, ProofNeeded
from gongqiao.services.enterprise_service.models import Confirmation, Correction, Order
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    a_confirmation,
    a_draft_with,
    a_report,
    an_order,
    fresh,
    open_duties,
    story,
    the_craftsman,
    told,
)
from gongqiao.services.talent.actions import remove_member

CEILING_FEN = 50_000_000
LARGE = {"actual_fen": CEILING_FEN, "expected_fen": 1}


def confirm(order, by, *, draft=None, **changes):
    return confirming.confirm(order, a_confirmation(order, **changes), draft=draft, seen=None, at=THURSDAY, by=by)


def bound_to_the_enterprise(cast, name):
    """Make somebody of a team a contact of the enterprise, and return the actor."""
    bind_contact(cast.person(name), cast.enterprise, is_principal=False, at=MONDAY, by=cast.officer)
    return as_actor(PEOPLE[name][1])


class TestALargeBenefit:
    @pytest.fixture
    def order(self, cast):
        return an_order(cast, "claimed")

    def test_begins_one_fen_above_the_ceiling(self, cast, order):
        made = confirm(order, cast.colleague, actual_fen=CEILING_FEN - 1, expected_fen=1)
        assert (made.is_above_ceiling, made.by_principal) == (False, False)

    @pytest.mark.parametrize("name", ["contact", "colleague"])
    def test_without_proof_is_refused_whoever_declares_it(self, cast, order, name):
        with pytest.raises(ProofNeeded, match="超过 500,000 元，要附证明材料") as refused:
            confirm(order, getattr(cast, name), **LARGE)
        assert set(refused.value.fields) == {"proof"}
        assert fresh(order).case.state == "claimed"

    def test_with_proof_is_the_principals_own_to_declare(self, cast, order):
        draft = a_draft_with("proof", by=cast.contact)
        made = confirm(order, cast.contact, draft=draft, **LARGE)
        assert (made.is_above_ceiling, made.by_principal) == (True, True)
        assert len(attachments_of("case", order.case_id, "proof")) == 1

    def test_is_not_proved_by_a_photo_of_something_else(self, cast, order):
        with pytest.raises(ProofNeeded):
            confirm(order, cast.contact, draft=a_draft_with("photos", by=cast.contact), **LARGE)

    def test_declared_by_another_contact_is_refused_and_keeps_the_files_of_the_form(self, cast, order):
        draft = a_draft_with("proof", by=cast.colleague)
        with pytest.raises(PrincipalNeeded, match="要由主联系人本人确认"):
            confirm(order, cast.colleague, draft=draft, **LARGE)
        assert len(attachments_in_draft(draft, by=cast.colleague)) == 1
        assert attachments_of("case", order.case_id) == []

    def test_cannot_be_written_past_the_rule(self, cast, order):
        confirm(order, cast.colleague)
        with pytest.raises(IntegrityError, match="large_benefit_by_the_principal"), transaction.atomic():
            order.confirmations.update(is_above_ceiling=True)


class TestHandingOverToThePrincipal:
    @pytest.fixture
    def order(self, cast):
        return an_order(cast, "claimed")

    def hand_over(self, order, by):
        draft = a_draft_with("proof", by=by, form="order.confirm")
        keep(draft, {"actual": "600000"}, at=THURSDAY, by=by)
        confirming.hand_to_principal(order, draft=draft, seen=None, at=THURSDAY, by=by)

    def test_passes_on_what_was_typed_and_the_proof(self, cast, order):
        self.hand_over(order, cast.colleague)
        (draft,) = Draft.objects.filter(form="order.confirm")
        assert (draft.person_id, draft.body) == (cast.contact.person_id, {"actual": "600000"})
        assert len(attachments_of("case", order.case_id, "proof")) == 1

    def test_asks_the_principal_alone(self, cast, order):
        self.hand_over(order, cast.colleague)
        assert open_duties(order) == {"confirm_benefit"}
        assert told(cast.contact)[-1] == "请您本人确认效益：空压机电机频繁过载跳停"

    def test_leaves_the_last_word_to_the_principal(self, cast, order):
        self.hand_over(order, cast.colleague)
        with pytest.raises(PrincipalNeeded):
            confirm(order, cast.colleague, **LARGE)
        made = confirm(order, cast.contact, **LARGE)
        assert (made.is_above_ceiling, made.person_id) == (True, cast.contact.person_id)
        assert "confirm_benefit" not in open_duties(order)

    def test_is_not_for_the_principal(self, cast, order):
        with pytest.raises(Refused, match="您就是主联系人，请直接确认"):
            self.hand_over(order, cast.contact)

    def test_needs_a_principal(self, cast, order):
        colleague = cast.colleague
        release_contact(principal_of(cast.enterprise.pk), at=MONDAY, by=cast.officer)
        with pytest.raises(Refused, match="还没有主联系人"):
            self.hand_over(order, colleague)


class TestWhoeverServed:
    """A member of the serving team who is also a contact of the enterprise keeps out of its word."""

    @pytest.mark.parametrize("name", ["leader", "member"])
    def test_does_not_confirm(self, cast, name):
        order, both = an_order(cast, "claimed"), bound_to_the_enterprise(cast, name)
        with pytest.raises(Refused, match="应当回避，请企业的其他联系人确认"):
            confirm(order, both)

    def test_does_not_dispute_rate_or_correct_either(self, cast):
        order, both = an_order(cast, "claimed"), bound_to_the_enterprise(cast, "member")
        with pytest.raises(Refused, match="应当回避"):
            confirming.dispute(order, "没好", seen=None, at=THURSDAY, by=both)
        confirm(order, cast.contact, score=None)
        with pytest.raises(Refused, match="应当回避"):
            confirming.rate(order, 5, "", seen=None, at=THURSDAY, by=both)
        with pytest.raises(Refused, match="应当回避"):
            correct(order, both)

    def test_does_not_confirm_after_leaving_the_team(self, cast):
        order = an_order(cast, "delivering")
        self.report_with_the_member(cast, order)
        remove_member(cast.electricians, the_craftsman(cast, "member").pk, at=THURSDAY, by=cast.officer)
        with pytest.raises(Refused, match="应当回避"):
            confirm(order, bound_to_the_enterprise(cast, "member"))

    @staticmethod
    def report_with_the_member(cast, order):
        form = a_report(order, cast, member_ids=[cast.leader.person_id, cast.member.person_id])
        visits.report(order, form, is_finished=True, seen=None, at=THURSDAY, by=cast.leader)

    def test_of_another_team_may(self, cast):
        order = an_order(cast, "claimed")
        confirm(order, bound_to_the_enterprise(cast, "welder"))
        assert fresh(order).case.state == "confirmed"


def correct(order, by, *, actual=10_000_000, expected=0, reason="把电费算了两遍", draft=None):
    return confirming.correct(
        order, actual_fen=actual, expected_fen=expected, reason=reason, draft=draft, seen=None,
        at=THURSDAY + timedelta(days=1), by=by,
    )  # fmt: skip


class TestCorrecting:
    def test_keeps_before_and_after_and_is_reviewed_anew(self, cast):
        order = an_order(cast, "reviewed")
        made = correct(order, cast.contact)
        assert (made.actual_before_fen, made.expected_before_fen) == (30_000_000, 20_000_000)
        assert (made.actual_after_fen, made.expected_after_fen) == (10_000_000, 0)
        assert order.confirmations.get().review_state == "pending"
        assert open_duties(order) == {"review", "revisit"}
        assert "更正了效益：500,000 元改为100,000 元（把电费算了两遍）" in story(order, cast.officer)
        cut = Cut().of(programme=cast.programme.pk)
        assert figures.BENEFIT_ACTUAL.value(cut, by=cast.city_officer) == 10_000_000

    def test_needs_a_reason(self, cast):
        order = an_order(cast, "confirmed")
        with pytest.raises(Invalid, match="请写明更正的原因"):
            correct(order, cast.contact, reason=" ")
        assert not Correction.objects.exists()

    def test_needs_a_confirmation(self, cast):
        with pytest.raises(WrongState, match="现在是“待企业确认”，不能“更正效益”"):
            correct(an_order(cast, "claimed"), cast.contact)

    def test_obeys_the_ceiling_like_the_first_word(self, cast):
        order = an_order(cast, "confirmed")
        with pytest.raises(ProofNeeded):
            correct(order, cast.contact, actual=CEILING_FEN + 1)
        with pytest.raises(PrincipalNeeded):
            correct(order, cast.colleague, actual=CEILING_FEN + 1, draft=a_draft_with("proof", by=cast.colleague))
        correct(order, cast.contact, actual=CEILING_FEN + 1, draft=a_draft_with("proof", by=cast.contact))
        assert order.confirmations.get().is_above_ceiling

    def test_is_possible_after_closing_and_leaves_the_order_closed(self, cast):
        order = an_order(cast, "revisited")
        closing.close(order, seen=None, at=THURSDAY + timedelta(days=32), by=cast.officer)
        correct(order, cast.contact)
        assert fresh(order).case.state == "closed"
        assert open_duties(order) == {"review"}
        assert Correction.objects.count() == 1

    def test_is_not_a_strangers(self, cast):
        with pytest.raises(NotFound):
            correct(an_order(cast, "confirmed"), cast.stranger)


class TestDeleting:
    def test_an_order_is_refused_by_the_model(self, cast):
        order = an_order(cast, "confirmed")
        with pytest.raises(ProtectedError):
            order.delete()
        with pytest.raises(ProtectedError):
            Order.objects.filter(pk=order.pk).delete()
        with pytest.raises(ProtectedError):
            Case.objects.filter(pk=order.case_id).delete()

    @pytest.mark.parametrize("model", [Order, Case])
    def test_an_order_is_refused_by_the_database(self, cast, model):
        order = an_order(cast, "confirmed")
        pk = {Order: order.pk, Case: order.case_id}[model]
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {model._meta.db_table} where id = %s", [pk])
            cursor.execute("set constraints all immediate")
        assert Order.objects.filter(pk=order.pk).exists()

    def test_a_corrected_confirmation_is_refused_too(self, cast):
        order = an_order(cast, "confirmed")
        correct(order, cast.contact)
        with pytest.raises(ProtectedError):
            Confirmation.objects.filter(order=order).delete()
