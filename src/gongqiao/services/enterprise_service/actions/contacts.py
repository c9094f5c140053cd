"""Invite an enterprise's contact, take an invitation up, or ask with a stamped authorisation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place, the_job
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.base.ids import secret
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.base.seals import digest
from gongqiao.kernel.cases.actions import open_case, take_move
from gongqiao.kernel.cases.drafts import finish
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.org import uscc as codes
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.kernel.org.models import Enterprise
from gongqiao.kernel.org.queries import county_federation_for
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.actions import bind_contact, rename
from gongqiao.kernel.people.models import Contact, Person
from gongqiao.services.enterprise_service.contract import ContactBound
from gongqiao.services.enterprise_service.flow import INVITE
from gongqiao.services.enterprise_service.models import Authorisation, Invitation
from gongqiao.services.enterprise_service.rules.kinds import AUTHORISATIONS

INVITATION_LIVES = timedelta(days=14)


class NotYourInvitation(NotAllowed):
    """这份邀请不是发给您这个手机号的。请用收到邀请的手机号登录，或请工会重新邀请。"""

    code = "not_your_invitation"


class InvitationIsOver(WrongState):
    """这份邀请已经用过或过期了，请联系工会重新邀请。"""

    code = "invitation_is_over"


class AlreadyContact(WrongState):
    """您已经是这家企业的联系人了，直接点菜就行。"""

    code = "already_contact"


@dataclass(frozen=True, kw_only=True)
class AuthorisationForm:
    """Whom the applicant wants to speak for."""

    code: str
    enterprise_name: str
    area_code: str
    applicant_name: str
    title: str = ""
    wants_principal: bool = False


@transaction.atomic
def invite(
    enterprise: Enterprise, name: str, phone: str, *, is_principal: bool, at: datetime, by: Actor
) -> tuple[Invitation, str]:
    """Invite whoever holds ``phone``; return the invitation and the secret of its link, shown once."""
    by.must(INVITE, at=Place(line=tuple(enterprise.org.node.line), enterprise_id=enterprise.pk))
    phone, faults = tidy_phone(phone), {}
    if not name.strip():
        faults["name"] = ["请填被邀请人的姓名。"]
    if not is_phone(phone):
        faults["phone"] = ["手机号应为 11 位，请核对。"]
    if faults:
        raise Invalid(fields=faults)
    token = secret(18)
    Invitation.objects.filter(enterprise=enterprise, phone=phone, taken_at=None).update(revoked_at=at)
    invitation = Invitation.objects.create(
        enterprise=enterprise,
        name=name.strip(),
        phone=phone,
        is_principal=is_principal,
        token_digest=digest("invitation", token),
        invited_by=by.own_id,
        at=at,
        expires_at=at + INVITATION_LIVES,
    )
    write(
        "edit", "enterprise_service.invite", thing="enterprise", thing_id=enterprise.pk,
        detail={"invitation": invitation.pk}, at=at, by=by,
    )  # fmt: skip
    return invitation, token


@transaction.atomic
def take_up(token: str, *, at: datetime, by: Actor) -> Contact:
    """Become the contact that the invitation names. Raises NotYourInvitation, InvitationIsOver, NotFound."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("enterprise__org__node")
        .filter(token_digest=digest("invitation", token))
        .first()
    )
    if invitation is None:
        raise NotFound("没有找到这份邀请，请核对链接，或联系工会重新邀请。")
    if invitation.taken_at or invitation.revoked_at or invitation.expires_at <= at:
        raise InvitationIsOver
    person = Person.objects.filter(pk=by.own_id).first()
    if person is None or person.phone != invitation.phone:
        raise NotYourInvitation
    if not person.name:
        rename(person, invitation.name, at=at, by=by)
    contact = bind_contact(
        person, invitation.enterprise, is_principal=invitation.is_principal, at=at, by=the_job("invitation")
    )
    invitation.taken_at = at
    invitation.save(update_fields=["taken_at"])
    _announce_bound(contact, at=at, by=by)
    return contact


