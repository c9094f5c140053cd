from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from tests.cast import MONDAY

from gongqiao.kernel.tree import queries
from gongqiao.kernel.tree.actions import WouldTurnInCircles, end_shares, move_node, plant, share
from gongqiao.kernel.tree.models import Share

pytestmark = pytest.mark.django_db
SPRING, SUMMER = date(2026, 3, 1), date(2026, 7, 1)


@pytest.fixture
def family():
    """A root with two branches; a leaf under the first."""
    root = plant(None, on=SPRING)
    east, west = plant(root, on=SPRING), plant(root, on=SPRING)
    return root, east, west, plant(east, on=SPRING)


class TestPlanting:
    def test_a_node_knows_its_line_from_the_root(self, family):
        root, east, _, leaf = family
        assert queries.line_of(leaf.pk) == (root.pk, east.pk, leaf.pk)

    def test_nodes_below_hold_the_whole_subtree(self, family):
        _, east, _, leaf = family
        assert set(queries.nodes_below(frozenset({east.pk}))) == {east.pk, leaf.pk}


class TestMoving:
    def test_takes_everything_below_along(self, family):
        root, east, west, leaf = family
        move_node(east, west, on=SUMMER)
        assert queries.line_of(leaf.pk) == (root.pk, west.pk, east.pk, leaf.pk)
        assert queries.crooked_lines() == []

    def test_leaves_the_past_as_it_was(self, family):
        root, east, west, leaf = family
        move_node(east, west, on=SUMMER)
        assert queries.line_on(leaf.pk, SUMMER - timedelta(days=1)) == (root.pk, east.pk, leaf.pk)
        assert queries.line_on(leaf.pk, SUMMER) == (root.pk, west.pk, east.pk, leaf.pk)

    def test_may_be_done_twice_on_one_day(self, family):
        root, _, west, leaf = family
        move_node(leaf, west, on=SUMMER)
        move_node(leaf, root, on=SUMMER)
        assert queries.line_on(leaf.pk, SUMMER) == (root.pk, leaf.pk)

    def test_never_turns_in_circles(self, family):
        root, east, _, leaf = family
        for under in (east, leaf):
            with pytest.raises(WouldTurnInCircles):
                move_node(east, under, on=SUMMER)
        assert queries.line_of(leaf.pk) == (root.pk, east.pk, leaf.pk)

    def test_a_line_that_was_bent_by_hand_is_found(self, family):
        leaf = family[3]
        leaf.line = [leaf.pk]
        leaf.save(update_fields=["line"])
        assert queries.crooked_lines() == [leaf.pk]


class TestShares:
    def test_giving_twice_is_giving_once(self):
        for _ in range(2):
            share("case", 7, "leader", person_id=3, at=MONDAY)
        assert Share.objects.filter(thing="case", thing_id=7).count() == 1

    def test_a_role_holds_from_its_start_to_its_end(self):
        share("case", 7, "leader", person_id=3, at=MONDAY)
        end_shares("case", 7, "leader", at=MONDAY + timedelta(hours=1))
        assert queries.roles_on("case", 7, 3, at=MONDAY - timedelta(seconds=1)) == frozenset()
        assert queries.roles_on("case", 7, 3, at=MONDAY) == {"leader"}
        assert queries.roles_on("case", 7, 3, at=MONDAY + timedelta(hours=1)) == frozenset()

    def test_a_share_is_to_a_person_or_to_a_node(self):
        with pytest.raises(IntegrityError):
            share("case", 7, "leader", at=MONDAY)
