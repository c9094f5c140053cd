"""Persons, accounts and what binds them to unions and enterprises."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.powers import POST_KINDS
from gongqiao.kernel.org.models import Enterprise, Union


class Person(models.Model):
    """Somebody. The phone number is the way to reach them and unique among persons who gave one."""

    name = models.CharField("姓名", max_length=40, default="", blank=True)
    phone = models.CharField("手机号", max_length=11, null=True, unique=True)  # noqa: DJ001 many have none, each once
    initials = models.CharField(max_length=40, default="", blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["initials"], name="person_initials")]

    def __str__(self) -> str:
        return f"person {self.pk}"


class Accounts(BaseUserManager["Account"]):
    """Django asks for accounts by their login; the login is the person's id."""


class Account(AbstractBaseUser):
    """The way in. ``totp_secret`` is encrypted; ``totp_last`` is the last accepted time step, used once."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    login = models.CharField(max_length=40, unique=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    totp_secret = models.CharField(max_length=300, default="", blank=True)
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last = models.BigIntegerField(default=0)

    USERNAME_FIELD = "login"
    objects: ClassVar[Accounts] = Accounts()


class Passkey(models.Model):
    """A WebAuthn credential of an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    label = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Post(models.Model):
    """A person's office at a union, from a day to a day (excluded)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=sorted(POST_KINDS.items()))
    title = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["union", "kind"], name="post_union_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="post_does_not_end_before_it_starts",
            )
        ]


class Contact(models.Model):
    """A person who speaks for an enterprise. At most one open principal contact an enterprise."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    is_principal = models.BooleanField(default=False)
    title = models.CharField("职务", max_length=40, default="", blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "enterprise"],
                condition=Q(until=None),
                name="one_open_contact_a_person_and_firm",
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(until=None, is_principal=True),
                name="one_principal_an_enterprise",
            ),
        ]


class OneTimeCode(models.Model):
    """A code sent to a phone. Only keyed digests are kept."""

    phone_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone_digest", "-sent_at"], name="code_phone")]


class ApiToken(models.Model):
    """A bearer token of an account: only its digest is kept. ``scopes`` as ``enterprise_service:write``."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=40)
    token_digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    strength = models.CharField(max_length=8)
    post_ids = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
