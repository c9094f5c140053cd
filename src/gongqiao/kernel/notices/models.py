"""Messages and their way out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One message to one person about one event; ``url`` is the page that it opens."""

    person_id = models.BigIntegerField()
    event = models.CharField(max_length=80)
    title = models.CharField(max_length=80)
    body = models.CharField(max_length=300, default="")
    url = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="notice_person"),
            models.Index(fields=["person_id"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["person_id", "event"], name="one_notice_a_person_and_event")]


class Dispatch(models.Model):
    """A notice on its way through a channel. ``not_before`` keeps the quiet hours."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="dispatches")
    channel = models.CharField(max_length=10)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=80, default="")
    last_error = models.CharField(max_length=300, default="")

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at=None, failed_at=None), name="dispatch_waiting")
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="one_dispatch_a_channel")]
