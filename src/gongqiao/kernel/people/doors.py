"""Letting people in: one-time codes, passwords, time-based codes and tokens."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotSignedIn
from gongqiao.kernel.base.ids import secret
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.base.seals import decrypted, digest, encrypted
from gongqiao.kernel.base.throttle import Limit, count, forget
from gongqiao.kernel.people.actions import add_person
from gongqiao.kernel.people.models import Account, ApiToken, OneTimeCode

CODE_LIVES = timedelta(minutes=5)
STEP_S = 30
CODES_A_PHONE = Limit(name="code.phone", most=5, window_s=3600, sentence="这个手机号要验证码太多次了，请一小时后再试。")
CODES_A_MINUTE = Limit(name="code.minute", most=2, window_s=60, sentence="验证码刚发过，请等一分钟再试。")
CODES_AN_ADDRESS = Limit(
    name="code.address", most=60, window_s=3600, sentence="这个网络要验证码太多次了，请一小时后再试。"
)
WRONG_PASSWORDS = Limit(
    name="password",
    most=5,
    window_s=900,
    sentence="连续输错 5 次，已锁定 15 分钟。忘记密码请联系本单位管理员。",
)
PASSWORDS_AN_ADDRESS = Limit(
    name="password.address", most=60, window_s=900, sentence="这个网络登录失败太多次了，请 15 分钟后再试。"
)
WRONG_SECOND = Limit(name="second", most=5, window_s=900, sentence="动态码连续输错 5 次，已锁定 15 分钟。")


class WrongCode(Invalid):
    """验证码不对或已过期，请核对后再填，或重新获取。"""

    code = "wrong_code"


class WrongPassword(Invalid):
    """手机号或密码不对，请核对后再试。连续输错 5 次会锁定 15 分钟。"""

    code = "wrong_password"


def new_code(phone: str, *, address: str, at: datetime) -> tuple[str, str]:
    """Make a one-time code; return the tidy phone and the code for the channel. Raises Invalid, TooOften.

    Whether the number belongs to anybody makes no difference here.
    """
    phone = tidy_phone(phone)
    if not is_phone(phone):
        raise Invalid("手机号应为 11 位，请核对。", fields={"phone": ["手机号应为 11 位，请核对。"]})
    count(CODES_AN_ADDRESS, address, at=at)
    count(CODES_A_MINUTE, phone, at=at)
    count(CODES_A_PHONE, phone, at=at)
    code = f"{secrets.randbelow(1_000_000):06}"
    OneTimeCode.objects.create(
        phone_digest=_of_phone(phone),
        code_digest=_of_code(phone, code),
        sent_at=at,
        expires_at=at + CODE_LIVES,
    )
    return phone, code


@transaction.atomic
def _use_code(phone: str, code: str, at: datetime) -> bool:
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(phone_digest=_of_phone(phone), used_at=None, expires_at__gt=at, tries_left__gt=0)
        .order_by("-sent_at", "-pk")
        .first()
    )
    if row is None:
        return False
    if hmac.compare_digest(row.code_digest, _of_code(phone, code.strip())):
        row.used_at = at
        row.save(update_fields=["used_at"])
        return True
    OneTimeCode.objects.filter(pk=row.pk).update(tries_left=F("tries_left") - 1)
    return False


def account_by_code(phone: str, code: str, *, at: datetime) -> Account:
    """Let in whoever holds the phone; a new number becomes a new person. Raises WrongCode."""
    phone = tidy_phone(phone)
    if not _use_code(phone, code, at):
        raise WrongCode
    person = add_person("", phone, at=at, by=the_job("door"))
    account = person.account
    if not account.is_active:
        raise WrongCode("这个账号已停用，请联系工会。")
    return account


def account_by_password(phone: str, password: str, *, address: str, at: datetime) -> Account:
    """Check a phone and a password; the second factor comes after. Raises WrongPassword, TooOften.

    An unknown number costs the same time as a wrong password.
    """
    phone = tidy_phone(phone)
    count(PASSWORDS_AN_ADDRESS, address, at=at)
    count(WRONG_PASSWORDS, phone, at=at)
    account = Account.objects.select_related("person").filter(person__phone=phone, is_active=True).first()
    stored = account.password if account and account.has_usable_password() else _nobodys_password()
    if not check_password(password, stored) or account is None:
        raise WrongPassword
    forget(WRONG_PASSWORDS, phone)
    return account


def set_password(account: Account, password: str, *, at: datetime, by: Actor) -> None:
    """Set a password that passes the rules. Raises Invalid with every broken rule."""
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Invalid("密码不够安全，请换一个。", fields={"password": weak.messages}) from weak
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    write("door", "people.set_password", thing="person", thing_id=account.person_id, at=at, by=by)


def offer_totp(account: Account) -> tuple[str, str]:
    """Return a new base32 secret and its otpauth address for the QR; kept only when confirmed."""
    raw = secrets.token_bytes(20)
    uri = TOTP(raw, 6, SHA1(), STEP_S, enforce_key_length=False).get_provisioning_uri(
        account.person.phone or "", "工桥"
    )
    return raw.hex(), uri


def as_base32(raw_hex: str) -> str:
    """Return a secret as authenticator apps take it when typed by hand."""
    return base64.b32encode(bytes.fromhex(raw_hex)).decode().rstrip("=")


def confirm_totp(account: Account, raw_hex: str, code: str, *, at: datetime, by: Actor) -> None:
    """Keep the secret once its first code is right. Raises WrongCode."""
    step = _totp_step(bytes.fromhex(raw_hex), code, at, after=0)
    if step is None:
        raise WrongCode("动态码不对。请核对手机时间是否准确，再填当前的 6 位数字。")
    account.totp_secret = encrypted("totp", raw_hex)
    account.totp_confirmed_at, account.totp_last = at, step
    account.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last"])
    write("door", "people.confirm_totp", thing="person", thing_id=account.person_id, at=at, by=by)


def check_totp(account: Account, code: str, *, at: datetime) -> None:
    """Check a time-based code; each is good once. Raises WrongCode, TooOften."""
    count(WRONG_SECOND, str(account.pk), at=at)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        raw = bytes.fromhex(decrypted("totp", held.totp_secret))
        step = _totp_step(raw, code, at, after=held.totp_last)
        if step is None:
            raise WrongCode("动态码不对或已用过，请等它换成下一个再填。")
        held.totp_last = step
        held.save(update_fields=["totp_last"])
    forget(WRONG_SECOND, str(account.pk))


def _totp_step(raw: bytes, code: str, at: datetime, *, after: int) -> int | None:
    totp = TOTP(raw, 6, SHA1(), STEP_S, enforce_key_length=False)
    now = int(at.timestamp())
    for drift in (0, -1, 1):
        moment = now + drift * STEP_S
        if moment // STEP_S <= after:
            continue
        try:
            totp.verify(code.strip().encode(errors="replace"), moment)
        except InvalidToken:
            continue
        return moment // STEP_S
    return None


def issue_token(
    account: Account,
    *,
    label: str,
    scopes: Sequence[str],
    strength: str,
    post_ids: Sequence[int],
    lives: timedelta,
    at: datetime,
    by: Actor,
) -> str:
    """Issue a bearer token and return it; it is shown once and kept only as a digest."""
    token = f"gq_{secret(30)}"
    row = ApiToken.objects.create(
        account=account,
        label=label[:40],
        token_digest=digest("api-token", token),
        scopes=list(scopes),
        strength=strength,
        post_ids=list(post_ids),
        created_at=at,
        expires_at=at + lives,
    )
    write("door", "people.issue_token", thing="token", thing_id=row.pk, at=at, by=by)
    return token


def revoke_token(account: Account, token_id: int, *, at: datetime, by: Actor) -> None:
    """End one of one's own tokens at once."""
    if ApiToken.objects.filter(pk=token_id, account=account, revoked_at=None).update(revoked_at=at):
        write("door", "people.revoke_token", thing="token", thing_id=token_id, at=at, by=by)


def token_row(token: str, *, at: datetime) -> ApiToken:
    """Return the valid token row behind a bearer token. Raises NotSignedIn."""
    row = (
        ApiToken.objects.select_related("account__person")
        .filter(
            token_digest=digest("api-token", token),
            revoked_at=None,
            expires_at__gt=at,
            account__is_active=True,
        )
        .first()
    )
    if row is None:
        raise NotSignedIn("令牌无效或已过期，请重新获取。")
    return row


def tokens_of(account: Account, *, at: datetime) -> list[ApiToken]:
    """Return the valid tokens of an account, newest first."""
    return list(account.tokens.filter(revoked_at=None, expires_at__gt=at).order_by("-pk"))


def _nobodys_password() -> str:
    global _spare
    _spare = _spare or make_password("nobody has this password")
    return _spare


_spare = ""


def _of_phone(phone: str) -> str:
    return digest("one-time-code.phone", phone)


def _of_code(phone: str, code: str) -> str:
    return digest("one-time-code.code", f"{phone}:{code}")


def note_use(row: ApiToken, *, at: datetime) -> None:
    """Remember when a token was last used."""
    ApiToken.objects.filter(pk=row.pk).update(used_at=at)
