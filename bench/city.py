"""The demo city on a PostgreSQL of its own, for as long as a bench runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def demo_city() -> Iterator[Path]:
    """Run a cluster with the demo city and set Django up on it; yield the folder of its data."""
    with _city(is_demo=True) as var:
        yield var


@contextlib.contextmanager
def founded_city() -> Iterator[Path]:
    """Run a cluster with a city that has its federations, one officer and nothing else; Django acts as the owner."""
    with _city(is_demo=False) as var:
        yield var


@contextlib.contextmanager
def _city(*, is_demo: bool) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gq-bench-") as folder:
        var = Path(folder)
        os.environ |= {"GONGQIAO_VAR": str(var), "DEMO": "1" if is_demo else "", "DATABASE_POOL": "0"}
        from gongqiao.site.embedded import Cluster, running

        with running(Cluster.here(), var / "postgres.log") as cluster:
            cluster.furnish()
            subprocess.run([sys.executable, "-m", "gongqiao.site.parts", "prepare"], check=True, stdout=sys.stderr)
            if not is_demo:
                found = ["found", "--name", "江门市总工会", "--officer", "陈市", "--phone", "13900000001"]
                subprocess.run([sys.executable, "-m", "gongqiao.site.cli", *found], check=True, stdout=sys.stderr)
                os.environ["GONGQIAO_ROLE"] = "owner"
            os.environ["DJANGO_SETTINGS_MODULE"] = "gongqiao.site.settings"
            import django

            django.setup()
            yield var
            from django.db import connections

            connections.close_all()
