"""What every test from outside needs: a clock that stands still, files in a place of their own."""

from __future__ import annotations

import pytest

from tests.cast import MONDAY

CLOCKS = ("gongqiao.web.middleware.now", "gongqiao.api.access.now", "gongqiao.api.kernel.now")


@pytest.fixture
def set_clock(monkeypatch):
    """Return a function that sets the time which the doors read."""

    def to(moment):
        for clock in CLOCKS:
            monkeypatch.setattr(clock, lambda: moment)

    to(MONDAY)
    return to


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep uploads out of the way."""
    settings.FILES = tmp_path / "files"
    settings.OUTGOING = tmp_path / "outgoing"
