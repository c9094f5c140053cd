"""Run every bench once, each in a process of its own: `make bench`, or `make bench ARGS="pages matching"`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = {"__init__", "all", "tables", "city", "twins"}


def main() -> None:
    benches = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in PARTS)
    chosen = sys.argv[1:] or benches
    if unknown := set(chosen) - set(benches):
        raise SystemExit(f"no such bench: {', '.join(sorted(unknown))}; there are {', '.join(benches)}")
    failed = [
        name for name in chosen if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent).returncode
    ]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
