"""Craftsmen: their skills, honours and certificates, and the enterprises that they keep away from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.people.models import Person

LEVELS = [(1, "初级工"), (2, "中级工"), (3, "高级工"), (4, "技师"), (5, "高级技师")]
ALL_HALF_DAYS = list(range(10))
HONOUR_LEVELS = [(5, "全国"), (4, "省级"), (3, "市级"), (2, "县级"), (1, "企业"), (0, "未写明")]


def every_half_day() -> list[int]:
    """Return all half-days of a working week."""
    return list(ALL_HALF_DAYS)


class Skill(models.Model):
    """A label of the skill list, in one of the domains."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=30)
    domain = models.CharField(max_length=30)
    place = models.PositiveSmallIntegerField(default=0)


class CraftsmanQuerySet(ScopedQuerySet["Craftsman"]):
    """Craftsmen of the posts' area and oneself; the teams are shared more widely."""

    grounds = Grounds(org="union_id", person="person_id", shared_as="craftsman")


class Craftsman(models.Model):
    """A model worker or craftsman. ``profile`` says what he is good at, without names; ``intro`` is his own word.

    ``honour`` is the highest of his honours, kept here by the one action that changes them. ``version`` counts the
    changes, so that nobody saves over what another changed meanwhile.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    trade = models.CharField("工种", max_length=40)
    level = models.PositiveSmallIntegerField("技能等级", choices=LEVELS)
    honour = models.CharField("荣誉", max_length=40, default="", blank=True)
    profile = models.TextField("擅长", max_length=1000)
    employer = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")
    intro = models.TextField("自我介绍", max_length=500, default="", blank=True)
    half_days = ArrayField(models.PositiveSmallIntegerField(), default=every_half_day)
    version = models.PositiveIntegerField(default=1)
    enrolled_at = models.DateTimeField()

    objects = CraftsmanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["union", "trade"], name="craftsman_union_trade")]


class CraftsmanSkill(models.Model):
    """One skill of a craftsman at a level."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=LEVELS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["craftsman", "skill"], name="one_level_a_skill")]


class Honour(models.Model):
    """An honour that a craftsman was given, by whom (its level) and in which year, as far as known."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="honours")
    name = models.CharField("荣誉", max_length=40)
    level = models.PositiveSmallIntegerField("级别", choices=HONOUR_LEVELS, default=0)
    year = models.PositiveSmallIntegerField("年份", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["craftsman", "name", "year"], nulls_distinct=False, name="one_honour_a_name_and_year"
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1950, year__lte=2200), name="honour_of_a_sensible_year"
            ),
        ]


class Certificate(models.Model):
    """A licence or certificate of a craftsman; valid before ``valid_to``, for ever without one.

    With a ``skill``, it is what that skill rests on: when all licences for a skill have ended, the skill does not count.
    """

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField("证书", max_length=40)
    skill = models.ForeignKey(Skill, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField("证书编号", max_length=40, default="", blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="certificate_ends_after_it_starts",
            )
        ]


class Recusal(models.Model):
    """A craftsman keeps away from an enterprise: he works or worked there, or a relative runs it."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="recusals")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
