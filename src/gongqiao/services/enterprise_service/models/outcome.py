"""What the enterprise said in the end, what both sides thought, what was corrected, how it looked after a month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.services.enterprise_service.models.order import Order


class ConfirmationQuerySet(ScopedQuerySet["Confirmation"]):
    """Confirmations, scoped through their order's case."""

    grounds = Grounds(
        org="order__case__org_id", enterprise="order__enterprise_id", shared_as="case", shared_by="order__case_id"
    )


class Confirmation(models.Model):
    """The enterprise's own word on an order. Money in fen; one in force an order, older ones are superseded."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="confirmations")
    round = models.PositiveSmallIntegerField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()
    actual_fen = models.BigIntegerField("实际效益", default=0)
    expected_fen = models.BigIntegerField("预计效益", default=0)
    basis = models.CharField("怎么算的", max_length=300, default="", blank=True)
    note = models.CharField("想说的话", max_length=500, default="", blank=True)
    is_above_ceiling = models.BooleanField(default=False)
    by_principal = models.BooleanField(default=False)
    review_state = models.CharField(
        max_length=10,
        choices=[("pending", "待复核"), ("accepted", "已复核"), ("returned", "已退回")],
        default="pending",
    )
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at"], condition=Q(superseded_at=None), name="confirmation_in_force")]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(superseded_at=None), name="one_confirmation_in_force"
            ),
            models.UniqueConstraint(fields=["order", "round"], name="one_confirmation_a_round"),
            models.CheckConstraint(condition=Q(actual_fen__gte=0, expected_fen__gte=0), name="benefit_is_not_negative"),
            models.CheckConstraint(
                condition=Q(is_above_ceiling=False) | Q(by_principal=True), name="large_benefit_by_the_principal"
            ),
        ]


class RatingQuerySet(ScopedQuerySet["Rating"]):
    """Ratings, scoped through their order's case."""

    grounds = Grounds(
        org="order__case__org_id", enterprise="order__enterprise_id", shared_as="case", shared_by="order__case_id"
    )


class Rating(models.Model):
    """What one side thought of the other, 1 to 5, once a round."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=10, choices=[("enterprise", "企业评班组"), ("team", "班组评企业")])
    round = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=500, default="", blank=True)
    extra = models.JSONField(default=dict)
    team_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects = RatingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team_id", "side"], name="rating_team")]
        constraints = [
            models.UniqueConstraint(fields=["order", "side", "round"], name="one_rating_a_side_and_round"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_is_one_to_five"),
        ]


class Correction(models.Model):
    """A confirmed benefit was corrected: before, after, why. Nothing is deleted."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.PROTECT, related_name="corrections")
    actual_before_fen = models.BigIntegerField()
    expected_before_fen = models.BigIntegerField()
    actual_after_fen = models.BigIntegerField()
    expected_after_fen = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    person_id = models.BigIntegerField()
    at = models.DateTimeField()


class Revisit(models.Model):
    """How it looked a month later."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="revisits")
    round = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=8, choices=[("visit", "上门"), ("phone", "电话")])
    still_holds = models.BooleanField()
    note = models.CharField(max_length=500, default="", blank=True)
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="one_revisit_a_round")]
