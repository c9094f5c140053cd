"""Compose a script: who is served in which gathering, what goes differently, what it is worth."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from gongqiao.cores.calendar import WorkCalendar
from gongqiao.services.enterprise_service.flow import DISHES_WITH_PROBLEMS
from gongqiao.services.enterprise_service.seeds.needs import Wish
from gongqiao.services.talent.seeds import domains_of_skills
from gongqiao.site.replay.productions import Production
from gongqiao.site.replay.script.days import WorkDays
from gongqiao.site.replay.script.people import HOME, Register, Teams, plan_teams
from gongqiao.site.replay.script.tales import Wanted, amounts, grouped, parted, shares
from gongqiao.site.replay.script.turns import Turns
from gongqiao.site.replay.script.values import Firm, Gathering, Script, Tale

FIRST_NEED_AFTER = timedelta(days=7)
PLAIN_BEFORE = timedelta(days=22)
SPARE = ("p", "m", "t")  # a technical problem, one of managing, a talk


def compose(production: Production, seed: int, calendar: WorkCalendar) -> Script:
    """Return the script of a production: the same seed gives the same one."""
    return _Year(production, seed, calendar).compose()


class _Year:
    def __init__(self, production: Production, seed: int, calendar: WorkCalendar) -> None:
        self.production, self.seed = production, seed
        self.chance = random.Random(f"{seed}:{production.name}:script")
        self.days = WorkDays(calendar, production.begins_on, production.ends_on)
        self.teams: Teams = plan_teams(production, self.days, self.chance)
        self.register = Register(self.chance)
        self.wanted = Wanted(self.chance, domains_of_skills(), self.teams.served_from)
        self.tales: dict[str, Tale] = {}

    def compose(self) -> Script:
        goals, share = self.production.goals, self.production.planned_share
        turns = Turns(self.production, self.chance)
        served = self._served(turns)
        gatherings = self._gatherings(served, round(goals.activities * share) - turns.second_visits)
        turns.spread(self.tales, gatherings)
        self._price(turns)
        self._register(gatherings)
        plain = [gathering for gathering in gatherings if turns.is_plain(gathering)] or gatherings
        regulars = [self.tales[gathering.tales[0]].firm for gathering in plain]
        alone = self._alone(regulars)
        guest, stories = self._last_days()
        return Script(
            production=self.production,
            seed=self.seed,
            teams=self.teams.plans,
            firms=self.register.firms,
            tales=self.tales,
            gatherings=tuple(gatherings),
            alone=tuple(sorted([*alone, *stories])),
            open_needs=tuple(sorted(self._open_needs())),
            reserve=tuple(self._spare("z", [self.register.firm() for _ in range(self._scaled(0.16) + 10)])),
            regulars=tuple(self._spare("y", [self.register.firms[code] for code in dict.fromkeys(regulars)][:60])),
            guest_of_the_entrance=guest,
            tale_of_the_entrance="e-contact-0",
            team_of_the_entrance=self.teams.at_home.number,
        )

    def _served(self, turns: Turns) -> list[str]:
        """Write the tales of the planned part: those that count, and those that will not."""
        goals, share = self.production.goals, self.production.planned_share
        firms = [self.register.firm() for _ in range(round(goals.enterprises * share))]
        again = [self.chance.choice(firms) for _ in range(self._scaled(0.1))]
        for number, firm in enumerate((*firms, *again)):
            self._write(f"t{number:04}", firm, has_problem=turns.wants_problem(number, len(firms) + len(again)))
        for number in range(turns.in_vain):
            self._write(f"v{number:04}", self.register.firm(), has_problem=self.chance.random() < 0.5)
        return list(self.tales)

    def _write(self, key: str, firm: Firm, *, has_problem: bool) -> None:
        wish = self.wanted.with_problem(firm) if has_problem else self.wanted.without_problem(firm)
        self.tales[key] = Tale(key=key, firm=firm.code, wish=wish)

    def _gatherings(self, keys: Sequence[str], count: int) -> list[Gathering]:
        """Let neighbours who want the same come together in exactly ``count`` gatherings."""
        heaps = self._heaps(keys, count)
        kinds = sorted(heaps)
        for kind in kinds:
            self.chance.shuffle(heaps[kind])
            heaps[kind].sort(key=lambda key: self.register.firms[self.tales[key].firm].county)
        appetite = {"breakthrough": 3, "management": 3, "training": 1, "apprenticeship": 2, "guidance": 1}
        sizes = [len(heaps[kind]) for kind in kinds]
        numbers = shares(count, sizes, self.chance, [appetite[dish] for dish, _ in kinds])
        groups = [
            (domain, group)
            for (dish, domain), number in zip(kinds, numbers, strict=True)
            for group in grouped(heaps[dish, domain], number, self.chance)
        ]
        made = [(self._day_for(domain), tuple(group)) for domain, group in groups]
        return [Gathering(key=f"g{n:03}", on=on, tales=group) for n, (on, group) in enumerate(sorted(made))]

    def _heaps(self, keys: Sequence[str], most: int) -> dict[tuple[str, str], list[str]]:
        """Put together who wants the same of the same trades; where that makes too many heaps, wishes get simpler."""
        heaps: dict[tuple[str, str], list[str]] = {}
        for key in keys:
            wish = self.tales[key].wish
            heaps.setdefault((wish.dish, wish.domain), []).append(key)
        while len(heaps) > most:
            dish, domain = min((kind for kind in heaps if kind[1]), key=lambda kind: (len(heaps[kind]), kind))
            simpler = "management" if dish in DISHES_WITH_PROBLEMS else "guidance"
            for key in heaps.pop((dish, domain)):
                tale = self.tales[key]
                self.tales[key] = replace(tale, wish=self.wanted.of(simpler, self.register.firms[tale.firm]))
                heaps.setdefault((simpler, ""), []).append(key)
        return heaps

    def _day_for(self, domain: str) -> date:
        first = self.production.begins_on + FIRST_NEED_AFTER
        if domain:
            first = max(first, self.teams.served_from[domain] + timedelta(days=2))
        return self.days.one(self.chance, since=first, until=self.production.settles_on - PLAIN_BEFORE)

    def _price(self, turns: Turns) -> None:
        goals, share = self.production.goals, self.production.planned_share
        worth = [tale for tale in self.tales.values() if turns.is_worth_something(tale)]
        for tale, fen in zip(worth, amounts(round(goals.benefit_fen * share), len(worth), self.chance), strict=True):
            actual, expected = parted(fen, self.chance)
            self.tales[tale.key] = replace(tale, actual_fen=actual, expected_fen=expected)

    def _register(self, gatherings: Sequence[Gathering]) -> None:
        """Let every firm be registered some days before its first wish."""
        first_wish: dict[str, date] = {}
        for gathering in reversed(gatherings):
            for key in gathering.tales:
                first_wish[self.tales[key].firm] = gathering.on
        for code, on in first_wish.items():
            day = self.days.before(on, self.chance.randint(1, 14))
            self.register.firms[code] = replace(self.register.firms[code], on=day)
        for _ in range(self._scaled(0.16)):
            day = self.days.one(self.chance, since=self.production.begins_on, until=self.production.settles_on)
            self.register.firm(on=day, has_contact=self.chance.random() < 0.4)

    def _alone(self, regulars: Sequence[str]) -> list[tuple[date, str]]:
        """Orders that come to nothing before anybody goes there."""
        made = []
        until = self.production.settles_on - timedelta(days=30)
        for number in range(self._scaled(0.045)):
            firm = self.register.firms[self.chance.choice(regulars)]
            wish = self.wanted.with_problem(firm)
            turns = frozenset({self.chance.choice(("withdrawn", "withdrawn", "withdrawn_late"))})
            self.tales[f"w{number:03}"] = Tale(key=f"w{number:03}", firm=firm.code, wish=wish, turns=turns)
            on = max(firm.on or until, self._day_for(wish.domain))
            made.append((min(on + timedelta(days=3), until), f"w{number:03}"))
        return made

    def _last_days(self) -> tuple[str, list[tuple[date, str]]]:
        """Stories that are still under way when the replay ends, among them those behind the entrance's roles."""
        last, stories = self.production.ends_on, []
        guest = self.register.firm(county=HOME, on=self.days.before(last, 60))

        def story(key: str, firm: Firm, wish: Wish, days_ago: int, stops: str, *turns: str) -> None:
            self.tales[key] = Tale(key=key, firm=firm.code, wish=wish, turns=frozenset(turns), stops=stops)
            stories.append((self.days.before(last, days_ago), key))

        waits = Tale(key="e-contact-0", firm=guest.code, wish=self.wanted.of("training", guest), stops="claimed")
        self.tales[waits.key] = waits
        story("e-contact-1", guest, self.wanted.of("breakthrough", guest), 11, "returned", "sent_back")
        story("e-contact-2", guest, self.wanted.of("breakthrough", guest), 6, "dated")
        story("e-contact-3", guest, self.wanted.of("management", guest), 9, "scheduled")
        domain = min(self.teams.domains[self.teams.at_home.number])
        for number, (days_ago, stops) in enumerate(
            ((2, "offered"), (7, "scheduled"), (13, "started"), (5, "promising"))
        ):
            firm = self.register.firm(county=HOME, on=self.days.before(last, 30))
            wish = self.wanted.in_domain(domain, firm)
            story(f"e-craftsman-{number}", firm, wish, days_ago, stops, "asks_home_team")
        for number in range(self._scaled(0.045)):
            stops = self.chance.choice(("ordered", "ordered", "offered", "matched", "dated", "scheduled", "scheduled"))
            firm = self.register.firm(on=self.days.before(last, self.chance.randint(16, 60)))
            dish = self.chance.choice(("breakthrough", "breakthrough", "training", "management"))
            story(f"o{number:03}", firm, self.wanted.of(dish, firm), self.chance.randint(1, 12), stops)
        return guest.code, stories

    def _open_needs(self) -> list[tuple[date, str]]:
        """Needs that nobody has ordered yet, and some that were dropped."""
        made = []
        for number in range(self._scaled(0.1)):
            firm = self.register.firm(on=self.days.before(self.production.ends_on, self.chance.randint(30, 90)))
            wish = self.wanted.with_problem(firm) if number % 2 else self.wanted.without_problem(firm)
            turns = frozenset({"dropped" if number % 6 == 0 else "need_only"})
            key = f"n{number:03}"
            self.tales[key] = Tale(key=key, firm=firm.code, wish=wish, turns=turns)
            made.append((self.days.before(self.production.ends_on, self.chance.randint(2, 28)), key))
        return made

    def _spare(self, mark: str, firms: Sequence[Firm]) -> list[str]:
        """Give each firm three tales of which the last weeks play at most one."""
        for number, firm in enumerate(firms):
            dishes = ("breakthrough", "management", "guidance")
            for kind, dish in zip(SPARE, dishes, strict=True):
                key = f"{mark}{number:03}{kind}"
                self.tales[key] = Tale(key=key, firm=firm.code, wish=self.wanted.of(dish, firm))
        return [f"{mark}{number:03}" for number in range(len(firms))]

    def _scaled(self, share: float) -> int:
        """Return this share of the enterprises, at least one."""
        return max(1, round(self.production.goals.enterprises * share))
