"""Numbers over HTTP: each is what its rows add up to, for whoever may read numbers."""

from __future__ import annotations

import pytest

from gongqiao.api.tests.callers import Caller, a_token, done, told
from gongqiao.services.enterprise_service.tests.office import an_office

SERVICE = "enterprise_service"


@pytest.fixture
def office(cast, monkeypatch, settings, tmp_path):
    return an_office(cast, monkeypatch, settings, tmp_path)


@pytest.fixture
def confirmed(office):
    """An order that the enterprise has confirmed."""
    number = office.claimed()
    office.move("contact", number, "confirm", **office.confirmation(number))
    return number


def number(caller, name, **part):
    return done(caller.get(f"/numbers/{SERVICE}.{name}", **part))


def test_every_number_is_what_its_rows_add_up_to(office, confirmed):
    shown = {row["name"]: row for row in done(office.city_officer.get("/numbers"))["items"]}
    assert shown[f"{SERVICE}.problems"]["value"] == 1
    for name, row in shown.items():
        opened = done(office.city_officer.get(f"/numbers/{name}"))
        assert (opened["value"], opened["label"]) == (row["value"], row["label"])
        if opened["counts"] != "fen" and not opened["is_distinct"] and name != f"{SERVICE}.stars":
            assert opened["value"] == opened["count"], name
        assert len(opened["items"]) == min(opened["count"], 50), name


def test_rows_say_which_order_they_belong_to_and_money_is_in_fen(office, confirmed):
    (row,) = number(office.city_officer, "problems")["items"]
    assert (row["number"], row["enterprise"]) == (confirmed, office.cast.enterprise.short_name)
    benefit = number(office.city_officer, "benefit_actual")
    assert sum(row["actual_fen"] for row in benefit["items"]) == benefit["value"] == 30_000_000


def test_are_cut_by_days_union_and_enterprise(office, confirmed, cast):
    assert number(office.city_officer, "problems", since="2026-12-01")["value"] == 0
    assert number(office.city_officer, "problems", union_id=cast.other_county.pk)["value"] == 0
    assert number(office.city_officer, "problems", enterprise_id=cast.enterprise.pk)["value"] == 1
    assert number(office.city_officer, "problems", enterprise_id=cast.other_enterprise.pk)["value"] == 0


def test_another_county_counts_its_own(office, confirmed):
    assert number(office.other_officer, "problems")["value"] == 0


def test_a_head_reads_numbers_and_no_names(office, confirmed):
    (row,) = number(office.head, "problems")["items"]
    assert office.cast.enterprise.short_name not in str(row)


@pytest.mark.parametrize("who", ["contact", "leader", "stranger"])
def test_are_not_there_for_who_reads_no_numbers(office, confirmed, who):
    told(getattr(office, who).get("/numbers"), 404)
    told(getattr(office, who).get(f"/numbers/{SERVICE}.problems"), 404)


def test_a_token_sees_those_of_its_scopes(office, confirmed, cast):
    caller = Caller(a_token(cast, "city_officer", scopes=["talent:read"]))
    assert {row["name"].partition(".")[0] for row in done(caller.get("/numbers"))["items"]} == {"talent"}
    told(caller.get(f"/numbers/{SERVICE}.problems"), 403)


def test_a_number_that_does_not_exist_is_said_so(office):
    told(office.city_officer.get("/numbers/enterprise_service.nothing"), 404)
