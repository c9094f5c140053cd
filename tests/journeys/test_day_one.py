"""Day one: the entrance, what each role finds to do, and the real doors."""

from __future__ import annotations

import base64
import re
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect

from tests.journeys.actors import Actor
from tests.journeys.site import password_in

ROLES = ("市总干部", "县总干部", "企业联系人", "劳模工匠", "审计员", "领导看板")
OFFICER = "13900008888"
NEW_PASSWORD = "qiao-tou-2026"
STEP_S = 30


class TestEntrance:
    def test_it_is_open_without_a_sign_in_and_offers_one_button_a_role(self, windows):
        somebody = windows.at_a_phone("来客")
        somebody.opens("/")
        somebody.reads("演示入口")
        for role in ROLES:
            expect(somebody.page.get_by_role("button", name=role)).to_be_visible()
        somebody.reads("手机号登录（职工、企业、工匠）")
        somebody.reads("工会干部登录")
        somebody.reads("演示数据：企业、人员和事项都是虚构的，请勿录入真实信息")

    def test_what_is_inside_asks_for_a_sign_in_and_leads_back(self, windows):
        somebody = windows.at_a_phone("来客")
        somebody.opens("/enterprise-service/work")
        assert somebody.at == "/sign-in"
        with somebody.page.expect_navigation():
            somebody.page.get_by_role("button", name="劳模工匠").click()
        somebody.reads("演示数据")


class TestWhatThereIsToDo:
    @pytest.mark.parametrize("role", ["市总干部", "县总干部"])
    def test_an_officer_finds_work_of_each_kind(self, windows, role):
        officer = windows.as_role(role)
        said = officer.reads(re.compile("件在手上；另有")).inner_text()
        late, today, held, waiting = (int(count) for count in re.findall(r"\d+", said))
        assert late >= 1 and today >= 1 and waiting >= 1 and held + waiting >= 3, said

    @pytest.mark.parametrize("role", ["企业联系人", "劳模工匠"])
    def test_somebody_on_a_phone_finds_work_of_each_kind(self, windows, role):
        actor = windows.as_role(role)
        asked = actor.page.locator("section").filter(has=actor.page.get_by_role("heading", name="要您办的"))
        tasks = asked.get_by_role("link").filter(has=actor.page.locator("time")).all_inner_texts()
        assert any("逾期" in task for task in tasks), tasks
        assert any("今天 " in task for task in tasks), tasks
        actor.opens("/mine")
        under_way = actor.page.locator("section").filter(has=actor.page.get_by_role("heading", name="办理中"))
        open_cases = under_way.get_by_role("link").count()
        assert open_cases > len(tasks), "nothing waits for others"
        assert open_cases >= 3

    @pytest.mark.parametrize("role", ["审计员", "领导看板"])
    def test_a_reader_finds_something_of_each_kind_to_look_at(self, windows, role):
        reader = windows.as_role(role)
        reader.opens("/desk")
        for heading in ("已逾期", "今天到期", "在等企业"):
            shown = reader.page.get_by_role("columnheader", name=re.compile(rf"^{heading}\s*\d+$")).inner_text()
            assert int(re.findall(r"\d+", shown)[0]) >= 1, shown


class TestThreeClicks:
    """From the first page of a role to a useful action."""

    def test_the_city_s_officer_reviews_a_benefit(self, windows):
        officer = windows.as_role("市总干部")
        officer.presses("复核效益")
        officer.asks_to("效益属实，通过")
        expect(officer.page.get_by_role("button", name="复核通过")).to_be_enabled()

    def test_the_county_s_officer_offers_an_order_to_a_team(self, windows):
        officer = windows.as_role("县总干部")
        officer.presses("为企业配班组")
        officer.asks_to("配给它")
        expect(officer.page.get_by_role("dialog").get_by_role("button", name="配给")).to_be_enabled()

    def test_the_enterprise_s_contact_orders(self, windows):
        contact = windows.as_role("企业联系人")
        contact.presses("技术攻关")
        expect(contact.page.get_by_role("button", name="提交点菜")).to_be_enabled()

    def test_the_craftsman_answers_an_offer(self, windows):
        leader = windows.as_role("劳模工匠")
        leader.presses("答复邀约")
        leader.presses("接单")
        expect(leader.page.get_by_role("button", name="接单")).to_be_enabled()

    def test_the_auditor_opens_the_proof_of_a_benefit_and_changes_nothing(self, windows):
        auditor = windows.as_role("审计员")
        auditor.presses("漏斗与目标")
        auditor.presses("实际效益")
        auditor.page.get_by_role("table").get_by_role("link").first.click()
        auditor.reads("效益", within="结果")
        for move in ("归档", "记回访", "效益属实，通过", "配给班组"):
            auditor.finds_nothing_to_press(move)

    def test_the_head_opens_a_number_to_its_rows(self, windows):
        head = windows.as_role("领导看板")
        assert head.at == "/board"
        shown = head.number("解决难题")
        head.presses("解决难题")
        head.reads(f"共 {shown} 条")


