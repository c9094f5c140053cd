"""Run the database, the web server and the worker together in the foreground, and end them together.

Children get a signal from the kernel when this process is gone, whatever ended it; a child that dies by
itself is started again. Ctrl-C, a terminal that closes and `kill` all lead through the same orderly stop.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gongqiao.site.embedded import end_with_parent
from gongqiao.site.places import var

PR_SET_CHILD_SUBREAPER = 36
STOP_PATIENCE_S = 12
RESTARTS_IN_A_ROW = 5
CALM_AFTER_S = 30


class AskedToStop(Exception):
    """Somebody pressed Ctrl-C, closed the terminal or sent a signal."""


class AlreadyRunning(Exception):
    """Something of ours runs in this folder already. The message is a Chinese sentence."""


@dataclass(kw_only=True)
class Child:
    """One program under the supervisor: how it starts, how it is asked to stop."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    stop_signal: int = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = field(default=0)

    def launch(self) -> None:
        """Start the program."""
        self.process = self.start()
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        """Whether the program was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Ask the program to end; kill it when it does not within the patience."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def program(command: list[str], log: Path | None, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start ``command`` with its output appended to ``log``, or beside ours; it ends when we end.

    It does not hear Ctrl-C, which a terminal sends to the whole group: we do, and end it once, in its turn.
    """
    ends_with_us = end_with_parent(signal.SIGTERM)

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        ends_with_us()

    with log.open("ab") if log else contextlib.nullcontext() as out:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, preexec_fn=prepare
        )


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Turn the signals that end a foreground program into AskedToStop."""

    def stop(number: int, frame: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise AskedToStop

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def only_one_here() -> Iterator[bool]:
    """Hold the lock of this folder for the length of a with-block; say whether the one before was killed.

    Raises AlreadyRunning.
    """
    with (var() / "running").open("a+") as held:
        held.seek(0)
        number = held.read().strip()
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sentence = f"这个文件夹里的工桥已经在运行（进程 {number}）。请先停掉它，或换一个文件夹。"
            raise AlreadyRunning(sentence) from None
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        try:
            yield bool(number)
        finally:
            held.truncate(0)


def adopt_orphans() -> None:
    """Let processes whose parent died become our children, so that none is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def watch(children: list[Child]) -> None:
    """Keep ``children`` alive until AskedToStop; give up on one that keeps dying."""
    while True:
        for child in children:
            if child.has_died():
                _revive(child)
        _reap_adopted(children)
        time.sleep(0.1)


def stop_all(children: list[Child]) -> None:
    """Stop the children, last started first, then whatever they left behind."""
    for child in reversed(children):
        child.stop()
    _end_adopted()


def _revive(child: Child) -> None:
    if time.monotonic() - child.started_at > CALM_AFTER_S:
        child.deaths = 0
    child.deaths += 1
    if child.deaths > RESTARTS_IN_A_ROW:
        raise SystemExit(f"{child.name}一启动就停，已经试了 {RESTARTS_IN_A_ROW} 次：请看 var/log/ 里的日志。")
    print(f"{child.name}意外停了，正在重新启动 …", file=sys.stderr, flush=True)
    time.sleep(min(0.05 * 4 ** (child.deaths - 1), 5))
    child.launch()


def _reap_adopted(children: list[Child]) -> None:
    ours = {child.process.pid for child in children if child.process}
    for pid in _children_of_ours():
        if pid not in ours:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _end_adopted() -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = _children_of_ours()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        until = time.monotonic() + 2
        while left and time.monotonic() < until:
            for pid in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            left = _children_of_ours()
            time.sleep(0.02)


def _children_of_ours() -> list[int]:
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    try:
        return [int(pid) for pid in listing.read_text().split()]
    except OSError:
        return []
