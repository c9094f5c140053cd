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
    with tempfile.TemporaryDirectory(prefix="gq-bench-") as folder:
        var = Path(folder)
        os.environ |= {"GONGQIAO_VAR": str(var), "DEMO": "1", "DATABASE_POOL": "0"}
        from gongqiao.site.embedded import Cluster, running

        with running(Cluster.here(), var / "postgres.log") as cluster:
            cluster.furnish()
            subprocess.run([sys.executable, "-m", "gongqiao.site.parts", "prepare"], check=True, stdout=sys.stderr)
            os.environ["DJANGO_SETTINGS_MODULE"] = "gongqiao.site.settings"
            import django

            django.setup()
            yield var
            from django.db import connections

            connections.close_all()
