"""What is frozen: snapshots of numbers with the rows behind them, signed by a second person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union

STATES = [("draft", "待复核"), ("signed", "已签署")]


class Signed(models.Model):
    """Something that one person makes and another one signs; from then on the database refuses every change.

    ``digest`` is over everything that was signed, ``signature`` our seal over it with the signer and the time.
    """

    state = models.CharField(max_length=8, choices=STATES, default="draft")
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    signed_by = models.BigIntegerField(null=True)
    signed_name = models.CharField(max_length=40, default="", blank=True)
    signed_at = models.DateTimeField(null=True)
    signature = models.TextField(default="", blank=True)
    SHAPES = {"draft": "hold", "signed": "done"}

    class Meta:
        abstract = True

    @property
    def is_signed(self) -> bool:
        """Whether it is frozen."""
        return self.state == "signed"


def signed_wholly(name: str) -> list[models.BaseConstraint]:
    """Return the constraints of whatever is signed: by a second person, with name, time and seal, or not at all."""
    whole = Q(signed_by__isnull=False, signed_at__isnull=False) & ~Q(signed_name="") & ~Q(signature="")
    none = Q(signed_by=None, signed_at=None, signed_name="", signature="")
    return [
        models.CheckConstraint(condition=(Q(state="signed") & whole) | (Q(state="draft") & none), name=f"{name}_whole"),
        models.CheckConstraint(condition=Q(signed_by=None) | ~Q(signed_by=F("made_by")), name=f"{name}_by_a_second"),
    ]


class SnapshotQuerySet(ScopedQuerySet["Snapshot"]):
    """Snapshots of the posts' area."""

    grounds = Grounds(org="union_id")


class Snapshot(Signed):
    """The numbers of a period for a union as they were when it was made. ``parts``: the other cuts, as a programme.

    A signed one is corrected by a new version that points to it and says why.
    """

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=60)
    report = models.CharField(max_length=60)
    since = models.DateField("从")
    until = models.DateField("到")
    parts = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    reason = models.CharField(max_length=300, default="", blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["union", "-made_at"], name="snapshot_union")]
        constraints = [
            *signed_wholly("snapshot_signed"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="snapshot_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(version=1, replaces=None) | (Q(version__gt=1, replaces__isnull=False) & ~Q(reason="")),
                name="snapshot_version_says_why",
            ),
        ]


class SnapshotLine(models.Model):
    """One number of a snapshot: its exact value (of a ratio: ``value`` for each of ``per``), its wording, its parts.

    ``figures`` are the figures that it was made of; ``splits`` the values by county and other dimensions.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=40)
    unit = models.CharField(max_length=12)
    counts = models.CharField(max_length=12)
    says = models.CharField(max_length=200, default="", blank=True)
    figures = ArrayField(models.CharField(max_length=80))
    value = models.BigIntegerField()
    per = models.BigIntegerField(null=True)
    wording = models.CharField(max_length=6)
    splits = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "name"], name="one_line_a_number")]


class FrozenRows(models.Model):
    """The rows behind one figure of a snapshot, by id, with what each added: an amount, or the key of what is counted
    once. Empty weights: each row counts one.
    """

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="frozen_rows")
    figure = models.CharField(max_length=80)
    value = models.BigIntegerField()
    ids = ArrayField(models.BigIntegerField())
    weights = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "figure"], name="rows_once_a_figure")]
