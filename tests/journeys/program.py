"""Somebody's program: it calls the API of the running product with a token of its own."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

PATIENCE_S = 30


class Program:
    """Calls the API for one person; an answer that was not expected fails the test with what it said."""

    def __init__(self, home: str) -> None:
        self._home, self._token = home + "/api/v1", ""

    @classmethod
    def of_role(cls, home: str, role: str) -> Program:
        """Sign in as a role of the demo."""
        made = cls(home)
        made._token = made.post("/sign-in/demo", role=role)["token"]
        return made

    @classmethod
    def by_phone(cls, home: str, phone: str) -> Program:
        """Sign in by phone and code, which the demo shows."""
        made = cls(home)
        code = made.post("/sign-in/code", phone=phone)["demo_code"]
        made._token = made.post("/sign-in", phone=phone, code=code)["token"]
        return made

    def get(self, path: str, **query: Any) -> Any:
        """Read."""
        tail = f"?{urlencode(query)}" if query else ""
        return self._call("GET", quote(path) + tail, None)

    def post(self, path: str, **body: Any) -> Any:
        """Write, once."""
        return self._call("POST", quote(path), body)

    def refused(self, path: str, **body: Any) -> str:
        """Write and be refused; return everything that was said."""
        try:
            self.post(path, **body)
        except AssertionError as refused:
            return str(refused)
        raise AssertionError(f"{path} was not refused")

    def move(self, path: str, name: str, **body: Any) -> Any:
        """Take a move of a case, having seen it as it is now."""
        return self.post(f"{path}/{name}", version=self.get(path)["version"], **body)

    def _call(self, method: str, path: str, body: Any) -> Any:
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self._home + path, data, headers, method=method)) as answer:
                return json.load(answer)
        except HTTPError as refused:
            raise AssertionError(f"{refused.code} {method} {path}: {refused.read().decode()}") from refused


def soon(look: Callable[[], Any]) -> Any:
    """Look until something is there: the worker needs a moment."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.5)
    raise AssertionError("nothing came of it in time")
