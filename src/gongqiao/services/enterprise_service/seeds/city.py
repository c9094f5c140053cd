"""The demo's year: a programme, enterprises, orders at every stage, and something to do today for every role."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.notices.actions import mark_read
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.people.actions import bind_contact
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.people.seeds import Crowd, invented_actor
from gongqiao.services.enterprise_service.actions.orders import NeedForm, register_need
from gongqiao.services.enterprise_service.actions.programme import ProgrammeForm, publish_programme
from gongqiao.services.enterprise_service.models import Programme
from gongqiao.services.enterprise_service.seeds.alike import register_like_needs
from gongqiao.services.enterprise_service.seeds.enterprises import Firm, register_enterprises
from gongqiao.services.enterprise_service.seeds.lives import Life, People
from gongqiao.services.enterprise_service.seeds.needs import Wish, Wishes
from gongqiao.services.enterprise_service.seeds.surveys import six_ones, survey_half_done
from gongqiao.services.enterprise_service.seeds.today import things_to_do_today

ENTERPRISES = 140
ORDERS_OF_THE_PAST = 96
DAYS = 300
UNREAD_SINCE = timedelta(days=4)
CEILING_FEN = 50_000_000
DISHES = {"breakthrough": 50, "training": 22, "management": 12, "guidance": 8, "apprenticeship": 8}
TARGET_PROBLEMS, TARGET_TRAINED = 12, 120


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The people behind posts, made by the composition: officers of the city and of each county."""

    city_officer: Person
    county_officers: dict[int, Person]
    contact: Person
    craftsman: Person


@dataclass(kw_only=True)
class City:
    """Everything that the stories of the demo need."""

    counties: Sequence[Union]
    staff: Staff
    crowd: Crowd
    chance: random.Random
    wishes: Wishes
    firms: list[Firm]
    contacts: dict[int, Person]
    programme: Programme
    now: datetime
    by: Actor

    def people_for(self, enterprise: Enterprise, *, at: datetime) -> People:
        """Return who acts for an enterprise's orders; its principal contact is made when it first orders."""
        contact = self.contacts.get(enterprise.pk)
        if contact is None:
            contact = self.crowd.person(at=at, by=self.by)
            bind_contact(contact, enterprise, is_principal=True, title="设备主管", at=at, by=self.by)
            self.contacts[enterprise.pk] = contact
        return People(
            contact=invented_actor(contact.pk, at=at),
            officer=invented_actor(self.staff.county_officers[enterprise.org_id].pk, at=at),
            city=invented_actor(self.staff.city_officer.pk, at=at),
        )

    @property
    def home(self) -> Union:
        """The county where most of today's stories play."""
        return self.counties[2]

    def life(self, firm: Firm, dish: str, *, at: datetime) -> Life:
        """Begin the life of an order with a wish of its own."""
        return self.life_of(self.wishes.wish(dish, firm.trade), firm.enterprise, at=at)

    def life_of(self, wish: Wish, enterprise: Enterprise, *, at: datetime) -> Life:
        """Begin the life of an order for a given wish."""
        people = self.people_for(enterprise, at=at)
        return Life(wish, enterprise, people, self.chance, at=at, now=self.now)


def play_the_year(
    city: Union,
    counties: Sequence[Union],
    staff: Staff,
    crowd: Crowd,
    *,
    domain_of: dict[str, str],
    seed: int,
    now: datetime,
    say: Callable[[str], None],
    by: Actor,
) -> None:
    """Play the demo's year up to ``now``, all of it through the real actions.

    ``domain_of`` maps labels of skills to their domains.
    """
    chance = random.Random(seed)
    start = now - timedelta(days=DAYS)
    programme = publish_programme(
        ProgrammeForm(
            title=f"{local_date(now).year} 劳模工匠助企行",
            opens_on=local_date(start),
            closes_on=local_date(now) + timedelta(days=60),
            benefit_ceiling_fen=CEILING_FEN,
            targets={county.pk: (TARGET_PROBLEMS, TARGET_TRAINED) for county in counties},
        ),
        union=city, is_demo=True, at=start, by=by,
    )  # fmt: skip
    firms = register_enterprises(counties, ENTERPRISES, chance, at=start, by=by)
    stage = City(
        counties=counties, staff=staff, crowd=crowd, chance=chance, wishes=Wishes(chance, domain_of), firms=firms,
        contacts={}, programme=programme, now=now, by=by,
    )  # fmt: skip
    _bind_demo_contact(stage, start)
    _past(stage, say)
    _open_needs(stage)
    register_like_needs(stage)
    survey_half_done(stage)
    six_ones(stage)
    things_to_do_today(stage)
    _read_what_is_old(stage)


def _bind_demo_contact(stage: City, at: datetime) -> None:
    at_home = (firm for firm in stage.firms if firm.enterprise.org_id == stage.home.pk)
    enterprise = next(firm.enterprise for firm in at_home if firm.trade.word == "压铸")
    bind_contact(stage.staff.contact, enterprise, is_principal=True, title="设备部经理", at=at, by=stage.by)
    stage.contacts[enterprise.pk] = stage.staff.contact


def _past(stage: City, say: Callable[[str], None]) -> None:
    """Let orders of the past months live as far as their time goes: the older ones closed, the younger under way."""
    firms = [firm for firm in stage.firms if firm.enterprise.pk not in stage.contacts]
    for number in range(ORDERS_OF_THE_PAST):
        age = DAYS - 8 - (DAYS - 14) * number / ORDERS_OF_THE_PAST
        on = local_date(stage.now - timedelta(days=age))
        at = local_time(on, time(8 + stage.chance.randint(0, 8), stage.chance.randint(0, 59)))
        firm = firms[stage.chance.randrange(len(firms))]
        dish = stage.chance.choices(list(DISHES), weights=list(DISHES.values()))[0]
        stage.life(firm, dish, at=at).live("closed")
        if number % 24 == 23:
            say(f"  演示：已办 {number + 1} / {ORDERS_OF_THE_PAST} 件")


def _read_what_is_old(stage: City) -> None:
    """Let everybody of the demo roles have read their messages until some days ago."""
    people = [
        stage.staff.city_officer,
        stage.staff.contact,
        stage.staff.craftsman,
        *stage.staff.county_officers.values(),
    ]
    for person in people:
        mark_read(person.pk, at=stage.now - UNREAD_SINCE)


def _open_needs(stage: City) -> None:
    """Leave some needs that officers wrote down and nobody has ordered yet."""
    for county in stage.counties:
        officer = invented_actor(stage.staff.county_officers[county.pk].pk, at=stage.now)
        own = [firm for firm in stage.firms if firm.enterprise.org_id == county.pk][:4]
        for days, firm in enumerate(own, 1):
            wish = stage.wishes.wish("breakthrough" if days % 2 else "training", firm.trade)
            form = NeedForm(dish=wish.dish, title=wish.title, description=wish.description, domain=wish.domain)
            at = local_time(local_date(stage.now) - timedelta(days=days), time(15))
            register_need(firm.enterprise, form, at=at, by=officer)
