from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from tests.cast import MONDAY, PEOPLE

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.base.errors import Invalid, NotSignedIn, TooOften
from gongqiao.kernel.people import doors
from gongqiao.kernel.people.models import Account, ApiToken, OneTimeCode, Person
from gongqiao.kernel.people.queries import actor_for

PHONE = PEOPLE["officer"][1]
GOOD = "桥下流水-2026-慢慢走"
ADDRESS = "10.0.0.1"


def later(**what):
    return MONDAY + timedelta(**what)


def asked(phone: str = PHONE, *, at=MONDAY) -> str:
    return doors.new_code(phone, address=ADDRESS, at=at)[1]


@pytest.mark.django_db
class TestOneTimeCodes:
    def test_let_in_whoever_holds_the_phone(self, cast):
        assert doors.account_by_code(PHONE, asked(), at=MONDAY).person == cast.person("officer")

    def test_make_a_person_of_a_new_number(self, cast):
        account = doors.account_by_code("13911112222", asked("139 1111 2222"), at=MONDAY)
        assert account.person.phone == "13911112222"
        assert actor_for(account, strength="code", at=MONDAY).posts == ()

    def test_are_good_once(self, cast):
        code = asked()
        doors.account_by_code(PHONE, code, at=MONDAY)
        with pytest.raises(doors.WrongCode):
            doors.account_by_code(PHONE, code, at=MONDAY)

    def test_are_good_for_five_minutes(self, cast):
        code = asked()
        with pytest.raises(doors.WrongCode, match="已过期"):
            doors.account_by_code(PHONE, code, at=later(minutes=5))

    def test_are_dead_after_five_wrong_tries(self, cast):
        code = asked()
        wrong = f"{(int(code) + 1) % 1_000_000:06}"
        for _ in range(5):
            with pytest.raises(doors.WrongCode):
                doors.account_by_code(PHONE, wrong, at=MONDAY)
        with pytest.raises(doors.WrongCode):
            doors.account_by_code(PHONE, code, at=MONDAY)

    def test_of_one_phone_do_not_open_another(self, cast):
        with pytest.raises(doors.WrongCode):
            doors.account_by_code(PEOPLE["contact"][1], asked(), at=MONDAY)

    def test_are_asked_for_twice_a_minute_and_five_times_an_hour_at_most(self, cast):
        asked()
        asked()
        with pytest.raises(TooOften, match="等一分钟"):
            asked()
        asked(at=later(minutes=1))
        asked(at=later(minutes=2))
        asked(at=later(minutes=3))
        with pytest.raises(TooOften, match="一小时后"):
            asked(at=later(minutes=4))

    def test_of_one_network_are_limited_too(self, cast):
        for n in range(60):
            asked(f"1390001{n:04}")
        with pytest.raises(TooOften, match="这个网络"):
            asked("13900020000")

    def test_are_kept_as_digests_alone(self, cast):
        code = asked()
        row = OneTimeCode.objects.latest("pk")
        assert PHONE not in row.phone_digest
        assert code not in row.code_digest

    @pytest.mark.parametrize("phone", ["", "123", "2390000000１", "abc"])
    def test_need_a_phone_number(self, db, phone):
        with pytest.raises(Invalid, match="11 位"):
            asked(phone)

    def test_do_not_open_a_stopped_account(self, cast):
        Account.objects.filter(person__phone=PHONE).update(is_active=False)
        with pytest.raises(doors.WrongCode, match="已停用"):
            doors.account_by_code(PHONE, asked(), at=MONDAY)


@pytest.fixture
def officer_account(cast):
    account = Account.objects.get(person__phone=PHONE)
    doors.set_password(account, GOOD, at=MONDAY, by=cast.officer)
    return account


class TestPasswords:
    def enter(self, password=GOOD, *, phone=PHONE, at=MONDAY):
        return doors.account_by_password(phone, password, address=ADDRESS, at=at)

    def test_open_the_first_door_of_staff(self, officer_account):
        assert self.enter() == officer_account

    @pytest.mark.parametrize(("phone", "password"), [(PHONE, "错的"), ("13911113333", GOOD), (PHONE, "")])
    def test_are_refused_in_the_same_words_whoever_asks(self, officer_account, phone, password):
        with pytest.raises(doors.WrongPassword, match="手机号或密码不对"):
            self.enter(password, phone=phone)

    def test_lock_after_five_wrong_ones_even_for_the_right_one(self, officer_account):
        for _ in range(5):
            with pytest.raises(doors.WrongPassword):
                self.enter("错的")
        with pytest.raises(TooOften, match="锁定 15 分钟"):
            self.enter()
        assert self.enter(at=later(minutes=16)) == officer_account

    @pytest.mark.parametrize("weak", ["12345678", "short", "13900000002", "password1"])
    def test_must_not_be_weak(self, officer_account, cast, weak):
        with pytest.raises(Invalid) as refused:
            doors.set_password(officer_account, weak, at=MONDAY, by=cast.officer)
        assert refused.value.fields["password"]


