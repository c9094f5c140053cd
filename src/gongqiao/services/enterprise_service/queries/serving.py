"""Read who serves an order and what counts on a team, for the answers to talent."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q

from gongqiao.kernel.base.masking import mask_phone
from gongqiao.kernel.cases.kinds import kind_of
from gongqiao.kernel.tree.queries import people_with_roles
from gongqiao.services.enterprise_service.contract import OnSite, OpenWork, WorkerSeen
from gongqiao.services.enterprise_service.models import Offer, Order, Presence, VisitRecord

SERVING = ("leader", "member")
HAPPENED = ("reported", "confirmed")
STILL_COUNTS = ("matched", "scheduled", "delivering", "returned")


def on_site(case_ids: Iterable[int]) -> dict[int, OnSite]:
    """Return orders as those know them who serve them, by case.

    Without by: an answer; whoever asks has seen the cases.
    """
    begun = VisitRecord.objects.filter(started_at__isnull=False).prefetch_related("sign_ins").order_by("-started_at")
    rows = Order.objects.filter(case__in=list(case_ids)).select_related("case")
    return {row.case_id: _on_site(row) for row in rows.prefetch_related(Prefetch("visits", begun))}


def open_work(team_ids: Iterable[int]) -> dict[int, tuple[OpenWork, ...]]:
    """Return the orders that count on teams: offered, or accepted and not done.

    Without by: an answer; it names orders to whoever forms the team.
    """
    wanted = list(team_ids)
    found: dict[int, tuple[OpenWork, ...]] = {}
    accepted = Order.objects.filter(team_id__in=wanted, case__state__in=STILL_COUNTS).select_related("case")
    for row in accepted.order_by("pk"):
        here = kind_of(row.case).state_of(row.case).label
        work = OpenWork(number=row.case.number, title=row.title, standing=here)
        found[row.team_id or 0] = (*found.get(row.team_id or 0, ()), work)
    for offer in Offer.objects.filter(team_id__in=wanted, state="open").select_related("order__case").order_by("pk"):
        work = OpenWork(number=offer.order.case.number, title=offer.order.title, standing="等班组答复")
        found[offer.team_id] = (*found.get(offer.team_id, ()), work)
    return found


def visits_served(person_ids: Iterable[int]) -> dict[int, int]:
    """Return on how many visits persons were present, by person.

    Without by: an answer; counts name nobody.
    """
    rows = Presence.objects.filter(Q(person_id__in=list(person_ids)), visit__state__in=HAPPENED)
    return dict(rows.values_list("person_id").annotate(n=Count("visit", distinct=True)).order_by())


def _on_site(order: Order) -> OnSite:
    visit = next(iter(order.visits.all()), None)
    lines = sorted(visit.sign_ins.all(), key=lambda line: line.pk) if visit else []
    return OnSite(
        case_id=order.case_id,
        number=order.case.number,
        title=order.title,
        dish=order.dish,
        enterprise_id=order.enterprise_id,
        place=order.place,
        team_ids=people_with_roles("case", order.case_id, *SERVING),
        visit_id=visit.pk if visit else None,
        is_under_way=visit is not None and visit.state == "under_way",
        workers=tuple(
            WorkerSeen(name=line.name, masked_phone=mask_phone(line.phone) if line.phone else "") for line in lines
        ),
    )
