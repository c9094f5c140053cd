"""What innovation asks: which needs there are, as far as the reader behind the question may see them."""

from __future__ import annotations

from datetime import time

from django.db.models import Q

from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.contracts import answers
from gongqiao.services.enterprise_service.contract import NeedCard, NeedsNamed, OpenNeeds
from gongqiao.services.enterprise_service.models import Need
from gongqiao.services.enterprise_service.queries import orders as queries


@answers(OpenNeeds)
def answer_open_needs(question: OpenNeeds) -> tuple[NeedCard, ...]:
    """Return the open needs below some unions, by id."""
    rows = queries.needs_below(question.below).filter(state="open")
    if question.since:
        rows = rows.filter(registered_at__gte=local_time(question.since, time(0)))
    if question.words:
        rows = rows.filter(Q(title__icontains=question.words) | Q(enterprise__name__icontains=question.words))
    newest = rows.order_by("-registered_at", "-pk")[: question.limit]
    return tuple(sorted((card_of(row) for row in newest), key=lambda card: card.id))


@answers(NeedsNamed)
def answer_needs_named(question: NeedsNamed) -> dict[int, NeedCard]:
    """Return the needs with these ids that the reader oversees or speaks for."""
    rows = queries.needs_below(question.below) | queries.needs_of_enterprises(question.of_enterprises)
    return {row.pk: card_of(row) for row in rows.filter(pk__in=question.need_ids)}


def card_of(need: Need) -> NeedCard:
    """Return a need as its card."""
    return NeedCard(
        id=need.pk,
        enterprise_id=need.enterprise_id,
        enterprise_name=need.enterprise.name,
        industry=need.enterprise.industry,
        union_id=need.org_id,
        dish=need.dish,
        domain=need.domain,
        title=need.title,
        description=need.description,
        registered_on=local_date(need.registered_at),
        state=need.state,
    )