class TestTimeBasedCodes:
    @pytest.fixture
    def raw(self, officer_account, cast):
        raw_hex, uri = doors.offer_totp(officer_account)
        assert uri.startswith("otpauth://totp/")
        self.confirm(officer_account, cast, raw_hex, self.code(raw_hex, MONDAY))
        return raw_hex

    @staticmethod
    def code(raw_hex, at):
        return (
            TOTP(bytes.fromhex(raw_hex), 6, SHA1(), 30, enforce_key_length=False).generate(int(at.timestamp())).decode()
        )

    @staticmethod
    def confirm(account, cast, raw_hex, code):
        doors.confirm_totp(account, raw_hex, code, at=MONDAY, by=cast.officer)

    def test_are_bound_with_a_right_first_code_alone(self, officer_account, cast):
        raw_hex, _ = doors.offer_totp(officer_account)
        with pytest.raises(doors.WrongCode):
            self.confirm(officer_account, cast, raw_hex, "000000" if self.code(raw_hex, MONDAY) != "000000" else "1")
        officer_account.refresh_from_db()
        assert officer_account.totp_confirmed_at is None

    def test_secret_is_kept_encrypted(self, officer_account, raw):
        officer_account.refresh_from_db()
        assert raw not in officer_account.totp_secret

    def test_open_the_second_door_once_each(self, officer_account, raw):
        at = later(minutes=1)
        doors.check_totp(officer_account, self.code(raw, at), at=at)
        with pytest.raises(doors.WrongCode, match="已用过"):
            doors.check_totp(officer_account, self.code(raw, at), at=at)

    @pytest.mark.parametrize(("drift_s", "opens"), [(-30, True), (30, True), (-90, False), (90, False)])
    def test_forgive_a_clock_that_is_off_by_one_step(self, officer_account, raw, drift_s, opens):
        at = later(minutes=5)
        code = self.code(raw, at + timedelta(seconds=drift_s))
        if opens:
            doors.check_totp(officer_account, code, at=at)
        else:
            with pytest.raises(doors.WrongCode):
                doors.check_totp(officer_account, code, at=at)

    def test_lock_after_five_wrong_ones(self, officer_account, raw):
        for _ in range(5):
            with pytest.raises(doors.WrongCode):
                doors.check_totp(officer_account, "中文不是码", at=later(minutes=1))
        with pytest.raises(TooOften):
            doors.check_totp(officer_account, self.code(raw, later(minutes=1)), at=later(minutes=1))


class TestTokens:
    def issue(self, account, cast):
        return doors.issue_token(
            account, label="考勤机", scopes=["enterprise_service:read"], strength="full", post_ids=[],
            lives=timedelta(days=7), at=MONDAY, by=cast.officer,
        )  # fmt: skip

    def test_are_kept_as_digests_and_open_until_they_end(self, officer_account, cast):
        token = self.issue(officer_account, cast)
        assert token not in ApiToken.objects.get().token_digest
        assert doors.token_row(token, at=MONDAY).account == officer_account
        with pytest.raises(NotSignedIn):
            doors.token_row(token, at=later(days=7))

    def test_end_at_once_when_revoked(self, officer_account, cast):
        token = self.issue(officer_account, cast)
        doors.revoke_token(officer_account, ApiToken.objects.get().pk, at=MONDAY, by=cast.officer)
        with pytest.raises(NotSignedIn):
            doors.token_row(token, at=MONDAY)

    def test_of_others_cannot_be_revoked(self, officer_account, cast):
        token = self.issue(officer_account, cast)
        other = Account.objects.get(person=cast.person("contact"))
        doors.revoke_token(other, ApiToken.objects.get().pk, at=MONDAY, by=cast.contact)
        assert doors.token_row(token, at=MONDAY)

    def test_every_step_at_the_door_stands_in_the_book(self, officer_account, cast):
        self.issue(officer_account, cast)
        written = set(Entry.objects.filter(kind="door").values_list("what", flat=True))
        assert {"people.set_password", "people.issue_token"} <= written
        assert Person.objects.filter(phone=PHONE).exists()
