"""The description of the API is whole, and its page loads nothing from elsewhere."""

from __future__ import annotations

import json
import re
from contextlib import closing

import pytest
from django.test import Client
from django.urls import get_resolver

from gongqiao.api.tests.callers import API, Caller, done

SCRIPT = re.compile(r"<script\b(?P<head>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)


@pytest.fixture
def document(db):
    return done(Caller().get("/openapi.json"))


@pytest.fixture
def page(db):
    return Caller().get("/docs")


def addresses_that_answer() -> set[str]:
    """Return every address under the API that the house answers, as the document writes them."""
    inside = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "api")
    paths = {API + "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern)) for one in inside.url_patterns}
    return {path for path in paths if path.rsplit("/", 1)[1] not in {"", "docs", "openapi.json"}}


def calls(document) -> list[tuple[str, str, dict]]:
    return [(path, verb, call) for path, verbs in document["paths"].items() for verb, call in verbs.items()]


def hosts_in(text: str) -> set[str]:
    """Return the hosts from which a page or style loads something."""
    return set(re.findall(r"""(?:src|href|action)=["'](?:https?:)?//([^/"']+)""", text))


def a_static_file(path: str) -> bytes:
    """Return what the house serves under an address of a static file."""
    with closing(Client().get(path)) as answer:
        assert answer.status_code == 200, path
        return b"".join(answer.streaming_content)


class TestTheDocument:
    def test_is_openapi_and_goes_through_json_unchanged(self, document):
        assert document["openapi"].startswith("3.")
        assert json.loads(json.dumps(document)) == document

    def test_holds_every_address_that_answers_and_no_other(self, document):
        assert set(document["paths"]) == addresses_that_answer()
        assert len(calls(document)) > 40

    def test_says_in_chinese_what_each_call_does(self, document):
        silent = [
            path for path, _, call in calls(document) if not re.search(r"[\u4e00-\u9fff]", call.get("summary", ""))
        ]
        assert silent == []

    def test_names_each_call_once(self, document):
        names = [call["operationId"] for _, _, call in calls(document)]
        assert sorted(set(names)) == sorted(names)

    def test_points_only_to_shapes_that_it_holds(self, document):
        named = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
        assert named
        assert named <= set(document["components"]["schemas"])

    def test_asks_for_a_token_everywhere_but_at_the_door(self, document):
        open_to_all = {path for path, _, call in calls(document) if not call.get("security")}
        assert open_to_all == {f"{API}/sign-in{rest}" for rest in ("", "/code", "/staff", "/demo")}

    def test_shows_nothing_of_anybody(self, document, cast):
        assert cast.enterprise.name not in json.dumps(document, ensure_ascii=False)


class TestThePage:
    def test_loads_nothing_from_elsewhere(self, page):
        assert page.status_code == 200
        assert hosts_in(page.content.decode()) == set()

    def test_runs_no_script_that_the_content_policy_forbids(self, page):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        scripts = [(one["head"], one["body"].strip()) for one in SCRIPT.finditer(page.content.decode())]
        assert len(scripts) >= 2
        inline = [body for head, body in scripts if body and "application/json" not in head]
        assert inline == []
        assert " onload=" not in page.content.decode()

    def test_finds_its_own_scripts_and_styles(self, page):
        named = re.findall(r"""(?:src|href)=["'](/static/[^"']+)""", page.content.decode())
        assert len(named) >= 3
        assert [path for path in named if not a_static_file(path)] == []

    def test_is_not_kept_by_caches(self, page):
        assert page.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        "planted", ['<script src="https://cdn.example/x.js">', "<link href='//cdn.example/x.css'>"]
    )
    def test_a_planted_foreign_host_is_found(self, planted):
        assert hosts_in(planted) == {"cdn.example"}
