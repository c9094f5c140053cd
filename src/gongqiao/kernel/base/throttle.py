"""Rate limits in the database, so that they hold over all processes and survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from gongqiao.kernel.base.errors import TooOften
from gongqiao.kernel.base.models import Tally
from gongqiao.kernel.base.seals import digest


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most ``most`` tries of one kind in ``window_s`` seconds; ``sentence`` is what one too many reads."""

    name: str
    most: int
    window_s: int
    sentence: str


def count(limit: Limit, who: str, *, at: datetime) -> None:
    """Count one try of ``who``. Raises TooOften past the limit; counts in its own statement, not yours."""
    window = datetime.fromtimestamp(at.timestamp() // limit.window_s * limit.window_s, UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_tally as t (name, window_at, count) values (%s, %s, 1)"
            " on conflict (name, window_at) do update set count = t.count + 1 returning count",
            [_name(limit, who), window],
        )
        row = cursor.fetchone()
    if row and row[0] > limit.most:
        raise TooOften(limit.sentence)


def forget(limit: Limit, who: str) -> None:
    """Start the count of ``who`` again, after a success."""
    Tally.objects.filter(name=_name(limit, who)).delete()


def sweep(*, at: datetime) -> None:
    """Delete windows that ended more than a day ago."""
    Tally.objects.filter(window_at__lt=at - timedelta(days=1)).delete()


def _name(limit: Limit, who: str) -> str:
    return digest("throttle", f"{limit.name}:{who}")
