"""The tree's truth is parent plus dates (Link); the line of ancestors is kept beside it for reading."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q


class Node(models.Model):
    """One place in the tree. ``line`` holds the ids from the root down to the node itself."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    line = ArrayField(models.BigIntegerField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["line"], name="node_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="node_ends_after_it_starts"
            )
        ]


class Link(models.Model):
    """Under which parent a node stood, from a day to a day (excluded). One open link a node."""

    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node"], condition=Q(valid_to=None), name="one_open_link_a_node"),
            models.UniqueConstraint(fields=["node", "valid_from"], name="one_link_a_node_and_day"),
        ]


class Share(models.Model):
    """Sight of one thing for a person, for the people of a node or for an enterprise's contacts, in a role, for a while.

    ``reaches_below``: the node's whole subtree sees it too. An offer, an assignment, a transfer, a pooled team and a
    party to an agreement are shares. A share to an enterprise gives sight and no role to act: who
    becomes or is no longer its contact gains or loses sight at once.
    """

    thing = models.CharField(max_length=40)
    thing_id = models.BigIntegerField()
    to_person_id = models.BigIntegerField(null=True)
    to_node = models.ForeignKey(Node, null=True, on_delete=models.PROTECT, related_name="+")
    to_enterprise_id = models.BigIntegerField(null=True)
    reaches_below = models.BooleanField(default=False)
    role = models.CharField(max_length=20)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to_person_id", "thing", "thing_id"], name="share_person"),
            models.Index(fields=["to_node", "thing", "thing_id"], name="share_node"),
            models.Index(fields=["thing", "thing_id"], name="share_thing"),
            models.Index(fields=["to_enterprise_id", "thing", "thing_id"], name="share_enterprise"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_person_id__isnull=False, to_node=None, to_enterprise_id=None)
                | Q(to_person_id=None, to_node__isnull=False, to_enterprise_id=None)
                | Q(to_person_id=None, to_node=None, to_enterprise_id__isnull=False),
                name="share_to_one_of_three",
            ),
            models.UniqueConstraint(
                fields=["thing", "thing_id", "to_person_id", "role"],
                condition=Q(valid_to=None, to_person_id__isnull=False),
                name="one_open_share_a_person_and_role",
            ),
            models.UniqueConstraint(
                fields=["thing", "thing_id", "to_enterprise_id", "role"],
                condition=Q(valid_to=None, to_enterprise_id__isnull=False),
                name="one_open_share_an_enterprise_and_role",
            ),
        ]
