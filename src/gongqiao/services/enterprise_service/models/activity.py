"""Activities, each enterprise's part of them, and what was written down on site."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.services.enterprise_service.models.order import Order


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    """Activities of the posts' area; others through their visit records."""

    grounds = Grounds(org="org_id", shared_as="activity")


class Activity(models.Model):
    """One dated gathering of a team at one place; it may serve several enterprises."""

    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    team_id = models.BigIntegerField()
    leader_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(
        max_length=10, choices=[("planned", "计划中"), ("held", "已举办"), ("cancelled", "已取消")], default="planned"
    )
    held_at = models.DateTimeField(null=True)

    objects = ActivityQuerySet.as_manager()
    SHAPES = {"planned": "run", "held": "done", "cancelled": "stop"}

    class Meta:
        indexes = [
            models.Index(fields=["team_id", "starts_at"], name="activity_team"),
            models.Index(fields=["-starts_at", "-id"], name="activity_newest"),
            models.Index(fields=["org", "state", "starts_at"], name="activity_org"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(state="held") | Q(held_at__isnull=False), name="held_means_dated"),
        ]

    @property
    def served(self) -> int:
        """How many enterprises it serves, as counted by the query that read it."""
        return int(getattr(self, "enterprises_counted", None) or 0)


class VisitQuerySet(ScopedQuerySet["VisitRecord"]):
    """Visit records, scoped through their order's case."""

    grounds = Grounds(
        org="order__case__org_id", enterprise="order__enterprise_id", shared_as="case", shared_by="order__case_id"
    )


class VisitRecord(models.Model):
    """One order's part of one activity: agreed by both sides, held, reported, confirmed by the enterprise."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="visits")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="visits")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=[
            ("proposed", "待双方确认"),
            ("agreed", "已约定"),
            ("under_way", "进行中"),
            ("reported", "待企业确认"),
            ("confirmed", "企业已确认"),
            ("denied", "企业说没有来"),
            ("cancelled", "已取消"),
        ],
        default="proposed",
    )
    contact_agreed_at = models.DateTimeField(null=True)
    leader_agreed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    topic = models.CharField("培训主题", max_length=60, default="", blank=True)
    minutes = models.TextField("记录", max_length=4000, default="", blank=True)
    advice = models.TextField("后续建议", max_length=1000, default="", blank=True)
    extra = models.JSONField(default=dict)
    reported_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    signature_id = models.UUIDField(null=True)
    signer = models.CharField("签字人", max_length=40, default="", blank=True)
    signed_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()
    SHAPES = {
        "proposed": "run",
        "agreed": "run",
        "under_way": "run",
        "reported": "hold",
        "confirmed": "done",
        "denied": "stop",
        "cancelled": "stop",
    }

    class Meta:
        indexes = [models.Index(fields=["state", "confirmed_at"], name="visit_confirmed")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["proposed", "agreed", "under_way"]),
                name="one_open_visit_an_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="confirmed_visit_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(signature_id=None, signed_at=None, signer="")
                | Q(signature_id__isnull=False, signed_at__isnull=False) & ~Q(signer=""),
                name="signature_has_signer_and_date",
            ),
        ]


class PresenceQuerySet(ScopedQuerySet["Presence"]):
    """Who was there, scoped through the order's case."""

    grounds = Grounds(
        org="visit__order__case__org_id",
        enterprise="visit__enterprise_id",
        shared_as="case",
        shared_by="visit__order__case_id",
    )


class Presence(models.Model):
    """A member of the team who was there."""

    visit = models.ForeignKey(VisitRecord, on_delete=models.CASCADE, related_name="presences")
    person_id = models.BigIntegerField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "person_id"], name="present_once")]


class SignInQuerySet(ScopedQuerySet["SignIn"]):
    """Sign-ins, scoped through their order's case."""

    grounds = Grounds(
        org="visit__order__case__org_id",
        enterprise="visit__enterprise_id",
        shared_as="case",
        shared_by="visit__order__case_id",
    )


class SignIn(models.Model):
    """One worker at one visit: one line a phone; without a phone the leader adds the line."""

    visit = models.ForeignKey(VisitRecord, on_delete=models.CASCADE, related_name="sign_ins")
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("手机号", max_length=11, default="", blank=True)
    added_by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    objects = SignInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "phone"], condition=~Q(phone=""), name="one_line_a_phone")
        ]


class Promise(models.Model):
    """What somebody promised on site, and by when."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="promises")
    visit = models.ForeignKey(VisitRecord, null=True, on_delete=models.PROTECT, related_name="promises")
    text = models.CharField(max_length=120)
    owner = models.CharField(max_length=10, choices=[("leader", "班组"), ("contact", "企业"), ("officer", "工会")])
    due_on = models.DateField()
    kept_at = models.DateTimeField(null=True)
    kept_by = models.BigIntegerField(null=True)
