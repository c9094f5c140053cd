"""A form sent twice at the same moment, through the whole of the product, from two browsers' connections."""

from __future__ import annotations

import re
import uuid
from functools import partial

import pytest
from django.test import Client

from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.cases.models import Draft
from gongqiao.services.enterprise_service.models import Need, Order, SignIn
from gongqiao.services.enterprise_service.rules.sign_in_codes import ticket
from gongqiao.services.enterprise_service.tests.makers import WEDNESDAY_AT_TWO, an_order, visit_of
from tests.cast import ELECTRIC, MONDAY, sign_in
from tests.races.gate import race

ORDER = {"dish": "breakthrough", "title": "同时提交两次", "domain": ELECTRIC, "urgency": "affected", "when": "soon"}
RECEIPT = "insert into base_receipt (key, body_digest, answer, at) values (%s, '', '', now())"


@pytest.fixture
def at(monkeypatch):
    def set_to(moment):
        monkeypatch.setattr("gongqiao.web.middleware.now", lambda: moment)

    set_to(MONDAY)
    return set_to


def sent(person, address: str, fields):
    """Return a call that sends a form from a browser of its own."""
    browser = sign_in(Client(), person)
    return lambda: browser.post(address, fields)


class TestAForm:
    @pytest.mark.parametrize(("address", "made"), [("orders", Order), ("needs", Need)])
    def test_sent_twice_at_once_acts_once_and_leads_twice_to_the_same_place(self, cast, at, address, made):
        contact = cast.person("contact")
        calls = [sent(contact, f"/enterprise-service/{address}/new", {**ORDER, "once": "k1"}) for _ in range(2)]
        answers, refused = race(*calls, hold=RECEIPT, with_values=[f"{contact.pk}:k1"])
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert (made.objects.filter(title=ORDER["title"]).count(), refused) == (1, [])

    def test_of_a_dialog_sent_at_once_by_two_people_is_carried_out_for_one_and_shown_again_to_the_other(self, cast, at):
        order = an_order(cast, "offered")
        number, seen = order.case.number, order.case.version
        calls = [
            sent(cast.person("officer"), f"/desk/cases/{number}/do/recall", {"reason": "弄错了", "seen": seen}),
            sent(cast.person("city_officer"), f"/desk/cases/{number}/do/recall", {"reason": "改主意了", "seen": seen}),
        ]
        answers, _ = race(*calls, hold="select 1 from cases_case where id = %s for update", with_values=[order.case_id])
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        second = next(answer for answer in answers if answer.status_code == 409).content.decode()
        assert "弄错了" in second or "改主意了" in second

    def test_of_a_worker_sent_twice_at_once_makes_one_line(self, cast, at):
        visit = visit_of(an_order(cast, "delivering"))
        at(WEDNESDAY_AT_TWO)
        address = f"/s/{ticket(visit.pk, at=WEDNESDAY_AT_TWO)}/form"
        worker = {"name": "丁工", "phone": "１３７ ００００ ０００１"}
        calls = [
            lambda: Client().post(address, worker),
            lambda: Client().post(address, {**worker, "phone": "13700000001"}),
        ]
        answers, _ = race(
            *calls, hold="select 1 from enterprise_service_visitrecord where id = %s for update", with_values=[visit.pk]
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted("已经签过到了" in answer.content.decode() for answer in answers) == [False, True]
        assert SignIn.objects.filter(visit=visit).count() == 1

    def test_of_a_draft_opened_in_two_windows_at_once_is_one_draft(self, cast, at):
        contact = cast.person("contact")
        calls = [partial(sign_in(Client(), contact).get, "/enterprise-service/needs/new") for _ in range(2)]
        draft = (
            "insert into cases_draft (id, person_id, form, about, body, saved_at)"
            " values (gen_random_uuid(), %s, 'need', %s, '{}', now())"
        )
        answers, _ = race(*calls, hold=draft, with_values=[contact.pk, str(cast.enterprise.pk)])
        drafts = [re.findall(r'data-draft="([^"]+)"', answer.content.decode()) for answer in answers]
        assert drafts[0] == drafts[1] != []

    def test_of_a_draft_kept_while_its_form_is_sent_is_kept_or_told_that_it_is_sent(self, cast, at):
        contact = cast.person("contact")
        page = sign_in(Client(), contact).get("/enterprise-service/needs/new").content.decode()
        draft = re.findall(r'data-draft="([^"]+)"', page)[0]
        keep = partial(sign_in(Client(), contact).post, f"/drafts/{draft}", {"title": "写到一半"}, "application/json")
        send = partial(finish, uuid.UUID(draft), by=cast.contact)
        answers, _ = race(send, keep, hold="select 1 from cases_draft where id = %s for update", with_values=[draft])
        assert answers[1].status_code in {200, 404}
        assert not Draft.objects.filter(pk=draft).exists()
