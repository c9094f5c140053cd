"""A skill that a craftsman proposes on his phone."""

import pytest

from gongqiao.services.talent.models import SkillProposal
from tests.cast import MONDAY, sign_in

pytestmark = pytest.mark.django_db


def test_on_the_phone_it_goes_from_the_card_to_the_case(cast, client, set_clock):
    set_clock(MONDAY)
    phone = sign_in(client, cast.person("leader"))
    assert "/talent/skills/new" in phone.get("/talent/profile").content.decode()
    answer = phone.post("/talent/skills/new", {"skill": "WELD", "level": "3", "shown_by": "焊工证"})
    made = SkillProposal.objects.get()
    assert answer["Location"] == f"/cases/{made.case.number}"
    assert "焊工证" in phone.get(answer["Location"]).content.decode()
    assert "待核实" in phone.get("/talent/profile").content.decode()
