"""The doors in as forms: what is typed there before one is anybody."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from gongqiao.kernel.base.seals import encrypted
from gongqiao.kernel.people import doors
from gongqiao.kernel.people.models import Account
from tests.walls.every_form import AForm
from tests.walls.scene import Scene

PASSWORD = "桥下流水-2026-慢慢走"
SECRET = bytes(range(20))


def account_of(scene: Scene, who: str = "officer") -> Account:
    return Account.objects.get(person=scene.cast.person(who))


def time_code(scene: Scene) -> str:
    """Return what an authenticator app shows at the hour of the scene."""
    code: bytes = TOTP(SECRET, 6, SHA1(), 30, enforce_key_length=False).generate(int(scene.at.timestamp()))
    return code.decode()


def with_session(browser: Client, **values: Any) -> None:
    session = browser.session
    session.update(values)
    session.save()
    browser.cookies["gongqiao"] = session.session_key or ""


def with_password(scene: Scene, browser: Client) -> None:
    account = account_of(scene)
    account.set_password(PASSWORD)
    account.save()


def half_open(scene: Scene, browser: Client, **more: Any) -> None:
    with_session(browser, half_open={"account": account_of(scene).pk, "at": scene.at.timestamp()}, **more)


def with_second(scene: Scene, browser: Client) -> None:
    account = account_of(scene)
    account.totp_secret, account.totp_confirmed_at = encrypted("totp", SECRET.hex()), scene.at
    account.save()
    half_open(scene, browser)


def enrolling(scene: Scene, browser: Client) -> None:
    half_open(scene, browser, totp=[SECRET.hex(), "otpauth://totp/x"])


def asking(scene: Scene, browser: Client) -> None:
    with_session(browser, asking=scene.cast.person("contact").phone)


def _code(scene: Scene) -> dict[str, str]:
    return {"code": doors.new_code(scene.cast.person("contact").phone or "", address="10.0.0.1", at=scene.at)[1]}


def _door(pattern: str, address: str, **more: Any) -> AForm:
    return AForm(pattern=pattern, address=lambda scene: address, who=more.pop("who", ""), **more)


DOORS = {
    form.name: form
    for form in (
        _door("sign_in", "/sign-in", clean=lambda scene: {"phone": scene.cast.person("contact").phone}),
        _door("code", "/sign-in/code", prepare=asking, clean=_code),
        _door(
            "staff", "/sign-in/staff", prepare=with_password,
            clean=lambda scene: {"phone": scene.cast.person("officer").phone, "password": PASSWORD},
        ),
        _door("second", "/sign-in/second", prepare=with_second, clean=lambda scene: {"code": time_code(scene)}),
        _door("enrol", "/sign-in/enrol", prepare=enrolling, clean=lambda scene: {"code": time_code(scene)}),
        _door("password", "/me/password", who="officer", clean=lambda scene: {"password": PASSWORD}),
        _door("sign_out", "/sign-out", who="officer"),
    )
}  # fmt: skip
