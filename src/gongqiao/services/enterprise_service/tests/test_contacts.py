from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY, PEOPLE, as_actor, sound_code

from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.cases.actions import Refused
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.people.actions import PrincipalAlreadyBound, add_person, release_contact
from gongqiao.kernel.people.models import Contact, Person
from gongqiao.kernel.people.queries import contacts_of
from gongqiao.services.enterprise_service.actions import contacts, orders
from gongqiao.services.enterprise_service.actions.contacts import (
    AlreadyContact,
    AuthorisationForm,
    InvitationIsOver,
    NotYourInvitation,
)
from gongqiao.services.enterprise_service.models import Invitation, Order
from gongqiao.services.enterprise_service.tests.makers import a_draft_with, an_order, open_duties, told

NEWCOMER = "13911110001"


@pytest.fixture
def newcomer(cast):
    """Somebody whom nobody knows yet but by his phone."""
    add_person("", NEWCOMER, at=MONDAY, by=cast.officer)
    return as_actor(NEWCOMER)


def invite(cast, *, by=None, name="新联", phone=NEWCOMER, is_principal=False):
    return contacts.invite(cast.enterprise, name, phone, is_principal=is_principal, at=MONDAY, by=by or cast.officer)[1]


def take_up(token, by, *, at=MONDAY):
    return contacts.take_up(token, at=at, by=by)


class TestInvitations:
    def test_make_a_contact_of_whoever_holds_the_phone(self, cast, newcomer):
        contact = take_up(invite(cast, phone="139 1111 0001"), newcomer)
        assert (contact.enterprise, contact.is_principal) == (cast.enterprise, False)
        assert Person.objects.get(phone=NEWCOMER).name == "新联"
        assert as_actor(NEWCOMER).contact_of == {cast.enterprise.pk}

    def test_are_good_once(self, cast, newcomer):
        token = invite(cast)
        take_up(token, newcomer)
        with pytest.raises(InvitationIsOver, match="已经用过或过期"):
            take_up(token, newcomer)

    def test_are_good_for_a_fortnight(self, cast, newcomer):
        token = invite(cast)
        with pytest.raises(InvitationIsOver):
            take_up(token, newcomer, at=MONDAY + timedelta(days=14))
        take_up(token, newcomer, at=MONDAY + timedelta(days=14, seconds=-1))

    @pytest.mark.parametrize("name", ["stranger", "colleague", "officer"])
    def test_are_not_for_another_phone(self, cast, name):
        with pytest.raises(NotYourInvitation, match="不是发给您这个手机号的"):
            take_up(invite(cast), getattr(cast, name))
        assert Invitation.objects.get().taken_at is None

    def test_are_replaced_by_a_newer_one(self, cast, newcomer):
        first, second = invite(cast), invite(cast)
        with pytest.raises(InvitationIsOver):
            take_up(first, newcomer)
        take_up(second, newcomer)

    def test_that_nobody_sent_are_not_found(self, cast, newcomer):
        with pytest.raises(NotFound, match="没有找到这份邀请"):
            take_up("made-up", newcomer)

    def test_are_kept_as_digests_alone(self, cast):
        token = invite(cast)
        assert token not in Invitation.objects.get().token_digest

    @pytest.mark.parametrize(("changes", "field"), [({"name": " "}, "name"), ({"phone": "123"}, "phone")])
    def test_name_the_field_that_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            invite(cast, **changes)
        assert set(refused.value.fields) == {field}

    def test_may_be_sent_by_the_principal_too(self, cast, newcomer):
        take_up(invite(cast, by=cast.contact), newcomer)
        assert len(contacts_of(cast.enterprise.pk)) == 3

    @pytest.mark.parametrize("name", ["colleague", "stranger", "other_officer", "auditor", "leader"])
    def test_are_not_sent_by_others(self, cast, name):
        with pytest.raises(NotAllowed):
            invite(cast, by=getattr(cast, name))

    def test_do_not_make_a_second_principal(self, cast, newcomer):
        token = invite(cast, is_principal=True)
        with pytest.raises(PrincipalAlreadyBound, match="已经有主联系人"):
            take_up(token, newcomer)
        assert as_actor(NEWCOMER).contact_of == frozenset()


