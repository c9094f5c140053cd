"""The numbers of the programme: each is the count or the sum of rows that can be opened.

A figure is a query of rows under the viewer's scope, and a way to add them up; ``value`` adds up exactly the rows
that ``rows`` shows. The indicators take these over later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_time
from gongqiao.services.enterprise_service.models import (
    Activity,
    Confirmation,
    Need,
    Order,
    Problem,
    SignIn,
    VisitRecord,
)


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Which part is looked at: days (the end included), county, dish; empty means all."""

    since: date | None = None
    until: date | None = None
    union_id: int | None = None
    dish: str = ""
    programme_id: int | None = None

    def at_union(self, union_id: int | None) -> Cut:
        """Return the same cut for one county."""
        return replace(self, union_id=union_id)

    @property
    def period(self) -> tuple[datetime | None, datetime | None]:
        """The half-open moments of the days."""
        start = local_time(self.since, time(0)) if self.since else None
        last = self.until if self.until and self.until < date.max else None
        end = local_time(last + timedelta(days=1), time(0)) if last else None
        return start, end


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number: ``union`` and ``dish`` are the paths by which its rows are cut, ``at`` the moment that dates them.

    ``distinct`` counts different values of a field instead of rows; ``total`` adds up a field.
    ``kind``: persons, person-times, things or fen; ``stock`` figures ignore the period.
    """

    name: str
    label: str
    unit: str
    source: Callable[[Actor], QuerySet[Any]]
    at: str
    union: str
    dish: str = ""
    programme: str = ""
    distinct: str = ""
    total: str = ""
    is_stock: bool = False
    kind: str = "things"

    def rows(self, cut: Cut, *, by: Actor) -> QuerySet[Any]:
        """Return the rows behind the number, newest first."""
        rows = self.source(by)
        start, end = cut.period
        if start and not self.is_stock:
            rows = rows.filter(**{f"{self.at}__gte": start})
        if end and not self.is_stock:
            rows = rows.filter(**{f"{self.at}__lt": end})
        for path, value in ((self.union, cut.union_id), (self.dish, cut.dish), (self.programme, cut.programme_id)):
            if path and value:
                rows = rows.filter(**{path: value})
        return rows.order_by(f"-{self.at}", "-pk")

    def value(self, cut: Cut, *, by: Actor) -> int:
        """Return the number: it equals what its rows add up to."""
        found = self._summed(self.rows(cut, by=by).order_by())
        return int(found["n"] or 0)

    def by_union(self, cut: Cut, *, by: Actor) -> dict[int, int]:
        """Return the number of each county at once."""
        return self._grouped(self.union, cut, by=by)

    def by_dish(self, cut: Cut, *, by: Actor) -> dict[str, int]:
        """Return the number of each dish at once."""
        return self._grouped(self.dish, cut, by=by)

    def _grouped(self, path: str, cut: Cut, *, by: Actor) -> dict[Any, int]:
        grouped = self.rows(cut, by=by).order_by().values(group=F(path)).annotate(n=self._aggregate())
        return {row["group"]: int(row["n"] or 0) for row in grouped}

    def _summed(self, rows: QuerySet[Any]) -> dict[str, Any]:
        return rows.aggregate(n=self._aggregate())

    def _aggregate(self) -> Sum | Count:
        if self.total:
            return Sum(self.total)
        return Count(self.distinct, distinct=True) if self.distinct else Count("pk")


def _orders(by: Actor) -> QuerySet[Any]:
    return Order.objects.visible_to(by)


def _confirmations(by: Actor) -> QuerySet[Any]:
    return Confirmation.objects.visible_to(by).filter(superseded_at=None).exclude(review_state="returned")


_OF_ORDER: dict[str, Any] = {"union": "case__org_id", "dish": "dish", "programme": "programme_id"}
_OF_DETAIL: dict[str, Any] = {"union": "order__case__org_id", "dish": "order__dish", "programme": "order__programme_id"}

ASKED = Figure(
    name="asked", label="登记需求", unit="条", source=lambda by: Need.objects.visible_to(by), at="registered_at",
    union="org_id", dish="dish",
)  # fmt: skip
ORDERED = Figure(name="ordered", label="点菜", unit="件", source=_orders, at="ordered_at", **_OF_ORDER)
MATCHED = Figure(
    name="matched", label="配班组", unit="件", source=lambda by: _orders(by).filter(matched_at__isnull=False),
    at="ordered_at", **_OF_ORDER,
)  # fmt: skip
VISITED = Figure(
    name="visited", label="上门", unit="件", source=lambda by: _orders(by).filter(visited_at__isnull=False),
    at="ordered_at", **_OF_ORDER,
)  # fmt: skip
CLAIMED = Figure(
    name="claimed", label="报解决", unit="件", source=lambda by: _orders(by).filter(claimed_at__isnull=False),
    at="ordered_at", **_OF_ORDER,
)  # fmt: skip
CONFIRMED = Figure(
    name="confirmed", label="企业确认", unit="件", source=lambda by: _orders(by).filter(confirmed_at__isnull=False),
    at="ordered_at", **_OF_ORDER,
)  # fmt: skip
CLOSED = Figure(
    name="closed", label="归档", unit="件",
    source=lambda by: _orders(by).filter(closed_at__isnull=False, confirmed_at__isnull=False),
    at="ordered_at", **_OF_ORDER,
)  # fmt: skip
FUNNEL = (ASKED, ORDERED, MATCHED, VISITED, CLAIMED, CONFIRMED, CLOSED)
"""One funnel everywhere: of what was asked in the period, how much got how far."""

ENTERPRISES = Figure(
    name="enterprises", label="服务企业", unit="家",
    source=lambda by: VisitRecord.objects.visible_to(by).filter(state="confirmed"), at="confirmed_at",
    distinct="enterprise_id", **_OF_DETAIL,
)  # fmt: skip
PROBLEMS = Figure(
    name="problems", label="解决难题", unit="个", source=lambda by: Problem.objects.visible_to(by).filter(state="solved"),
    at="confirmed_at", **_OF_DETAIL,
)  # fmt: skip
ACTIVITIES = Figure(
    name="activities", label="助企活动", unit="场", source=lambda by: Activity.objects.visible_to(by).filter(state="held"),
    at="held_at", union="org_id",
)  # fmt: skip
TRAINED = Figure(
    name="trained", label="培训", unit="人次", kind="person-times",
    source=lambda by: SignIn.objects.visible_to(by)
    .filter(visit__state__in=["reported", "confirmed"])
    .exclude(visit__order__closed_at__isnull=False, visit__order__confirmed_at=None), at="at",
    union="visit__order__case__org_id", dish="visit__order__dish", programme="visit__order__programme_id",
)  # fmt: skip
BENEFIT_ACTUAL = Figure(
    name="benefit_actual", label="实际效益", unit="元", kind="fen", source=_confirmations, at="at", total="actual_fen",
    **_OF_DETAIL,
)  # fmt: skip
BENEFIT_EXPECTED = Figure(
    name="benefit_expected", label="预计效益", unit="元", kind="fen", source=_confirmations, at="at",
    total="expected_fen", **_OF_DETAIL,
)  # fmt: skip
RESULTS = (ENTERPRISES, PROBLEMS, BENEFIT_ACTUAL, BENEFIT_EXPECTED, ACTIVITIES, TRAINED)

EVERY_FIGURE = {figure.name: figure for figure in (*FUNNEL, *RESULTS)}
