"""Files that people added to a thing."""

from __future__ import annotations

import uuid

from django.db import models

from gongqiao.kernel.base.ids import uuid7


def _new_id() -> uuid.UUID:
    return uuid7()


class Attachment(models.Model):
    """A file. ``draft`` holds it while the form it belongs to is unfinished; then it belongs to ``thing``.

    ``folder`` is where its bytes lie under the files folder, outside everything that a web server serves.
    """

    id = models.UUIDField(primary_key=True, default=_new_id)
    thing = models.CharField(max_length=40, default="")
    thing_id = models.BigIntegerField(null=True)
    draft = models.UUIDField(null=True)
    label = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=80)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["thing", "thing_id", "added_at"], name="attachment_thing"),
            models.Index(fields=["draft"], name="attachment_draft"),
        ]

    @property
    def is_picture(self) -> bool:
        """Whether there is a preview to show."""
        return self.width is not None
