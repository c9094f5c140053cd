"""The register of enterprises and the ledger of the reform as lists, with what each enterprise got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org.queries import enterprises, enterprises_like, industries, name_as_seen
from gongqiao.kernel.org.tags import ABOVE_SIZE, LEDGER_LEVELS, TAGS
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.services.enterprise_service.pages.lists import counties
from gongqiao.services.enterprise_service.queries.enterprises import Served, ledger, served
from gongqiao.web.listings import Asked, Choices, Listing, register_listing
from gongqiao.web.templatetags.parts import seen_name

UNKNOWN_LEVEL = "unknown"


def _one(row: Any) -> str:
    return f"/desk/enterprise-service/enterprises/{row.pk}"


def _served(rows: Sequence[Any], look: Look) -> Mapping[int, Served]:
    return served([row.pk for row in rows], by=look.by)


def _cut(rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    """Narrow enterprises by the filters that were chosen."""
    if asked.value("county"):
        rows = rows.filter(org_id=asked.value("county"))
    if asked.value("tag"):
        rows = rows.filter(tags__contains=[asked.value("tag")])
    if level := asked.value("level"):
        rows = rows.filter(ledger_level="" if level == UNKNOWN_LEVEL else level)
    if asked.value("section"):
        rows = rows.filter(classed_as__section=asked.value("section"))
    if size := asked.value("size"):
        above = rows.filter(tags__contains=[ABOVE_SIZE])
        rows = above if size == "above" else rows.exclude(tags__contains=[ABOVE_SIZE])
    return rows


def _enterprises(asked: Asked) -> QuerySet[Any]:
    found = enterprises_like(asked.words, by=asked.by) if asked.words else enterprises(by=asked.by)
    return _cut(found, asked)


def _ledger(asked: Asked) -> QuerySet[Any]:
    rows = ledger(by=asked.by)
    return _cut(rows.filter(name__icontains=asked.words) if asked.words else rows, asked)


def _sections(by: Actor) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.name}") for row in industries(level=1)]


def _industry(row: Any, look: Look) -> str:
    return str(row.classed_as.name if row.classed_as else row.industry)


COUNTY = Choices(name="county", label="县（市、区）", of=counties)
TAG = Choices(name="tag", label="标签", of=lambda by: [(tag, tag) for tag in TAGS])
LEVEL = Choices(name="level", label="产改台账", of=lambda by: [*LEDGER_LEVELS, (UNKNOWN_LEVEL, "级别没填")])
SIZE = Choices(name="size", label="规模", of=lambda by: [("above", "规上"), ("below", "其他")])
SECTION = Choices(name="section", label="行业门类", of=_sections)

NAME = Column(name="name", label="企业", value=lambda e, look: seen_name(e, look.by), link=_one, is_wide=True)
FULL_NAME = Column(
    name="name", label="企业", link=_one, is_wide=True,
    value=lambda e, look: e.name if look.by.may_see_names else name_as_seen(e, by=look.by),
)  # fmt: skip
PLACE = Column(name="place", label="辖区", kind="quiet", value=lambda e, look: f"{e.org.short_name}·{e.area.name}")
INDUSTRY = Column(name="industry", label="行业", kind="quiet", value=_industry)
WORKERS = Column(name="workers", label="职工", kind="whole", value=lambda e, look: e.workers)
VISITS = Column(name="visits", label="已服务（次）", kind="whole", value=lambda e, look: look.more[e.pk].visits or None)
LAST = Column(name="last_at", label="最近服务", kind="day", value=lambda e, look: look.more[e.pk].last_at)

ENTERPRISES = register_listing(
    Listing(
        name="enterprise_service.enterprises",
        label="企业",
        says="已服务只数企业确认过的上门。",
        searchable="名称、拼音首字母、信用代码",
        rows=_enterprises,
        prepare=_served,
        row_link=_one,
        filters=(COUNTY, TAG, LEVEL, SIZE, SECTION),
        columns=(
            NAME,
            Column(name="code", label="信用代码", kind="code", value=lambda e, look: e.uscc if look.by.may_see_names else ""),
            PLACE,
            INDUSTRY,
            Column(name="tags", label="标签", kind="tags", value=lambda e, look: e.labels),
            WORKERS,
            VISITS,
            LAST,
        ),
        empty=("没有符合的企业", "换个条件试试，或登记新企业。"),
    )
)  # fmt: skip

REFORM_LEDGER = register_listing(
    Listing(
        name="enterprise_service.ledger",
        label="产改台账",
        says="产业工人队伍建设改革台账里的企业，从省级到县级，和它们得到的服务。",
        searchable="企业名称",
        rows=_ledger,
        prepare=_served,
        row_link=_one,
        filters=(COUNTY, LEVEL, SIZE, SECTION),
        columns=(
            Column(name="level", label="级别", value=lambda e, look: e.get_ledger_level_display() or "没填"),
            FULL_NAME,
            PLACE,
            INDUSTRY,
            WORKERS,
            Column(name="orders", label="点菜（单）", kind="whole", value=lambda e, look: look.more[e.pk].orders or None),
            Column(name="dishes", label="点过的菜", kind="quiet", value=lambda e, look: look.more[e.pk].dishes),
            VISITS,
            LAST,
        ),
        empty=("台账里还没有企业", "在企业登记或导入名单时填“产改台账”，就会出现在这里。"),
    )
)  # fmt: skip
