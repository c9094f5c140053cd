"""Facts waiting to be delivered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One announced fact. ``dead_at`` is set after too many failed tries; such a letter can be replayed."""

    fact = models.CharField(max_length=80)
    body = models.JSONField()
    at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(default="")
    delivered_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(delivered_at=None, dead_at=None),
                name="letter_waiting",
            )
        ]
