from __future__ import annotations

from tests.cast import MONDAY

from gongqiao.services.innovation.jobs import find_like_needs
from gongqiao.services.innovation.models import Proposal


def test_nothing_is_looked_for_before_there_is_a_city(db):
    find_like_needs(MONDAY)
    assert not Proposal.objects.exists()


def test_a_city_without_needs_has_no_groups(cast):
    find_like_needs(MONDAY)
    assert not Proposal.objects.exists()
