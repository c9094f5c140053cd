from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError
from tests.cast import MONDAY

from gongqiao.kernel.access.actor import Actor, Place, PostHeld, the_job
from gongqiao.kernel.access.powers import Power, power
from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.people.queries import narrowed
from gongqiao.kernel.tree.actions import end_shares, share

HERE = Place(line=(1, 5), enterprise_id=8, person_id=3, roles=frozenset({"leader"}))
COUNTY = PostHeld(id=1, kind="officer", title="", node_id=5, line=(1, 5))
OTHER = PostHeld(id=2, kind="officer", title="", node_id=6, line=(1, 6))
CITY = PostHeld(id=3, kind="officer", title="", node_id=1, line=(1,))


def held_by(*holders: str) -> Power:
    return Power(code="test.try", label="试", held_by=holders)


def somebody(**what) -> Actor:
    return Actor(**{"person_id": 9, "name": "某人", **what})


class TestAPower:
    @pytest.mark.parametrize(
        ("holder", "actor", "reaches"),
        [
            ("post:officer", somebody(posts=(COUNTY,)), True),
            ("post:officer", somebody(posts=(CITY,)), True),
            ("post:officer", somebody(posts=(OTHER,)), False),
            ("post:head", somebody(posts=(COUNTY,)), False),
            ("contact", somebody(contact_of=frozenset({8})), True),
            ("contact", somebody(contact_of=frozenset({7})), False),
            ("principal", somebody(contact_of=frozenset({8})), False),
            ("principal", somebody(principal_of=frozenset({8})), True),
            ("self", somebody(person_id=3), True),
            ("self", somebody(), False),
            ("share:leader", somebody(), True),
            ("share:member", somebody(), False),
            ("job:clock", the_job("clock"), True),
            ("job:clock", the_job("seeds"), False),
            ("job:clock", somebody(), False),
        ],
    )
    def test_reaches_whom_it_names_and_nobody_else(self, holder, actor, reaches):
        assert actor.may(held_by(holder), at=HERE) is reaches

    def test_says_its_name_when_it_is_missing(self):
        with pytest.raises(NotAllowed, match="没有“试”的权限"):
            somebody().must(held_by("contact"), at=HERE)

    def test_a_token_with_reading_alone_changes_nothing(self):
        officer = somebody(posts=(COUNTY,))
        assert not narrowed(officer, ["test:read"]).may(held_by("post:officer"), at=HERE)
        assert narrowed(officer, ["test:write"]).may(held_by("post:officer"), at=HERE)
        assert not narrowed(officer, ["other:write"]).may(held_by("post:officer"), at=HERE)

    def test_cannot_be_defined_twice_differently(self):
        power("test.twice", "一", "self")
        with pytest.raises(RuntimeError):
            power("test.twice", "二", "self")


class TestSight:
    def seen_by(self, actor):
        return set(Enterprise.objects.visible_to(actor).values_list("pk", flat=True))

    def test_officers_see_their_branch_of_the_tree(self, cast):
        assert self.seen_by(cast.officer) == {cast.enterprise.pk}
        assert self.seen_by(cast.city_officer) == {cast.enterprise.pk, cast.other_enterprise.pk}

    def test_contacts_see_their_own(self, cast):
        assert self.seen_by(cast.colleague) == {cast.enterprise.pk}
        assert self.seen_by(cast.stranger) == {cast.other_enterprise.pk}

    def test_a_craftsman_sees_none(self, cast):
        assert self.seen_by(cast.leader) == set()

    def test_a_share_opens_one_thing_to_one_person(self, cast):
        share("enterprise", cast.enterprise.pk, "guest", person_id=cast.leader.person_id, at=MONDAY)
        assert self.seen_by(cast.leader) == {cast.enterprise.pk}

    def test_a_share_to_a_node_reaches_posts_above_and_where_said_below(self, cast):
        share("enterprise", cast.enterprise.pk, "pool", node_id=cast.other_county.pk, at=MONDAY)
        assert cast.enterprise.pk in self.seen_by(cast.other_officer)
        share("enterprise", cast.other_enterprise.pk, "pool", node_id=cast.city.pk, reaches_below=True, at=MONDAY)
        assert cast.other_enterprise.pk in self.seen_by(cast.officer)

    def test_a_share_to_an_enterprise_opens_the_thing_to_its_contacts_of_the_moment(self, cast):
        share("enterprise", cast.other_enterprise.pk, "party", enterprise_id=cast.enterprise.pk, at=MONDAY)
        assert cast.other_enterprise.pk in self.seen_by(cast.colleague)
        assert cast.other_enterprise.pk not in self.seen_by(replace(cast.colleague, contact_of=frozenset()))
        assert self.seen_by(cast.stranger) == {cast.other_enterprise.pk}
        end_shares("enterprise", cast.other_enterprise.pk, "party", enterprise_id=cast.enterprise.pk, at=MONDAY)
        assert self.seen_by(cast.colleague) == {cast.enterprise.pk}

    def test_a_share_is_to_one_of_a_person_a_node_and_an_enterprise(self, cast):
        with pytest.raises(IntegrityError, match="share_to_one_of_three"):
            share("enterprise", 1, "party", person_id=1, enterprise_id=cast.enterprise.pk, at=MONDAY)

    def test_hidden_and_missing_look_alike(self, cast):
        for pk in (cast.other_enterprise.pk, 10**12):
            with pytest.raises(NotFound, match="没有找到"):
                Enterprise.objects.visible_to(cast.officer).one(pk=pk)
