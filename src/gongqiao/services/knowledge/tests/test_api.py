"""The knowledge base over HTTP: an article is worded, handed in, reviewed by a second person and read."""

from __future__ import annotations

import pytest

from gongqiao.api.tests.callers import Caller, a_caller, a_token, done, stop_clock, told
from gongqiao.services.knowledge.tests.makers import CAUSE, CURE, LATER, an_article, fresh_article

WORDING = {
    "title": "空压机电机缺相跳停", "problem": "空压机一天跳停三四次。", "cause": CAUSE, "cure": CURE,
    "terms": ["缺相", "跳停"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def set_clock(monkeypatch):
    to = stop_clock(monkeypatch)
    to(LATER)
    return to


@pytest.fixture
def article(cast):
    return an_article(cast)


def address_of(article, move: str = "") -> str:
    return f"/articles/cases/{article.case.number}" + (f"/{move}" if move else "")


def send(caller, article, move: str, **body):
    return caller.post(address_of(article, move), {"version": fresh_article(article).case.version, **body})


class TestAnArticle:
    def test_goes_from_the_draft_to_every_reader(self, cast, article):
        officer, reviewer = a_caller(cast, "officer"), a_caller(cast, "city_officer")
        assert done(officer.get(address_of(article)))["state"] == "draft"
        assert done(send(officer, article, "wording", **WORDING))["title"] == WORDING["title"]
        assert done(send(officer, article, "submit"))["state"] == "submitted"
        assert done(send(reviewer, article, "publish"))["edition_state"] == "published"
        found = done(a_caller(cast, "contact").get("/articles", q="缺相"))["items"]
        assert [row["cure"] for row in found] == [CURE]

    def test_says_what_stands_against_handing_it_in(self, cast, article):
        officer = a_caller(cast, "officer")
        named = {**WORDING, "cause": f"{cast.enterprise.short_name}的端子松了。"}
        shown = done(send(officer, article, "wording", **named))
        (submit,) = [move for move in shown["moves"] if move["move"] == "submit"]
        assert any(cast.enterprise.short_name in reason for reason in submit["refused_because"])
        told(send(officer, article, "submit"), 409)

    def test_is_not_reviewed_by_who_wrote_it(self, cast, article):
        officer = a_caller(cast, "city_officer")
        done(send(officer, article, "wording", **WORDING))
        done(send(officer, article, "submit"))
        assert "您自己写过" in send(officer, article, "publish").content.decode()

    def test_is_sent_back_set_aside_revised_and_retired_with_a_reason(self, cast):
        published = an_article(cast, "published")
        officer, reviewer = a_caller(cast, "officer"), a_caller(cast, "city_officer")
        told(send(officer, published, "revise"), 422)
        assert done(send(officer, published, "revise", reason="补充检测办法"))["edition"] == 2
        done(send(officer, published, "submit"))
        assert done(send(reviewer, published, "send-back", reason="写清步骤"))["state"] == "returned"
        assert done(send(officer, published, "set-aside", reason="不改了"))["state"] == "published"
        assert done(send(reviewer, published, "retire", reason="设备淘汰了"))["state"] == "retired"

    def test_an_older_version_is_refused(self, cast, article):
        told(a_caller(cast, "officer").post(address_of(article, "wording"), {**WORDING, "version": 90}), 409)


class TestOthers:
    @pytest.mark.parametrize("who", ["stranger", "contact", "other_officer"])
    def test_do_not_find_it(self, cast, article, who):
        told(a_caller(cast, who).get(address_of(article)), 404)
        told(send(a_caller(cast, who), article, "submit"), 404)

    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_who_reads_changes_nothing(self, cast, article, who):
        done(a_caller(cast, who).get(address_of(article)))
        told(send(a_caller(cast, who), article, "submit"), 403)

    def test_a_token_needs_the_scope(self, cast, article):
        caller = Caller(a_token(cast, "officer", scopes=["talent:read"]))
        told(caller.get(address_of(article)), 403)
