"""Bring the database to the shape of this version, and give the application's role no more than it needs."""

from __future__ import annotations

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from gongqiao.site import database


def migrate() -> None:
    """Apply the migrations as the owner and renew the grants of the application's role."""
    call_command("migrate", interactive=False, verbosity=0)
    grant()


def is_current() -> bool:
    """Whether every migration has been applied."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def grant() -> None:
    """Let the application's role read and write rows, and only add to what is append-only."""
    role = str(database.parts_of(database.app_url()).get("user", ""))
    owner = str(database.parts_of(database.owner_url()).get("user", ""))
    if not role or role == owner:
        return
    name = sql.Identifier(role)
    statements = [
        "grant usage on schema public to {}",
        "grant select, insert, update, delete on all tables in schema public to {}",
        "grant usage, select on all sequences in schema public to {}",
    ]
    with psycopg.connect(**database.parts_of(database.owner_url())) as owner_connection:
        for statement in statements:
            owner_connection.execute(sql.SQL(statement).format(name))
        for table in append_only_tables():
            revoke = sql.SQL("revoke update, delete, truncate on {} from {}")
            owner_connection.execute(revoke.format(sql.Identifier(table), name))
        owner_connection.execute(sql.SQL("revoke insert, update, delete on django_migrations from {}").format(name))


def append_only_tables() -> list[str]:
    """Return the tables whose rows are never changed."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)]
