"""Every address of the product as everybody: nobody sees a crash, and nobody sees or writes what is not theirs."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from tests.walls.every_address import EXAMPLES, OF_A_CASE, PLAIN, ROWS, endpoint, every_pattern, pages
from tests.walls.every_form import EVERY_FORM
from tests.walls.scene import NOON, Scene
from tests.walls.traces import Traces

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]{4,}")
READERS = ("auditor", "head")
INSIDERS = ("contact", "leader", "officer", "city_officer", *READERS)
STRANGERS = ("stranger", "worker", "other_officer")
OUTSIDERS = ("", *STRANGERS)
EVERYBODY = (*INSIDERS, *OUTSIDERS)
STAGES = [stage for stage in NOON if stage]
OPEN = {
    "home", "look", "sign_in", "code", "staff", "second", "enrol", "entering_options", "enter_passkey", "demo", "sign_out",
    "arrive", "sign", "wall", "survey_link", "survey_link_needs", "survey_link_draft",
}  # fmt: skip
"""Addresses that are there for people who are not signed in."""
FOR_ONESELF = {"me", "tokens", "ask_to_speak", "sign", "helped", "survey_link", "survey_link_needs"}
"""Forms that anybody may send about themselves."""
OWN = {
    "stranger": {"new_order", "new_need", "take_up", "do-authorisation-withdraw", "do-authorisation-resubmit"},
    "other_officer": {
        "new_craftsman",
        "new_expert",
        "invite_expert",  # in the own county, of the pool of the city
        "new_survey",
        "new_special_action",
        "screens",
    },
}
ROUTES = [route for route, _ in every_pattern() if route.startswith("api/v1/")]
WITHOUT_TOKEN = {
    "api/v1/openapi.json", "api/v1/docs", "api/v1/", "api/v1/sign-in", "api/v1/sign-in/code", "api/v1/sign-in/staff",
    "api/v1/sign-in/demo",
}  # fmt: skip


@pytest.fixture
def at_stage(cast, set_clock):
    """Return a function that sets the scene at a stage."""

    def make(stage: str) -> Scene:
        scene = Scene(cast, stage)
        set_clock(scene.at)
        return scene

    return make


def crash(answer) -> str:
    """Say what is wrong with an answer whoever asked: a crash, or a refusal without a sentence."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {getattr(answer, 'exc_info', ['', ''])[:2]}"
    if answer.status_code >= 400 and not CHINESE.search(answer.content.decode()):
        return f"{answer.status_code} without a sentence"
    return ""


class TestTheList:
    def test_has_an_example_for_every_address(self):
        known = {name.partition(" ")[0] for name in EXAMPLES}
        assert pages() == known