def ask(cast, by, *, code=None, photo=True, **changes):
    plain = {"enterprise_name": "新会区新来五金厂", "area_code": "440705001", "applicant_name": "新联"}
    form = AuthorisationForm(code=code or sound_code(7), **{**plain, **changes})
    draft = a_draft_with("authorisation", form="ask_to_speak", by=by) if photo else None
    return contacts.ask_to_speak(form, draft=draft, at=MONDAY, by=by)


def fresh_actor():
    return as_actor(NEWCOMER)


class TestAskingToSpeak:
    def test_needs_the_stamped_paper(self, cast, newcomer):
        with pytest.raises(Invalid) as refused:
            ask(cast, newcomer, photo=False)
        assert refused.value.fields == {"authorisation": ["请拍照上传盖了公章的授权书。"]}
        assert not Case.objects.exists()

    def test_names_every_field_that_is_wrong(self, cast, newcomer):
        with pytest.raises(Invalid) as refused:
            ask(cast, newcomer, code="123", enterprise_name="", applicant_name=" ", area_code="")
        assert set(refused.value.fields) == {"code", "enterprise_name", "applicant_name", "area_code"}

    def test_by_the_public_code_gives_no_sight_of_the_enterprise(self, cast, newcomer):
        order = an_order(cast)
        ask(cast, newcomer, code=cast.enterprise.uscc, enterprise_name="砺江压铸")
        claimant = fresh_actor()
        assert claimant.contact_of == frozenset()
        assert not Order.objects.visible_to(claimant).exists()
        with pytest.raises(NotFound):
            orders.withdraw(order, "我是老板", seen=None, at=MONDAY, by=claimant)
        with pytest.raises(NotAllowed):
            contacts.invite(cast.enterprise, "我", NEWCOMER, is_principal=True, at=MONDAY, by=claimant)

    def test_goes_to_the_officers_of_the_enterprises_own_county(self, cast, newcomer):
        asked = ask(cast, newcomer, code=cast.other_enterprise.uscc, area_code="440705001")
        assert asked.case.org == cast.other_county
        assert told(cast.other_officer) == ["请审核联系人授权书：新会区新来五金厂·联系人授权"]
        assert told(cast.officer) == []

    def test_is_needless_for_a_contact(self, cast):
        with pytest.raises(AlreadyContact, match="直接点菜就行"):
            ask(cast, cast.contact, code=cast.enterprise.uscc)


