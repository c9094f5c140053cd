"""Endpoints of numbers: every number of the services in a token's scopes, and the rows of which it is the sum."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongqiao.api.access import reader
from gongqiao.api.paging import Window
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.kernel.indicators import Cut, every_figure, figure_named
from gongqiao.kernel.indicators.powers import READ
from gongqiao.kernel.indicators.tallies import tally
from gongqiao.kernel.sheets.columns import Column, Look, Standing

if TYPE_CHECKING:
    from gongqiao.kernel.indicators import Figure

router = Router(tags=["指标"])


class PartIn(Schema):
    """Which part of the numbers: days and a union; ``enterprise`` where a number is cut by enterprises."""

    since: date | None = None
    until: date | None = None
    union_id: int | None = Field(None, ge=1, le=MAX_ID)
    enterprise_id: int | None = Field(None, ge=1, le=MAX_ID)

    def cut(self) -> Cut:
        """Return the cut."""
        return Cut(since=self.since, until=self.until, union_id=self.union_id).of(enterprise=self.enterprise_id)


@router.get("/numbers", summary="全部指标")
def list_numbers(request: HttpRequest, part: Query[PartIn]) -> dict[str, Any]:
    """Return every number of the services in the token's scopes, with what it counts. Money in fen."""
    by: Actor = request.by  # type: ignore[attr-defined]
    _must_read(by)
    known = {scope.partition(":")[0] for scope in by.scopes or ()}
    figures = [figure for figure in every_figure() if _service(figure) in known]
    counted = tally(figures, part.cut(), by=by)
    return {"items": [{**_about(figure), "value": counted.total(figure)} for figure in figures]}


@router.get("/numbers/{name}", summary="一个指标和构成它的每一行")
def get_number(request: HttpRequest, name: str, part: Query[PartIn], window: Query[Window]) -> dict[str, Any]:
    """Return a number and the rows of which it is the count or the sum, as far as the actor sees them."""
    figure = figure_named(name)
    if figure is None:
        raise NotFound("没有这个指标，请先看 /numbers。")
    by = reader(request, _service(figure))
    _must_read(by)
    cut, at = part.cut(), request.at  # type: ignore[attr-defined]
    request.looked_at = (f"figure.{figure.short_name}"[:40], 0)  # type: ignore[attr-defined]
    rows = figure.rows(cut, by=by).select_related(*figure.related)
    shown = list(rows[window.offset : window.offset + window.limit])
    look = Look(by=by, at=at)
    look = Look(by=by, at=at, more=figure.prepare(shown, look))
    return {
        **_about(figure),
        "value": figure.value(cut, by=by),
        "count": rows.count(),
        "items": [{column.name: _plain(column, row, look) for column in figure.columns} for row in shown],
    }


def _must_read(by: Actor) -> None:
    if not by.may_anywhere(READ):
        raise NotFound


def _service(figure: Figure) -> str:
    return figure.name.partition(".")[0]


def _about(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name, "label": figure.label, "unit": "分" if figure.counts == "fen" else figure.unit,
        "counts": figure.counts, "is_stock": figure.is_stock, "is_distinct": bool(figure.distinct), "says": figure.says,
    }  # fmt: skip


def _plain(column: Column, row: Any, look: Look) -> Any:
    """Return a cell as a plain value: a standing by its word, a moment in the city's time, money in fen."""
    value = column.value(row, look)
    match value:
        case Standing():
            return value.label
        case datetime():
            return in_city_time(value)
    return value
