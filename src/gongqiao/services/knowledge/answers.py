"""The knowledge base answers the question in its contract."""

from __future__ import annotations

from collections.abc import Mapping

from gongqiao.kernel.contracts import answers
from gongqiao.services.knowledge.contract import ArticleCard, ArticlesLike
from gongqiao.services.knowledge.queries.search import alike


@answers(ArticlesLike)
def answer_articles_like(question: ArticlesLike) -> Mapping[int, tuple[ArticleCard, ...]]:
    """Return the most alike published articles for each matter."""
    return alike(question.texts, person_id=question.person_id, limit=question.limit)
