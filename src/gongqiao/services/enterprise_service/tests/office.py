"""The programme over HTTP: a program for everybody of the cast, and the steps that a test takes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.cast import ELECTRIC, Cast

from gongqiao.api.tests.callers import Caller, a_caller, done, stop_clock
from gongqiao.services.enterprise_service.tests.makers import THURSDAY, WEDNESDAY_AT_TWO

ORDER = {
    "dish": "breakthrough",
    "title": "空压机电机频繁过载跳停",
    "description": "怀疑接触器缺相。",
    "domain": ELECTRIC,
}


@dataclass
class Office:
    """Everybody's program, and the clock on the wall: ``office.leader`` is the leader's."""

    cast: Cast
    set_clock: Any

    def __post_init__(self) -> None:
        self._callers: dict[str, Caller] = {}

    def __getattr__(self, who: str) -> Caller:
        if who.startswith("_"):
            raise AttributeError(who)
        return self._callers.setdefault(who, a_caller(self.cast, who))

    def order(self, number: str):
        return done(self.city_officer.get(f"/orders/{number}"))

    def try_move(self, who: str, number: str, name: str, **body: Any) -> Any:
        """Take a move, having seen the order as it is now."""
        version = self.order(number)["version"]
        return getattr(self, who).post(f"/orders/{number}/{name}", {"version": version, **body})

    def move(self, who: str, number: str, name: str, **body: Any):
        return done(self.try_move(who, number, name, **body))

    def place(self, **changes: Any):
        """Order a dish for the contact's enterprise; return the number."""
        made = self.contact.post("/orders", {**ORDER, "enterprise_id": self.cast.enterprise.pk, **changes})
        return done(made, 201)["number"]

    def match(self, number: str, **body: Any) -> None:
        self.move("officer", number, "offer", team_id=self.cast.electricians.pk, **body)
        self.move("leader", number, "accept")

    def agree_on(self, number: str, start: datetime):
        end = start + timedelta(hours=2.5)
        self.move("officer", number, "propose", starts_at=start.isoformat(), ends_at=end.isoformat())
        self.move("contact", number, "agree")
        return self.move("leader", number, "promise")

    def sign(self, visit_id: int, name: str, phone: str = ""):
        made = self.leader.post(f"/visits/{visit_id}/sign-ins", {"name": name, "phone": phone})
        return done(made, 201)["is_new"]

    def report(self, number: str):
        problems = [
            {"problem_id": one["id"], "is_solved": True, "cause": "端子松动", "cure": "紧固并换接触器"}
            for one in self.order(number)["problems"]
        ]
        return self.move(
            "leader", number, "report", minutes="查了进线和接触器。", member_ids=[self.cast.leader.person_id],
            problems=problems,
        )  # fmt: skip

    def confirmation(self, number: str, **changes: Any):
        """What the enterprise says when everything went well."""
        seen = self.order(number)
        return {
            "solved": {one["id"]: True for one in seen["problems"]},
            "took_place": {visit["id"]: True for visit in seen["visits"]},
            "actual_fen": 30_000_000, "expected_fen": 20_000_000, "basis": "停机损失按台账计算", "score": 5, **changes,
        }  # fmt: skip

    def claimed(self, **changes: Any):
        """Lead an order to the point where the enterprise has the word."""
        number = self.place(**changes)
        self.match(number)
        self.agree_on(number, WEDNESDAY_AT_TWO)
        self.set_clock(WEDNESDAY_AT_TWO)
        self.move("leader", number, "start")
        self.set_clock(WEDNESDAY_AT_TWO + timedelta(hours=2))
        self.report(number)
        self.set_clock(THURSDAY)
        return number


def an_office(cast: Cast, monkeypatch, settings, tmp_path) -> Office:
    """Open the office on MONDAY, with a place of its own for files."""
    settings.FILES = tmp_path / "files"
    return Office(cast, stop_clock(monkeypatch))
