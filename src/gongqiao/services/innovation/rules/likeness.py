"""Open needs as values of the grouping, and its groups as proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongqiao.cores.grouping import Group, Need, group_needs, places
from gongqiao.cores.matching import Span
from gongqiao.services.enterprise_service.contract import NeedCard
from gongqiao.services.innovation.models import Proposal

MOST_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True)
class MarkedNeed:
    """A need with the places in its texts where the binding words stand."""

    card: NeedCard
    in_title: tuple[Span, ...]
    in_description: tuple[Span, ...]


def groups_of(cards: Iterable[NeedCard]) -> tuple[Group, ...]:
    """Return the groups of like needs."""
    return group_needs([_as_value(card) for card in cards])


def marked(card: NeedCard, terms: Sequence[str]) -> MarkedNeed:
    """Return a need with its binding words marked."""
    return MarkedNeed(card=card, in_title=places(card.title, terms), in_description=places(card.description, terms))


def shared_node(lines: Iterable[Sequence[int]]) -> int:
    """Return the lowest node that lies on all these lines. Raises ValueError when they have none in common."""
    common: list[int] = []
    for level in zip(*lines, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    if not common:
        raise ValueError("these unions have no federation in common")
    return common[-1]


class Dismissals:
    """Groups that somebody said were no common problem: one comes back only with an enterprise that it did not have."""

    def __init__(self, dismissed: Iterable[Proposal]) -> None:
        self._firms: dict[int, list[frozenset[int]]] = {}
        for proposal in dismissed:
            for need_id in proposal.need_ids:
                self._firms.setdefault(need_id, []).append(frozenset(proposal.enterprise_ids))

    def cover(self, group: Group) -> bool:
        """Whether a group that shares a need with this one was dismissed and had all its enterprises."""
        firms = set(group.enterprise_ids)
        return any(firms <= had for need_id in group.need_ids for had in self._firms.get(need_id, ()))


def nearest(group: Group, by_need: Mapping[int, Proposal], taken: set[int]) -> Proposal | None:
    """Return the open proposal that shares most needs with a group and is not taken by another, the older of equals."""
    shared: dict[int, int] = {}
    found: dict[int, Proposal] = {}
    for need_id in group.need_ids:
        proposal = by_need.get(need_id)
        if proposal is not None and proposal.pk not in taken:
            shared[proposal.pk] = shared.get(proposal.pk, 0) + 1
            found[proposal.pk] = proposal
    return found[min(shared, key=lambda pk: (-shared[pk], pk))] if shared else None


def short(words: Iterable[str]) -> list[str]:
    """Cut words to what a column holds: a Latin run may be as long as its text."""
    return [word[:MOST_CHARACTERS] for word in words]


def _as_value(card: NeedCard) -> Need:
    return Need(
        id=card.id,
        enterprise_id=card.enterprise_id,
        title=card.title,
        description=card.description,
        domain=card.domain,
        industry=card.industry,
    )
