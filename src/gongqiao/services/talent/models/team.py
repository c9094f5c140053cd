"""Teams and who serves in them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.services.talent.models.craftsman import Craftsman


class TeamQuerySet(ScopedQuerySet["Team"]):
    """Teams of the posts' area and those pooled for the city."""

    grounds = Grounds(org="union_id", shared_as="team")


class Team(models.Model):
    """A service team. It starts from its home; ``half_days`` are the parts of the week in which it can go out.

    ``host``: the employer that carries it, as a power-supply bureau does; ``is_volunteer``: it serves as volunteers.
    """

    name = models.CharField("名称", max_length=40)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")
    is_volunteer = models.BooleanField(default=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    half_days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    formed_on = models.DateField()
    paused_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], condition=Q(ended_on=None), name="one_team_a_name")
        ]


class TeamMember(models.Model):
    """A craftsman's time in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    craftsman = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "craftsman"], condition=Q(until=None), name="one_open_membership_a_team"
            )
        ]
