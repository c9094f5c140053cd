"""The generated reference is what the code says, and a difference in either is noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gongqiao.kernel.cases.kinds import every_kind

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = ROOT / "docs/reference"


def run(*options: object):
    """Run the tool as the Makefile does."""
    command = [sys.executable, ROOT / "tools/reference.py", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path):
    """A copy of the reference to plant something in."""
    return Path(shutil.copytree(WRITTEN, tmp_path / "reference"))


def test_what_is_written_is_what_the_code_says():
    done = run("--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_stale_missing_or_surplus_page_gets_one_sentence(copy):
    (copy / "powers.md").write_text("# Powers\n", encoding="utf-8")
    (copy / "flows.md").unlink()
    (copy / "gossip.md").write_text("# Gossip\n", encoding="utf-8")
    done = run("--check", "--folder", copy)
    assert done.returncode == 1
    assert sorted(done.stdout.splitlines()) == [
        "flows.md is not what the code says; run `make docs`.",
        "gossip.md belongs to nothing in the code; run `make docs`.",
        "powers.md is not what the code says; run `make docs`.",
    ]


def test_one_changed_letter_is_noticed(copy):
    page = copy / "figures.md"
    page.write_text(page.read_text(encoding="utf-8").replace("人次", "人", 1), encoding="utf-8")
    done = run("--check", "--folder", copy)
    assert (done.returncode, done.stdout) == (1, "figures.md is not what the code says; run `make docs`.\n")


def test_checking_writes_nothing_and_writing_mends_everything(copy):
    (copy / "powers.md").write_text("# Powers\n", encoding="utf-8")
    (copy / "gossip.md").write_text("# Gossip\n", encoding="utf-8")
    run("--check", "--folder", copy)
    assert (copy / "powers.md").read_text(encoding="utf-8") == "# Powers\n"
    assert run("--folder", copy).returncode == 0
    assert {p.name: p.read_bytes() for p in copy.iterdir()} == {p.name: p.read_bytes() for p in WRITTEN.iterdir()}


class TestPlantedInTheCode:
    @pytest.fixture
    def one_flow(self, monkeypatch):
        """The function that writes a flow."""
        monkeypatch.syspath_prepend(str(ROOT / "tools"))
        from reference_pages.flows import one_flow

        return one_flow

    @pytest.mark.parametrize("kind", every_kind(), ids=lambda kind: kind.flow.name)
    def test_a_state_with_another_label_changes_the_page(self, kind, one_flow):
        first, *others = kind.flow.states
        planted = replace(kind.flow, states=(replace(first, label="另一个说法"), *others))
        assert one_flow(kind.flow, kind.guards) in (WRITTEN / "flows.md").read_text(encoding="utf-8")
        assert "另一个说法" in one_flow(planted, kind.guards)

    def test_a_move_with_another_power_changes_the_page(self, one_flow):
        kind = every_kind()[0]
        first, *others = kind.flow.moves
        planted = replace(kind.flow, moves=(replace(first, power=kind.flow.open_power), *others))
        assert one_flow(planted, kind.guards) != one_flow(kind.flow, kind.guards)
