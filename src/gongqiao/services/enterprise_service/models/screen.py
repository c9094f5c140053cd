"""Wall screens that show the board without anybody being signed in."""

from __future__ import annotations

from django.db import models

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union


class ScreenQuerySet(ScopedQuerySet["Screen"]):
    """Screens of the posts' area."""

    grounds = Grounds(org="union_id")


class Screen(models.Model):
    """A device that shows the board of a union by a secret token, until it is revoked. Only the digest is kept."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    label = models.CharField("放在哪里", max_length=40)
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ScreenQuerySet.as_manager()
