"""Every word by which a flow means somebody stands for people on a real case."""

from __future__ import annotations

import pytest
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.cases.telling import people_of
from gongqiao.services.enterprise_service.actions import contacts, offers
from gongqiao.services.enterprise_service.flow import AUTHORISATION_FLOW, ORDER_FLOW
from gongqiao.services.enterprise_service.rules.kinds import AUTHORISATIONS, ORDERS
from gongqiao.services.enterprise_service.tests.makers import a_draft_with, an_order, fresh

OF_ORDERS = {
    "officer": ("ordered", {"officer"}),
    "city": ("ordered", {"city_officer"}),
    "contact": ("ordered", {"contact", "colleague"}),
    "principal": ("claimed", {"contact"}),
    "offered": ("offered", {"leader"}),
    "leader": ("matched", {"leader"}),
    "released": ("released", {"leader"}),
}
OF_AUTHORISATIONS = {"officer": {"officer"}, "applicant": {"welder"}}


def words_of(flow) -> set[str]:
    """Return all words by which a flow means somebody: in its duties and in its messages."""
    messages = [*flow.open_tells, *(message for move in flow.moves for message in move.tells)]
    return {duty.who for duty in flow.duties.values()} | {message.who for message in messages}


def a_released_order(cast):
    order = an_order(cast, "scheduled")
    offers.release_team(order, "设备换了型号", seen=None, at=MONDAY, by=cast.officer)
    return fresh(order)


def names(cast, people) -> set[int]:
    return {getattr(cast, name).person_id for name in people}


@pytest.mark.parametrize(("flow", "known"), [(ORDER_FLOW, OF_ORDERS), (AUTHORISATION_FLOW, OF_AUTHORISATIONS)])
def test_every_word_of_a_flow_is_tried_here(flow, known):
    assert words_of(flow) == set(known)


@pytest.mark.parametrize("who", OF_ORDERS)
def test_a_word_of_the_orders_flow_means_these_people(cast, who):
    stage, people = OF_ORDERS[who]
    order = a_released_order(cast) if stage == "released" else an_order(cast, stage)
    audience = ORDERS.audience(order, who)
    assert audience is not None
    assert set(people_of(audience, at=MONDAY)) == names(cast, people)


@pytest.mark.parametrize("who", OF_AUTHORISATIONS)
def test_a_word_of_the_authorisations_flow_means_these_people(cast, who):
    form = contacts.AuthorisationForm(
        code=sound_code(7), enterprise_name="新来五金厂", area_code="440705001", applicant_name="林焊"
    )
    draft = a_draft_with("authorisation", by=cast.welder)
    asked = contacts.ask_to_speak(form, draft=draft, at=MONDAY, by=cast.welder)
    audience = AUTHORISATIONS.audience(asked, who)
    assert audience is not None
    assert set(people_of(audience, at=MONDAY)) == names(cast, OF_AUTHORISATIONS[who])


@pytest.mark.parametrize(("who", "stage"), [("offered", "ordered"), ("offered", "matched"), ("leader", "offered")])
def test_a_word_means_nobody_where_nobody_is_asked_or_serves(cast, who, stage):
    assert ORDERS.audience(an_order(cast, stage), who) is None


@pytest.mark.parametrize("kind", [ORDERS, AUTHORISATIONS])
def test_a_word_that_no_flow_uses_is_a_mistake(cast, kind):
    with pytest.raises(LookupError):
        kind.audience(an_order(cast), "everybody")
