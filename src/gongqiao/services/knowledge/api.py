"""Endpoints of the knowledge base: look up, read, say that it helped; word an article and have it reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from gongqiao.api.access import reader
from gongqiao.api.doing import do_once
from gongqiao.api.paging import Window, page
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import in_city_time
from gongqiao.kernel.cases.queries import case_numbered, open_moves
from gongqiao.services.knowledge.actions import reading, writing
from gongqiao.services.knowledge.flow import READ_AT_DESK, SERVICE
from gongqiao.services.knowledge.queries import articles as queries
from gongqiao.services.knowledge.queries.search import search
from gongqiao.services.knowledge.rules.drafting import Wording
from gongqiao.services.knowledge.rules.names import LABELS, secrets_about, text_of, without_names
from gongqiao.web.doors import at_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongqiao.services.knowledge.models import Article, Edition

router = Router(tags=["经验库"])


class ThanksIn(Schema):
    """The matter that an article helped with, by its number; an empty text for reading alone."""

    about: str


class SeenIn(Schema):
    """The version that the caller saw."""

    version: int = Field(ge=1, le=2_000_000_000)


class ReasonIn(SeenIn):
    """A move with a written reason."""

    reason: str = Field("", max_length=300)


Words = list[Annotated[str, Field(max_length=20)]]


class WordingIn(SeenIn):
    """What a draft is to say; ``plain_words`` look like a name and are none."""

    title: str = Field(max_length=60)
    problem: str = Field(max_length=2000)
    cause: str = Field("", max_length=2000)
    cure: str = Field(max_length=2000)
    advice: str = Field("", max_length=1000)
    trade: str = Field("", max_length=60)
    domain: str = Field("", max_length=30)
    terms: Words = Field(default_factory=list, max_length=12)
    plain_words: Words = Field(default_factory=list, max_length=12)

    def wording(self) -> Wording:
        """Return the value that the action takes."""
        given = self.dict(exclude={"version"})
        return Wording(**{**given, "terms": tuple(self.terms), "plain_words": tuple(self.plain_words)})


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


@router.get("/articles/cases/{number}", summary="正在写的一条经验")
def get_case(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return an article at work: its newest edition, the moves that are open, and what stands against them."""
    return _at_work(request, number)


@router.post("/articles/cases/{number}/wording", summary="改文字")
def post_wording(request: HttpRequest, number: str, body: WordingIn) -> dict[str, Any]:
    """Word a draft anew; names may stand in it until it is handed in."""

    def act(article: Article) -> None:
        writing.rewrite(article, body.wording(), seen=body.version, at=at_of(request), by=reader(request, SERVICE))

    return _doing(request, number, act)


def _move(name: str, schema: Any, summary: str, call: Any) -> None:
    """Add the endpoint of one move."""

    def endpoint(request: HttpRequest, number: str, body: Any) -> dict[str, Any]:
        by, at = reader(request, SERVICE), at_of(request)
        return _doing(request, number, lambda article: call(article, body, at, by))

    endpoint.__annotations__ = {"request": HttpRequest, "number": str, "body": schema, "return": dict[str, Any]}
    endpoint.__name__ = f"move_{name.replace('-', '_')}"
    endpoint.__doc__ = summary
    router.post(f"/articles/cases/{{number}}/{name}", summary=summary)(endpoint)


def _simply(action: Any) -> Any:
    return lambda article, body, at, by: action(article, seen=body.version, at=at, by=by)


def _with_reason(action: Any) -> Any:
    return lambda article, body, at, by: action(article, body.reason, seen=body.version, at=at, by=by)


_move("submit", SeenIn, "提交审核", _simply(writing.submit))
_move("publish", SeenIn, "审核通过，发布", _simply(writing.publish))
_move("send-back", ReasonIn, "退回修改", _with_reason(writing.send_back))
_move("set-aside", ReasonIn, "不采用", _with_reason(writing.set_aside))
_move("revise", ReasonIn, "出新版", _with_reason(writing.revise))
_move("retire", ReasonIn, "撤下", _with_reason(writing.retire))


def _doing(request: HttpRequest, number: str, act: Callable[[Article], None]) -> dict[str, Any]:
    article = _article(request, number)

    def do() -> dict[str, Any]:
        act(article)
        return _at_work(request, number)

    return do_once(request, do)


def _article(request: HttpRequest, number: str) -> Article:
    by = reader(request, SERVICE)
    case = case_numbered(number, by=by)
    request.looked_at = ("case", case.pk)  # type: ignore[attr-defined]
    return queries.article_of_case(case, by=by)


def _at_work(request: HttpRequest, number: str) -> dict[str, Any]:
    by = reader(request, SERVICE)
    if not by.may_anywhere(READ_AT_DESK):
        raise NotFound
    article = _article(request, number)
    case, edition = article.case, queries.editions_of(article)[0]
    secrets = secrets_about(article)
    texts = {name: text_of(edition, name) for name in LABELS}
    if not by.may_see_names:
        texts = {name: without_names(text, secrets) for name, text in texts.items()}
    moves = open_moves(case, article, at=at_of(request), by=by)
    return {
        "number": case.number, "article_id": article.pk, "version": case.version, "state": case.state,
        "edition": edition.number, "edition_state": edition.state, **texts,
        "moves": [{"move": m.move.name, "label": m.move.label, "refused_because": [r.text for r in m.reasons]} for m in moves],
    }  # fmt: skip
