"""A clock that stands still for every test of the API."""

from __future__ import annotations

import pytest

from gongqiao.api.tests.callers import stop_clock


@pytest.fixture(autouse=True)
def set_clock(monkeypatch):
    return stop_clock(monkeypatch)
