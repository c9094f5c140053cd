"""One installation for the whole room: its first start is the slow one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.running.installation import Installation, free_port


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation that was never started before the first test of the file."""
    made = Installation(var=Path(tmp_path_factory.mktemp("gq-run")) / "var", port=free_port())
    yield made
    made.clear()


@pytest.fixture
def running(installation):
    """The installation, serving; it is stopped afterwards."""
    installation.start()
    yield installation
    installation.clear()
