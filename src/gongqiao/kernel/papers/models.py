"""Templates that the city changed, and papers that were issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class PaperTemplate(models.Model):
    """A version of a kind's Word template; without a version it is a trial that nobody has published.

    The file lies in the row: a version and its bytes are saved, restored and read back together.
    """

    kind = models.CharField(max_length=60)
    version = models.PositiveIntegerField(null=True)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    note = models.CharField(max_length=200, default="", blank=True)
    faults = models.JSONField(default=list)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_template_a_version"),
            models.UniqueConstraint(fields=["kind"], condition=Q(is_current=True), name="one_current_template"),
            models.UniqueConstraint(fields=["kind"], condition=Q(version=None), name="one_trial_a_kind"),
            models.CheckConstraint(
                condition=Q(version=None, published_at=None, is_current=False)
                | Q(version__gte=1, published_at__isnull=False, faults=[]),
                name="only_sound_templates_are_published",
            ),
        ]


class IssuedPaper(models.Model):
    """A paper as it was issued: numbered without gaps for its thing, the filled Word itself, and by which version.

    Its PDF is set from ``body`` whenever it is asked for, so that both are the same paper.
    """

    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    made_by = models.CharField(max_length=80)
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing", "thing_id", "place"], name="one_issued_paper_a_place"),
            models.UniqueConstraint(fields=["kind", "thing", "thing_id", "digest"], name="nothing_issued_twice"),
        ]
