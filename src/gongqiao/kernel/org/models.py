"""Areas, unions and enterprises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
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
    """An enterprise, known by its credit code. ``tags``: 专精特新, 产改台账, 规上 and the like."""

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
    industry = models.CharField("行业大类", max_length=60, default="", blank=True)
    tags = ArrayField(models.CharField(max_length=20), default=list, blank=True)
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
            )
        ]

    def __str__(self) -> str:
        return self.name
