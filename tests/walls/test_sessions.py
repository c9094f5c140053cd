"""Sessions end when their ground is gone; looks of readers stand in the book; doors are not rattled for ever."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.people.actions import appoint, end_post, release_contact
from gongqiao.kernel.people.doors import set_password
from gongqiao.kernel.people.models import Contact, Post
from tests.cast import PEOPLE
from tests.walls.every_address import EXAMPLES
from tests.walls.every_door import PASSWORD, account_of, time_code, with_password, with_second
from tests.walls.scene import Scene, a_photo

pytestmark = pytest.mark.django_db
CHINESE = re.compile("[\u4e00-\u9fff]{4,}")
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store",
}  # fmt: skip


@pytest.fixture
def scene(cast, set_clock):
    scene = Scene(cast, "ordered")
    set_clock(scene.at)
    return scene


def is_out(browser: Client, address: str = "/desk") -> bool:
    answer = browser.get(address)
    return answer.status_code == 302 and answer["Location"].startswith("/sign-in?")


class TestASession:
    def test_dies_when_the_post_it_was_opened_under_ends(self, scene):
        browser = scene.client("officer")
        assert not is_out(browser)
        end_post(Post.objects.get(person=scene.person("officer")), at=scene.at, by=scene.cast.city_officer)
        assert is_out(browser)

    def test_says_why_it_died(self, scene):
        browser = scene.client("officer")
        end_post(Post.objects.get(person=scene.person("officer")), at=scene.at, by=scene.cast.city_officer)
        assert "职务有变动" in browser.get("/desk", follow=True).content.decode()

    def test_writes_nothing_after_its_post_ended(self, scene):
        browser = scene.client("officer")
        end_post(Post.objects.get(person=scene.person("officer")), at=scene.at, by=scene.cast.city_officer)
        answer = browser.post(f"/desk/cases/{scene.number}/do/send_back", {"reason": "试试"})
        assert answer.status_code == 401
        scene.order.case.refresh_from_db()
        assert scene.order.case.state == "ordered"

    def test_lives_on_when_another_post_comes(self, scene):
        browser = scene.client("officer")
        appoint(
            scene.person("officer"), scene.cast.city, kind="auditor", title="审计员", on=scene.at.date(), at=scene.at,
            by=scene.cast.city_officer,
        )  # fmt: skip
        assert not is_out(browser)

    def test_dies_when_the_account_is_closed(self, scene):
        browser, account = scene.client("contact"), account_of(scene, "contact")
        account.is_active = False
        account.save()
        assert is_out(browser, "/mine")

    def test_dies_when_the_password_changes_elsewhere(self, scene):
        here, there = scene.client("officer"), scene.client("officer")
        assert there.post("/me/password", {"password": PASSWORD}).status_code == 302
        assert is_out(here)
        assert not is_out(there)

    def test_dies_when_an_administrator_sets_the_password(self, scene):
        browser = scene.client("officer")
        set_password(account_of(scene), PASSWORD, at=scene.at, by=scene.cast.city_officer)
        assert is_out(browser)

    def test_of_a_contact_who_is_released_sees_the_enterprise_no_more(self, scene):
        browser = scene.client("colleague")
        assert browser.get(f"/cases/{scene.number}").status_code == 200
        bond = Contact.objects.get(person=scene.person("colleague"), until=None)
        release_contact(bond, at=scene.at, by=scene.cast.officer)
        assert browser.get(f"/cases/{scene.number}").status_code == 404

    def test_is_a_new_one_after_signing_in(self, scene):
        """Whoever planted a session beforehand does not share the one that was opened."""
        browser = scene.client("")
        with_second(scene, browser)
        planted = browser.cookies["gongqiao"].value
        assert browser.post("/sign-in/second", {"code": time_code(scene)}).status_code == 302
        assert browser.cookies["gongqiao"].value != planted

    def test_does_not_come_back_after_leaving(self, scene):
        browser = scene.client("officer")
        old = browser.cookies["gongqiao"].value
        browser.post("/sign-out")
        browser.cookies["gongqiao"] = old
        assert is_out(browser)

    def test_half_open_by_a_password_opens_nothing(self, scene):
        browser = scene.client("")
        with_password(scene, browser)
        browser.post("/sign-in/staff", {"phone": PEOPLE["officer"][1], "password": PASSWORD})
        assert is_out(browser)
        assert is_out(browser, "/mine")


class TestALook:
    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_of_a_reader_at_a_case_stands_in_the_book(self, scene, who):
        scene.client(who).get(f"/desk/cases/{scene.number}")
        entry = Entry.objects.get(kind="look", person_id=scene.person(who).pk)
        assert (entry.what, entry.thing, entry.thing_id, entry.case_id) == (
            "look.desk_case", "case", scene.order.case_id, scene.order.case_id,
        )  # fmt: skip

    @pytest.mark.parametrize("who", ["officer", "city_officer", "contact"])
    def test_of_somebody_who_works_on_it_does_not(self, scene, who):
        scene.client(who).get(f"/desk/cases/{scene.number}", follow=True)
        assert not Entry.objects.filter(kind="look").exists()

    @pytest.mark.parametrize("who", ["auditor", "head"])
    def test_that_was_refused_does_not(self, scene, who):
        scene.client(who).get("/desk/cases/ZQ-440705-2026-999999")
        assert not Entry.objects.filter(kind="look").exists()

    def test_at_a_phone_number_stands_in_the_book_with_its_reason(self, scene):
        scene.client("officer").post(f"/enterprise-service/orders/{scene.number}/phone", {"reason": "约时间"})
        entry = Entry.objects.get(kind="look")
        assert (entry.what, entry.side.reason) == ("people.reveal_phone", "约时间")


class TestADoor:
    """Each counts what is tried and says so in words when it is too much."""

    @pytest.mark.parametrize(
        ("address", "fields", "most"),
        [
            ("/sign-in", {"phone": PEOPLE["contact"][1]}, 2),
            ("/sign-in/staff", {"phone": PEOPLE["officer"][1], "password": "x"}, 5),
            ("/sign-in/second", {"code": "000000"}, 5),
        ],
    )
    def test_answers_429_with_a_sentence_when_it_is_rattled(self, scene, address, fields, most):
        browser = scene.client("")
        with_second(scene, browser)
        statuses = [browser.post(address, fields).status_code for _ in range(most + 1)]
        assert (429 in statuses[:-1], statuses[-1]) == (False, 429)
        assert CHINESE.search(browser.post(address, fields).content.decode())

    def test_of_a_visit_answers_429_with_a_sentence_when_codes_are_guessed(self, scene):
        answers = [Client().get(f"/s/{number}-abc") for number in range(241)]
        assert {answer.status_code for answer in answers[:-1]} == {404}
        assert answers[-1].status_code == 429
        assert "签到太频繁" in answers[-1].content.decode()

    def test_says_the_same_of_a_phone_that_is_known_and_of_one_that_is_not(self, scene):
        for address, fields in (("/sign-in", {}), ("/sign-in/staff", {"password": "x"})):
            known, unknown = (
                Client().post(address, {**fields, "phone": phone}) for phone in (PEOPLE["officer"][1], "13711119999")
            )
            assert (known.status_code, known.get("Location")) == (unknown.status_code, unknown.get("Location"))


class TestForgery:
    @pytest.mark.parametrize("name", ["sign_in", "me", "sign_out", "look", "new_need", "do", "draft", "sign"])
    def test_is_refused_with_a_sentence(self, scene, name):
        browser = scene.client("contact")
        browser.handler.enforce_csrf_checks = True
        answer = browser.post(EXAMPLES[name](scene), {"name": "x", "reason": "x"})
        assert answer.status_code == 403
        assert "不是从本站打开的" in answer.content.decode()


class TestHeaders:
    def test_stand_on_every_kind_of_answer(self, scene):
        officer, anonymous = scene.client("officer"), scene.client("")
        answers = {
            "a page": officer.get("/desk"),
            "a phone page": scene.client("contact").get("/"),
            "a redirect": anonymous.get("/desk"),
            "not found": officer.get("/nowhere"),
            "refused": scene.client("contact").get("/desk/talent/teams"),
            "malformed": officer.get("/desk/search?q=%00"),
            "too large": officer.post("/me", {"name": "x" * 2_000_000}),
            "wrong method": officer.post("/desk"),
            "invalid": officer.post("/me", {"name": ""}),
            "JSON": scene.client("contact").post(f"/drafts/{scene.draft.pk}", {}, content_type="application/json"),
            "an API answer": anonymous.get("/api/v1/me"),
            "a print": officer.get(f"/enterprise-service/orders/{scene.number}/papers/visit-sheet.docx"),
            "a fragment": officer.get(f"/desk/cases/{scene.number}/do/offer", headers={"HX-Request": "true"}),
            "nothing": officer.post("/sign-out"),
        }
        faults = {
            kind: [
                name
                for name, value in {**HEADERS, "Content-Security-Policy": POLICY}.items()
                if answer.get(name) != value
            ]
            for kind, answer in answers.items()
        }
        assert {kind: names for kind, names in faults.items() if names} == {}

    def test_of_a_file_let_it_run_nothing(self, scene):
        browser = scene.client("contact")
        browser.post(f"/cases/{scene.number}/do/supplement", {"text": "照片", "photos": a_photo()})
        answer = browser.get(EXAMPLES["file"](scene))
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        b"".join(answer)

    def test_of_a_crash_are_there_too(self, scene, monkeypatch):
        def crash(*args, **kwargs):
            raise RuntimeError("a bug")

        monkeypatch.setattr("gongqiao.web.pages.home.home_parts", crash)
        answer = scene.client("contact").get("/")
        assert (answer.status_code, answer["Content-Security-Policy"]) == (500, POLICY)
        assert "我们已经记下" in answer.content.decode()

    def test_keep_the_session_away_from_scripts_and_other_sites(self, scene):
        browser = scene.client("")
        answer = browser.post("/sign-in", {"phone": PEOPLE["contact"][1]})
        cookie = answer.cookies["gongqiao"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
