"""The programme of a year, its targets and its menu."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.flow import DISHES


class ProgrammeQuerySet(ScopedQuerySet["Programme"]):
    """A programme is published: everybody may read it."""

    grounds = Grounds(is_public=True)


class Programme(models.Model):
    """One year's undertaking of a city. Money in fen.

    ``benefit_ceiling_fen``: above it a declared benefit needs proof and the principal contact's own confirmation.
    ``low_score``: this rating or a lower one reopens the order. ``auto_offers``: how many further teams are asked by
    themselves after a decline.
    """

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=60)
    opens_on = models.DateField("开始")
    closes_on = models.DateField("结束")
    state = models.CharField(max_length=8, choices=[("open", "进行中"), ("closed", "已结束")], default="open")
    benefit_ceiling_fen = models.BigIntegerField()
    low_score = models.PositiveSmallIntegerField(default=2)
    auto_offers = models.PositiveSmallIntegerField(default=2)
    is_demo = models.BooleanField(default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union"], condition=Q(state="open"), name="one_open_programme_a_city"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programme_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(benefit_ceiling_fen__gte=0), name="ceiling_is_not_negative"),
        ]


class Target(models.Model):
    """What a county is to reach in a programme: problems solved, trained person-times."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    problems = models.PositiveIntegerField("解决难题（个）")
    trained = models.PositiveIntegerField("培训（人次）")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "union"], name="one_target_a_county")]


class MenuItem(models.Model):
    """One dish in one version: order form, promised days, visit form and evaluation form belong together.

    ``*_form`` hold the extra questions (see ``rules.forms``). An order keeps the version that it was placed with.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="menu")
    dish = models.CharField(max_length=16, choices=sorted(DISHES.items()))
    version = models.PositiveSmallIntegerField()
    intro = models.CharField("一句话介绍", max_length=60)
    is_current = models.BooleanField(default=True)
    match_days = models.PositiveSmallIntegerField("几个工作日内配好班组", default=2)
    answer_days = models.PositiveSmallIntegerField("班组几个工作日内答复", default=1)
    schedule_days = models.PositiveSmallIntegerField("几个工作日内约好时间", default=3)
    report_days = models.PositiveSmallIntegerField("几个工作日内填入企记录", default=3)
    confirm_days = models.PositiveSmallIntegerField("企业几个工作日内确认", default=7)
    review_days = models.PositiveSmallIntegerField("几个工作日内复核", default=5)
    revisit_days = models.PositiveSmallIntegerField("几天后回访", default=30)
    order_form = models.JSONField(default=list)
    visit_form = models.JSONField(default=list)
    rating_form = models.JSONField(default=list)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "dish", "version"], name="one_item_a_version"),
            models.UniqueConstraint(
                fields=["programme", "dish"], condition=Q(is_current=True), name="one_current_item_a_dish"
            ),
        ]

    @property
    def label(self) -> str:
        """The dish's name."""
        return DISHES[self.dish]
