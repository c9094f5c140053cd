"""Assessments, their criteria and the score of each county. Targets may be typed; results never are."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.snapshots.models import Signed, signed_wholly
from gongqiao.services.assessment.flow import POINTS_IN_ALL


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    """Assessments of the posts' area; circulated ones are seen by all posts below, too."""

    grounds = Grounds(org="union_id")

    def _seen_by(self, by: Actor) -> Q:
        return super()._seen_by(by) | Q(state="signed", union_id__in=sorted(by.nodes_above))


class Assessment(Signed):
    """How the counties of a federation did in a period. Signed means circulated: from then on nothing changes."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=60)
    since = models.DateField("从")
    until = models.DateField("到")
    parts = models.JSONField(default=dict)
    collected_at = models.DateTimeField(null=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["union", "-made_at"], name="assessment_union")]
        constraints = [
            *signed_wholly("assessment_signed"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="assessment_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(collected_at__isnull=False), name="assessment_is_collected_first"
            ),
        ]


class Criterion(models.Model):
    """A figure by which counties are measured, and the most points that it gives."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=80)
    label = models.CharField(max_length=40)
    unit = models.CharField(max_length=12)
    is_money = models.BooleanField(default=False)
    points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "figure"], name="one_criterion_a_figure"),
            models.CheckConstraint(
                condition=Q(points__gte=1, points__lte=POINTS_IN_ALL), name="criterion_gives_points"
            ),
        ]


class Score(models.Model):
    """What a county was to reach and did reach; the points are in hundredths."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    target = models.BigIntegerField()
    value = models.BigIntegerField(null=True)
    earned_hundredths = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["criterion", "union"], name="one_score_a_county"),
            models.CheckConstraint(condition=Q(target__gte=1), name="target_is_positive"),
            models.CheckConstraint(
                condition=Q(value=None, earned_hundredths=None)
                | Q(value__isnull=False, earned_hundredths__isnull=False),
                name="score_has_value_and_points",
            ),
        ]
