"""Groups of like needs that might be common problems."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.innovation.models.work import CommonProblem


class ProposalQuerySet(ScopedQuerySet["Proposal"]):
    """Proposals of the posts' area: each stands at the lowest union that oversees all its enterprises."""

    grounds = Grounds(org="org_id")


class Proposal(models.Model):
    """Like needs of several enterprises, as the last look found them. ``terms`` bind them, ``words`` are how they read.

    A dismissed one comes back only when an enterprise joins that it did not have; one is gone when its needs were ordered,
    dropped or grouped otherwise.
    """

    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    need_ids = ArrayField(models.BigIntegerField())
    enterprise_ids = ArrayField(models.BigIntegerField())
    terms = ArrayField(models.CharField(max_length=60))
    words = ArrayField(models.CharField(max_length=60))
    likeness = models.PositiveSmallIntegerField()
    domain = models.CharField(max_length=30, default="", blank=True)
    industry = models.CharField(max_length=60, default="", blank=True)
    state = models.CharField(
        max_length=10,
        choices=[("open", "待认定"), ("accepted", "已认定"), ("dismissed", "不是共性问题"), ("gone", "已变化")],
        default="open",
    )
    reason = models.CharField(max_length=300, default="", blank=True)
    problem = models.ForeignKey(CommonProblem, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)

    objects = ProposalQuerySet.as_manager()
    SHAPES = {"open": "todo", "accepted": "done", "dismissed": "stop", "gone": "stop"}

    class Meta:
        indexes = [
            models.Index(fields=["state", "-changed_at"], name="proposal_state"),
            GinIndex(fields=["need_ids"], name="proposal_needs"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(enterprise_ids__len__gte=2), name="proposal_has_two_enterprises"),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="dismissed_means_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(problem__isnull=False), name="accepted_means_a_common_problem"
            ),
        ]
