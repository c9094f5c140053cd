"""The doors through which lists come in: what they refuse, what they show, and where long work is seen."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import MONDAY, sound_code

from gongqiao.kernel.batches import running
from gongqiao.kernel.batches.models import Batch
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import take_steps
from gongqiao.kernel.sheets.tests.test_reading import REFUSED
from gongqiao.services.enterprise_service.tests.lists import PLAIN, a_batch, a_list

pytestmark = pytest.mark.django_db
LATER = MONDAY.replace(year=2030)  # the doors of these tests read the real clock
DOOR = "/desk/sheets/enterprises/new"


@pytest.fixture
def officer(cast, signed_in):
    return signed_in(cast.person("officer"))


def send(client, body: bytes, name: str = "名单.xlsx", door: str = DOOR):
    return client.post(door, {"file": SimpleUploadedFile(name, body)})


def many() -> bytes:
    return a_list(*({**PLAIN, "code": sound_code(4_000 + n)} for n in range(running.AT_ONCE + 1)))


class TestTheDoor:
    @pytest.mark.parametrize("what", REFUSED)
    def test_refuses_a_dirty_file_in_words_and_keeps_nothing(self, officer, what):
        answer = send(officer, REFUSED[what][0])
        assert answer.status_code == 422
        assert answer.context["form"].refusal.message
        assert answer.context["form"].refusal.message in answer.content.decode()
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("name", ["名单.xlsm", "名单.XLTM"])
    def test_refuses_a_file_called_a_macro_file(self, officer, name):
        assert "宏" in send(officer, a_list(PLAIN), name).context["form"].refusal.message

    def test_is_not_there_for_those_who_may_not_import(self, cast, signed_in):
        for who in ("auditor", "head", "contact", "leader"):
            client = signed_in(cast.person(who))
            assert {client.get(path).status_code for path in (DOOR, "/desk/sheets")} == {404}

    def test_gives_the_template_of_the_kind(self, officer):
        book = openpyxl.load_workbook(io.BytesIO(officer.get("/desk/sheets/enterprises/template.xlsx").content))
        assert book.sheetnames == ["企业名单", "填写说明"]
        assert [cell.value for cell in book["企业名单"][1]][:3] == ["统一社会信用代码*", "企业名称*", "县（市、区）*"]

    def test_knows_no_other_kind(self, officer):
        assert officer.get("/desk/sheets/nothing/new").status_code == 404

    def test_takes_a_short_list_at_once_and_a_long_one_as_work(self, officer):
        send(officer, a_list(PLAIN))
        assert Batch.objects.get().state == "checked"
        answer = send(officer, many())
        work = Work.objects.get()
        assert answer["Location"] == work.url
        assert f"0 / {running.AT_ONCE + 1} 行" in officer.get(work.url).content.decode()


class TestTheProgress:
    def test_goes_on_asking_until_the_page_is_to_be_shown_anew(self, officer):
        send(officer, many())
        work = Work.objects.get()
        running_still = officer.get(f"/desk/work/{work.pk}", headers={"HX-Request": "true"})
        assert 'hx-trigger="every 2s"' in running_still.content.decode()
        assert "HX-Refresh" not in running_still
        while take_steps(at=LATER):
            pass
        assert officer.get(f"/desk/work/{work.pk}", headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    def test_without_a_script_leads_to_its_page(self, officer):
        send(officer, many())
        work = Work.objects.get()
        assert officer.get(f"/desk/work/{work.pk}")["Location"] == work.url

    def test_that_cannot_go_on_says_why_and_may_be_tried_again(self, officer):
        send(officer, many())
        Work.objects.update(state="dead", error="磁盘满了。", ended_at=MONDAY)
        work = Work.objects.get()
        page = officer.get(work.url).content.decode()
        assert "磁盘满了。" in page
        assert "再试一次" in page
        officer.post(f"/desk/work/{work.pk}/again")
        while take_steps(at=LATER):
            pass
        assert Batch.objects.get().state == "checked"


class TestABatch:
    def test_shows_its_faults_one_a_line_and_by_field(self, cast, officer):
        batch = a_batch(
            cast,
            PLAIN,
            {**PLAIN, "code": "x", "workers": "约 80"},
            {**PLAIN, "code": sound_code(9), "county": "新会县"},
        )
        page = officer.get(f"/desk/sheets/batches/{batch.pk}").content.decode()
        for words in ("应为 18 位，现在是 1 位", "约 80", "填 80", "改为“新会区”", "导入 1 行", "下载未导入的 2 行"):
            assert words in page
        only = officer.get(f"/desk/sheets/batches/{batch.pk}?field=county").content.decode()
        assert "新会县" in only
        assert "约 80" not in only

    def test_shows_what_would_change_on_known_enterprises(self, cast, officer):
        batch = a_batch(cast, {**PLAIN, "code": sound_code(1), "name": "新会区砺江压铸有限公司", "workers": 88})
        page = officer.get(f"/desk/sheets/batches/{batch.pk}").content.decode()
        assert "职工人数：空 → 88" in page

    def test_gives_its_failed_rows_back(self, cast, officer):
        batch = a_batch(cast, PLAIN, {**PLAIN, "code": "x"})
        answer = officer.get(f"/desk/sheets/batches/{batch.pk}/failed.xlsx")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content))["企业名单"]
        assert (sheet.max_row, sheet["A2"].value) == (2, "x")

    def test_of_another_county_is_not_there(self, cast, signed_in):
        batch = a_batch(cast, PLAIN)
        client = signed_in(cast.person("other_officer"))
        for path in ("", "/failed.xlsx", "/undo", "/mend"):
            assert client.get(f"/desk/sheets/batches/{batch.pk}{path}").status_code == 404
