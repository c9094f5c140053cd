"""The book's lines and what lies beside them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

KINDS = [
    ("move", "办理"),
    ("edit", "修改"),
    ("fact", "事实"),
    ("look", "查看"),
    ("door", "登录"),
]


class Entry(models.Model):
    """One line. ``at`` is when it happened, ``written_at`` when the database took it in."""

    append_only = True

    at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    what = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    via = models.CharField(max_length=40)
    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    case_id = models.BigIntegerField(null=True)
    case_version = models.PositiveIntegerField(null=True)
    frm = models.CharField(max_length=30, default="")
    to = models.CharField(max_length=30, default="")
    fields = ArrayField(models.CharField(max_length=60), default=list)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "id"], name="entry_case"),
            models.Index(fields=["thing", "thing_id", "id"], name="entry_thing"),
            models.Index(fields=["person_id", "-at"], name="entry_person"),
        ]


class Side(models.Model):
    """Readable words beside an entry: a reason, values before and after. Not part of the book."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="side", primary_key=True)
    reason = models.TextField(default="")
    values = models.JSONField(default=dict)
