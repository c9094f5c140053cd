"""Read apprenticeship pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.people.queries import names_like
from gongqiao.services.enterprise_service.contract import OrdersOnSite
from gongqiao.services.talent.contract import PairCard
from gongqiao.services.talent.models import CheckIn, Craftsman, Pair
from gongqiao.services.talent.models.pair import PairQuerySet
from gongqiao.services.talent.queries.craftsmen import craftsmen_among, masters


def pairs(*, by: Actor) -> PairQuerySet:
    """Return the pairs in sight, the latest signed first."""
    rows = Pair.objects.visible_to(by).select_related("case__org", "master__person", "enterprise__org")
    return rows.order_by("-signed_at", "-pk")


def pairs_like(words: str, *, by: Actor) -> PairQuerySet:
    """Find pairs by number, trade or enterprise, and by the two names for those who may see names."""
    words = words.strip()
    if not words:
        return pairs(by=by)
    like = Q(case__number__iendswith=words) | Q(trade__icontains=words)
    if by.may_see_names:
        like |= Q(apprentice_name__startswith=words) | Q(master__person_id__in=names_like(words))
        like |= Q(enterprise__name__icontains=words) | Q(enterprise__initials__startswith=words.lower())
    return pairs(by=by).filter(like)


def pair_of_case(case: Case, *, by: Actor) -> Pair:
    """Return the pair behind a case, with what its page shows. Raises NotFound."""
    rows = Pair.objects.visible_to(by).select_related("case__org__node", "master__person", "enterprise__org")
    return rows.one(case=case)


def masters_for(order: Case | None, *, by: Actor) -> list[Craftsman]:
    """Return who may be the master: of an order in sight those who serve it, else the craftsmen in sight."""
    if order is None:
        return masters(by=by)
    site = ask(OrdersOnSite(case_ids=(order.pk,))).get(order.pk)
    return craftsmen_among(site.team_ids) if site else []


def master_for(craftsman_id: int, order: Case | None, *, by: Actor) -> Craftsman:
    """Return one of those who may be the master. Raises NotFound."""
    found = next((one for one in masters_for(order, by=by) if one.pk == craftsman_id), None)
    if found is None:
        raise NotFound("没有这位师傅，或者他不在这次上门的班组里。")
    return found


def check_ins(pair: Pair) -> list[CheckIn]:
    """Return what was written down of a pair in sight, newest first."""
    return list(pair.check_ins.order_by("-at", "-pk"))


def pairs_of_master(craftsman: Craftsman, *, by: Actor) -> list[Pair]:
    """Return the pairs of a craftsman in sight that the actor may see, those in force first."""
    rows = pairs(by=by).filter(master=craftsman)
    return sorted(rows, key=lambda pair: pair.ended_at is not None)


def own_pairs(*, by: Actor) -> list[Pair]:
    """Return the pairs in which the actor teaches, learns, or for whose enterprise he speaks."""
    return list(pairs(by=by)[:100])


def cards_of_orders(case_ids: Iterable[int]) -> Mapping[int, tuple[PairCard, ...]]:
    """Return the pairs signed for these orders by the order's case, oldest first.

    Without by: an answer to the service of the orders, which shows a pair to whom it shows the order.
    """
    rows = Pair.objects.filter(order_case_id__in=list(case_ids)).select_related("case", "master__person")
    found: dict[int, tuple[PairCard, ...]] = {}
    for row in rows.order_by("pk"):
        found[row.order_case_id or 0] = (*found.get(row.order_case_id or 0, ()), _card(row))
    return found


def _card(row: Pair) -> PairCard:
    here = kind_of(row.case).state_of(row.case)
    return PairCard(
        id=row.pk,
        number=row.case.number,
        master_name=row.master.person.name,
        apprentice_name=row.apprentice_name,
        trade=row.trade,
        shape=here.shape,
        state=here.label,
        is_open=row.ended_at is None,
    )
