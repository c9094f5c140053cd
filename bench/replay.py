"""How fast a year of the programme is played through the real actions, and in which figures it ends.

    python -m bench.replay [--name jiangmen-2024]

The replay runs in a folder of its own with an embedded PostgreSQL as `make run` starts it. An action is one call of a
public action that leaves a line in the book; what the clock jobs do comes on top.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile

from bench.tables import show
from gongqiao.site.replay.productions import PRODUCTIONS

MOST_S = 240


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", choices=sorted(PRODUCTIONS), default="jiangmen-2024")
    name = parser.parse_args().name
    with tempfile.TemporaryDirectory(prefix="gq-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "gongqiao.site.cli", "replay", name, "--json"], check=True, stdout=subprocess.PIPE,
            env={**os.environ, "GONGQIAO_VAR": folder},
        )  # fmt: skip
    told = json.loads(done.stdout)
    rows = [(label, f"{value:,}") for label, value in told["figures"].items()]
    rows += [
        ("seconds", f"{told['seconds']:.0f} (limit {MOST_S}, ratio {told['seconds'] / MOST_S:.2f})"),
        ("actions a second", f"{told['actions_per_s']:.0f}"),
        ("memory of the process", f"{told['peak_mb']:.0f} MiB"),
    ]
    show(f"`gongqiao replay {name}`", ("", "measured"), rows)
    if told["seconds"] > MOST_S and name == "jiangmen-2024":
        raise SystemExit(1)


if __name__ == "__main__":
    main()
