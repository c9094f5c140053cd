"""Templates that somebody uploads at the desk: refused in words, tried apart, shown, published."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongqiao.kernel.papers.models import PaperTemplate
from gongqiao.kernel.papers.tests.makers import with_part, with_xml
from gongqiao.services.enterprise_service.rules.papers import VISIT_SHEET
from tests.walls.scene import Scene

pytestmark = pytest.mark.django_db
KIND = f"/desk/papers/{VISIT_SHEET.name}"
GOOD = VISIT_SHEET.word.read_bytes()
CHANGED = with_xml("服务记录单", "某市服务记录单", template=GOOD)


@pytest.fixture
def scene(cast, set_clock):
    scene = Scene(cast)
    set_clock(scene.at)
    return scene


def upload(scene: Scene, body: bytes, who: str = "city_officer", *, name: str = "改.docx"):
    return scene.client(who).post(KIND, {"template": SimpleUploadedFile(name, body)})


def test_a_changed_one_is_shown_with_the_test_data_and_printed_from_once_it_is_published(scene):
    browser = scene.client("city_officer")
    assert upload(scene, CHANGED)["Location"] == KIND + "/trial"
    page = browser.get(KIND + "/trial")
    assert page.context["pictures"].total == 1
    sha256 = page.context["form"]["sha256"].value()
    assert browser.post(KIND + "/trial", {"note": "加了市名", "sha256": sha256})["Location"] == KIND
    shown = browser.get(KIND)
    assert [row.label for row in shown.context["versions"]] == ["第 1 版", "通用第 1 版"]
    assert "加了市名" in shown.content.decode()


@pytest.mark.parametrize(
    "body, said",
    [
        (b"MZ\x90", "不是 Word"),
        (with_part("word/vbaProject.bin", b"x", template=GOOD), "宏"),
        (with_part("word/settings.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", template=GOOD), "实体定义"),
        (with_part("word/theme/theme1.xml", b"<a>" + b" " * 20_000_000 + b"</a>", template=GOOD), "太大"),
    ],
    ids=["program", "macro", "entity", "bomb"],
)
def test_what_is_no_plain_word_is_refused_beside_its_field_and_not_kept(scene, body, said):
    answer = upload(scene, body, name="../../x.docm")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("{{ enterprise }}", "{{ enterprise.__class__ }}", "没有“enterprise.__class__”"),
        ("{{ enterprise }}", "{{ firm }}", "没有“firm”"),
        ("{{ enterprise }}", "{{ enterprise", "没有配对"),
        ("{{ enterprise }}", "&lt;script&gt;{{ 7*7 }}", "不能用"),
    ],
)
def test_one_with_faults_is_kept_with_their_list_and_never_published(scene, old, new, said):
    upload(scene, with_xml(old, new, template=GOOD))
    browser = scene.client("city_officer")
    page = browser.get(KIND + "/trial")
    assert said in page.content.decode()
    assert "<script>" not in page.content.decode().split("<main")[1].split("</main>")[0]
    sha256 = PaperTemplate.objects.get().sha256
    assert browser.post(KIND + "/trial", {"note": "x", "sha256": sha256}).status_code == 409
    assert PaperTemplate.objects.get().version is None


def test_a_countys_officer_looks_and_changes_nothing(scene):
    browser = scene.client("officer")
    assert "由市总工会统一管理" in browser.get(KIND).content.decode()
    assert browser.get(KIND + "/versions/0.docx").content == GOOD
    assert upload(scene, CHANGED, "officer").status_code == 403
    assert browser.get(KIND + "/trial").status_code == 403


@pytest.mark.parametrize(
    "address", ["/desk/papers/x", "/desk/papers/..%2f", KIND + "/versions/99", KIND + "/versions/99.docx"]
)
def test_what_is_not_there_is_not_found(scene, address):
    assert scene.client("city_officer").get(address).status_code == 404
