"""Read activities: the team's days, and those that an order may join."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery

from gongqiao.kernel.access.actor import Actor
from gongqiao.services.enterprise_service.models import Activity, Order, VisitRecord
from gongqiao.services.enterprise_service.models.activity import ActivityQuerySet


def activities(*, by: Actor) -> ActivityQuerySet:
    """Return the activities that ``by`` may see, the latest first; each knows how many enterprises it serves."""
    coming = VisitRecord.objects.filter(activity=OuterRef("pk")).exclude(state="cancelled").order_by()
    served = coming.values("activity").annotate(n=Count("enterprise_id", distinct=True)).values("n")
    rows = Activity.objects.visible_to(by).select_related("org").annotate(enterprises_counted=Subquery(served))
    return rows.order_by("-starts_at", "-pk")


def coming(*, at: datetime, by: Actor) -> list[Activity]:
    """Return the planned activities of the next seven days, the next first; those of this morning stay in sight."""
    rows = activities(by=by).filter(state="planned", starts_at__gte=at - timedelta(hours=12))
    return list(rows.filter(starts_at__lt=at + timedelta(days=7)).order_by("starts_at"))


def activity(pk: int, *, by: Actor) -> Activity:
    """Return one activity. Raises NotFound."""
    return activities(by=by).one(pk=pk)


def visits_of(activity: Activity, *, by: Actor) -> list[VisitRecord]:
    """Return the visit records of an activity in sight."""
    rows = VisitRecord.objects.visible_to(by).filter(activity=activity).select_related("enterprise", "order__case")
    return list(rows.order_by("pk"))


def joinable(order: Order, *, at: datetime, by: Actor) -> list[Activity]:
    """Return the planned activities of the order's team that another enterprise may join."""
    rows = activities(by=by).filter(team_id=order.team_id or 0, state="planned", starts_at__gt=at)
    return list(rows.order_by("starts_at")[:20])


def visits_of_leader(*, by: Actor) -> list[VisitRecord]:
    """Return the visits that the actor leads and that are agreed or under way, the next first."""
    rows = VisitRecord.objects.visible_to(by).filter(
        activity__leader_id=by.own_id, state__in=["proposed", "agreed", "under_way"]
    )
    return list(rows.select_related("activity", "enterprise", "order__case").order_by("activity__starts_at"))


def offers_to(*, by: Actor) -> list[Order]:
    """Return the orders whose open offer waits for the actor's answer, the first due first."""
    rows = Order.objects.visible_to(by).filter(offers__state="open", offers__leader_id=by.own_id)
    return list(rows.select_related("case", "enterprise").order_by("offers__answer_by"))
