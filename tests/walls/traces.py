"""What a request left behind in the database: rows added, changed or gone, by table."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

QUIET = frozenset({"django_session", "base_tally", "cases_draft", "people_onetimecode"})
"""Sessions, counts of tries, forms kept while one types and codes sent: written by a mere look or try."""


def _tables() -> list[str]:
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(names & set(connection.introspection.table_names()) - QUIET)


def _counts(younger_than: int) -> dict[str, tuple[int, int]]:
    """Return for each table how many rows it has, and how many were written after a transaction."""
    one = "select '{0}', count(*), count(*) filter (where xmin::text::bigint > {1}) from {0}"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(table, younger_than) for table in _tables()))
        return {table: (rows, young) for table, rows, young in cursor.fetchall()}


class Traces:
    """Remembers the database as it is now; ``left()`` names the tables that are different later.

    Works inside one transaction: a savepoint that begins after it has a transaction id above that of the marker.
    """

    def __init__(self) -> None:
        self._marker = self._mark()
        self._rows = {table: rows for table, (rows, _) in _counts(self._marker).items()}

    def left(self) -> list[str]:
        """Return the tables with rows that came, changed or went."""
        now = _counts(self._marker)
        return [table for table, (rows, young) in now.items() if young or rows != self._rows[table]]

    def _mark(self) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into base_tally (name, window_at, count) values (gen_random_uuid()::text, now(), 0)"
                " returning xmin::text::bigint"
            )
            (marker,) = cursor.fetchone() or (0,)
        return int(marker)
