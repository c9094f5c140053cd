"""Invented people for the demo: names from common parts, phone numbers from a range that nobody has."""

from __future__ import annotations

import functools
import json
import random
from datetime import datetime
from pathlib import Path

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.masking import DEMO_PREFIX
from gongqiao.kernel.people.actions import add_person
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.queries import actor_for

NAMES = Path(__file__).parent / "data" / "names.json"


def invented_name(chance: random.Random) -> str:
    """Return a full name made of common parts."""
    parts = _parts()
    given = chance.choice([*parts["given_male"], *parts["given_female"]])
    second = chance.choice(parts["given_male"]) if chance.random() < 0.4 else ""
    return chance.choice(parts["surnames"]) + (given + second)[:2]


@functools.cache
def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))
    return parts


def invented_actor(person_id: int, *, at: datetime) -> Actor:
    """Return the actor that an invented person is at a moment."""
    account = Account.objects.select_related("person").get(person_id=person_id)
    return actor_for(account, strength="demo", via="seed", at=at)


class Crowd:
    """Makes invented people, each with a name of its own; the same seed makes the same people."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._used: set[str] = set()
        self._next_number = 0

    def name(self) -> str:
        """Return a full name that was not used before."""
        while True:
            name = invented_name(self._random)
            if name not in self._used:
                self._used.add(name)
                return name

    def person(self, *, login: str = "", at: datetime, by: Actor) -> Person:
        """Add an invented person with a demo phone number; ``login`` marks those behind the demo entrance."""
        self._next_number += 1
        person = add_person(self.name(), f"{DEMO_PREFIX}{self._next_number:07}", is_demo=True, at=at, by=by)
        if login:
            Account.objects.filter(person=person).update(login=login)
        return person
