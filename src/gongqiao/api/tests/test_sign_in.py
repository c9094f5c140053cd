"""Signing in for a token: with a code, with two factors, and how often it may be tried."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from tests.cast import MONDAY, PEOPLE

from gongqiao.api.tests.callers import Caller, done, told
from gongqiao.kernel.access.powers import every_scope
from gongqiao.kernel.base.seals import encrypted
from gongqiao.kernel.people.models import Account

CONTACT, OFFICER = PEOPLE["contact"][1], PEOPLE["officer"][1]
PASSWORD, SECRET = "桥下流水-2026-慢慢走", bytes(range(20))


@pytest.fixture(autouse=True)
def outgoing(settings, tmp_path):
    settings.OUTGOING = tmp_path / "outgoing"
    return settings.OUTGOING


def code_that_came(outgoing) -> str:
    """Read the code in the message that went out last."""
    latest = max(outgoing.rglob("*.*"), key=lambda path: path.stat().st_mtime_ns)
    found = re.search(r"(?<!\d)\d{6}(?!\d)", latest.read_text(encoding="utf-8"))
    assert found, latest.read_text(encoding="utf-8")
    return found[0]


@pytest.fixture
def officer(cast):
    """The officer's account with password and authenticator app."""
    account = Account.objects.get(person__phone=OFFICER)
    account.set_password(PASSWORD)
    account.totp_secret, account.totp_confirmed_at = encrypted("totp", SECRET.hex()), MONDAY
    account.save()
    return account


def time_code() -> str:
    return TOTP(SECRET, 6, SHA1(), 30, enforce_key_length=False).generate(int(MONDAY.timestamp())).decode()


class TestByCode:
    def test_a_code_is_exchanged_for_a_token_that_lives_half_a_day(self, cast, outgoing, set_clock):
        assert done(Caller().post("/sign-in/code", {"phone": CONTACT})) == {"sent": True}
        given = done(Caller().post("/sign-in", {"phone": CONTACT, "code": code_that_came(outgoing)}))
        assert given["scopes"] == list(every_scope())
        assert done(Caller(given["token"]).get("/me"))["contact_of"] == [cast.enterprise.pk]
        set_clock(MONDAY + timedelta(seconds=given["expires_in_s"]))
        told(Caller(given["token"]).get("/me"), 401, "not_signed_in")

    def test_a_wrong_code_is_refused_in_words(self, cast):
        done(Caller().post("/sign-in/code", {"phone": CONTACT}))
        assert "验证码不对" in told(Caller().post("/sign-in", {"phone": CONTACT, "code": "x"}), 422, "wrong_code")

    def test_asking_again_and_again_is_slowed_down(self, cast):
        for _ in range(2):
            done(Caller().post("/sign-in/code", {"phone": CONTACT}))
        assert "等一分钟" in told(Caller().post("/sign-in/code", {"phone": CONTACT}), 429, "too_often")

    def test_outside_the_demo_no_code_is_shown_and_no_role_is_given_away(self, cast):
        assert "demo_code" not in done(Caller().post("/sign-in/code", {"phone": CONTACT}))
        told(Caller().post("/sign-in/demo", {"role": "officer"}), 404, "not_found")


class TestByTwoFactors:
    def sign_in(self, **changes):
        body = {"phone": OFFICER, "password": PASSWORD, "totp": time_code(), **changes}
        return Caller().post("/sign-in/staff", body)

    def test_both_factors_open_the_posts(self, officer, cast):
        token = done(self.sign_in())["token"]
        assert [post["union_id"] for post in done(Caller(token).get("/me"))["posts"]] == [cast.county.pk]

    def test_a_time_code_is_good_once(self, officer):
        done(self.sign_in())
        told(self.sign_in(), 422, "wrong_code")

    @pytest.mark.parametrize(
        ("changes", "code"), [({"password": "falsch-und-lang"}, "wrong_password"), ({"totp": "000000"}, "wrong_code")]
    )
    def test_one_factor_is_not_enough(self, officer, changes, code):
        told(self.sign_in(**changes), 422, code)

    def test_whoever_has_no_second_factor_is_sent_to_the_web(self, officer):
        Account.objects.filter(pk=officer.pk).update(totp_confirmed_at=None)
        assert "网页" in told(self.sign_in(), 404, "not_found")

    def test_after_five_wrong_passwords_the_right_one_waits_too(self, officer):
        for _ in range(5):
            told(self.sign_in(password="falsch-und-lang"), 422, "wrong_password")
        assert "锁定 15 分钟" in told(self.sign_in(), 429, "too_often")
