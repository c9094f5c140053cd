"""How long `make run` takes: cold in a fresh clone, and the second time; and whether Ctrl-C leaves anything.

    python -m bench.start [--clone FOLDER]

The clone holds what is committed. The limits are the project's promises: 180 s, 10 s, no process.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from bench.tables import show

ROOT = Path(__file__).resolve().parent.parent
COLD_LIMIT_S, WARM_LIMIT_S, PATIENCE_S = 180, 10, 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clone", type=Path, help="an empty folder for the clone; a temporary one by default")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gq-bench-") as temporary:
        clone = chosen.clone or Path(temporary) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        cold_s, cold_stop_s, cold_left = start_and_stop(clone)
        warm_s, warm_stop_s, warm_left = start_and_stop(clone)
    rows = [
        ("cold start", f"{cold_s:.1f} s", f"{COLD_LIMIT_S} s", f"{cold_s / COLD_LIMIT_S:.2f}"),
        ("second start", f"{warm_s:.1f} s", f"{WARM_LIMIT_S} s", f"{warm_s / WARM_LIMIT_S:.2f}"),
        ("Ctrl-C", f"{max(cold_stop_s, warm_stop_s):.1f} s", "", ""),
        ("processes left", cold_left + warm_left, 0, ""),
    ]
    show("`make run`", ("", "measured", "limit", "ratio"), rows)
    if cold_s > COLD_LIMIT_S or warm_s > WARM_LIMIT_S or cold_left or warm_left:
        raise SystemExit(1)


def start_and_stop(clone: Path) -> tuple[float, float, int]:
    """Return seconds until the first page is served, seconds until all is gone, and processes left behind."""
    port = _free_port()
    began = time.monotonic()
    group = subprocess.Popen(
        ["make", "run"], cwd=clone, env={**os.environ, "PORT": str(port)}, start_new_session=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _wait_for_a_page(group, port)
    started_s = time.monotonic() - began
    asked = time.monotonic()
    os.killpg(group.pid, signal.SIGINT)
    group.wait(60)
    return started_s, time.monotonic() - asked, len(_processes_in(clone))


def _wait_for_a_page(group: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if group.poll() is not None:
            raise SystemExit("make run ended by itself")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                line.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if b" 200 " in line.recv(64):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"no page after {PATIENCE_S} s")


def _processes_in(clone: Path) -> list[int]:
    """Return the processes whose command line names the clone."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if str(clone).encode() in line:
                found.append(int(folder.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
