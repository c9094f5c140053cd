"""What a union offers after a survey, by kind, and who follows it up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.models.need import Need
from gongqiao.services.enterprise_service.models.survey import Respondent, Survey


class RemedyKind(models.Model):
    """A kind of remedy: the common ones belong to nobody, others to the city that added them."""

    union = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("对策类型", max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], nulls_distinct=False, name="one_remedy_kind_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class RemedyQuerySet(ScopedQuerySet["Remedy"]):
    """Remedies of surveys of the posts' area, and those offered to an enterprise in sight."""

    grounds = Grounds(org="survey__union_id")

    def _seen_by(self, by: Actor) -> Q:
        offered = Remedy.respondents.through.objects.filter(respondent__in=Respondent.objects.visible_to(by))
        return super()._seen_by(by) | Q(pk__in=offered.values("remedy_id"))


class Remedy(models.Model):
    """What is offered for what a survey found: to which enterprises and needs, who follows it up, by when."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="remedies")
    kind = models.ForeignKey(RemedyKind, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("怎么做", max_length=300)
    respondents = models.ManyToManyField(Respondent, related_name="remedies")
    needs = models.ManyToManyField(Need, related_name="remedies", blank=True)
    follower_id = models.BigIntegerField()
    follow_up_on = models.DateField("跟进到")
    offered_at = models.DateTimeField()
    person_id = models.BigIntegerField()
    reminded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.CharField("结果", max_length=300, default="", blank=True)

    objects = RemedyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["follow_up_on"], condition=Q(settled_at=None, reminded_at=None), name="remedy_to_follow_up"
            ),
        ]
