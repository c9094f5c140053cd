"""Programs that call the API for the people of the cast, each with a token of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.cast import MONDAY, Cast

from gongqiao.kernel.access.powers import every_scope
from gongqiao.kernel.people.doors import issue_token
from gongqiao.kernel.people.models import Account
from gongqiao.kernel.people.queries import actor_for

API = "/api/v1"
CLOCKS = ("gongqiao.web.middleware.now", "gongqiao.api.access.now", "gongqiao.api.kernel.now")


def a_token(
    cast: Cast,
    who: str,
    *,
    scopes: Sequence[str] | None = None,
    strength: str = "full",
    lives: timedelta = timedelta(days=365),
    at: datetime = MONDAY,
) -> str:
    """Issue a token for somebody of the cast, with every scope unless some are given."""
    account = Account.objects.select_related("person").get(person=cast.person(who))
    by = actor_for(account, strength=strength, at=at)
    return issue_token(
        account, label="测试", scopes=list(every_scope()) if scopes is None else scopes, strength=strength,
        post_ids=[post.id for post in by.posts], lives=lives, at=at, by=by,
    )  # fmt: skip


class Caller:
    """A program with a token, or without one. A bug in the product answers 500 here, as it would outside."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns where it is missing
        self._client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(API + path, query, headers=self._headers())

    def delete(self, path: str) -> Any:
        return self._client.delete(API + path, headers=self._headers())

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.post_raw(path, json.dumps(body or {}), key=key)

    def post_raw(self, path: str, body: str | bytes, *, key: str = "", content_type: str = "application/json") -> Any:
        """Send a body just as it is."""
        return self._client.generic("POST", API + path, body, content_type=content_type, headers=self._headers(key))

    def upload(self, path: str, *, key: str = "", **fields: Any) -> Any:
        return self._client.post(API + path, fields, headers=self._headers(key))

    def _headers(self, key: str = "") -> dict[str, str]:
        named = {"Authorization": f"Bearer {self.token}" if self.token else "", "Idempotency-Key": key}
        return {name: value for name, value in named.items() if value}


def a_caller(cast: Cast, who: str, **token: Any) -> Caller:
    """Return the program of somebody of the cast."""
    return Caller(a_token(cast, who, **token))


def stop_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Stop the clock that the doors read at MONDAY; return a function that sets it."""

    def to(moment: datetime) -> None:
        for clock in CLOCKS:
            monkeypatch.setattr(clock, lambda: moment)

    to(MONDAY)
    return to


def told(answer: Any, status: int, code: str = "") -> str:
    """Check that a refusal has the one shape of all refusals, and return its sentence."""
    assert answer.status_code == status, answer.content.decode()
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    assert set(body) == {"code", "message", "fields", "reasons"}
    assert any("\u4e00" <= letter <= "\u9fff" for letter in body["message"]), body["message"]
    assert not code or body["code"] == code, body
    return str(body["message"])


def done(answer: Any, status: int = 200) -> Any:
    """Check that a call was carried out, and return what it answered."""
    assert answer.status_code == status, answer.content.decode()
    return answer.json()
