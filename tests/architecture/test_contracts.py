"""The import contracts hold, and each of them breaks when a forbidden import is planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
]
PLANTED = {
    "The house stands on its cores": ("web/planted.py", "from gongqiao.services.talent import queries"),
    "Inside the kernel, each floor knows only the floors below": (
        "kernel/tree/planted.py", "from gongqiao.kernel.cases import queries",
    ),
    "Services meet only through contracts": (
        "services/enterprise_service/rules/planted.py", "from gongqiao.services.talent import models",
    ),
    "Every service has the same rooms, in the same order": ("services/talent/helpers.py", "x = 1"),
    "Cores and contracts hold no Django": ("cores/matching/planted.py", "import django"),
    "Contracts and flows are plain values": (
        "services/talent/contract.py", "from gongqiao.services.talent import models",
    ),
    "Doors go through queries and actions": (
        "services/enterprise_service/pages/planted.py", "from gongqiao.services.enterprise_service.models import Order",
    ),
}  # fmt: skip


def linted(folder: Path) -> str:
    """Lint the imports of a copy of the house and return the report."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    done = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report on the house as it is, and on a copy with a forbidden import for every contract."""
    folder = tmp_path_factory.mktemp("house")
    leave_out = shutil.ignore_patterns("__pycache__", "static", "templates", "*.csv", "*.ttf", "*.otf", "data")
    shutil.copytree(ROOT / "src/gongqiao", folder / "gongqiao", ignore=leave_out)
    sound = linted(folder)
    for path, line in PLANTED.values():
        with (folder / "gongqiao" / path).open("a", encoding="utf-8") as out:
            out.write(f"\n{line}\n")
    return sound, linted(folder)


def test_every_contract_has_a_planted_import():
    assert set(PLANTED) == set(CONTRACTS)


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_house_keeps_the_contract(reports, name):
    assert f"{name} KEPT" in reports[0], reports[0][-2000:]


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_contract_breaks_on_a_planted_import(reports, name):
    assert f"{name} BROKEN" in reports[1], reports[1][-3000:]
