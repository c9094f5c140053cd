"""Read proposals: groups of like needs that might be common problems."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.queries import enterprises
from gongqiao.services.enterprise_service.contract import NeedCard, OpenNeeds
from gongqiao.services.innovation.models import Proposal
from gongqiao.services.innovation.models.proposal import ProposalQuerySet
from gongqiao.services.innovation.queries.works import held_need_ids, needs_seen
from gongqiao.services.innovation.rules.likeness import MarkedNeed, marked

MOST_CHOICES = 60


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A proposal with its needs, the binding words marked, and its enterprises by id."""

    proposal: Proposal
    needs: tuple[MarkedNeed, ...]
    enterprises: dict[int, Enterprise]


def proposals(*, by: Actor) -> ProposalQuerySet:
    """Return the proposals that ``by`` may see, those of more enterprises first."""
    rows = Proposal.objects.visible_to(by).select_related("org__node", "problem__work__case")
    return rows.order_by("-enterprise_ids__len", "-likeness", "pk")


def proposal(pk: int, *, by: Actor) -> Proposal:
    """Return one proposal. Raises NotFound."""
    return proposals(by=by).one(pk=pk)


def shown(rows: list[Proposal], *, by: Actor) -> list[Shown]:
    """Return proposals with everything that their page shows, read at once."""
    cards = needs_seen((need_id for row in rows for need_id in row.need_ids), by=by)
    firms = enterprises(by=by).in_bulk({pk for row in rows for pk in row.enterprise_ids})
    return [
        Shown(
            proposal=row,
            needs=tuple(marked(cards[pk], row.terms) for pk in row.need_ids if pk in cards),
            enterprises={pk: firms[pk] for pk in row.enterprise_ids if pk in firms},
        )
        for row in rows
    ]


def needs_to_choose(words: str, *, by: Actor) -> list[NeedCard]:
    """Return the newest open needs in sight that no common problem has yet, narrowed by words."""
    question = OpenNeeds(below=tuple(sorted(by.nodes)), words=words, limit=MOST_CHOICES * 4)
    held = held_need_ids()
    free = [card for card in ask(question) if card.id not in held]
    return sorted(free, key=lambda card: -card.id)[:MOST_CHOICES]
