"""A PDF as pictures of its pages: who may see them, and for how long an address holds good."""

from __future__ import annotations

import io

import pytest
from django.core import signing

from gongqiao.kernel.cases.queries import draft_for
from gongqiao.kernel.documents.actions import bind_files, keep_file
from gongqiao.web import pages_shown
from tests.cast import MONDAY
from tests.walls.scene import Scene, a_pdf, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast, set_clock):
    scene = Scene(cast)
    set_clock(scene.at)
    return scene


def test_whoever_sees_the_case_sees_its_papers_without_a_download(scene):
    for who in ("contact", "officer", "city_officer"):
        seen = scene.client(who).get(f"/files/{scene.paper.pk}/pages")
        picture = scene.client(who).get(seen.context["pages"][0].address)
        assert "第 1 页，共 1 页" in seen.content.decode()
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
        assert "sandbox" in picture["Content-Security-Policy"]


def test_nobody_else_does(scene):
    for who in ("stranger", "worker", "other_officer"):
        assert scene.client(who).get(f"/files/{scene.paper.pk}/pages").status_code == 404


def test_an_address_of_a_page_is_of_use_to_nobody_else(scene):
    address = page_of(a_pdf(), scene.cast.contact)
    assert scene.client("contact").get(address).status_code == 200
    assert scene.client("officer").get(address).status_code == 404
    assert scene.client("").get(address).status_code in {302, 401}


@pytest.mark.parametrize("token", ["x", "WzEsICJhIl0:1:2", "{}:", "%2e%2e"])
def test_a_forged_address_leads_nowhere(scene, token):
    answer = scene.client("contact").get(f"/pages/{token}/1")
    assert answer.status_code == 404
    assert "重新打开" in answer.content.decode()


def test_an_old_address_asks_to_open_the_paper_again(scene, monkeypatch):
    address = page_of(a_pdf(), scene.cast.contact)
    monkeypatch.setattr(pages_shown, "LOOK_LASTS_S", -1)
    assert scene.client("contact").get(address).status_code == 404


def test_a_page_that_is_not_there_is_not_found(scene):
    token = signing.dumps([scene.cast.contact.person_id, "0" * 64], salt=pages_shown.SALT)
    assert scene.client("contact").get(f"/pages/{token}/1").status_code == 404


def test_a_broken_pdf_is_said_in_words(scene):
    draft = draft_for("order", about="broken", at=MONDAY, by=scene.cast.contact)
    body = b"%PDF-1.4\nbroken\n%%EOF\n"
    kept = keep_file(io.BytesIO(body), name="坏.pdf", label="proof", draft=draft.pk, at=MONDAY, by=scene.cast.contact)
    bind_files(draft.pk, thing="case", thing_id=scene.order.case_id, at=MONDAY, by=scene.cast.contact)
    answer = scene.client("contact").get(f"/files/{kept.pk}/pages")
    assert answer.status_code == 422
    assert "加了密码" in answer.content.decode()
