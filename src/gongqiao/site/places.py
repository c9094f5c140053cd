"""Where this installation keeps its files. Everything that changes lives under one folder, `var`."""

from __future__ import annotations

from pathlib import Path

from gongqiao.site.environment import read

ROOT = Path(__file__).resolve().parents[3]


def var() -> Path:
    """The folder for data, uploads, logs and secrets: `GONGQIAO_VAR`, else `./var` of the checkout."""
    return Path(read("GONGQIAO_VAR") or ROOT / "var").resolve()


def belongings() -> Path:
    """The folder for what lies beside the rows of the database: a replay's are kept apart and dropped with it."""
    return var() / "replay" if read("REPLAY") else var()


def private(folder: Path) -> Path:
    """Create ``folder`` readable by its owner alone and return it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def logs() -> Path:
    """The folder of the log files."""
    return private(var() / "log")
