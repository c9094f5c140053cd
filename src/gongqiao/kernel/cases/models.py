"""The header of every case, what must be done for it, and forms not yet sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.people.models import Person


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Cases of the posts' area, about oneself or one's enterprise, or shared."""

    grounds = Grounds(org="org_id", person="person_id", enterprise="enterprise_id", shared_as="case")


class Case(models.Model):
    """The header: lists, search, inbox and deadlines read only this. Changed by ``cases.actions`` alone."""

    number = models.CharField(max_length=32, unique=True)
    service = models.CharField(max_length=30)
    flow = models.CharField(max_length=30)
    flow_version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=30)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(default=0)
    is_sensitive = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["org", "flow", "-opened_at"], name="case_org_flow"),
            models.Index(fields=["enterprise", "-opened_at"], name="case_enterprise"),
            models.Index(fields=["person", "-opened_at"], name="case_person"),
            models.Index(fields=["flow", "state", "-opened_at"], name="case_flow_state"),
            models.Index(fields=["-opened_at", "-id"], name="case_newest"),
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="case_due"),
            models.Index(fields=["owner"], condition=Q(closed_at=None), name="case_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(enterprise__isnull=False), name="case_is_about_somebody"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="case_closes_after_it_opens",
            ),
        ]


class Task(models.Model):
    """A duty for one case, asked of a person, a post at a union, an enterprise or its principal contact.

    ``is_lasting``: it survives moves until it is kept or the case closes (a promise).
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    name = models.CharField(max_length=30)
    label = models.CharField(max_length=80)
    kind = models.CharField(
        max_length=10,
        choices=[("person", "对方"), ("post", "工会"), ("enterprise", "企业"), ("principal", "主联系人")],
    )
    person_id = models.BigIntegerField(null=True)
    union = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    post_kind = models.CharField(max_length=10, default="")
    enterprise_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    is_lasting = models.BooleanField(default=False)
    case_version = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=30, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person_id"], condition=Q(done_at=None), name="task_person"),
            models.Index(fields=["union", "post_kind"], condition=Q(done_at=None), name="task_post"),
            models.Index(fields=["enterprise_id"], condition=Q(done_at=None), name="task_enterprise"),
            models.Index(fields=["case", "name"], name="task_case"),
            models.Index(fields=["due_at", "id"], condition=Q(done_at=None), name="task_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name", "kind", "person_id"],
                condition=Q(done_at=None),
                nulls_distinct=False,
                name="one_open_task_a_duty",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", person_id__isnull=False)
                | Q(kind="post", union__isnull=False)
                | Q(kind__in=["enterprise", "principal"], enterprise_id__isnull=False),
                name="task_is_asked_of_somebody",
            ),
        ]


class Draft(models.Model):
    """A form not yet sent, kept on every blur. Its id is the key under which the form is carried out once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person_id = models.BigIntegerField()
    form = models.CharField(max_length=60)
    about = models.CharField(max_length=60, default="")
    body = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "form", "about"], name="one_draft_a_form"),
        ]


class FlowInUse(models.Model):
    """The digest of a flow's version since its first case: the drawing may not change any more."""

    flow = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flow", "version"], name="one_drawing_a_version")]


class Counter(models.Model):
    """The last number given for a prefix, an area and a year."""

    prefix = models.CharField(max_length=4)
    area_code = models.CharField(max_length=9)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "area_code", "year"], name="one_counter_a_prefix_area_year")
        ]