class TestEveryPage:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_answers_everybody(self, at_stage, who):
        scene = at_stage("delivering").fully()
        browser = scene.client(who)
        with transaction.atomic():
            answers = {name: browser.get(example(scene)) for name, example in (PLAIN | ROWS).items()}
        for answer in answers.values():
            answer.close()
        assert {name: crash(answer) for name, answer in answers.items() if crash(answer)} == {}
        assert answers["home"].status_code == 200

    @pytest.mark.parametrize("stage", STAGES)
    def test_of_a_case_answers_those_who_may_see_it_and_is_not_there_for_others(self, at_stage, stage):
        scene = at_stage(stage)
        answers = {
            (who, name): scene.client(who).get(example(scene), follow=True)
            for who in EVERYBODY
            for name, example in OF_A_CASE.items()
        }
        assert {key: crash(answer) for key, answer in answers.items() if crash(answer)} == {}
        statuses = {key: answer.status_code for key, answer in answers.items()}
        assert [who for who in ("contact", "officer", "city_officer", *READERS) if statuses[who, "case"] != 200] == []
        assert {
            key: status for key, status in statuses.items() if key[0] in STRANGERS and status not in {403, 404, 405}
        } == {}

    @pytest.mark.parametrize("who", STRANGERS)
    def test_of_a_case_takes_nothing_from_other_enterprises_and_counties(self, at_stage, who):
        scene, sent = at_stage("ordered"), {"reason": "试试", "text": "试试"}
        addresses = {name: example(scene) for name, example in OF_A_CASE.items()}
        browser, traces = scene.client(who), Traces()
        with transaction.atomic():
            statuses = {name: browser.post(address, sent).status_code for name, address in addresses.items()}
            assert set(statuses.values()) <= {403, 404, 405}, statuses
            assert traces.left() == []

    def test_opens_to_nobody_who_is_not_signed_in(self, at_stage):
        scene = at_stage("delivering").fully()
        for name, example in EXAMPLES.items():
            if name in OPEN:
                continue
            for method in ("get", "post"):
                answer = getattr(scene.client(""), method)(example(scene))
                turned_away = answer.status_code in {401, 405} or answer.get("Location", "").startswith("/sign-in?")
                assert turned_away, (name, method, answer.status_code)

    def test_stays_out_of_sight_for_contacts_and_craftsmen_when_it_belongs_to_the_desk(self, at_stage):
        scene = at_stage("ordered").fully()
        desk = [name for name in EXAMPLES if EXAMPLES[name](scene).startswith("/desk/talent")]
        for who in ("contact", "leader", "worker"):
            answers = {name: scene.client(who).get(EXAMPLES[name](scene)).status_code for name in desk}
            assert set(answers.values()) <= {403, 404, 405}, (who, answers)


@pytest.mark.parametrize("name", [name for name in EVERY_FORM if name != "look"])
class TestEveryForm:
    def test_sent_by_somebody_else_changes_nothing(self, at_stage, name):
        form = EVERY_FORM[name]
        scene = at_stage(form.stage)
        address, clean = form.address(scene), form.clean(scene)
        form.prepare(scene, scene.client(""))
        for who in (*READERS, *OUTSIDERS):
            if name in FOR_ONESELF | OWN.get(who, set()):
                continue
            browser, traces = scene.client(who), Traces()
            with transaction.atomic():
                answer = browser.post(address, clean)
                assert not crash(answer), (who, crash(answer))
                changed = traces.left()
            assert changed == [], (who, answer.status_code)


STAFF_FORMS = [name for name, form in EVERY_FORM.items() if form.who in {"officer", "city_officer"}]


@pytest.mark.parametrize("name", STAFF_FORMS)
def test_an_officers_phone_alone_opens_no_form_of_the_desk(at_stage, name):
    form = EVERY_FORM[name]
    scene = at_stage(form.stage)
    address, clean = form.address(scene), form.clean(scene)
    form.prepare(scene, scene.client(""))
    browser, traces = scene.client(form.who, strength="code"), Traces()
    with transaction.atomic():
        answer = browser.post(address, clean)
        assert answer.status_code in {403, 404}
        assert traces.left() == []


@pytest.mark.parametrize("route", ROUTES)
class TestEveryEndpoint:
    def test_answers_everybody_in_words(self, at_stage, route):
        scene = at_stage("delivering")
        for who in EVERYBODY:
            headers = scene.bearer(who)
            for method in ("get", "post", "delete"):
                call = getattr(scene.client(""), method)
                answer = call(endpoint(scene, route), headers=headers, content_type="application/json")
                assert answer.status_code < 500, (who, method, answer.exc_info)
                if not who and route not in WITHOUT_TOKEN:
                    assert answer.status_code in {401, 405}, (method, answer.status_code)

    def test_of_an_order_is_not_there_for_other_enterprises_and_counties(self, at_stage, route):
        scene = at_stage("delivering")
        body = {
            "version": 1,
            "reason": "试试",
            "text": "试试",
            "team_id": 1,
            "score": 5,
            "name": "丁",
            "phone": "13700000001",
        }
        for who in STRANGERS:
            answer = scene.client("").post(endpoint(scene, route), body, "application/json", headers=scene.bearer(who))
            assert "<" not in route or answer.status_code in {403, 404, 405, 422}, (who, answer.status_code)
