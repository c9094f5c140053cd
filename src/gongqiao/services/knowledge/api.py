"""Endpoints of the knowledge base: look up, read, say that it helped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.services.knowledge.actions import reading
from gongqiao.services.knowledge.flow import SERVICE
from gongqiao.services.knowledge.queries import articles as queries
from gongqiao.services.knowledge.queries.search import search

if TYPE_CHECKING:
    from gongqiao.services.knowledge.models import Edition

router = Router(tags=["经验库"])


class ThanksIn(Schema):
    """The matter that an article helped with, by its number; an empty text for reading alone."""

    about: str


@router.get("/articles", summary="找经验")
def list_articles(request: HttpRequest, window: Query[Window], q: str = "", domain: str = "") -> dict[str, Any]:
    """List what is published, the most alike first when words are given."""
    rows = search(q[:60], by=reader(request, SERVICE))
    return page(rows.filter(domain=domain) if domain else rows, window, _shown)


@router.get("/articles/{article_id}", summary="一条经验")
def get_article(request: HttpRequest, article_id: int) -> dict[str, Any]:
    """Return the edition of an article that is in force."""
    return _shown(queries.published(article_id, by=reader(request, SERVICE)))


@router.post("/articles/{article_id}/helped", summary="说这条经验有用")
def post_helped(request: HttpRequest, article_id: int, body: ThanksIn) -> dict[str, Any]:
    """Say that an article helped; a second time with the same matter changes nothing."""
    by = reader(request, SERVICE)
    shown = queries.published(article_id, by=by)
    about = case_numbered(body.about, by=by) if body.about else None

    def act() -> dict[str, Any]:
        is_first = reading.thank(shown.article, about=about, at=request.at, by=by)  # type: ignore[attr-defined]
        return {"is_first": is_first, "helpful": queries.published(article_id, by=by).helpful}

    return do_once(request, act)


def _shown(row: Edition) -> dict[str, Any]:
    return {
        "id": row.article_id, "edition": row.number, "title": row.title, "problem": row.problem, "cause": row.cause,
        "cure": row.cure, "advice": row.advice, "trade": row.trade, "domain": row.domain, "terms": row.terms,
        "helpful": row.helpful,
        "published_at": in_city_time(row.published_at) if row.published_at else None,
    }  # fmt: skip
