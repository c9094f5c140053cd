"""The numbers of people: who went, who learned, what the enterprises thought. Persons and person-times stay apart."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Figure
from gongqiao.services.enterprise_service.figures import columns
from gongqiao.services.enterprise_service.figures.loop import OF_ORDER, SIGN_IN_SHAPE, through
from gongqiao.services.enterprise_service.models import Presence, Rating, SignIn


def _workers(by: Actor) -> QuerySet[Any]:
    """Return the sign-ins, each with the worker that it stands for: his phone, or, without one, the line itself."""
    own = Concat(Value("#"), Cast("pk", CharField()))
    return SignIn.objects.visible_to(by).annotate(
        worker=Case(When(phone="", then=own), default=F("phone"), output_field=CharField())
    )


def _presences(by: Actor) -> QuerySet[Any]:
    return Presence.objects.visible_to(by)


def _ratings(by: Actor) -> QuerySet[Any]:
    return Rating.objects.visible_to(by)


WORKERS = Figure(
    name="enterprise_service.workers", label="培训职工", unit="人", counts="persons", source=_workers, distinct="worker",
    says="期间内签到的不同职工。留了手机号的按手机号去重，没有手机号的一行算一人，所以只会略多、不会少算。",
    **SIGN_IN_SHAPE,
)  # fmt: skip
PRESENCE_SHAPE: dict[str, Any] = {
    "source": _presences, "where": Q(visit__state__in=["reported", "confirmed"]), "at": "visit__activity__starts_at",
    "union": "visit__order__case__org_id", "cuts": {**through("visit__order"), "team": "visit__activity__team_id"},
    "columns": columns.PRESENCES, "prepare": columns.names_of_craftsmen,
    "related": ("visit__activity", "visit__order__case__org", "visit__order__enterprise__org"),
}  # fmt: skip
CRAFTSMEN = Figure(
    name="enterprise_service.craftsmen", label="上门技师", unit="人", counts="persons", distinct="person_id",
    says="期间内到过现场的不同技师，以班组填报的到场人员为准。", **PRESENCE_SHAPE,
)  # fmt: skip
PRESENT = Figure(
    name="enterprise_service.present", label="技师上门", unit="人次", counts="person_times",
    says="期间内技师到场的人次，一人去两次算两人次。", **PRESENCE_SHAPE,
)  # fmt: skip
RATING_SHAPE: dict[str, Any] = {
    "counts": "things", "source": _ratings, "where": Q(side="enterprise"), "at": "at", "columns": columns.RATINGS,
    **OF_ORDER,
}  # fmt: skip
RATED = Figure(
    name="enterprise_service.rated", label="企业评价", unit="条", says="期间内企业给班组的评价。", **RATING_SHAPE
)
STARS = Figure(
    name="enterprise_service.stars", label="企业评分合计", unit="分", total="score", says="期间内企业给班组的分数之和。",
    **RATING_SHAPE,
)  # fmt: skip
PEOPLE = (WORKERS, CRAFTSMEN, PRESENT, RATED, STARS)
