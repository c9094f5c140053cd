"""Talent over HTTP: what is in sight, a pair that is signed once, and who is turned away."""

from __future__ import annotations

import pytest
from tests.cast import sound_code

from gongqiao.api.tests.callers import Caller, a_caller, a_token, done, stop_clock, told
from gongqiao.services.enterprise_service.tests.makers import WEDNESDAY_AT_TWO, an_order
from gongqiao.services.talent.models import CheckIn, Pair
from gongqiao.services.talent.tests.makers import a_pair, a_signature, an_expert, as_sent, the_craftsman

pytestmark = pytest.mark.django_db
SIGNED = as_sent(a_signature())


@pytest.fixture(autouse=True)
def set_clock(monkeypatch):
    return stop_clock(monkeypatch)


def a_body(cast, **changes):
    plain = {
        "uscc": sound_code(1),
        "master_id": the_craftsman(cast).pk,
        "apprentice_name": "丁小工",
        "trade": "维修电工",
        "goals": "独立检修电机",
        "starts_on": "2026-11-18",
        "ends_on": "2027-11-18",
        "master_signature": SIGNED,
        "apprentice_signature": SIGNED,
    }
    return {**plain, **changes}


def names(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["name"] for row in answer.json()["items"]]


class TestReading:
    def test_lists_craftsmen_of_ones_county_with_their_skills(self, cast):
        answer = a_caller(cast, "officer").get("/craftsmen")
        assert sorted(names(answer)) == ["何徒", "林焊", "王师"]
        first = next(row for row in answer.json()["items"] if row["name"] == "王师")
        assert {held["code"] for held in first["skills"]} == {"ELEC", "DRIVE"}

    def test_lists_the_experts_of_the_whole_city_by_field(self, cast):
        an_expert(cast)
        caller = a_caller(cast, "other_officer")
        assert names(caller.get("/experts", field="电机")) == ["吴外"]
        assert names(caller.get("/experts", field="焊接")) == []

    def test_masks_names_for_heads(self, cast):
        an_expert(cast)
        assert names(a_caller(cast, "head").get("/experts")) == ["吴*"]

    def test_shows_a_pair_to_those_concerned_and_no_phone(self, cast):
        pair = a_pair(cast, apprentice_phone="13700000001")
        for who in ("officer", "contact", "leader"):
            answer = a_caller(cast, who).get(f"/pairs/{pair.case.number}")
            assert answer.json()["apprentice"] == "丁小工"
            assert "13700000001" not in answer.content.decode()
        for who in ("stranger", "other_officer"):
            assert a_caller(cast, who).get(f"/pairs/{pair.case.number}").status_code == 404
            assert a_caller(cast, who).get("/pairs").json()["count"] == 0

    def test_a_token_needs_the_scope(self, cast):
        narrow = Caller(a_token(cast, "officer", scopes=["enterprise_service:read"]))
        assert narrow.get("/pairs").status_code == 403

    def test_a_case_of_another_kind_is_not_a_pair(self, cast):
        order = an_order(cast)
        assert a_caller(cast, "officer").get(f"/pairs/{order.case.number}").status_code == 404


class TestSigning:
    def test_by_the_leader_on_site_once_for_a_key(self, cast, set_clock):
        order = an_order(cast, "delivering")
        set_clock(WEDNESDAY_AT_TWO)
        leader, body = a_caller(cast, "leader"), a_body(cast, order=order.case.number, uscc="")
        first = leader.post("/pairs", body, key="pair-0001")
        assert first.status_code == 201, first.content
        assert leader.post("/pairs", body, key="pair-0001").json() == first.json()
        assert Pair.objects.get().order_case_id == order.case_id

    def test_by_an_officer_for_an_enterprise_of_his_county(self, cast):
        assert a_caller(cast, "officer").post("/pairs", a_body(cast)).status_code == 201

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"master_signature": "王师"}, 422),
            ({"apprentice_signature": ""}, 422),
            ({"master_id": 999}, 404),
            ({"uscc": sound_code(2)}, 404),
            ({"ends_on": "2026-11-18"}, 422),
            ({"goals": " "}, 422),
            ({"order": "ZQ-440705-2026-999999"}, 404),
        ],
    )
    def test_what_is_wrong_is_refused_in_words_and_writes_nothing(self, cast, changes, status):
        answer = a_caller(cast, "officer").post("/pairs", a_body(cast, **changes))
        assert answer.status_code == status, answer.content
        assert Pair.objects.count() == 0

    @pytest.mark.parametrize("who", ["contact", "stranger", "other_officer", "auditor", "leader"])
    def test_others_are_turned_away(self, cast, who):
        assert a_caller(cast, who).post("/pairs", a_body(cast)).status_code in {403, 404}
        assert Pair.objects.count() == 0


def test_progress_is_written_and_read(cast):
    pair = a_pair(cast)
    leader = a_caller(cast, "leader")
    answer = leader.post(f"/pairs/{pair.case.number}/check-ins", {"text": "会看图纸了", "version": 1})
    assert answer.json()["state"] == "under_way"
    stale = leader.post(f"/pairs/{pair.case.number}/check-ins", {"text": "又会了", "version": 1})
    assert stale.status_code == 409
    assert CheckIn.objects.count() == 1
    assert leader.get(f"/pairs/{pair.case.number}").json()["check_ins"][0]["text"] == "会看图纸了"


class TestTheEnd:
    def test_is_written_with_what_the_apprentice_can_do(self, cast):
        pair = a_pair(cast)
        leader, address = a_caller(cast, "leader"), f"/pairs/{pair.case.number}"
        leader.post(f"{address}/check-ins", {"text": "会看图纸了", "version": 1})
        told(leader.post(f"{address}/finish", {"result": "  ", "version": 2}), 422)
        body = {"result": "能独立检修 11 千瓦电机", "level": 3, "version": 2}
        assert done(leader.post(f"{address}/finish", body))["state"] == "finished"
        pair.refresh_from_db()
        assert (pair.result, pair.level_gained) == ("能独立检修 11 千瓦电机", 3)

    def test_before_the_time_needs_a_reason(self, cast):
        pair = a_pair(cast)
        address, leader = f"/pairs/{pair.case.number}/end", a_caller(cast, "leader")
        told(leader.post(address, {"version": 1}), 422)
        told(a_caller(cast, "stranger").post(address, {"reason": "试试", "version": 1}), 404)
        assert done(leader.post(address, {"reason": "徒弟调离了本企业。", "version": 1}))["state"] == "ended"
