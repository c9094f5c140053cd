"""Whatever is sent in, the answer is a refusal in words and never a crash."""

from __future__ import annotations

import json

import pytest
from tests.cast import sound_code

from gongqiao.api.tests.callers import a_caller, done, told
from gongqiao.kernel.base.ids import MAX_ID
from gongqiao.kernel.org.models import Enterprise

MB = 1024 * 1024


@pytest.fixture
def officer(cast):
    return a_caller(cast, "officer")


@pytest.fixture
def contact(cast):
    return a_caller(cast, "contact")


def a_need(**changes):
    return {"dish": "management", "title": "班组长不会排产", **changes}


class TestABody:
    @pytest.mark.parametrize(
        "body",
        [
            b"{",
            b"{'title': 1}",
            b'{"title": "\xff\xfe"}',
            b'{"title": "\xed\xa0\x80"}',
            b'{"title": "a\\u0000b"}',
            b'{"title": "\\ud83d"}',
            b'{"\\u0000": 1}',
            b'{"enterprise_id": NaN}',
            b'{"enterprise_id": Infinity}',
            b'{"enterprise_id": 1e999}',
            b'{"enterprise_id": 9223372036854775808}',
            b'{"enterprise_id": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 500 + b"1" + b"}" * 500,
        ],
        ids=lambda body: repr(body[:30]),
    )
    def test_that_cannot_be_read_or_kept_is_refused(self, contact, body):
        told(contact.post_raw("/needs", body), 400, "malformed")

    @pytest.mark.parametrize("body", ["", "null", "[]", '"text"', "1", "true", "[{}]"])
    def test_that_is_no_object_is_refused(self, contact, body):
        told(contact.post_raw("/needs", body), 422, "invalid")

    def test_with_every_wrong_field_names_them(self, contact):
        refused = contact.post("/orders", {"dish": "x" * 17, "urgency": "at once", "wished_on": "2026-13-01"})
        told(refused, 422, "invalid")
        assert set(refused.json()["fields"]) == {"dish", "title", "urgency", "wished_on"}

    @pytest.mark.parametrize(
        ("body", "field", "said"),
        [
            ({}, "title", "缺少这一项。"),
            ({"title": 5}, "title", "要写文字。"),
            ({"place_text": "长" * 101}, "place_text", "最多 100 个字。"),
            ({"wished_on": "2026-02-30"}, "wished_on", "要写成日期，例如 2026-11-24。"),
            ({"enterprise_id": "三"}, "enterprise_id", "要写整数。"),
            ({"enterprise_id": 0}, "enterprise_id", "不能小于 1。"),
            ({"urgency": "at once"}, "urgency", "只能是 "),
            ({"extra": []}, "extra", "要写成对象。"),
        ],
        ids=str,
    )
    def test_says_in_chinese_what_a_field_should_be(self, contact, body, field, said):
        fields = contact.post("/orders", body).json()["fields"]
        assert fields[field][0].startswith(said), fields[field]

    @pytest.mark.parametrize("path", ["/needs", "/sign-in/code"])
    def test_of_ten_megabytes_is_refused(self, contact, path):
        told(contact.post(path, a_need(description="很" * (10 * MB // 3))), 413, "too_large")

    def test_just_over_the_limit_is_refused_and_just_under_it_is_read(self, contact, settings):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        empty = len(json.dumps(a_need(description="")))
        told(contact.post("/needs", a_need(description="x" * (most - empty + 1))), 413, "too_large")
        told(contact.post("/needs", a_need(description="x" * (most - empty))), 422, "invalid")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/xml", "multipart/form-data", "application/json; charset=none"]
    )
    def test_of_another_kind_is_refused(self, contact, kind):
        assert contact.post_raw("/needs", b"\x00\xff<a/>", content_type=kind).status_code in {400, 415, 422}


class TestAnAddress:
    @pytest.mark.parametrize(
        "path",
        [
            "/nowhere",
            "/orders/ZQ-1",
            "/orders/%00",
            "/orders/%ED%A0%80",
            "/orders/" + "9" * 3000,
            "/orders/..%2F..%2Fme",
            f"/visits/{MAX_ID}/sign-ins",
            f"/visits/{MAX_ID + 1}/sign-ins",
            f"/visits/-{MAX_ID + 2}/sign-ins",
            "/visits/" + "9" * 5000 + "/sign-ins",
            "/visits/nobody/sign-ins",
        ],
        ids=lambda path: path[:40],
    )
    def test_that_names_nothing_is_refused(self, officer, path):
        refused = officer.get(path)
        told(refused, refused.status_code)
        assert refused.status_code in {400, 404, 422}

    @pytest.mark.parametrize("value", ["\x00", "a\x00b", "' or 1=1 --", "很" * 500])
    def test_with_a_strange_filter_finds_nothing_or_is_refused(self, officer, value):
        answer = officer.get("/orders", state=value)
        assert (answer.status_code, "\x00" in value) in {(200, False), (400, True)}

    def test_with_the_same_parameter_twice_is_refused(self, officer):
        told(officer.get("/orders?limit=1&limit=2"), 400, "malformed")

    @pytest.mark.parametrize(
        "cut",
        [
            {"since": "0001-01-01"},
            {"until": "9999-12-31"},
            {"since": "0001-01-01", "until": "9999-12-31"},
            {"since": "9999-12-31", "until": "0001-01-01"},
        ],
        ids=str,
    )
    def test_with_the_first_or_the_last_day_of_time_counts_what_there_is(self, officer, contact, cast, cut):
        done(contact.post("/needs", a_need(enterprise_id=cast.enterprise.pk)), 201)
        answer = officer.get("/figures", **cut)
        assert done(answer)["asked"] == (0 if cut.get("since") == "9999-12-31" else 1)

    @pytest.mark.parametrize(
        "cut", [{"since": "yesterday"}, {"until": "2026-02-30"}, {"union_id": 0}, {"union_id": MAX_ID + 1}], ids=str
    )
    def test_with_a_cut_that_is_none_is_refused(self, officer, cut):
        refused = officer.get("/figures", **cut)
        told(refused, 422, "invalid")
        assert list(refused.json()["fields"]) == list(cut)


class TestAMethod:
    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_that_an_address_does_not_know_is_refused(self, officer, method):
        assert getattr(officer._client, method)("/api/v1/orders", headers=officer._headers()).status_code == 405


class TestAnEnterprise:
    GOOD = {"uscc": "", "name": "新会区潮连纸业有限公司", "area_code": "440705001"}

    @pytest.mark.parametrize(
        "changes",
        [
            {"tags": ["很" * 21]},
            {"tags": ["a"] * 11},
            {"name": "   "},
            {"name": "x" * 61},
            {"area_code": "999999"},
            {"area_code": "4407"},
            {"workers": -1},
            {"place": {"lat": 113.0, "lng": 22.5}},
            {"place": {"lat": 1e308, "lng": 0}},
            {"place": {"lat": 22.5, "lng": 113.0, "crs": "mars"}},
        ],
        ids=str,
    )
    def test_that_cannot_be_is_refused_in_words(self, officer, changes):
        told(officer.post("/enterprises", {**self.GOOD, "uscc": sound_code(9), **changes}), 422)
        assert not Enterprise.objects.filter(uscc=sound_code(9)).exists()
