"""Long lists on their way into a workbook."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Export(models.Model):
    """A list that somebody asked for as a workbook: what it is made of, its words and filters.

    ``row_ids`` are the rows as they stood, in their order, when the work began; the file lies under ``folder`` until
    ``forgotten_at``.
    """

    listing = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    made_of = models.JSONField(default=dict)
    words = models.CharField(max_length=60, default="", blank=True)
    values = models.JSONField(default=dict)
    person_id = models.BigIntegerField()
    row_ids = ArrayField(models.BigIntegerField(), null=True)
    folder = models.CharField(max_length=80, default="")
    rows = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="export_person"),
            models.Index(fields=["at"], condition=Q(forgotten_at=None), name="export_kept"),
        ]


class ExportPart(models.Model):
    """Some rows of an export as its person saw them, until the workbook is written."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_part_a_number")]
