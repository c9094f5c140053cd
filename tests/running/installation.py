"""An installation of our own under a temporary folder, and what became of its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_S = 120


@dataclass(kw_only=True)
class Installation:
    """Runs `gongqiao run` and its siblings on one data folder. For real use, so that no demo city is built."""

    var: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = {"GONGQIAO_VAR": str(self.var), "PORT": str(self.port), "PUBLIC_URL": f"http://localhost:{self.port}"}
        return {**os.environ, **ours, **self.extra}

    def says(self, *command: str) -> tuple[int, str]:
        """Run a command to its end; return its code and everything that it said."""
        done = subprocess.run(
            [sys.executable, "-m", "gongqiao.site.cli", *command],
            env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def start(self) -> str:
        """Start everything; return what it said until it was ready."""
        self.running = subprocess.Popen(
            [sys.executable, "-m", "gongqiao.site.cli", "run"], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        said = ""
        assert self.running.stdout is not None
        for line in self.running.stdout:
            said += line
            if "按 Ctrl-C 停止" in line:
                return said
        raise AssertionError(f"it ended before it was ready:\n{said}")

    def end(self, number: int) -> str:
        """Send a signal as a terminal does, to the whole group; return what was said until the end."""
        assert self.running is not None
        os.killpg(self.running.pid, number)
        return self._last_words()

    def end_alone(self, number: int) -> None:
        """Send a signal to the supervisor only."""
        assert self.running is not None
        self.running.send_signal(number)
        self._last_words()

    def processes(self) -> dict[int, str]:
        """Return the processes of this installation that are alive: those that have its folder in their environment."""
        mark = f"GONGQIAO_VAR={self.var}".encode()
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    if mark in (folder / "environ").read_bytes().split(b"\0"):
                        found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except OSError:
                    continue
        return found

    def is_gone(self) -> bool:
        """Wait until no process is left; whether that came to pass."""
        return eventually(lambda: not self.processes(), 20)

    def answers(self) -> bool:
        """Whether the entrance is served."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(f"GET / HTTP/1.0\r\nHost: localhost:{self.port}\r\n\r\n".encode())
                return b" 200 " in line.recv(64)
        except OSError:
            return False

    def clear(self) -> None:
        """Leave nothing behind, whatever the test did."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.running is not None:
            self._last_words()
        assert self.is_gone(), self.processes()

    def _last_words(self) -> str:
        assert self.running is not None
        said, _ = self.running.communicate(timeout=PATIENCE_S)
        self.running = None
        return said


def eventually(holds, seconds: float) -> bool:
    """Ask until the answer is yes or the time is over; return the last answer."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.1)
    return bool(holds())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
