"""The numbers of the knowledge base: what was written, and whether anybody was helped by it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.queries import cases
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.indicators import Dimension, Figure, register_dimensions, register_figures
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.sheets.columns import Column, Look
from gongqiao.services.knowledge.models import Edition, Helpful, Reading, Suggestion
from gongqiao.services.talent.contract import DomainsOfSkills


def _editions(by: Actor) -> QuerySet[Any]:
    """Return the editions that were published in the viewer's area: everybody reads them, but each counts at home."""
    at_home = cases(by=by).filter(flow="article").order_by().values("pk")
    rows = Edition.objects.visible_to(by).filter(published_at__isnull=False, article__case__in=at_home)
    return rows.select_related("article__case__org")


def _first_editions(by: Actor) -> QuerySet[Any]:
    return _editions(by).filter(number=1)


def _suggestions(by: Actor) -> QuerySet[Any]:
    return Suggestion.objects.visible_to(by).select_related("article__case", "org")


def _titled(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("article__case__org")


def _org(row: Any, look: Look) -> str:
    org: Union = row.article.case.org
    return org.short_name


_ARTICLE = (
    Column(name="title", label="经验", value=lambda r, look: r.article.case.title, is_wide=True,
           link=lambda r: f"/desk/knowledge/{r.article_id}"),
    Column(name="org", label="辖区", kind="quiet", value=_org),
)  # fmt: skip
_EDITION = (
    *_ARTICLE,
    Column(name="domain", label="专业领域", kind="quiet", value=lambda r, look: r.domain),
    Column(name="published_at", label="发布", kind="day", value=lambda r, look: r.published_at),
)
_OF_READER = (*_ARTICLE, Column(name="at", label="时间", kind="moment", value=lambda r, look: r.at))
_CUTS: dict[str, Any] = {"union": "article__case__org_id"}

register_dimensions(
    Dimension(name="domain", label="专业领域", choices=lambda by: [(name, name) for name in ask(DomainsOfSkills())])
)
PUBLISHED = Figure(
    name="knowledge.published", label="发布经验", unit="条", counts="things", source=_first_editions, at="published_at",
    columns=_EDITION, cuts={"domain": "domain"}, says="第一次发布的经验；出新版不重复计数。", **_CUTS,
)  # fmt: skip
IN_FORCE = Figure(
    name="knowledge.in_force", label="在用经验", unit="条", counts="things", is_stock=True, source=_editions,
    at="published_at", until="ended_at", columns=_EDITION, cuts={"domain": "domain"},
    says="期末所有人看得到的经验。", **_CUTS,
)  # fmt: skip
READINGS = Figure(
    name="knowledge.readings", label="阅读经验", unit="人次", counts="person_times",
    source=lambda by: _titled(Reading.objects.visible_to(by)), at="at", columns=_OF_READER,
    says="一个人一天读同一条只算一次。", **_CUTS,
)  # fmt: skip
HELPED = Figure(
    name="knowledge.helped", label="经验有用", unit="人次", counts="person_times",
    source=lambda by: _titled(Helpful.objects.visible_to(by)), at="at", columns=_OF_READER,
    says="一个人对一件事只算一次。", **_CUTS,
)  # fmt: skip
OFFERED = Figure(
    name="knowledge.offered", label="配班组前看到相近经验的点菜单", unit="件", counts="things", source=_suggestions,
    at="at", union="org_id", distinct="case_id",
    columns=(
        Column(name="title", label="相近的经验", value=lambda r, look: r.article.case.title, is_wide=True,
               link=lambda r: f"/desk/knowledge/{r.article_id}"),
        Column(name="score", label="相近程度", kind="whole", value=lambda r, look: r.score),
        Column(name="org", label="辖区", kind="quiet", value=lambda r, look: r.org.short_name),
        Column(name="at", label="点菜", kind="moment", value=lambda r, look: r.at),
    ),
    says="点菜时就有至少一条足够相近的经验；一张单只算一次。",
)  # fmt: skip

register_figures(PUBLISHED, IN_FORCE, READINGS, HELPED, OFFERED)
