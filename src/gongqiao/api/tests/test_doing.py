"""A call with an Idempotency-Key is carried out once, however often it comes and from how many sides."""

from __future__ import annotations

import json
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from tests.cast import MONDAY

from gongqiao.api.doing import do_once
from gongqiao.api.tests.callers import a_caller, done, told
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import WrongState

KEY = "phone-1-need-7"
NEED = {"dish": "management", "title": "班组长不会排产"}


@pytest.fixture
def contact(cast):
    return a_caller(cast, "contact")


def needs(caller):
    return done(caller.get("/needs"))["count"]


class TestAKey:
    def test_with_the_same_body_gives_the_same_answer_and_does_it_once(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        answers = [done(contact.post("/needs", body, key=KEY), 201) for _ in range(3)]
        assert answers[0] == answers[1] == answers[2]
        assert needs(contact) == 1

    def test_with_another_body_is_refused(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        done(contact.post("/needs", body, key=KEY), 201)
        told(contact.post("/needs", {**body, "title": "另一件事"}, key=KEY), 409, "already_sent")
        assert needs(contact) == 1

    def test_at_another_address_is_refused(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        done(contact.post("/needs", body, key=KEY), 201)
        told(contact.post("/orders", body, key=KEY), 409, "already_sent")

    def test_belongs_to_one_person(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        done(contact.post("/needs", body, key=KEY), 201)
        done(a_caller(cast, "colleague").post("/needs", body, key=KEY), 201)
        assert needs(contact) == 2

    def test_serves_again_after_a_refusal(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        told(contact.post("/needs", {**body, "title": " "}, key=KEY), 422, "invalid")
        done(contact.post("/needs", body, key=KEY), 201)

    def test_is_not_needed(self, contact, cast):
        body = {**NEED, "enterprise_id": cast.enterprise.pk}
        for _ in range(2):
            done(contact.post("/needs", body), 201)
        assert needs(contact) == 2

    @pytest.mark.parametrize("key", ["short", "x" * 61, "with space", "钥匙钥匙钥匙钥匙", "semi;colon;"])
    def test_of_another_shape_is_refused(self, contact, cast, key):
        refused = contact.post("/needs", {**NEED, "enterprise_id": cast.enterprise.pk}, key=key)
        assert "Idempotency-Key" in told(refused, 400, "malformed")


def a_request(body: bytes = b"{}"):
    """A call by somebody who is nobody else, as the endpoint has it after the door."""
    request = RequestFactory().post("/api/v1/test", body, "application/json", headers={"Idempotency-Key": KEY})
    request.by, request.at = Actor(person_id=987_654, name="某人", via="api"), MONDAY
    return request


def is_waiting(owner) -> bool:
    """Whether some connection of the application waits for a lock."""
    found = owner.execute("select count(*) from pg_locks where not granted").fetchone()
    return bool(found[0])


@pytest.fixture
def both(django_db_setup, django_db_blocker, owner):
    """Run the same call on two real connections, the second one arriving while the first is under way."""
    owner.autocommit = True
    under_way, may_end = threading.Event(), threading.Event()
    answers: dict[str, Any] = {}

    def call(name, act, body=b"{}"):
        try:
            answers[name] = do_once(a_request(body), act)
        except WrongState as refused:
            answers[name] = refused
        finally:
            connection.close()

    def slowly(first):
        def act():
            under_way.set()
            assert may_end.wait(60)
            return first()

        return act

    def run(first, second, *, body=b"{}"):
        calls = [threading.Thread(target=call, args=("first", slowly(first)))]
        calls[0].start()
        assert under_way.wait(60)
        calls.append(threading.Thread(target=call, args=("second", second, body)))
        calls[1].start()
        try:
            while not is_waiting(owner):
                assert calls[1].is_alive(), "the second call did not wait for the first"
        finally:
            may_end.set()
        for each in calls:
            each.join(60)
        return SimpleNamespace(**answers)

    with django_db_blocker.unblock():
        yield run
    owner.execute("delete from base_receipt where key = %s", [f"987654:{KEY}"])


def refuse():
    raise WrongState


class TestInParallel:
    def test_the_second_waits_and_gets_the_answer_of_the_first(self, both):
        answers = both(lambda: {"n": 1}, lambda: {"n": 2})
        assert (answers.first, answers.second) == ({"n": 1}, {"n": 1})

    def test_the_second_is_carried_out_when_the_first_was_refused(self, both):
        answers = both(refuse, lambda: {"n": 2})
        assert isinstance(answers.first, WrongState)
        assert answers.second == {"n": 2}

    def test_the_second_is_refused_when_it_says_something_else(self, both):
        answers = both(lambda: {"n": 1}, lambda: {"n": 2}, body=json.dumps({"other": True}).encode())
        assert answers.first == {"n": 1}
        assert answers.second.code == "already_sent"
