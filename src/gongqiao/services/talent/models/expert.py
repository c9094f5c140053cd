"""The expert library, and invitations to those in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.people.models import Person
from gongqiao.services.talent.flow import EMPLOYER_KINDS, OCCASIONS


class ExpertQuerySet(ScopedQuerySet["Expert"]):
    """Experts of the posts' area, oneself, and those pooled for the city."""

    grounds = Grounds(org="union_id", person="person_id", shared_as="expert")


class Expert(models.Model):
    """A person's time in the expert library, from a day to a day (excluded).

    ``fields`` are what he is asked about, ``tags`` further words to find him by; ``is_taking`` says whether he takes
    invitations now; ``recommended_by`` is who vouches for him.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    fields = ArrayField(models.CharField(max_length=30))
    tags = ArrayField(models.CharField(max_length=20), default=list)
    title = models.CharField("职称、资格", max_length=60)
    employer_kind = models.CharField("单位类别", max_length=12, choices=EMPLOYER_KINDS)
    employer = models.CharField("单位", max_length=60, default="", blank=True)
    intro = models.TextField("简介", max_length=600, default="", blank=True)
    recommended_by = models.CharField("推荐单位", max_length=60)
    is_taking = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    enrolled_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    retired_because = models.CharField(max_length=200, default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["fields"], name="expert_fields"),
            models.Index(fields=["union", "valid_from"], name="expert_union"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(retired_at=None), name="one_open_expert_a_person"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="expert_ends_after_he_starts"
            ),
        ]


class ExpertInvitationQuerySet(ScopedQuerySet["ExpertInvitation"]):
    """Invitations, scoped through their case."""

    grounds = Grounds(org="case__org_id", person="case__person_id", shared_as="case", shared_by="case_id")


class ExpertInvitation(models.Model):
    """An expert is asked to something, and answers before ``answer_by``."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="invitations")
    occasion = models.CharField(
        "邀请做什么",
        max_length=10,
        choices=OCCASIONS,
    )
    text = models.TextField("说明", max_length=1000)
    starts_at = models.DateTimeField(null=True)
    place = models.CharField("地点", max_length=80, default="", blank=True)
    invited_by = models.BigIntegerField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = ExpertInvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(answered_at=None), name="invitation_waiting"),
        ]
