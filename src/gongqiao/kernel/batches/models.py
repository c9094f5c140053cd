"""Batches of rows that came in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union


class BatchQuerySet(ScopedQuerySet["Batch"]):
    """Batches of the posts' area, and one's own."""

    grounds = Grounds(org="org_id", person="person_id")


class Batch(models.Model):
    """One list that somebody uploaded, with all that was mended and sent again.

    ``forgotten_at``: what was typed has been forgotten, so that it can no longer be undone.
    """

    SHAPES = {
        "checking": "run", "checked": "todo", "taking": "run", "taken": "done", "undoing": "run", "undone": "stop",
        "dropped": "stop",
    }  # fmt: skip

    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    state = models.CharField(
        max_length=10,
        default="checking",
        choices=[
            ("checking", "正在核对"), ("checked", "待导入"), ("taking", "正在导入"), ("taken", "已导入"), ("undoing", "正在撤销"),
            ("undone", "已撤销"), ("dropped", "已放弃"),
        ],
    )  # fmt: skip
    notes = models.JSONField(default=list)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "-at"], name="batch_org"),
            models.Index(fields=["at"], condition=Q(forgotten_at=None), name="batch_remembered"),
        ]


class BatchRow(models.Model):
    """One row of a batch: what was typed, what it says, and what became of it.

    ``state`` is a verdict until ``taken_at`` says that it was carried out. ``before`` and ``after`` are what it changed;
    ``kept_because`` is why an undo left it as it is.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, default="")
    cells = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10,
        default="waiting",
        choices=[
            ("waiting", "待核对"), ("new", "新增"), ("updated", "并入"), ("unchanged", "没有变化"), ("refused", "未导入"),
            ("undone", "已撤销"), ("kept", "没有撤销"),
        ],
    )  # fmt: skip
    faults = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    thing_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    kept_because = models.CharField(max_length=300, default="")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "number"], name="batchrow_state")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="one_row_a_number"),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(state__in=["new", "updated", "undone", "kept"]),
                name="only_rows_with_effect_are_taken",
            ),
        ]
