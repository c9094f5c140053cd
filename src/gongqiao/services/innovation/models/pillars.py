"""On what a joint work stands: pooled experts, studios in alliance, training bases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.innovation.flow import PILLAR_KINDS
from gongqiao.services.innovation.models.parties import OF_WORK
from gongqiao.services.innovation.models.work import JointWork


class PillarQuerySet(ScopedQuerySet["Pillar"]):
    """Pillars, scoped through the case of their joint work."""

    grounds = OF_WORK


class Pillar(models.Model):
    """One kind of pooled resource of a joint work; begun with its first entry, ended with its last."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="pillars")
    kind = models.CharField(max_length=20, choices=list(PILLAR_KINDS.items()))
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PillarQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "kind"], condition=Q(ended_at=None), name="one_pillar_a_kind_and_work"
            )
        ]


class PillarEntry(models.Model):
    """An expert of the library by his id, or a studio or training base by its name, host and union.

    Studios and bases are names until a service keeps them; ``expert_id`` is the id that talent gives.
    """

    pillar = models.ForeignKey(Pillar, on_delete=models.PROTECT, related_name="entries")
    expert_id = models.BigIntegerField(null=True)
    name = models.CharField("名称", max_length=60, default="", blank=True)
    host = models.CharField("依托单位", max_length=80, default="", blank=True)
    union = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expert_id__isnull=False, name="") | Q(expert_id=None) & ~Q(name=""),
                name="entry_is_an_expert_or_has_a_name",
            ),
            models.UniqueConstraint(
                fields=["pillar", "expert_id"],
                condition=Q(ended_at=None, expert_id__isnull=False),
                name="an_expert_once_a_pillar",
            ),
            models.UniqueConstraint(
                fields=["pillar", "name"], condition=Q(ended_at=None, expert_id=None), name="a_name_once_a_pillar"
            ),
        ]
