"""Who takes part in a joint work, and the agreement between them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.services.innovation.flow import PARTY_ROLES
from gongqiao.services.innovation.models.work import JointWork

OF_WORK = Grounds(
    org="work__case__org_id", enterprise="work__case__enterprise_id", shared_as="case", shared_by="work__case_id"
)
KINDS = [("enterprise", "企业"), ("union", "工会"), ("body", "部门、院校等")]


class PartyQuerySet(ScopedQuerySet["Party"]):
    """Parties, scoped through the case of their joint work."""

    grounds = OF_WORK


class Party(models.Model):
    """An enterprise or a union of the register, or a bureau, school or institute by its name."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=10, choices=KINDS)
    enterprise = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("单位名称", max_length=80, default="", blank=True)
    role = models.CharField("身份", max_length=8, choices=list(PARTY_ROLES.items()), default="member")
    duties = models.CharField("负责什么", max_length=500, default="", blank=True)
    signer = models.CharField("签字人", max_length=40, default="", blank=True)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="enterprise", enterprise__isnull=False, union=None, name="")
                | Q(kind="union", union__isnull=False, enterprise=None, name="")
                | Q(kind="body", union=None, enterprise=None) & ~Q(name=""),
                name="party_is_one_of_three",
            ),
            models.UniqueConstraint(
                fields=["work", "enterprise"],
                condition=Q(ended_at=None, enterprise__isnull=False),
                name="an_enterprise_is_one_party",
            ),
            models.UniqueConstraint(
                fields=["work", "union"], condition=Q(ended_at=None, union__isnull=False), name="a_union_is_one_party"
            ),
            models.UniqueConstraint(
                fields=["work", "name"], condition=Q(ended_at=None, kind="body"), name="a_body_is_one_party"
            ),
            models.CheckConstraint(
                condition=Q(signer="", signed_on=None) | ~Q(signer="") & Q(signed_on__isnull=False),
                name="a_signer_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return (self.enterprise and self.enterprise.name) or (self.union and self.union.name) or self.name


class AgreementDraftQuerySet(ScopedQuerySet["AgreementDraft"]):
    """Drafts, scoped through the case of their joint work."""

    grounds = OF_WORK


class AgreementDraft(models.Model):
    """One version of a framework agreement as it was drafted. ``facts`` filled the template and never change."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="drafts")
    version = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    objects = AgreementDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["work", "version"], name="one_draft_a_version")]
