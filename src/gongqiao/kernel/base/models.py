"""Things done once, things counted for a while."""

from __future__ import annotations

from django.db import models


class Receipt(models.Model):
    """A form or call that was carried out, under the key it came with. A second one with it does nothing."""

    key = models.CharField(max_length=80, primary_key=True)
    body_digest = models.CharField(max_length=64)
    answer = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="receipt_at")]


class Tally(models.Model):
    """How often something was tried in one window of time; the name is a keyed digest."""

    name = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "window_at"], name="tally_once_a_window")]


class Heartbeat(models.Model):
    """When a part of the system last said that it is alive; read by ``gongqiao doctor``."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    process = models.IntegerField()
