"""The closed loop and its refusals over HTTP, each actor with a token of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import MONDAY, sound_code
from tests.walls.scene import a_photo

from gongqiao.api.tests.callers import done, told
from gongqiao.kernel.audit.models import Entry
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, WEDNESDAY_AT_TWO, an_order, fresh
from gongqiao.services.enterprise_service.tests.office import ORDER, an_office

A_MONTH_LATER = THURSDAY + timedelta(days=31)


@pytest.fixture
def office(cast, monkeypatch, settings, tmp_path):
    return an_office(cast, monkeypatch, settings, tmp_path)


class TestTheLoop:
    def test_an_order_goes_from_the_menu_to_the_archive(self, office, cast):
        assert "breakthrough" in [dish["dish"] for dish in done(office.contact.get("/menu"))["dishes"]]
        number = office.place()
        ranked = done(office.officer.get(f"/orders/{number}/candidates"))["ranked"]
        assert ranked[0]["team_id"] == cast.electricians.pk
        assert sum(term["points"] for term in ranked[0]["terms"]) == ranked[0]["score"]
        office.match(number)
        assert office.agree_on(number, WEDNESDAY_AT_TWO)["state"] == "scheduled"

        office.set_clock(WEDNESDAY_AT_TWO)
        assert office.move("leader", number, "start")["state"] == "delivering"
        (visit,) = office.order(number)["visits"]
        assert [office.sign(visit["id"], "丁工", "13700000001"), office.sign(visit["id"], "丁工", "13700000001")] == [
            True,
            False,
        ]
        assert office.sign(visit["id"], "没带手机的")
        office.set_clock(WEDNESDAY_AT_TWO + timedelta(hours=2))
        assert office.report(number)["state"] == "claimed"

        office.set_clock(THURSDAY)
        assert office.move("contact", number, "confirm", **office.confirmation(number))["state"] == "confirmed"
        office.move("city_officer", number, "review")
        office.set_clock(A_MONTH_LATER)
        office.move("officer", number, "revisit", way="phone", still_holds=True)
        assert office.move("officer", number, "close")["state"] == "closed"
        story = [line["told"] for line in office.order(number)["timeline"]]
        assert [word for word in ("归档", "点了菜") if any(word in line for line in story)] == ["归档", "点了菜"]

    def test_the_figures_are_what_the_rows_add_up_to(self, office):
        number = office.claimed()
        office.move("contact", number, "confirm", **office.confirmation(number))
        office.set_clock(MONDAY + timedelta(days=4))
        waiting = office.place(title="变频器上电无显示")

        figures = done(office.city_officer.get("/figures"))
        rows = [office.order(row["number"]) for row in done(office.city_officer.get("/orders"))["items"]]
        assert {row["number"] for row in rows} == {number, waiting}
        needs = done(office.city_officer.get("/needs"))["count"]
        steps = {"matched": "matched_at", "visited": "visited_at", "claimed": "claimed_at", "confirmed": "confirmed_at"}
        visits = [visit for row in rows for visit in row["visits"]]
        words = [row["confirmation"] for row in rows if row["confirmation"]]
        assert figures == figures | {
            "asked": needs,
            "ordered": len(rows),
            **{name: len([row for row in rows if row[column]]) for name, column in steps.items()},
            "closed": len([row for row in rows if row["closed_at"]]),
            "enterprises": len({row["enterprise_id"] for row in rows if row["confirmed_at"]}),
            "problems": len([one for row in rows for one in row["problems"] if one["state"] == "solved"]),
            "benefit_actual": sum(word["actual_fen"] for word in words),
            "benefit_expected": sum(word["expected_fen"] for word in words),
            "activities": len({visit["activity_id"] for visit in visits}),
            "trained": sum(visit["trained"] for visit in visits),
            "visits": len([visit for visit in visits if visit["state"] == "confirmed"]),
        }
        assert (figures["ordered"], figures["confirmed"], figures["benefit_actual"]) == (2, 1, 30_000_000)

    def test_figures_are_cut_by_day_county_and_dish(self, office, cast):
        office.place()
        ask = office.city_officer.get
        assert done(ask("/figures", since="2026-11-16", until="2026-11-16"))["ordered"] == 1
        assert done(ask("/figures", since="2026-11-17"))["ordered"] == 0
        assert done(ask("/figures", until="2026-11-15"))["ordered"] == 0
        assert done(ask("/figures", union_id=cast.county.pk, dish="breakthrough"))["ordered"] == 1
        assert done(ask("/figures", union_id=cast.other_county.pk))["ordered"] == 0
        assert done(ask("/figures", dish="training"))["ordered"] == 0

    def test_the_inbox_leads_everybody_to_the_next_step(self, office):
        number = office.place()
        assert [t["task"] for t in done(office.officer.get("/inbox"))["items"] if t["number"] == number] == ["match"]
        office.move("officer", number, "offer", team_id=office.cast.electricians.pk)
        asked = done(office.leader.get("/inbox"))
        assert [(task["number"], task["task"], task["version"]) for task in asked["items"]] == [
            (number, "answer_offer", 2)
        ]
        assert asked["count"] == 1

    def test_a_need_that_an_officer_wrote_down_is_ordered_by_the_enterprise(self, office, cast):
        written = office.officer.post("/needs", {**ORDER, "uscc": cast.enterprise.uscc})
        need = done(written, 201)
        assert (need["state"], need["source"]) == ("open", "officer")
        office.place(need_id=need["id"])
        again = office.contact.post("/orders", {**ORDER, "enterprise_id": cast.enterprise.pk, "need_id": need["id"]})
        told(again, 409, "need_already_ordered")

    def test_an_officer_registers_an_enterprise_of_the_county(self, office):
        body = {"uscc": sound_code(3), "name": "新会区潮连纸业有限公司", "area_code": "440705001"}
        made = done(office.officer.post("/enterprises", body), 201)
        assert made["uscc"] == sound_code(3)
        assert made["name"] in [row["name"] for row in done(office.officer.get("/enterprises"))["items"]]
        told(office.officer.post("/enterprises", body), 409, "already_registered")


class TestRefusals:
    def test_a_credit_code_with_a_wrong_check_character_is_refused_in_words(self, office):
        wrong = sound_code(1)[:-1] + ("A" if sound_code(1)[-1] != "A" else "B")
        sentence = told(office.contact.post("/orders", {**ORDER, "uscc": wrong}), 422, "bad_credit_code")
        assert "统一社会信用代码" in sentence
        body = {"uscc": wrong, "name": "某某有限公司", "area_code": "440705001"}
        told(office.officer.post("/enterprises", body), 422, "invalid")

    def test_an_enterprise_that_was_registered_with_a_wrong_code_cannot_order(self, office, cast):
        Enterprise.objects.filter(pk=cast.enterprise.pk).update(uscc="91440799MA50000010")
        refused = office.contact.post("/orders", {**ORDER, "enterprise_id": cast.enterprise.pk})
        assert told(refused, 422, "bad_credit_code").startswith("不能点菜")

    def test_a_time_that_is_taken_is_answered_with_free_half_days(self, office):
        office.match(first := office.place())
        office.agree_on(first, WEDNESDAY_AT_TWO)
        office.match(second := office.place(title="变频器上电无显示"))
        start = WEDNESDAY_AT_TWO + timedelta(hours=1)
        body = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
        refused = office.try_move("officer", second, "propose", **body)
        told(refused, 409)
        reasons = refused.json()["reasons"]
        assert any("王师" in reason and "已有安排" in reason for reason in reasons)
        assert any("有空的半天" in reason and "上午" in reason for reason in reasons)

    def test_a_benefit_above_the_ceiling_needs_proof_and_the_principal(self, office):
        number = office.claimed()
        large = office.confirmation(number, actual_fen=40_000_000)
        refused = office.try_move("contact", number, "confirm", **large)
        assert "超过 500,000 元" in told(refused, 422, "proof_needed")
        kept = done(office.contact.upload(f"/orders/{number}/files?label=proof", file=a_photo("台账.jpg")), 201)
        assert kept["label"] == "proof"
        told(office.try_move("colleague", number, "confirm", **large), 422, "principal_needed")
        confirmed = office.move("contact", number, "confirm", **large)
        assert confirmed["state"] == "confirmed"
        assert office.order(number)["confirmation"]["is_above_ceiling"] is True

    def test_a_file_sent_twice_with_one_key_is_kept_once_under_the_label_of_its_form(self, office):
        number = office.place()
        first, again = (
            done(
                office.contact.upload(
                    f"/orders/{number}/files", key="scan-0001", file=a_photo("台账.jpg"), label="proof"
                ),
                201,
            )
            for _ in range(2)
        )
        assert (first["label"], first["id"]) == ("proof", again["id"])
        assert [kept["label"] for kept in office.order(number)["files"]] == ["proof"]
        other = office.contact.upload(
            f"/orders/{number}/files", key="scan-0001", file=a_photo("照片.jpg"), label="photos"
        )
        told(other, 409)

    @pytest.mark.parametrize("who", ["stranger", "other_officer", "welder"])
    def test_an_order_of_others_looks_like_one_that_does_not_exist(self, office, who):
        number = office.place()
        version = office.order(number)["version"]
        caller = getattr(office, who)
        hidden = caller.get(f"/orders/{number}")
        missing = caller.get("/orders/ZQ-440705-2026-999999")
        assert hidden.content == missing.content
        told(hidden, 404, "not_found")
        told(caller.post(f"/orders/{number}/withdraw", {"version": version, "reason": "试试"}), 404, "not_found")
        told(caller.delete(f"/orders/{number}"), 404, "not_found")
        assert done(caller.get("/orders"))["count"] == 0

    def test_nobody_deletes_an_order(self, office):
        number = office.place()
        for who in ("contact", "officer", "city_officer"):
            assert "撤回" in told(getattr(office, who).delete(f"/orders/{number}"), 403, "deletion_refused")
        assert office.order(number)["state"] == "ordered"

    def test_an_order_without_a_rating_is_not_closed_before_two_reminders(self, office):
        number = office.claimed()
        office.move("contact", number, "confirm", **office.confirmation(number, score=None))
        office.move("city_officer", number, "review")
        office.set_clock(A_MONTH_LATER)
        office.move("officer", number, "revisit", way="visit", still_holds=True)
        refused = told(office.try_move("officer", number, "close"), 409, "refused")
        assert "企业还没有评分，要提醒两次" in refused
        office.move("contact", number, "rate", score=4)
        assert office.move("officer", number, "close")["is_unrated"] is False

    def test_everything_that_stands_against_closing_is_said_at_once(self, office):
        number = office.claimed()
        office.move("contact", number, "confirm", **office.confirmation(number, score=None))
        refused = office.try_move("officer", number, "close")
        told(refused, 409, "refused")
        assert len(refused.json()["reasons"]) == 3

    def test_an_older_version_is_refused_with_what_changed(self, office):
        number = office.place()
        office.move("contact", number, "supplement", text="夜间可以停机")
        body = {"version": 1, "team_id": office.cast.electricians.pk}
        assert "张联补充了情况" in told(office.officer.post(f"/orders/{number}/offer", body), 409, "stale")

    def test_a_reader_looks_and_does_not_touch(self, office):
        number = office.place()
        done(office.auditor.get(f"/orders/{number}"))
        for who in ("auditor", "head"):
            told(office.try_move(who, number, "send-back", reason="请补照片"), 403, "not_allowed")

    def test_an_auditors_look_at_an_order_names_it_in_the_book(self, office):
        number = office.place()
        done(office.auditor.get(f"/orders/{number}"))
        look = Entry.objects.filter(kind="look").latest("pk")
        assert (look.person_id, look.via) == (office.cast.auditor.person_id, "api")
        assert look.case_id == Case.objects.get(number=number).pk

    @pytest.mark.parametrize(
        ("starts_at", "ends_at"),
        [
            ("0001-01-01T00:00:00Z", "0001-01-01T01:00:00Z"),
            ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"),
            ("9999-12-31T22:00:00Z", "9999-12-31T23:59:59Z"),
            ("2026-11-15T09:00:00", "2026-11-15T11:00:00"),
            ("2026-11-18T14:00:00+08:00", "2026-11-18T14:00:00+08:00"),
            ("2026-11-18T14:00:00+08:00", "2026-11-20T14:00:00+08:00"),
        ],
    )
    def test_a_time_that_cannot_be_is_refused_in_words(self, office, starts_at, ends_at):
        office.match(number := office.place())
        told(office.try_move("officer", number, "propose", starts_at=starts_at, ends_at=ends_at), 422, "invalid")

    def test_a_plain_time_is_meant_in_the_time_of_the_city(self, office):
        office.match(number := office.place())
        office.move("officer", number, "propose", starts_at="2026-11-18T14:00:00", ends_at="2026-11-18T16:00:00")
        assert office.order(number)["visits"][0]["starts_at"] == "2026-11-18T06:00:00Z"

    def test_a_head_reads_no_name_of_an_enterprise(self, office, cast):
        number = office.place()
        shown = done(office.head.get(f"/orders/{number}")), done(office.head.get("/enterprises"))
        assert cast.enterprise.name not in str(shown)
        assert cast.enterprise.uscc not in str(shown)

    def test_a_contact_does_not_see_how_teams_were_ranked(self, office):
        told(office.contact.get(f"/orders/{office.place()}/candidates"), 403, "not_allowed")
        told(office.contact.get("/teams"), 404, "not_found")


def test_the_makers_and_the_api_lead_to_the_same_place(office, cast):
    by_hand = fresh(an_order(cast, "claimed", title="变频器上电无显示"))
    shown = office.order(by_hand.case.number)
    assert (shown["state"], shown["version"]) == (by_hand.case.state, by_hand.case.version)
