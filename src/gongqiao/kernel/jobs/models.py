"""Work that takes longer than somebody waits for a page."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Work(models.Model):
    """Long work on a thing, begun by a person and done by the worker step by step.

    ``strength`` is how the person was signed in, so that each step acts with the rights that the person has then.
    ``url`` is the page that shows how far it is; ``says`` is what came of it, in words.
    """

    SHAPES = {"open": "run", "done": "done", "cancelled": "stop", "dead": "hold"}

    kind = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    label = models.CharField(max_length=80)
    url = models.CharField(max_length=200)
    person_id = models.BigIntegerField(null=True)
    strength = models.CharField(max_length=10, default="full")
    state = models.CharField(
        max_length=10,
        default="open",
        choices=[("open", "正在办"), ("done", "办完了"), ("cancelled", "已停下"), ("dead", "办不下去")],
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    says = models.CharField(max_length=200, default="")
    error = models.CharField(max_length=300, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="open"), name="work_open"),
            models.Index(fields=["kind", "thing_id", "-id"], name="work_thing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing_id"], condition=Q(state="open"), name="one_open_work_a_thing"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(ended_at__isnull=False), name="ended_work_has_its_end"
            ),
        ]