class TestJudgingAnAuthorisation:
    @pytest.fixture
    def asked(self, cast, newcomer):
        return ask(cast, newcomer, title="厂长", wants_principal=True)

    def accept(self, asked, by):
        return contacts.accept_authorisation(asked, seen=None, at=MONDAY, by=by)

    def test_accepting_registers_the_enterprise_and_binds_the_applicant(self, cast, asked):
        contact = self.accept(asked, cast.officer)
        firm = Enterprise.objects.get(uscc=sound_code(7))
        assert (contact.enterprise, contact.is_principal, contact.title) == (firm, True, "厂长")
        assert fresh_actor().principal_of == {firm.pk}
        assert told(fresh_actor()) == ["审核通过，您已是新会区新来五金厂的联系人"]
        assert open_duties(asked) == set()

    def test_accepting_for_a_known_enterprise_makes_no_second_one(self, cast, newcomer):
        asked = ask(cast, newcomer, code=cast.enterprise.uscc)
        assert self.accept(asked, cast.officer).enterprise == cast.enterprise
        assert len(contacts_of(cast.enterprise.pk)) == 3

    def test_accepting_does_not_make_a_second_principal(self, cast, newcomer):
        asked = ask(cast, newcomer, code=cast.enterprise.uscc, wants_principal=True)
        with pytest.raises(PrincipalAlreadyBound):
            self.accept(asked, cast.officer)
        assert fresh_actor().contact_of == frozenset()
        asked.case.refresh_from_db()
        assert asked.case.state == "submitted"

    def test_sending_back_asks_for_a_better_paper(self, cast, asked):
        contacts.send_back_authorisation(asked, "公章看不清", seen=None, at=MONDAY, by=cast.officer)
        assert open_duties(asked) == {"mend"}
        assert told(fresh_actor()) == ["请补交授权书：公章看不清"]
        with pytest.raises(Invalid, match="请拍照上传"):
            contacts.resubmit_authorisation(asked, draft=None, seen=None, at=MONDAY, by=fresh_actor())
        better = a_draft_with("authorisation", form="resubmit", by=fresh_actor())
        contacts.resubmit_authorisation(asked, draft=better, seen=None, at=MONDAY, by=fresh_actor())
        assert open_duties(asked) == {"check"}
        self.accept(asked, cast.officer)

    def test_declining_needs_a_reason_and_ends_it(self, cast, asked):
        with pytest.raises(Invalid, match="请写明原因"):
            contacts.decline_authorisation(asked, "", seen=None, at=MONDAY, by=cast.officer)
        contacts.decline_authorisation(asked, "公章不符", seen=None, at=MONDAY, by=cast.officer)
        assert told(fresh_actor()) == ["联系人申请没有通过：公章不符"]
        with pytest.raises(WrongState, match="现在是“未通过”"):
            self.accept(asked, cast.officer)
        assert not Contact.objects.filter(person__phone=NEWCOMER).exists()

    def test_withdrawing_is_the_applicants_own(self, cast, asked):
        with pytest.raises(NotFound):
            contacts.withdraw_authorisation(asked, seen=None, at=MONDAY, by=cast.stranger)
        contacts.withdraw_authorisation(asked, seen=None, at=MONDAY, by=fresh_actor())
        assert open_duties(asked) == set()

    @pytest.mark.parametrize(("name", "refusal"), [("other_officer", NotFound), ("auditor", NotAllowed)])
    def test_belongs_to_the_officers_of_the_county(self, cast, asked, name, refusal):
        with pytest.raises(refusal):
            self.accept(asked, getattr(cast, name))

    def test_of_ones_own_is_refused(self, cast):
        with pytest.raises(Refused, match="不能审核自己的申请"):
            self.accept(ask(cast, cast.officer), cast.officer)

    def test_by_the_applicant_is_refused(self, cast, asked):
        with pytest.raises(NotAllowed):
            self.accept(asked, fresh_actor())


class TestReleasing:
    @pytest.mark.parametrize("name", ["officer", "contact", "colleague"])
    def test_ends_the_access_at_once(self, cast, name):
        order = an_order(cast)
        bound = Contact.objects.get(person=cast.person("colleague"))
        release_contact(bound, at=MONDAY, by=getattr(cast, name))
        gone = as_actor(PEOPLE["colleague"][1])
        assert not Order.objects.visible_to(gone).exists()
        with pytest.raises(NotFound):
            orders.supplement(order, "还在吗", seen=None, at=MONDAY, by=gone)
        with pytest.raises(NotAllowed):
            an_order_of(cast, gone)

    def test_is_not_a_colleagues_business(self, cast):
        with pytest.raises(NotAllowed):
            release_contact(Contact.objects.get(person=cast.person("contact")), at=MONDAY, by=cast.colleague)

    def test_of_the_principal_makes_room_for_another(self, cast, newcomer):
        release_contact(Contact.objects.get(person=cast.person("contact")), at=MONDAY, by=cast.officer)
        assert take_up(invite(cast, is_principal=True), newcomer).is_principal


def an_order_of(cast, by):
    form = orders.OrderForm(dish="management", title="换模太慢")
    return orders.place_order(cast.enterprise, form, at=MONDAY, by=by)
