"""Malformed input beside the forms: JSON, query strings, path parameters, headers."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.db import transaction

from tests.walls.every_address import EXAMPLES, PLAIN, every_pattern, pages
from tests.walls.every_door import half_open
from tests.walls.scene import Scene
from tests.walls.traces import Traces

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]{4,}")
HUGE = "9" * 30
BODIES = {
    "nothing": b"",
    "not JSON": b"{",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "half a surrogate": rb'{"title": "\ud800"}',
    "half a surrogate as a name": rb'{"\udfff": "x"}',
    "NUL": rb'{"title": "\u0000"}',
    "NUL as a name": rb'{"\u0000": "x"}',
    "NUL inside a list": rb'{"skills": ["a\u0000b"]}',
    "not UTF-8": b'{"title": "\xed\xa0\x80"}',
    "endlessly deep": b"[" * 90_000,
    "deep": b'{"a":' * 2_500 + b"1" + b"}" * 2_500,
    "too many digits": b'{"seen": ' + b"9" * 6_000 + b"}",
    "too large": b'{"title": "' + b"x" * 300_000 + b'"}',
}
"""Bodies that a door for JSON refuses."""
ODD = {
    "number beyond bigint": HUGE,
    "negative": "-1",
    "scientific": "1e3",
    "full-width": "１２",
    "superscript": "²",
    "text": "一",
    "NUL": "%00",
    "half a surrogate": "%ED%A0%80",
    "not UTF-8": "%B9%A4",
    "quotes": "'\"--",
    "a day that is none": "2026-02-30",
    "a year that is none": "0000-00-00",
    "long": "9" * 3_000,
}
QUERIES = {
    "cases": ("flow", "state", "when", "page"),
    "search": ("q",),
    "orders": ("q", "state", "dish", "county", "page"),
    "needs": ("q", "state", "dish", "source", "survey", "county", "page"),
    "enterprises": ("q", "county", "tag", "page"),
    "activities": ("state", "page"),
    "teams": ("q", "page"),
    "programme": ("id",),
    "funnel": ("county", "dish", "since", "until"),
    "figure_rows enterprise_service.problems": ("union", "dish", "programme", "team", "since", "until", "page"),
    "desk_do": ("team",),
    "surveys": ("q", "state", "page"),
    "respondents": ("q", "survey", "step", "county", "page"),
    "survey_firms": ("q", "county", "tag", "page"),
    "new_gathering": ("firm",),
    "special_actions": ("q", "state", "page"),
    "sign_in": ("why", "next"),
    "file": ("small",),
    "look_up": ("q", "domain", "page"),
    "articles": ("q", "domain", "page"),
}
"""What each address reads from its query string."""
BY_CONTACT = {"new_order": ("enterprise", "need", "dish"), "new_need": ("enterprise",)}
NUMBERS = (
    "ZQ-440705-2026-999999", "zq-440705-2026-000001", "ZQ-440705-2026-000001%00", "ZQ-440705-20261-000001",
    "ZQ-４４０７０５-2026-000001", "ZQ-440705-2026-0000000001", "ＺＱ-440705-2026-000001", "ZQ--2026-000001", "..%2f..%2fetc",
    "%ED%A0%80", "ZQ-440705-2026-00000%0A", "'", "ZQ-440705-2026-000001'--",
)  # fmt: skip
TEXTS = (
    "一",
    "1-一",
    "%00",
    "1-%00",
    "%ED%A0%80",
    HUGE + "-abc",
    "-1-abc",
    "1",
    "x" * 3_000,
    "1-" + "a" * 16,
    "..",
    "a:b:c",
    "٣-a",
)
HEADERS = {
    "HTTP_REFERER": "\x00", "HTTP_X_LABEL": "一\x00", "HTTP_X_FORWARDED_FOR": "一, \x00", "HTTP_ACCEPT_LANGUAGE": "zh;q=" + HUGE,
    "HTTP_COOKIE": "theme=\x00; care=\xe4; gongqiao=" + "x" * 500, "HTTP_HX_REQUEST": "一",
}  # fmt: skip


def fault_of(answer, *, allowed=frozenset()) -> str:
    if answer.status_code >= 500:
        return f"{answer.status_code} {getattr(answer, 'exc_info', ['', ''])[:2]}"
    if answer.status_code < 400:
        return "" if answer.status_code in allowed else f"{answer.status_code}: taken for good"
    return "" if CHINESE.search(answer.content.decode()) else f"{answer.status_code} without a sentence"


@pytest.fixture
def scene(cast, set_clock):
    scene = Scene(cast, "ordered")
    set_clock(scene.at)
    return scene


class TestJson:
    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
    def test_of_a_draft_is_refused_in_words(self, scene, body):
        draft, browser = scene.draft, scene.client("contact")
        answer = browser.post(f"/drafts/{draft.pk}", body, content_type="application/json")
        assert fault_of(answer) == ""
        draft.refresh_from_db()
        assert draft.body == {}

    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
    def test_of_somebody_with_a_link_is_refused_in_words(self, scene, body):
        answer = scene.client("").post(f"/q/{scene.survey_link}/draft", body, content_type="application/json")
        assert fault_of(answer) == ""

    def test_that_came_as_a_form_is_refused_in_words(self, scene):
        """A form with parts is read from the stream once; what reads the body after it must not crash."""
        browser = scene.client("officer")
        for address in (f"/drafts/{scene.draft.pk}", f"/q/{scene.survey_link}/draft", "/me/passkeys"):
            assert fault_of(browser.post(address, {"title": "电机"})) == ""
        half_open(scene, guest := scene.client(""), challenge="AAAA")
        assert fault_of(guest.post("/sign-in/passkey", {"title": "电机"})) == ""

    def test_of_a_draft_that_is_sound_is_kept(self, scene):
        browser = scene.client("contact")
        answer = browser.post(f"/drafts/{scene.draft.pk}", {"title": "电机"}, content_type="application/json")
        assert answer.status_code == 200
        scene.draft.refresh_from_db()
        assert scene.draft.body == {"title": "电机"}

    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
    @pytest.mark.parametrize("address", ["/me/passkeys", "/sign-in/passkey"])
    def test_of_a_passkey_is_refused_in_words(self, scene, address, body):
        browser = scene.client("officer") if address == "/me/passkeys" else scene.client("")
        if address == "/sign-in/passkey":
            half_open(scene, browser, challenge="AAAA")
        assert browser.post(
            address.replace("passkeys", "passkeys/options"), b"", content_type="application/json"
        ).status_code in {200, 422}
        answer = browser.post(address, body, content_type="application/json", headers={"X-Label": "手机\x00"})
        assert fault_of(answer) == ""

    @pytest.mark.parametrize(
        "route",
        [route for route, name in every_pattern() if name.startswith(("post_", "move_")) and route.startswith("api/")],
    )
    def test_of_an_endpoint_is_refused_in_words(self, scene, route):
        address = "/" + route.replace("<number>", scene.number).replace("<visit_id>", "1")
        headers = {**scene.bearer("officer"), "Idempotency-Key": "key-12345"}
        faults, traces = {}, Traces()
        with transaction.atomic():
            for what, body in BODIES.items():
                answer = scene.client("").post(address, body, content_type="application/json", headers=headers)
                if fault := fault_of(answer):
                    faults[what] = fault
            assert faults == {}
            assert traces.left() in ([], ["people_apitoken"])


class TestQueryStrings:
    @pytest.mark.parametrize("name", [*QUERIES, *BY_CONTACT])
    def test_are_read_or_refused_and_never_crash(self, scene, name):
        who = "contact" if name in BY_CONTACT else "officer"
        address = (EXAMPLES[name](scene) if name in EXAMPLES else "").partition("?")[0]
        browser, faults = scene.client(who), {}
        for parameter in {**QUERIES, **BY_CONTACT}[name]:
            for what, value in ODD.items():
                answer = browser.get(f"{address}?{parameter}={value}")
                b"".join(answer.streaming_content if answer.streaming else ())
                if fault := fault_of(answer, allowed={200, 302}):
                    faults[parameter, what] = fault
            twice = browser.get(f"{address}?{parameter}=1&{parameter}=2")
            assert twice.status_code == 400
        assert faults == {}

    def test_of_every_list_are_read_or_refused_and_never_crash(self, scene):
        """Whatever filters a list of the desk shows, by the words that its own page gives them."""
        browser, faults, lists = scene.client("city_officer"), {}, 0
        for name, example in PLAIN.items():
            address = example(scene).partition("?")[0]
            filters = _filters_of(browser.get(address)) if address.startswith("/desk") and name not in QUERIES else []
            lists += bool(filters)
            for parameter, (what, value) in product(filters, ODD.items()):
                if fault := fault_of(browser.get(f"{address}?{parameter}={value}"), allowed={200, 302}):
                    faults[name, parameter, what] = fault
        assert lists >= 10
        assert faults == {}

    def test_lead_nowhere_else_after_signing_in(self, scene):
        from gongqiao.kernel.people.doors import new_code

        phone = scene.cast.person("contact").phone
        for outside in (
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
        ):
            browser = scene.client("")
            browser.get("/sign-in", {"next": outside})
            with transaction.atomic():
                session = browser.session
                session["asking"] = phone
                session.save()
                code = new_code(phone, address="10.0.0.1", at=scene.at)[1]
                answer = browser.post("/sign-in/code", {"code": code})
                transaction.set_rollback(True)
            assert answer["Location"] == "/", outside


class TestPaths:
    @pytest.mark.parametrize("number", NUMBERS)
    def test_with_an_odd_case_number_are_not_there(self, scene, number):
        browser = scene.client("officer")
        assert scene.order
        for address in (
            "/desk/cases/{}",
            "/desk/cases/{}/do/offer",
            "/enterprise-service/orders/{}/phone",
            "/desk/cases/{}/due/1",
        ):
            answer = browser.get(address.format(number))
            assert fault_of(answer, allowed={200} if number.startswith("zq") else frozenset()) == ""

    @pytest.mark.parametrize(
        "pk", ["0", "9223372036854775807", "9223372036854775808", HUGE, "-1", "１", "1.0", "%00", "1%0A", "²"]
    )
    def test_with_an_odd_id_are_not_there(self, scene, pk):
        routes = [route for route, _ in every_pattern() if "<id:" in route]
        assert len(routes) > 15
        faults = {}
        for who in ("officer", "contact", "city_officer"):
            browser = scene.client(who)
            for route in routes:
                address = "/" + re.sub("<id:[a-z_]+>", pk, route).replace("<number:number>", scene.number).replace(
                    "<slug:dish>", "training"
                )
                for answer in (browser.get(address), browser.post(address, {"reason": "试"})):
                    if fault := fault_of(answer, allowed={302}):
                        faults[who, route] = fault
        assert faults == {}

    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.parametrize(
        "address", ["/s/{}", "/s/{}/form", "/q/{}", "/q/{}/needs", "/enterprise-service/invitations/{}"]
    )
    def test_with_an_odd_secret_are_refused_in_words(self, scene, address, text):
        browser = scene.client("stranger")
        for answer in (
            browser.get(address.format(text)),
            browser.post(address.format(text), {"name": "丁", "phone": "13700000001"}),
        ):
            assert fault_of(answer, allowed={200} if "invitations" in address else frozenset()) == ""

    @pytest.mark.parametrize("pk", ["1", "x", "00000000-0000-0000-0000-000000000007", "%00", HUGE])
    def test_with_an_odd_file_or_draft_are_not_there(self, scene, pk):
        browser = scene.client("contact")
        for answer in (
            browser.get(f"/files/{pk}"),
            browser.post(f"/drafts/{pk}", b"{}", content_type="application/json"),
        ):
            assert fault_of(answer) == ""


@pytest.mark.parametrize("header", HEADERS)
def test_an_odd_header_never_crashes_a_page(scene, header):
    browser = scene.client("contact")
    for address in ("/", "/me", "/enterprise-service/orders/new"):
        answer = browser.get(address, **{header: HEADERS[header]})
        assert fault_of(answer, allowed={200, 302}) == ""


def _filters_of(answer) -> list[str]:
    """Return the names of the filters on a page."""
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    form = re.search(r'<form[^>]*aria-label="筛选".*?</form>', text, re.DOTALL)
    return [*re.findall(r' name="([a-z_]+)"', form[0]), "page"] if form else []


def test_no_address_is_left_out(scene):
    """Every page that reads its query string is among those attacked here."""
    assert set(QUERIES) <= set(EXAMPLES)
    assert set(BY_CONTACT) <= pages()
