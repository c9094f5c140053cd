"""The order: the detail of its case; its problems, training wishes and offers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models.need import URGENCIES, Need
from gongqiao.services.enterprise_service.models.programme import MenuItem, Programme


class OrderQuerySet(ScopedQuerySet["Order"]):
    """Orders, scoped through their case."""

    grounds = Grounds(org="case__org_id", enterprise="enterprise_id", shared_as="case", shared_by="case_id")


class Order(models.Model):
    """One enterprise, one dish. The ``*_at`` columns say when a step of the funnel was first reached."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    menu_item = models.ForeignKey(MenuItem, on_delete=models.PROTECT, related_name="+")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="order")
    dish = models.CharField(max_length=16, choices=sorted(DISHES.items()))
    title = models.CharField("一句话说清", max_length=60)
    description = models.TextField("现场情况", max_length=2000, default="", blank=True)
    domain = models.CharField("专业领域", max_length=30, default="", blank=True)
    urgency = models.CharField("紧急程度", max_length=10, choices=URGENCIES, default="affected")
    wished_on = models.DateField("希望哪天上门", null=True, blank=True)
    place = models.CharField("地点", max_length=120, default="", blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    ordered_by = models.BigIntegerField()
    extra = models.JSONField(default=dict)
    team_id = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    matched_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_unrated = models.BooleanField(default=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["programme", "dish"], name="order_programme_dish"),
            models.Index(fields=["team_id", "matched_at"], name="order_team"),
            models.Index(fields=["confirmed_at"], name="order_confirmed"),
            models.Index(fields=["-ordered_at", "-id"], name="order_newest"),
            models.Index(fields=["-closed_at"], name="order_closed"),
        ]


class ProblemQuerySet(ScopedQuerySet["Problem"]):
    """Problems, scoped through their order's case."""

    grounds = Grounds(
        org="order__case__org_id", enterprise="order__enterprise_id", shared_as="case", shared_by="order__case_id"
    )


class Problem(models.Model):
    """A technical or management problem of one order. Only its own enterprise makes it count as solved."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="problems")
    title = models.CharField(max_length=60)
    state = models.CharField(
        max_length=10,
        choices=[
            ("registered", "已登记"),
            ("claimed", "班组报解决"),
            ("solved", "企业确认解决"),
            ("unsolved", "未解决"),
        ],
        default="registered",
    )
    cause = models.TextField("查明原因", max_length=2000, default="", blank=True)
    cure = models.TextField("处理经过", max_length=2000, default="", blank=True)
    registered_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    objects = ProblemQuerySet.as_manager()
    SHAPES = {"registered": "todo", "claimed": "hold", "solved": "done", "unsolved": "stop"}

    class Meta:
        indexes = [models.Index(fields=["state", "confirmed_at"], name="problem_confirmed")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="solved") | Q(confirmed_at__isnull=False), name="solved_means_confirmed"
            )
        ]


class TrainingWish(models.Model):
    """What workers of the enterprise want to learn, and how many."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="training_wishes")
    topic = models.CharField(max_length=60)
    people = models.PositiveIntegerField()


class Offer(models.Model):
    """A team is asked, with a time limit. ``terms`` keep the score as it was shown."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="offers")
    team_id = models.BigIntegerField()
    leader_id = models.BigIntegerField()
    sent_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[
            ("open", "待答复"),
            ("accepted", "已接单"),
            ("declined", "没有接"),
            ("expired", "没有按时答复"),
            ("recalled", "已收回"),
            ("released", "接单后换下"),
        ],
        default="open",
    )
    reason = models.CharField(max_length=300, default="", blank=True)
    why_not_first = models.CharField(max_length=300, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    is_automatic = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(default=0)
    terms = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(state="open"), name="offer_open"),
            models.Index(fields=["team_id", "-sent_at"], name="offer_team"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state="open"), name="one_open_offer_an_order")
        ]
