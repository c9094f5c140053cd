"""Journey E1 by programs: from a survey to an article and a pair, without a single page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.cast import sound_code
from tests.journeys import story
from tests.journeys.program import Program, soon
from tests.journeys.site import Site

CAUSE = "接线端子松动，时有缺相，接触器触点发黑。"
CURE = "停机断电，紧固进线端子，换同型号接触器，连续试运行两小时正常。"
NUMBERS = ("ordered", "problems", "benefit_actual", "trained", "present")


@dataclass(kw_only=True)
class Play:
    """The programs of those on the stage, and what they know."""

    site: Site
    city: Program
    officer: Program
    contact: Program
    leader: Program | None = None
    firm: int = 0
    number: str = ""

    @property
    def order(self) -> str:
        """The address of the order."""
        return f"/orders/{self.number}"


@pytest.fixture
def play(demo):
    demo.behind("clear_the_week")
    city, officer, contact = (Program.of_role(demo.url, role) for role in ("city_officer", "county_officer", "contact"))
    return Play(site=demo, city=city, officer=officer, contact=contact)


def test_the_loop_is_closed_by_programs_alone(play):
    before = numbers(play)
    registers_an_enterprise(play)
    need = surveys_and_finds_a_need(play)
    orders_it(play, need)
    is_matched_and_dated(play)
    is_served(play)
    assert numbers(play)["problems"] == before["problems"], "what the enterprise has not confirmed must not count"
    confirms_and_closes(play)
    after = numbers(play)
    grown = {name: after[name] - before[name] for name in NUMBERS}
    assert grown == {"ordered": 1, "problems": 1, "benefit_actual": 300_000_00, "trained": 2, "present": 1}
    the_period_is_the_sum_of_its_records(play)
    what_it_taught_is_published(play)


def numbers(play: Play) -> dict[str, int]:
    shown = {row["name"]: row["value"] for row in play.city.get("/numbers")["items"]}
    return {name: shown[f"enterprise_service.{name}"] for name in NUMBERS}


def registers_an_enterprise(play: Play) -> None:
    """A bureau's list comes row by row; a row with a wrong code is refused in words."""
    play.firm = min(play.contact.get("/me")["contact_of"])
    body = {"name": "新会区接口制品有限公司（演示）", "area_code": "440705001"}
    assert "信用代码" in play.officer.refused("/enterprises", uscc="91440705MA50000009", **body)
    play.officer.post("/enterprises", uscc=sound_code(7000), **body)


def surveys_and_finds_a_need(play: Play) -> int:
    officer, today = play.officer, story.now().date()
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=20)).isoformat()}
    survey = officer.post("/union-surveys", title="接口调研", partners=["工信局"], **days)
    address = f"/union-surveys/{survey['id']}"
    officer.post(f"{address}/enterprises", enterprise_ids=[play.firm])
    officer.post(f"{address}/open")
    (asked,) = officer.get(address)["respondents"]
    sheet = next(row for row in play.contact.get("/surveys")["items"] if row["id"] == asked["id"])
    said = {"stops": story.SIGHT, "domain": story.DOMAIN}
    play.contact.post(f"/surveys/{sheet['id']}/answers", answers=said)
    at = (story.now() - timedelta(minutes=30)).isoformat()
    visit = {"held_at": at, "place": "压铸车间", "union_side": "县总", "respondent_ids": [asked["id"]]}
    (record,) = officer.post(f"{address}/gatherings", **visit)["answers"]
    heard = {
        "speaker": "设备主管",
        "findings": "空压机常跳停。",
        "answers": {"stops": story.TROUBLE, "domain": story.DOMAIN},
    }
    written = officer.post(f"/survey-answers/{record['id']}/record", version=record["version"], **heard)
    (wished,) = [one for one in written["proposals"] if one["state"] == "open"]
    wish = {"dish": "breakthrough", "title": story.TROUBLE, "description": story.SIGHT, "domain": story.DOMAIN}
    return int(officer.post(f"/need-proposals/{wished['id']}/accept", **wish)["id"])


