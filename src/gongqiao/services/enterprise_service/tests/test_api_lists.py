"""Lists, filters, places and repeated calls over HTTP."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from tests.cast import MONDAY

from gongqiao.api.tests.callers import done, told
from gongqiao.kernel.places.points import from_gcj02
from gongqiao.services.enterprise_service.models import Activity
from gongqiao.services.enterprise_service.tests.makers import WEDNESDAY_AT_TWO, an_order
from gongqiao.services.enterprise_service.tests.office import ORDER, an_office


@pytest.fixture
def office(cast, monkeypatch, settings, tmp_path):
    return an_office(cast, monkeypatch, settings, tmp_path)


class TestLists:
    def test_pages_are_stable_and_together_the_whole(self, office, cast):
        numbers = [an_order(cast, title=f"第 {n} 件", at=MONDAY).case.number for n in range(5)]
        pages = [done(office.officer.get("/orders", limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
        assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
        assert {page["count"] for page in pages} == {5}
        assert [row["number"] for page in pages for row in page["items"]] == numbers[::-1]

    def test_orders_are_filtered_by_state(self, office, cast):
        matched, ordered = an_order(cast, "matched"), an_order(cast, title="变频器上电无显示")
        by_state = {
            state: [row["number"] for row in done(office.officer.get("/orders", state=state))["items"]]
            for state in ("matched", "ordered", "closed", "unheard-of")
        }
        assert by_state == {
            "matched": [matched.case.number], "ordered": [ordered.case.number], "closed": [], "unheard-of": []
        }  # fmt: skip

    @pytest.mark.parametrize("path", ["/orders", "/needs", "/enterprises"])
    @pytest.mark.parametrize(
        "window",
        [
            {"limit": 0},
            {"limit": 201},
            {"limit": -1},
            {"limit": "many"},
            {"offset": -1},
            {"offset": 10**7},
            {"offset": "9" * 30},
            {"offset": "2; drop"},
        ],
        ids=str,
    )
    def test_a_window_beyond_the_bounds_is_refused(self, office, path, window):
        refused = office.officer.get(path, **window)
        told(refused, 422, "invalid")
        assert list(refused.json()["fields"]) == list(window)


class TestPlacesOnTheMap:
    def test_a_meeting_point_from_a_chinese_map_is_put_where_it_is(self, office):
        number = office.place()
        office.match(number)
        end = WEDNESDAY_AT_TWO + timedelta(hours=1)
        shown = {"lat": 22.5, "lng": 113.0, "crs": "gcj02"}
        body = {"starts_at": WEDNESDAY_AT_TWO.isoformat(), "ends_at": end.isoformat(), "place": shown}
        office.move("officer", number, "propose", **body)
        activity = Activity.objects.get(team_id=office.cast.electricians.pk)
        meant = from_gcj02(22.5, 113.0)
        assert (activity.latitude, activity.longitude) == (meant.lat, meant.lng) != (22.5, 113.0)

    def test_swapped_coordinates_are_called_swapped(self, office, cast):
        body = {**ORDER, "enterprise_id": cast.enterprise.pk, "place": {"lat": 113.0, "lng": 22.5}}
        assert "填反了" in told(office.contact.post("/orders", body), 422, "invalid")


class TestOnceByKey:
    def test_an_order_that_is_sent_twice_is_one_order(self, office, cast):
        body = {**ORDER, "enterprise_id": cast.enterprise.pk}
        first, second = (office.contact.post("/orders", body, key="phone-0001") for _ in range(2))
        assert done(first, 201) == done(second, 201)
        assert done(office.contact.get("/orders"))["count"] == 1

    def test_an_answer_looks_the_same_with_a_key_and_without(self, office, cast):
        office.set_clock(MONDAY.astimezone(UTC))
        body = {**ORDER, "enterprise_id": cast.enterprise.pk}
        keyed = done(office.contact.post("/orders", body, key="phone-0002"), 201)
        assert keyed == {name: value for name, value in office.order(keyed["number"]).items() if name in keyed}

    def test_a_move_that_is_sent_twice_is_taken_once(self, office):
        number = office.place()
        body = {"version": 1, "team_id": office.cast.electricians.pk}
        first, second = (office.officer.post(f"/orders/{number}/offer", body, key="desk-00001") for _ in range(2))
        assert done(first) == done(second)
        assert office.order(number)["version"] == 2

    def test_what_was_refused_may_be_tried_again_under_its_key(self, office):
        number = office.place()
        body = {"version": 1, "team_id": office.cast.electricians.pk}
        told(office.contact.post(f"/orders/{number}/offer", body, key="same-key-1"), 403)
        done(office.officer.post(f"/orders/{number}/offer", body, key="same-key-1"))
