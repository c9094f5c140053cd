"""Begin an article from a closed order, and offer the published ones to a new order."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.cases.actions import open_case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.queries import union
from gongqiao.services.enterprise_service.contract import ClosedOrder, ClosedOrders, WordsOfOrders
from gongqiao.services.knowledge.actions._editions import put_down
from gongqiao.services.knowledge.contract import AskedText
from gongqiao.services.knowledge.flow import DRAFT, SUGGEST
from gongqiao.services.knowledge.models import Article, Edition, Suggestion
from gongqiao.services.knowledge.queries.search import alike
from gongqiao.services.knowledge.rules.drafting import first_wording, is_slight, lessons_in
from gongqiao.services.knowledge.rules.kinds import ARTICLES

SUGGESTED = 3


def draft(source_case_id: int, *, at: datetime, by: Actor) -> Article | None:
    """Begin an article from a closed order in which a problem was solved; once an order, however often it is asked."""
    by.must(DRAFT, at=Place())
    found = ask(ClosedOrders(case_ids=(source_case_id,))).get(source_case_id)
    if found is None or not lessons_in(found) or found.leader_id is None:
        return None
    with transaction.atomic():
        known = Article.objects.filter(source_case_id=source_case_id).first()
        return known or _begin(found, found.leader_id, at=at, by=by)


def _begin(order: ClosedOrder, leader_id: int, *, at: datetime, by: Actor) -> Article:
    wording = first_wording(order)
    home = union(order.org_id, by=by)
    with open_case(
        ARTICLES, title=wording.title, org=home, person_id=leader_id, words={"title": wording.title}, at=at, by=by
    ) as case:
        article = Article.objects.create(case=case, source_case_id=order.case_id, is_slight=is_slight(order))
        put_down(Edition(article=article, number=1), wording, at=at)
    return article


@transaction.atomic
def suggest(case_id: int, *, at: datetime, by: Actor) -> list[Suggestion]:
    """Keep which articles are offered to a new order; those that were offered already stay as they were."""
    by.must(SUGGEST, at=Place())
    asked = ask(WordsOfOrders(case_ids=(case_id,))).get(case_id)
    if asked is None:
        return []
    text = AskedText(key=case_id, head=asked.title, body=asked.description, domain=asked.domain)
    cards = alike([text], person_id=None, limit=SUGGESTED)[case_id]
    rows = [
        Suggestion(case_id=case_id, article_id=card.id, org_id=asked.org_id, score=card.score, at=at) for card in cards
    ]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        write("edit", "knowledge.suggest", thing="case", thing_id=case_id, detail={"articles": len(rows)}, at=at, by=by)
    return rows
