"""Teams and enterprises of the script."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gongqiao.services.enterprise_service.seeds.enterprises import TRADES, invented_names, unassigned_codes
from gongqiao.services.talent.seeds import domains_of_skills, groups_of_profiles
from gongqiao.site.replay.productions import Production
from gongqiao.site.replay.script.days import WorkDays
from gongqiao.site.replay.script.values import Firm, TeamPlan

COUNTIES = 7
HOME = 2  # the county where the entrance's county officer, contact and craftsman are
FIRST_TEAMS_WITHIN_DAYS = 12
TEAMS_OF_A_DOMAIN_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True)
class Teams:
    """The teams of a production, and from which day each domain is served."""

    plans: tuple[TeamPlan, ...]
    domains: Mapping[int, frozenset[str]]
    served_from: Mapping[str, date]

    @property
    def at_home(self) -> TeamPlan:
        """The team behind the entrance: the first of the home county, or the first of all."""
        return next((plan for plan in self.plans if plan.county == HOME), self.plans[0])


def plan_teams(production: Production, days: WorkDays, chance: random.Random) -> Teams:
    """Form most teams in the first days and some in the months after, none of them the only ones of a domain."""
    groups = groups_of_profiles()
    chosen = [len(groups) * n // production.goals.teams for n in range(production.goals.teams)]
    domain_of = domains_of_skills()
    domains = {
        number: frozenset(domain_of[label] for profile in groups[number] for label in profile["labels"])
        for number in chosen
    }
    first = production.begins_on
    planned: list[TeamPlan] = []
    met: dict[str, int] = {}
    for place, number in enumerate(chosen):
        known = min((met.get(domain, 0) for domain in domains[number]), default=0)
        is_late = known >= TEAMS_OF_A_DOMAIN_AT_ONCE and chance.random() < 0.5
        since = first + timedelta(days=35) if is_late else first + timedelta(days=3)
        until = first + timedelta(days=170 if is_late else FIRST_TEAMS_WITHIN_DAYS)
        on = days.one(chance, since=since, until=min(until, days.before(production.settles_on, 60)))
        for domain in domains[number]:
            met[domain] = met.get(domain, 0) + 1
        planned.append(TeamPlan(number=number, county=place % COUNTIES, on=on))
    served_from: dict[str, date] = {}
    for plan in planned:
        for domain in domains[plan.number]:
            served_from[domain] = min(plan.on, served_from.get(domain, plan.on))
    return Teams(plans=tuple(planned), domains=domains, served_from=served_from)


class Register:
    """Makes firms, each with a name and a code of its own."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._codes = unassigned_codes(chance)
        self._first_parts = itertools.cycle(invented_names(chance))
        self._names: set[str] = set()
        self._weights = [chance.uniform(0.7, 1.6) for _ in range(COUNTIES)]
        self.firms: dict[str, Firm] = {}

    def firm(self, *, county: int | None = None, on: date | None = None, has_contact: bool = True) -> Firm:
        """Add a firm, in a larger county rather than in a smaller one."""
        chance, number = self._chance, len(self.firms)
        trade = TRADES[number % len(TRADES)]
        name = self._name(trade.word)
        self._names.add(name)
        made = Firm(
            number=number,
            code=next(self._codes),
            county=chance.choices(range(COUNTIES), weights=self._weights)[0] if county is None else county,
            short_name=name,
            trade=trade,
            on=on,
            has_two_contacts=chance.random() < 0.15,
            has_contact=has_contact,
        )
        self.firms[made.code] = made
        return made

    def _name(self, word: str) -> str:
        """Return a name that no firm has."""
        return next(name for first in self._first_parts if (name := f"{first}{word}") not in self._names)
