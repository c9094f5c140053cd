"""Skills, craftsmen and teams."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.kernel.people.models import Person

LEVELS = [(1, "初级工"), (2, "中级工"), (3, "高级工"), (4, "技师"), (5, "高级技师")]
ALL_HALF_DAYS = list(range(10))


class Skill(models.Model):
    """A label of the skill list, in one of the domains."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=30)
    domain = models.CharField(max_length=30)
    place = models.PositiveSmallIntegerField(default=0)


class CraftsmanQuerySet(ScopedQuerySet["Craftsman"]):
    """Craftsmen of the posts' area and oneself; the teams are shared more widely."""

    grounds = Grounds(org="union_id", person="person_id", shared_as="craftsman")


class Craftsman(models.Model):
    """A model worker or craftsman. ``profile`` says what he is good at, without names."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    trade = models.CharField("工种", max_length=40)
    level = models.PositiveSmallIntegerField("技能等级", choices=LEVELS)
    honour = models.CharField("荣誉", max_length=40, default="", blank=True)
    profile = models.TextField("擅长", max_length=1000)
    employer = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CraftsmanQuerySet.as_manager()


class CraftsmanSkill(models.Model):
    """One skill of a craftsman at a level."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=LEVELS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["craftsman", "skill"], name="one_level_a_skill")]


class Recusal(models.Model):
    """A craftsman keeps away from an enterprise: he works or worked there, or a relative runs it."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="recusals")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)


class TeamQuerySet(ScopedQuerySet["Team"]):
    """Teams of the posts' area and those pooled for the city."""

    grounds = Grounds(org="union_id", shared_as="team")


class Team(models.Model):
    """A service team. It starts from its home; ``half_days`` are the parts of the week in which it can go out."""

    name = models.CharField("名称", max_length=40)
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="+")
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
    craftsman = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "craftsman"], condition=Q(until=None), name="one_open_membership_a_team"
            )
        ]
