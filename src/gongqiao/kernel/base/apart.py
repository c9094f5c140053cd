"""Work on what strangers sent in a process apart, which may be killed: bounded in time, memory and number."""

from __future__ import annotations

import fcntl
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gongqiao.kernel.base.errors import GongqiaoError

LONGEST_QUEUE_S = 20.0
AT_ONCE = 2


class Crowded(GongqiaoError):
    """正在处理的文件较多，请过半分钟再打开。"""

    code, status = "crowded", 503


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much a process apart may use: seconds of the processor, seconds of the wall clock, bytes of memory."""

    cpu_s: int = 20
    wall_s: float = 40
    memory_bytes: int = 1536 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a process apart said, and whether it came to its own end; what it said before it was killed is kept."""

    said: bytes
    is_whole: bool


def run_apart(module: str, given: bytes, *, queue: Path, bounds: Bounds = Bounds()) -> Answer:
    """Run one of our modules as a program that reads ``given`` and writes an answer. Raises Crowded.

    At most ``AT_ONCE`` run side by side on this machine, whatever the number of web processes; ``queue`` is a folder
    for that. The module begins with ``bind_myself``, as limits cannot be set from outside in a program with threads.
    """
    surroundings = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LANG": "C.UTF-8",
    }
    with _a_place(queue):
        child = subprocess.Popen(
            [sys.executable, "-m", module, str(bounds.cpu_s), str(bounds.memory_bytes)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=surroundings, cwd="/", start_new_session=True,
        )  # fmt: skip
        try:
            said, _ = child.communicate(given, timeout=bounds.wall_s)
        except subprocess.TimeoutExpired:
            child.kill()
            said, _ = child.communicate()
    return Answer(said=said, is_whole=child.returncode == 0)


def bind_myself() -> None:
    """Take the limits that the parent gave; the first line of every module that runs apart."""
    cpu_s, memory_bytes = (int(part) for part in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@contextmanager
def _a_place(queue: Path) -> Iterator[None]:
    """Wait for one of the places: a lock on a file dies with its process, so no place is ever lost."""
    queue.mkdir(mode=0o700, parents=True, exist_ok=True)
    pause_s, waited_s = 0.05, 0.0
    while True:
        for number in range(AT_ONCE):
            with (queue / f"place-{number}").open("wb") as place:
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if waited_s > LONGEST_QUEUE_S:
            raise Crowded
        time.sleep(pause_s)
        waited_s += pause_s
