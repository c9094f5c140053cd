"""The product as `gongqiao run` serves it: database, web server and worker in processes of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.running.installation import free_port

ROOT = Path(__file__).resolve().parents[2]
READY = "工桥已就绪"
STOP_PATIENCE_S = 60


@dataclass(kw_only=True)
class Site:
    """A running installation with a folder, a database and an address of its own."""

    url: str
    var: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    listener: threading.Thread | None = None
    said: list[str] = field(default_factory=list)
    logged: dict[str, int] = field(default_factory=dict)

    def command(self, *words: str) -> str:
        """Run our command line beside the running site and return what it said."""
        return self._run("gongqiao.site.cli", *words)

    def behind(self, *words: str) -> Any:
        """Do behind the scenes what no page offers; see ``behind.py``."""
        return json.loads(self._run("tests.journeys.behind", *words))

    def new_log_lines(self) -> list[str]:
        """Return what the web server and the worker wrote since the last look; a quiet server writes nothing.

        And whether the supervisor had to start one of them again.
        """
        found = [line for line in self.said if "意外停了" in line]
        for name in ("web.log", "worker.log"):
            path = self.var / "log" / name
            text = path.read_bytes()[self.logged.get(name, 0) :]
            self.logged[name] = self.logged.get(name, 0) + len(text)
            found += text.decode(errors="replace").splitlines()
        return found

    def stop(self) -> None:
        """End it as Ctrl-C does, and leave nothing."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STOP_PATIENCE_S)
            assert self.listener is not None and self.process.stdout is not None
            self.listener.join()
            self.process.stdout.close()
        shutil.rmtree(self.var, ignore_errors=True)

    def _run(self, module: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *words], capture_output=True, text=True, env=self.environment, cwd=ROOT
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def open_demo() -> Site:
    """Start the demo city on a free port."""
    return _open(host="127.0.0.1")


def open_for_real() -> Site:
    """Start an installation that is meant in earnest: it has a public name and nobody in it."""
    return _open(host="localhost", is_public=True)


def _open(*, host: str, is_public: bool = False) -> Site:
    port = free_port()
    url = f"http://{host}:{port}"
    var = Path(tempfile.mkdtemp(prefix="gq-journey-"))
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_POOL", "PUBLIC_URL"}}
    environment |= {
        "GONGQIAO_VAR": str(var), "PORT": str(port), "PYTHONUNBUFFERED": "1", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "gongqiao.site.settings", **({"PUBLIC_URL": url} if is_public else {}),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "gongqiao.site.cli", "run"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    site = Site(url=url, var=var, environment=environment, process=process)
    assert process.stdout is not None
    for line in process.stdout:
        site.said.append(line)
        if READY in line:
            break
    else:
        raise AssertionError("the site did not start:\n" + "".join(site.said))
    site.listener = threading.Thread(target=site.said.extend, args=(process.stdout,), daemon=True)
    site.listener.start()
    return site


def password_in(said: str) -> str:
    """Return the first password that `gongqiao found` printed."""
    found = re.search(r"密码是 (\S+)，", said)
    assert found, said
    return found[1]