def ask_to_speak(form: AuthorisationForm, *, draft: uuid.UUID | None, at: datetime, by: Actor) -> Authorisation:
    """Ask to become a contact, with a photo of the stamped authorisation; an officer decides.

    Tells nothing of an enterprise that is registered already. Raises Invalid, AlreadyContact.
    """
    code = codes.tidy(form.code)
    _check_application(form, code)
    known = Enterprise.objects.filter(uscc=code).select_related("org__node").first()
    if known and known.pk in by.contact_of:
        raise AlreadyContact
    org = known.org if known else county_federation_for(form.area_code, by=by)
    with open_case(
        AUTHORISATIONS,
        title=f"{form.enterprise_name.strip()}·联系人授权",
        org=org,
        person_id=by.own_id,
        at=at,
        by=by,
    ) as case:
        authorisation = Authorisation.objects.create(
            case=case,
            uscc=code,
            enterprise_name=form.enterprise_name.strip(),
            area_code=form.area_code,
            applicant_name=form.applicant_name.strip(),
            title=form.title.strip(),
            wants_principal=form.wants_principal,
            enterprise=known,
        )
        bound = (
            bind_files(draft, thing="case", thing_id=case.pk, labels=["authorisation"], at=at, by=by) if draft else 0
        )
        if not bound:
            text = "请拍照上传盖了公章的授权书。"
            raise Invalid(text, fields={"authorisation": [text]})
        if draft:
            finish(draft, by=by)
    return authorisation


def accept_authorisation(authorisation: Authorisation, *, seen: int | None, at: datetime, by: Actor) -> Contact:
    """Accept the stamped paper: the enterprise is registered if it is new, the applicant becomes its contact."""
    with take_move(AUTHORISATIONS, "accept", authorisation.case_id, seen=seen, at=at, by=by) as taken:
        held = taken.detail
        enterprise = held.enterprise or Enterprise.objects.filter(uscc=held.uscc).first()
        if enterprise is None:
            form = EnterpriseForm(code=held.uscc, name=held.enterprise_name, area_code=held.area_code)
            enterprise = register_enterprise(form, at=at, by=by)
        held.enterprise = enterprise
        held.save(update_fields=["enterprise"])
        person = Person.objects.get(pk=taken.case.person_id or 0)
        if not person.name:
            person.name = held.applicant_name
            person.save(update_fields=["name"])
        contact = bind_contact(person, enterprise, is_principal=held.wants_principal, title=held.title, at=at, by=by)
        taken.words = {"enterprise": enterprise.short_name}
        _announce_bound(contact, at=at, by=by)
    return contact


def send_back_authorisation(
    authorisation: Authorisation, reason: str, *, seen: int | None, at: datetime, by: Actor
) -> None:
    """Ask the applicant for a better paper."""
    with take_move(AUTHORISATIONS, "send_back", authorisation.case_id, seen=seen, reason=reason, at=at, by=by):
        pass


def decline_authorisation(
    authorisation: Authorisation, reason: str, *, seen: int | None, at: datetime, by: Actor
) -> None:
    """Refuse with a reason."""
    with take_move(AUTHORISATIONS, "decline", authorisation.case_id, seen=seen, reason=reason, at=at, by=by):
        pass


def resubmit_authorisation(
    authorisation: Authorisation, *, draft: uuid.UUID | None, seen: int | None, at: datetime, by: Actor
) -> None:
    """Send a better paper."""
    with take_move(AUTHORISATIONS, "resubmit", authorisation.case_id, seen=seen, at=at, by=by) as taken:
        bound = (
            bind_files(draft, thing="case", thing_id=taken.case.pk, labels=["authorisation"], at=at, by=by)
            if draft
            else 0
        )
        if not bound:
            text = "请拍照上传盖了公章的授权书。"
            raise Invalid(text, fields={"authorisation": [text]})
        if draft:
            finish(draft, by=by)


def withdraw_authorisation(authorisation: Authorisation, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take the application back."""
    with take_move(AUTHORISATIONS, "withdraw", authorisation.case_id, seen=seen, at=at, by=by):
        pass


def _check_application(form: AuthorisationForm, code: str) -> None:
    faults: dict[str, list[str]] = {}
    if fault := codes.fault_of(code):
        faults["code"] = [fault]
    if not form.enterprise_name.strip() or len(form.enterprise_name) > 60:
        faults["enterprise_name"] = ["请照营业执照填企业名称，最多 60 个字。"]
    if not form.applicant_name.strip():
        faults["applicant_name"] = ["请填您的姓名。"]
    if not form.area_code:
        faults["area_code"] = ["请选企业所在镇街。"]
    if faults:
        raise Invalid(fields=faults)


def _announce_bound(contact: Contact, *, at: datetime, by: Actor) -> None:
    fact = ContactBound(enterprise_id=contact.enterprise_id, person_id=contact.person_id)
    announce(fact, thing="enterprise", thing_id=contact.enterprise_id, at=at, by=by)