def orders_it(play: Play, need: int) -> None:
    dish = {"dish": "breakthrough", "title": story.TROUBLE, "description": story.SIGHT, "domain": story.DOMAIN}
    made = play.contact.post("/orders", enterprise_id=play.firm, need_id=need, **dish)
    play.number = made["number"]
    again = play.contact.refused("/orders", enterprise_id=play.firm, need_id=need, **dish)
    assert "need_already_ordered" in again


def is_matched_and_dated(play: Play) -> None:
    first = play.officer.get(f"{play.order}/candidates")["ranked"][0]
    play.officer.move(play.order, "offer", team_id=first["team_id"])
    play.leader = Program.by_phone(play.site.url, play.site.behind("phone_of_leader", first["team"]))
    play.leader.move(play.order, "accept")
    start = story.in_a_moment()
    times = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    play.officer.move(play.order, "propose", **times)
    play.contact.move(play.order, "agree")
    assert play.leader.move(play.order, "promise")["state"] == "scheduled"


def is_served(play: Play) -> None:
    leader = play.leader
    leader.move(play.order, "start")
    (visit,) = leader.get(play.order)["visits"]
    signs = [leader.post(f"/visits/{visit['id']}/sign-ins", name=name, phone=phone)["is_new"] for name, phone in (
        ("丁工", "13733330001"), ("丁工", "13733330001"), ("黎伯", ""),
    )]  # fmt: skip
    assert signs == [True, False, True]
    me = leader.get("/me")["person_id"]
    problems = [
        {"problem_id": one["id"], "is_solved": True, "cause": CAUSE, "cure": CURE}
        for one in leader.get(play.order)["problems"]
    ]
    leader.move(play.order, "report", minutes="查了进线和接触器。", member_ids=[me], problems=problems)


def confirms_and_closes(play: Play) -> None:
    seen = play.contact.get(play.order)
    said = {
        "solved": {one["id"]: True for one in seen["problems"]},
        "took_place": {one["id"]: True for one in seen["visits"]},
        "actual_fen": 300_000_00, "basis": "停机损失按台账计算", "score": 5,
    }  # fmt: skip
    play.contact.move(play.order, "confirm", **said)
    play.city.move(play.order, "review")
    assert "30 天" in play.officer.refused(
        f"{play.order}/revisit", way="phone", still_holds=True, version=play.officer.get(play.order)["version"]
    )
    play.site.behind("let_a_month_pass", play.number)
    play.officer.move(play.order, "revisit", way="phone", still_holds=True)
    assert play.officer.move(play.order, "close")["state"] == "closed"


def the_period_is_the_sum_of_its_records(play: Play) -> None:
    """Every number of the programme equals what its rows add up to, read page by page."""
    for name in NUMBERS:
        rows, offset = [], 0
        while True:
            part = play.city.get(f"/numbers/enterprise_service.{name}", limit=200, offset=offset)
            rows += part["items"]
            offset += 200
            if offset >= part["count"]:
                break
        added = sum(row["actual_fen"] for row in rows) if part["counts"] == "fen" else len(rows)
        assert part["value"] == added, name


def what_it_taught_is_published(play: Play) -> None:
    """The worker drafts an article of the closed order; one officer words it, another one publishes it."""

    def drafted() -> str:
        tasks = play.officer.get("/inbox")["items"]
        return next((one["number"] for one in tasks if one["task"] == "edit" and one["title"] == story.TROUBLE), "")

    address = f"/articles/cases/{soon(drafted)}"
    wording = {
        "title": story.TROUBLE,
        "problem": "空压机一天跳停三四次，换热继电器没有用。",
        "cause": CAUSE,
        "cure": CURE,
    }
    play.officer.move(address, "wording", **wording)
    play.officer.move(address, "submit")
    own = play.officer.refused(f"{address}/publish", version=play.officer.get(address)["version"])
    assert "您自己写过" in own or own.startswith("403")
    play.city.move(address, "publish")
    found = play.contact.get("/articles", q="缺相跳停")["items"]
    assert story.TROUBLE in [row["title"] for row in found]