class TestDoorsOfTheDemo:
    def test_a_wrong_code_is_refused_in_a_sentence(self, windows):
        somebody = windows.at_a_phone("来客")
        asks_for_a_code(somebody, "13655550001")
        shown = somebody.reads("演示模式不发短信").locator("b").inner_text()
        somebody.fills("验证码", f"{(int(shown) + 1) % 1_000_000:06}")
        somebody.presses("登录")
        somebody.reads("验证码不对或已过期，请核对后再填，或重新获取。")

    def test_codes_cannot_be_asked_for_without_end(self, windows):
        somebody = windows.at_a_phone("来客")
        for _ in range(6):  # more than two in one of two minutes
            asks_for_a_code(somebody, "13655550002")
            if somebody.at == "/sign-in":
                break
        somebody.reads(re.compile("请等一分钟再试|请一小时后再试"))
        somebody.reads_in("手机号", "13655550002")

    def test_a_new_phone_becomes_a_new_person_who_learns_how_to_take_part(self, windows):
        somebody = windows.by_phone("新人", "13655550003")
        somebody.reads("申请成为企业联系人")


@pytest.fixture(scope="class")
def first_password(in_earnest):
    """The first officer of a real city and the password that was printed once."""
    said = in_earnest.command("found", "--name", "江门市总工会", "--officer", "关敏", "--phone", OFFICER)
    return password_in(said)


class TestDoorsInEarnest:
    """The staff's doors, on a host with a name."""

    def test_a_wrong_password_is_refused_in_a_sentence(self, windows_in_earnest, first_password):
        officer = windows_in_earnest.at_a_desk("干部")
        gives_password(officer, "not-the-password")
        officer.reads("手机号或密码不对，请核对后再试。连续输错 5 次会锁定 15 分钟。")
        officer.reads_in("手机号", OFFICER)

    def test_staff_come_in_with_two_factors_until_their_post_ends(self, windows_in_earnest, in_earnest, first_password):
        officer = windows_in_earnest.at_a_desk("干部")
        gives_password(officer, first_password)
        secret = binds_an_authenticator(officer)
        officer.misses("演示数据")

        has_a_key(officer)
        leaves(officer)
        gives_password(officer, NEW_PASSWORD)
        officer.fills("验证码", one_time_code(secret, ahead=1))
        officer.presses("登录")
        officer.reads("今天没有要办的事")
        officer.opens("/me")
        officer.presses("添加通行密钥")
        officer.reads("通行密钥，")

        leaves(officer)
        gives_password(officer, NEW_PASSWORD)
        officer.presses("用通行密钥")
        officer.reads("今天没有要办的事")

        assert in_earnest.behind("end_post", OFFICER) == 1
        officer.opens("/desk")
        officer.reads("您的职务有变动，已自动退出。请重新登录。")
        assert officer.at == "/sign-in"

    def test_passwords_cannot_be_tried_without_end(self, windows_in_earnest):
        guesser = windows_in_earnest.at_a_desk("猜密码的人")
        for _ in range(11):  # more than five in one of two quarters of an hour
            gives_password(guesser, "guess-after-guess", phone="13900009999")
            if "已锁定" in guesser.page.get_by_role("alert").inner_text():
                break
        guesser.reads("连续输错 5 次，已锁定 15 分钟。忘记密码请联系本单位管理员。")

    def test_no_role_is_offered_and_no_code_is_shown(self, windows_in_earnest):
        somebody = windows_in_earnest.at_a_phone("来客")
        somebody.opens("/")
        somebody.misses("演示入口")
        asks_for_a_code(somebody, "13655550004")
        somebody.reads("已发到 136****0004，5 分钟内有效。")
        somebody.misses("验证码是")


def asks_for_a_code(somebody: Actor, phone: str) -> None:
    somebody.opens("/sign-in")
    somebody.fills("手机号", phone)
    with somebody.page.expect_navigation():
        somebody.presses("获取验证码")


def gives_password(officer: Actor, password: str, *, phone: str = OFFICER) -> None:
    officer.opens("/sign-in/staff")
    officer.fills("手机号", phone)
    officer.fills("密码", password)
    with officer.page.expect_navigation():
        officer.presses("下一步")


def binds_an_authenticator(officer: Actor) -> bytes:
    """Go through the first sign-in: a wrong code, the right one, a new password; return the secret."""
    officer.reads("绑定动态码")
    shown = officer.reads("不能扫码就手工输入密钥").locator("b").inner_text()
    secret = base64.b32decode(shown + "=" * (-len(shown) % 8))
    officer.fills("验证码", "000000")
    officer.presses("绑定并登录")
    officer.reads("动态码不对。请核对手机时间是否准确")
    officer.fills("验证码", one_time_code(secret))
    officer.presses("绑定并登录")
    officer.fills("新密码", NEW_PASSWORD)
    officer.presses("保存")
    officer.reads("今天没有要办的事")
    return secret


def leaves(officer: Actor) -> None:
    officer.opens("/me")
    officer.presses("退出")
    officer.reads("工会干部登录")


def one_time_code(secret: bytes, *, ahead: int = 0) -> str:
    """What an authenticator shows now, or a step later: each code is good once."""
    totp = TOTP(secret, 6, SHA1(), STEP_S, enforce_key_length=False)
    return totp.generate(int(time.time()) + ahead * STEP_S).decode()


def has_a_key(officer: Actor) -> None:
    """Plug a security key into the window."""
    wire = officer.context.new_cdp_session(officer.page)
    wire.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": options})
