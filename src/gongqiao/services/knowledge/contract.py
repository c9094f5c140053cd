"""What other services may know of what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongqiao.kernel.contracts import Fact, Question


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(Fact):
    """An article, or a new edition of one, may be read by everybody."""

    article_id: int
    edition: int


@dataclass(frozen=True, kw_only=True)
class AskedText:
    """A matter for which like ones are looked for; ``key`` is a name of the asker's own, here the case's id.

    ``head`` says it in a sentence and counts double; ``domain`` may be empty.
    """

    key: int
    head: str
    body: str = ""
    domain: str = ""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Characters ``start`` to ``end`` (excluded) of a text."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class ArticleCard:
    """A published article that is alike: ``score`` 1 to 100, the words that both share, and where they stand in its
    ``problem``. ``is_thanked``: the asking person said of this matter that it helped.
    """

    id: int
    title: str
    problem: str
    cure: str
    score: int
    shared: tuple[str, ...]
    spans: tuple[Stretch, ...]
    helpful: int
    is_thanked: bool


@dataclass(frozen=True, kw_only=True)
class ArticlesLike(Question[Mapping[int, tuple[ArticleCard, ...]]]):
    """The published articles that are most alike, for each matter by its key; none where nothing is alike enough."""

    texts: tuple[AskedText, ...]
    person_id: int | None = None
    limit: int = 3
