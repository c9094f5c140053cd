"""What a step has at hand when it is played: its words, the people, chance of its own, and what follows."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, ParamSpec, TypeVar

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.kernel.base.masking import DEMO_PREFIX
from gongqiao.kernel.calendar.queries import local_date, local_time, work_calendar
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.org.queries import city_federation, counties_below
from gongqiao.kernel.people.models import Account, Contact, Person
from gongqiao.kernel.people.queries import actor_for
from gongqiao.services.enterprise_service.models import Order
from gongqiao.site.replay import steps
from gongqiao.site.replay.script import Firm, Script, Tale
from gongqiao.site.replay.steps import Step

P = ParamSpec("P")
R = TypeVar("R")
OPENS, CLOSES = time(8, 30), time(17, 20)
CITY_OFFICER_PHONE, AUDITOR_PHONE, HEAD_PHONE = (f"{DEMO_PREFIX}{n:07}" for n in (1, 2, 3))


class Company:
    """Who is there, read once and kept: actors, enterprises, unions. Emptied when a step is undone."""

    def __init__(self) -> None:
        self.seeds = the_job("seeds")
        self._actors: dict[int, Actor] = {}
        self._phones: dict[str, int] = {}
        self._firms: dict[str, Enterprise] = {}
        self._counties: list[Union] = []

    def forget(self) -> None:
        """Forget everything that was read."""
        self._actors.clear()
        self._phones.clear()
        self._firms.clear()
        self._counties.clear()

    def actor(self, person_id: int, *, at: datetime) -> Actor:
        """Return the actor that a person is."""
        if person_id not in self._actors:
            account = Account.objects.select_related("person").get(person_id=person_id)
            self._actors[person_id] = actor_for(account, strength="demo", via="replay", at=at)
        return self._actors[person_id]

    def changed(self, person_id: int) -> None:
        """Forget what a person may do: it has just changed."""
        self._actors.pop(person_id, None)

    def with_phone(self, phone: str, *, at: datetime) -> Actor:
        """Return the actor who has this number."""
        if phone not in self._phones:
            self._phones[phone] = Person.objects.values_list("pk", flat=True).get(phone=phone)
        return self.actor(self._phones[phone], at=at)

    def counties(self) -> list[Union]:
        """Return the county federations by their number in the script."""
        if not self._counties:
            self._counties = counties_below(city_federation(by=self.seeds), by=self.seeds)
        return self._counties

    def firm(self, code: str) -> Enterprise:
        """Return a registered enterprise."""
        if code not in self._firms:
            self._firms[code] = Enterprise.objects.select_related("org__node").get(uscc=code)
        return self._firms[code]


class Scene:
    """One step being played. ``do`` carries an action out and counts it; ``later`` adds a step that follows."""

    def __init__(self, step: Step, script: Script, company: Company) -> None:
        self.at, self.what, self.body = step.at, step.what, dict(step.body)
        self.script, self.company = script, company
        # Not from numbers of rows: after an undone step these are others.
        about = step.body.get("tale") or step.body.get("key")
        self.chance = random.Random(f"{script.seed}:{step.what}:{about}:{step.at.timestamp():.0f}")
        self.followed_by: list[Step] = []
        self.actions = 0

    # --- acting --------------------------------------------------------------------------------------------
    def do(self, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry out one public action at the scene's time and count it."""
        done = action(*args, **kwargs)
        self.actions += 1
        return done

    def attempt(self, action: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Carry out an action that life may refuse by then; return whether it was carried out."""
        try:
            self.do(action, *args, **kwargs)
        except GongqiaoError:
            return False
        return True

    def later(self, what: str, at: datetime, **body: Any) -> None:
        """Let a step follow about the same things as this one, with these words changed."""
        self.followed_by.append(Step(at=at, what=what, body={**self.body, **body}))

    def keep(self, key: str, pk: int) -> None:
        """Remember which row something of the script became."""
        steps.keep(key, pk)

    # --- what it is about ----------------------------------------------------------------------------------
    @property
    def tale(self) -> Tale:
        """The tale that the step belongs to, with the benefit that the last weeks gave it."""
        tale = self.script.tales[self.body["tale"]]
        price = (self.body.get("prices") or {}).get(tale.key)
        return replace(tale, actual_fen=price[0], expected_fen=price[1]) if price else tale

    @property
    def plan(self) -> Firm:
        """The firm of the tale, as planned."""
        return self.script.firms[self.tale.firm]

    @property
    def firm(self) -> Enterprise:
        """The firm of the tale, as registered."""
        return self.company.firm(self.tale.firm)

    def order(self) -> Order:
        """Return the order of the tale as it stands now."""
        return Order.objects.select_related("case").get(pk=self.body["order"])

    def nth(self, what: str) -> int:
        """Count how often this was done in the tale, this time included; kept with the steps that follow."""
        self.body[what] = int(self.body.get(what, 0)) + 1
        return int(self.body[what])

    # --- people --------------------------------------------------------------------------------------------
    @property
    def officer(self) -> Actor:
        """The officer of the tale's county."""
        return self.company.with_phone(officer_phone(self.plan.county), at=self.at)

    @property
    def city(self) -> Actor:
        """The city's officer."""
        return self.company.with_phone(CITY_OFFICER_PHONE, at=self.at)

    @property
    def contact(self) -> Actor:
        """Who speaks for the firm: its second contact where it has two, else its principal one."""
        return self._contact(1 if self.plan.has_two_contacts else 0)

    @property
    def principal(self) -> Actor:
        """The firm's principal contact."""
        return self._contact(0)

    def _contact(self, place: int) -> Actor:
        return self.company.with_phone(contact_phone(self.plan, place), at=self.at)

    def has_contact(self) -> bool:
        """Whether somebody speaks for the firm already."""
        return Contact.objects.filter(enterprise=self.firm, until=None).exists()

    # --- time ----------------------------------------------------------------------------------------------
    def in_hours(self, least: float, most: float) -> datetime:
        """Return a moment of office time so many hours from now; sooner when the story is in a hurry."""
        pace = 0.3 if self.body.get("hurried") else 1.0
        return self.in_office(self.at + timedelta(hours=self.chance.uniform(least, most) * pace))

    def in_working_days(self, days: int) -> datetime:
        """Return a moment in the office on the working day so many days after today."""
        on = after_working_days(local_date(self.at), days, work_calendar()).on
        return local_time(on, OPENS) + timedelta(minutes=self.chance.randint(5, 500))

    def in_days(self, days: int) -> datetime:
        """Return a moment in the office so many days from now, or on the next working day."""
        return self.in_office(self.at + timedelta(days=days))

    def in_office(self, at: datetime) -> datetime:
        """Return ``at``, or the next morning on which offices work."""
        on = local_date(at)
        if work_calendar().is_working(on) and local_time(on, OPENS) <= at <= local_time(on, CLOSES):
            return at
        days = 0 if at < local_time(on, OPENS) else 1
        on = after_working_days(on, days, work_calendar()).on
        return local_time(on, OPENS) + timedelta(minutes=self.chance.randint(5, 90))


Play = Callable[[Scene], None]
PLAYS: dict[str, Play] = {}


def plays(what: str) -> Callable[[Play], Play]:
    """Say that the decorated function plays the steps of this kind."""

    def keep(play: Play) -> Play:
        if what in PLAYS:
            raise RuntimeError(f"two functions play {what}")
        PLAYS[what] = play
        return play

    return keep


def officer_phone(county: int) -> str:
    """Return the number of a county's officer, in the range that nobody has."""
    return f"{DEMO_PREFIX}{100 + county:07}"


def craftsman_phone(team: int, place: int) -> str:
    """Return the number of a craftsman in a team."""
    return f"{DEMO_PREFIX}{500_000 + team * 100 + place:07}"


def contact_phone(firm: Firm, place: int) -> str:
    """Return the number of a firm's first or second contact."""
    return f"{DEMO_PREFIX}{1_000_000 + firm.number * 2 + place}"


def worker_phone(firm: Firm, place: int) -> str:
    """Return the number of a worker of a firm."""
    return f"{DEMO_PREFIX}{2_000_000 + firm.number * 100 + place}"
