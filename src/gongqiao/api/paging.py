"""Pages of a list: limit and offset, with the count of all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Field, Schema

MOST = 200
FARTHEST = 1_000_000


class Window(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=FARTHEST)


def page(rows: QuerySet[Any], window: Window, show: Any) -> dict[str, Any]:
    """Return the window of rows, each through ``show``, and how many there are in all."""
    part = rows[window.offset : window.offset + window.limit]
    return {"items": [show(row) for row in part], "count": rows.count()}
