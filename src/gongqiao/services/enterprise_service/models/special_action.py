"""Named special actions of a union, such as a county's 六个一."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.models.programme import Programme


class SpecialActionQuerySet(ScopedQuerySet["SpecialAction"]):
    """A special action is published: everybody may read it."""

    grounds = Grounds(is_public=True)


class SpecialAction(models.Model):
    """An undertaking with a name: what it serves, who leads it, from when to when; its items say what is to be done."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=60)
    serves = models.CharField("服务哪项部署", max_length=40, default="", blank=True)
    lead = models.CharField("牵头", max_length=60)
    opens_on = models.DateField("开始")
    closes_on = models.DateField("结束")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField("结束小结", max_length=300, default="", blank=True)

    objects = SpecialActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="special_action_ends_after_it_starts"
            )
        ]

    @property
    def standing(self) -> tuple[str, str]:
        """The shape and the word of where it stands."""
        return ("done", "已结束") if self.ended_at else ("run", "进行中")


class SpecialActionItem(models.Model):
    """One numbered item. Without ``text`` it is a place kept for what the city has still to confirm.

    ``figure`` names a registered figure, from which its progress is computed, never typed.
    """

    special_action = models.ForeignKey(SpecialAction, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("内容", max_length=120, default="", blank=True)
    responsible = models.CharField("责任人", max_length=60, default="", blank=True)
    figure = models.CharField("由哪个指标计算", max_length=60, default="", blank=True)
    target = models.PositiveIntegerField("目标", null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["special_action", "number"], name="one_item_a_number"),
            models.CheckConstraint(condition=Q(target=None) | ~Q(figure=""), name="a_target_has_its_figure"),
        ]
