from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import MONDAY, as_actor

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotAllowed
from gongqiao.kernel.people import queries
from gongqiao.kernel.people.actions import (
    PrincipalAlreadyBound,
    add_person,
    appoint,
    bind_contact,
    end_post,
    release_contact,
    rename,
    reveal_phone,
)
from gongqiao.kernel.people.models import Account, Contact, Post

TODAY = date(2026, 11, 16)


class TestPosts:
    def test_open_with_two_factors_and_not_with_a_phone_code_alone(self, cast):
        phone = cast.person("officer").phone
        assert as_actor(phone).holds("officer")
        assert not as_actor(phone, strength="code").posts

    def test_count_from_their_day_until_before_their_last(self, cast):
        post = appoint(
            cast.person("contact"), cast.county, kind="officer", title="", on=TODAY, at=MONDAY, by=cast.officer
        )
        phone = cast.person("contact").phone
        assert not as_actor(phone, at=MONDAY - timedelta(days=1)).posts
        assert as_actor(phone, at=MONDAY).posts
        end_post(post, at=MONDAY + timedelta(days=3), by=cast.officer)
        assert as_actor(phone, at=MONDAY + timedelta(days=2)).posts
        assert not as_actor(phone, at=MONDAY + timedelta(days=3)).posts

    def test_that_end_on_the_day_they_start_never_open(self, cast):
        post = Post.objects.get(person=cast.person("officer"))
        end_post(post, at=MONDAY, by=cast.city_officer)
        assert not as_actor(cast.person("officer").phone).posts

    def test_are_given_by_those_above(self, cast):
        with pytest.raises(NotAllowed):
            appoint(
                cast.person("contact"), cast.county, kind="officer", title="", on=TODAY, at=MONDAY,
                by=cast.other_officer,
            )  # fmt: skip


class TestContacts:
    def test_at_most_one_is_principal(self, cast):
        with pytest.raises(PrincipalAlreadyBound, match="已经有主联系人"):
            bind_contact(cast.person("member"), cast.enterprise, is_principal=True, at=MONDAY, by=cast.officer)

    def test_binding_twice_is_binding_once(self, cast):
        for _ in range(2):
            bind_contact(cast.person("member"), cast.enterprise, is_principal=False, at=MONDAY, by=cast.officer)
        assert Contact.objects.filter(person=cast.person("member"), until=None).count() == 1

    def test_a_released_contact_sees_nothing_any_more(self, cast):
        contact = Contact.objects.get(person=cast.person("colleague"))
        release_contact(contact, at=MONDAY, by=cast.contact)
        assert as_actor(cast.person("colleague").phone).contact_of == frozenset()

    def test_a_colleague_who_is_not_principal_cannot_release_others(self, cast):
        contact = Contact.objects.get(person=cast.person("contact"))
        with pytest.raises(NotAllowed):
            release_contact(contact, at=MONDAY, by=cast.colleague)

    def test_are_listed_with_the_principal_first(self, cast):
        assert [c.is_principal for c in queries.contacts_of(cast.enterprise.pk)] == [True, False]
        assert queries.principal_of(cast.enterprise.pk).person == cast.person("contact")


class TestPersons:
    def test_are_known_by_their_phone(self, cast):
        assert add_person("别名", "139-0000-0006", at=MONDAY, by=cast.officer) == cast.person("contact")

    def test_without_a_phone_are_new_each_time(self, cast):
        one, two = (add_person("无名", None, at=MONDAY, by=cast.officer) for _ in range(2))
        assert one != two
        assert Account.objects.filter(person__in=[one, two]).count() == 2

    def test_are_not_added_by_just_anybody(self, cast):
        with pytest.raises(NotAllowed):
            add_person("某人", "13911114444", at=MONDAY, by=cast.leader)

    def test_rename_themselves_and_nobody_else(self, cast):
        rename(cast.person("leader"), "王大师", at=MONDAY, by=cast.leader)
        assert cast.person("leader").name == "王大师"
        with pytest.raises(NotAllowed):
            rename(cast.person("leader"), "别人", at=MONDAY, by=cast.member)
        with pytest.raises(Invalid):
            rename(cast.person("leader"), "  ", at=MONDAY, by=cast.leader)


class TestRevealing:
    def test_a_full_number_is_shown_for_a_reason_that_is_written_down(self, cast):
        place = Place(line=tuple(cast.county.node.line), enterprise_id=cast.enterprise.pk)
        contact = cast.person("contact")
        shown = reveal_phone(contact.pk, place=place, reason="约时间", case_id=None, at=MONDAY, by=cast.officer)
        assert shown == contact.phone
        line = Entry.objects.filter(what="people.reveal_phone").latest("pk")
        assert (line.thing_id, line.side.reason) == (contact.pk, "约时间")

    @pytest.mark.parametrize(("who", "reason", "wrong"), [("officer", " ", Invalid), ("head", "看看", NotAllowed)])
    def test_not_without_a_reason_and_not_to_heads(self, cast, who, reason, wrong):
        place = Place(line=tuple(cast.county.node.line))
        with pytest.raises(wrong):
            reveal_phone(
                cast.person("contact").pk, place=place, reason=reason, case_id=None, at=MONDAY, by=getattr(cast, who)
            )

    def test_heads_read_masked_names(self, cast):
        ids = [cast.person("contact").pk]
        assert queries.names_of(ids, by=cast.head)[ids[0]] == "张*"
        assert queries.names_of(ids, by=cast.officer)[ids[0]] == "张联"
