"""How a person becomes an enterprise's contact: invited, or by a stamped authorisation."""

from __future__ import annotations

from django.db import models

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    """Invitations of the posts' area and of one's own enterprise."""

    grounds = Grounds(org="enterprise__org_id", enterprise="enterprise_id")


class Invitation(models.Model):
    """An invitation to one phone number; only whoever holds that phone can take it up."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=11)
    is_principal = models.BooleanField(default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.BigIntegerField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()


class AuthorisationQuerySet(ScopedQuerySet["Authorisation"]):
    """Authorisations, scoped through their case."""

    grounds = Grounds(org="case__org_id", person="case__person_id", shared_as="case", shared_by="case_id")


class Authorisation(models.Model):
    """A person asks to speak for an enterprise; the stamped paper is attached to the case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    uscc = models.CharField(max_length=18)
    enterprise_name = models.CharField(max_length=80)
    area_code = models.CharField(max_length=9)
    applicant_name = models.CharField(max_length=40)
    title = models.CharField(max_length=40, default="", blank=True)
    wants_principal = models.BooleanField(default=False)
    enterprise = models.ForeignKey(Enterprise, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AuthorisationQuerySet.as_manager()
