"""Fail when a model changed without its migration. Needs no database."""

from __future__ import annotations

import os
import sys
import tempfile


def main() -> None:
    with tempfile.TemporaryDirectory() as var:
        os.environ.setdefault("GONGQIAO_VAR", var)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongqiao.site.settings")
        import django

        django.setup()
        from django.apps import apps
        from django.db.migrations.autodetector import MigrationAutodetector
        from django.db.migrations.loader import MigrationLoader
        from django.db.migrations.state import ProjectState
        from django.utils import translation

        translation.deactivate_all()  # labels in Chinese are no change of a model
        loader = MigrationLoader(None)
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
            graph=loader.graph
        )
    if changes:
        print(f"models changed without a migration: {', '.join(sorted(changes))}")
        sys.exit(1)
    print("every model has its migrations")


if __name__ == "__main__":
    main()
