"""Passkeys (WebAuthn) of staff: registered while signed in, used as the second factor."""

from __future__ import annotations

import ipaddress
import json
from datetime import datetime

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.people.models import Account, Passkey

MOST_BODY = 20_000


class PasskeyRefused(Invalid):
    """这个通行密钥没有通过验证，请再试一次，或改用动态码。"""

    code = "passkey_refused"


def works_here(host: str) -> bool:
    """Whether browsers offer passkeys at this host: it must be a name, not an address."""
    name = _name(host)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return bool(name)
    return False


def options_for_adding(account: Account, *, host: str) -> tuple[str, str]:
    """Return the browser's options as JSON, and the challenge to remember."""
    options = generate_registration_options(
        rp_id=_name(host),
        rp_name="工桥",
        user_id=str(account.pk).encode(),
        user_name=account.person.name or account.login,
        exclude_credentials=_known(account),
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def add(
    account: Account, body: bytes, challenge: str, *, host: str, scheme: str, label: str, at: datetime, by: Actor
) -> Passkey:
    """Keep a passkey whose answer to the challenge is right. Raises PasskeyRefused."""
    try:
        verified = verify_registration_response(
            credential=_read(body),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_name(host),
            expected_origin=f"{scheme}://{host}",
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise PasskeyRefused from wrong
    passkey = Passkey.objects.create(
        account=account,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        label=label[:40] or "通行密钥",
        added_at=at,
    )
    write("door", "people.add_passkey", thing="person", thing_id=account.person_id, at=at, by=by)
    return passkey


def options_for_entering(account: Account, *, host: str) -> tuple[str, str]:
    """Return the browser's options as JSON, and the challenge to remember."""
    options = generate_authentication_options(
        rp_id=_name(host),
        allow_credentials=_known(account),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def check(account: Account, body: bytes, challenge: str, *, host: str, scheme: str, at: datetime) -> None:
    """Check the answer of a passkey. Raises PasskeyRefused."""
    try:
        given = _read(body)
        known = account.passkeys.filter(credential_id=base64url_to_bytes(str(given["rawId"]))).first()
        if known is None or not challenge:
            raise PasskeyRefused
        verified = verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_name(host),
            expected_origin=f"{scheme}://{host}",
            credential_public_key=bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise PasskeyRefused from wrong
    known.sign_count, known.used_at = verified.new_sign_count, at
    known.save(update_fields=["sign_count", "used_at"])


def _known(account: Account) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(row.credential_id)) for row in account.passkeys.all()]


def _read(body: bytes) -> dict[str, object]:
    if len(body) > MOST_BODY:
        raise PasskeyRefused
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as broken:
        raise PasskeyRefused from broken
    if not isinstance(given, dict):
        raise PasskeyRefused
    return given


def _name(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host
