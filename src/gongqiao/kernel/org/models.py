"""Areas, unions and enterprises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.tags import LEDGER, LEDGER_LEVELS, SPECIAL, SPECIALITIES, labels_of
from gongqiao.kernel.tree.models import Node


class Area(models.Model):
    """A division of GB/T 2260: city (4 digits), county (6) or town (9)."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=40)
    level = models.CharField(max_length=8, choices=[("city", "市"), ("county", "县（市、区）"), ("town", "镇街")])
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.name


class Industry(models.Model):
    """A class of GB/T 4754: section (a letter), division (2 digits), and below it 3 and 4 digits where they are loaded."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField(choices=[(1, "门类"), (2, "大类"), (3, "中类"), (4, "小类")])
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(level=1, code__regex=r"^[A-T]$", parent=None)
                | Q(level=2, code__regex=r"^[0-9]{2}$", parent__isnull=False)
                | Q(level=3, code__regex=r"^[0-9]{3}$", parent__isnull=False)
                | Q(level=4, code__regex=r"^[0-9]{4}$", parent__isnull=False),
                name="industry_code_fits_its_level",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnionQuerySet(ScopedQuerySet["Union"]):
    """The names of unions are public; their papers are not here."""

    grounds = Grounds(is_public=True)


class Union(models.Model):
    """A union organisation; its primary key is its node in the tree."""

    node = models.OneToOneField(Node, on_delete=models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=40)
    level = models.CharField(
        max_length=10,
        choices=[("CITY", "市总工会"), ("COUNTY", "县（市、区）总工会"), ("TOWN", "镇街总工会")],
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField(default=False)

    objects = UnionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class EnterpriseQuerySet(ScopedQuerySet["Enterprise"]):
    """Enterprises of the posts' area, and one's own."""

    grounds = Grounds(org="org_id", enterprise="pk", shared_as="enterprise")


class Enterprise(models.Model):
    """An enterprise, known by its credit code.

    ``tags`` are what it is known for (``org.tags``); two of them have a level beside them, which may be unknown.
    ``classed_as`` is its class in the statistics, ``industry`` its own words for what it makes.
    """

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("企业名称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    sort_key = models.CharField(max_length=200)
    initials = models.CharField(max_length=80)
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    address = models.CharField("地址", max_length=120, default="", blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    classed_as = models.ForeignKey(Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    industry = models.CharField("主营", max_length=60, default="", blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    ledger_level = models.CharField("产改台账级别", max_length=10, choices=LEDGER_LEVELS, default="", blank=True)
    speciality = models.CharField("专精特新类别", max_length=10, choices=SPECIALITIES, default="", blank=True)
    workers = models.PositiveIntegerField("职工人数", null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    closed_on = models.DateField(null=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "sort_key"], name="enterprise_org_sort"),
            models.Index(fields=["initials"], name="enterprise_initials"),
            GinIndex(fields=["tags"], name="enterprise_tags"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RT-UW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RT-UW-Y]{10}$"),
                name="enterprise_code_has_its_shape",
            ),
            models.CheckConstraint(
                condition=Q(ledger_level="") | Q(tags__contains=[LEDGER]), name="ledger_level_needs_its_tag"
            ),
            models.CheckConstraint(
                condition=Q(speciality="") | Q(tags__contains=[SPECIAL]), name="speciality_needs_its_tag"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def labels(self) -> tuple[str, ...]:
        """Its tags as they are shown, with their levels."""
        return labels_of(self.tags, ledger_level=self.ledger_level, speciality=self.speciality)


class TagSource(models.Model):
    """Who says that an enterprise has a tag: a list with its batch, and the day of the recognition where it is known."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="tag_sources")
    tag = models.CharField(max_length=20)
    recognised_on = models.DateField(null=True)
    source = models.CharField(max_length=80)
    batch_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "tag"], name="one_source_a_tag")]
