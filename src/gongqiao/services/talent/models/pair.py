"""Apprenticeship pairs: who teaches whom, what, how long, how it goes and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.services.talent.models.craftsman import LEVELS, Craftsman


class PairTerms(models.Model):
    """What a city lays down for pairs from a day on. ``source``: where it is written; empty while unconfirmed."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    most_apprentices = models.PositiveSmallIntegerField("一位师傅同时最多带几名徒弟")
    check_in_days = models.PositiveSmallIntegerField("至少多少天记一次进展")
    source = models.CharField("依据", max_length=80, default="", blank=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union", "valid_from"], name="one_pair_terms_a_day"),
            models.CheckConstraint(
                condition=Q(most_apprentices__gte=1, check_in_days__gte=1), name="pair_terms_are_positive"
            ),
        ]


class PairQuerySet(ScopedQuerySet["Pair"]):
    """Pairs, scoped through their case: the posts' area, the master, the enterprise, whoever it is shared with."""

    grounds = Grounds(
        org="case__org_id",
        person="case__person_id",
        enterprise="enterprise_id",
        shared_as="case",
        shared_by="case_id",
    )


class Pair(models.Model):
    """A master teaches an apprentice of an enterprise a trade, from a day to a day (excluded).

    ``order_case_id`` is the order on whose visit it was signed. ``witness_id`` is who was there when it was signed.
    ``is_in_own_firm``: master and apprentice belong to the same enterprise. In force until ``ended_at``.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    master = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="pairs")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    apprentice_name = models.CharField("徒弟", max_length=40)
    apprentice_phone = models.CharField("徒弟手机号", max_length=11, default="", blank=True)
    apprentice_id = models.BigIntegerField(null=True)
    is_in_own_firm = models.BooleanField(default=False)
    trade = models.CharField("学什么工种", max_length=40)
    goals = models.TextField("要学会什么", max_length=600)
    starts_on = models.DateField()
    ends_on = models.DateField()
    signed_at = models.DateTimeField()
    place = models.CharField("签订地点", max_length=80, default="", blank=True)
    witness_id = models.BigIntegerField()
    order_case_id = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=32, default="", blank=True)
    checked_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_finished = models.BooleanField(default=False)
    level_gained = models.PositiveSmallIntegerField("学成等级", null=True, choices=LEVELS)
    certificate_gained = models.CharField("取得证书", max_length=60, default="", blank=True)
    problem_solved = models.CharField("一起解决的难题", max_length=200, default="", blank=True)
    result = models.TextField("学成情况", max_length=600, default="", blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["enterprise", "-signed_at"], name="pair_enterprise"),
            models.Index(fields=["master"], condition=Q(ended_at=None), name="pair_master"),
            models.Index(fields=["order_case_id"], name="pair_order"),
            models.Index(fields=["-signed_at"], name="pair_signed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["apprentice_phone", "trade"],
                condition=Q(ended_at=None) & ~Q(apprentice_phone=""),
                name="one_open_pair_a_phone_and_trade",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "apprentice_name", "trade"],
                condition=Q(ended_at=None, apprentice_phone=""),
                name="one_open_pair_a_name_and_trade",
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="pair_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(is_finished=False) | Q(ended_at__isnull=False), name="finished_pair_has_ended"
            ),
        ]


class CheckIn(models.Model):
    """How a pair goes on, in a few words of the master, the apprentice or the union."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="check_ins")
    side = models.CharField(
        max_length=10, choices=[("master", "师傅"), ("apprentice", "徒弟"), ("enterprise", "企业"), ("officer", "工会")]
    )
    person_id = models.BigIntegerField()
    text = models.TextField("进展", max_length=600)
    at = models.DateTimeField()
