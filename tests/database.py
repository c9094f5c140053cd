"""Pytest plugin: a PostgreSQL of our own for the tests, with the application's plain role.

Loaded by name before anything reads the settings. ``GONGQIAO_PG_BIN`` (``make test PG=15``) chooses other binaries.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VAR = Path(tempfile.mkdtemp(prefix="gq-test-"))
for name in (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "PUBLIC_URL",
    "DEMO",
    "GONGQIAO_ROLE",
    "SECRET_KEY",
    "HOTLINE",
    "REPLAY",
):
    os.environ.pop(name, None)
os.environ["GONGQIAO_VAR"] = str(VAR)
os.environ["DATABASE_POOL"] = "0"
atexit.register(shutil.rmtree, VAR, ignore_errors=True)


def start() -> None:
    """Start the cluster, bring it to shape and load the reference data; it ends with this process."""
    from gongqiao.site.embedded import Cluster, bundled_binaries

    cluster = Cluster(home=VAR / "pg", binaries=bundled_binaries(), careless=True)
    cluster.initialise()
    child = cluster.start(VAR / "postgres.log")
    atexit.register(cluster.stop, child)
    cluster.furnish()
    gongqiao("migrate")
    gongqiao("seed")


def gongqiao(*command: str) -> str:
    """Run our command line in a process of its own and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "gongqiao.site.cli", *command], capture_output=True, text=True, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
