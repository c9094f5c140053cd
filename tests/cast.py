"""The cast of the tests: a city with two counties, officers, two enterprises with contacts, three teams.

Written once before the first test. ``Cast.read()`` gives each test fresh objects; nothing here is changed by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.org.actions import EnterpriseForm, found_federation, register_enterprise
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.kernel.people.actions import add_person, appoint, bind_contact
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.queries import actor_for
from gongqiao.services.enterprise_service.actions.programme import ProgrammeForm, publish_programme
from gongqiao.services.enterprise_service.models import Programme
from gongqiao.services.talent.actions import CraftsmanForm, enrol, form_team
from gongqiao.services.talent.models import Craftsman, Team

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=CITY_TIME)
BEFORE = datetime(2026, 1, 5, 9, 0, tzinfo=CITY_TIME)
ELECTRIC, FORMING = "电气与自动化", "金属成形与热加工"
PEOPLE = {
    "city_officer": ("陈市", "13900000001"),
    "officer": ("李新", "13900000002"),
    "other_officer": ("赵台", "13900000003"),
    "auditor": ("钱审", "13900000004"),
    "head": ("孙领", "13900000005"),
    "contact": ("张联", "13900000006"),
    "colleague": ("周同", "13900000007"),
    "stranger": ("吴外", "13900000008"),
    "leader": ("王师", "13900000011"),
    "member": ("何徒", "13900000012"),
    "welder": ("林焊", "13900000013"),
    "second": ("黄电", "13900000014"),
}


def sound_code(number: int) -> str:
    """Return the ``number``-th sound credit code of an area that is not assigned."""
    from gongqiao.kernel.org.uscc import check_character

    first17 = f"91440799MA5{number:06}"
    return first17 + check_character(first17)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Everybody, as actors with two factors, and everything that they work on."""

    city: Union
    county: Union
    other_county: Union
    enterprise: Enterprise
    other_enterprise: Enterprise
    programme: Programme
    electricians: Team
    welders: Team
    second_electricians: Team

    def person(self, name: str) -> Person:
        """Return a person of the cast."""
        return Person.objects.get(phone=PEOPLE[name][1])

    def __getattr__(self, name: str) -> Actor:
        """Return somebody as an actor: ``cast.officer``, ``cast.contact``, ``cast.leader``."""
        if name not in PEOPLE:
            raise AttributeError(name)
        return as_actor(PEOPLE[name][1])

    @classmethod
    def read(cls) -> Cast:
        """Read the cast from the database."""
        return cls(
            city=Union.objects.select_related("node").get(level="CITY"),
            county=Union.objects.select_related("node").get(area_id="440705"),
            other_county=Union.objects.select_related("node").get(area_id="440781"),
            enterprise=Enterprise.objects.select_related("org__node").get(uscc=sound_code(1)),
            other_enterprise=Enterprise.objects.select_related("org__node").get(uscc=sound_code(2)),
            programme=Programme.objects.get(),
            electricians=Team.objects.get(name="王师傅班组"),
            welders=Team.objects.get(name="林师傅班组"),
            second_electricians=Team.objects.get(name="黄师傅班组"),
        )


def as_actor(phone: str, *, strength: str = "full", at: datetime = MONDAY) -> Actor:
    """Return the person with this phone as an actor."""
    account = Account.objects.select_related("person").get(person__phone=phone)
    return actor_for(account, strength=strength, at=at)


def sign_in(client, person: Person, *, strength: str = "full"):
    """Open a session for a person without going through the door."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    account = Account.objects.get(person=person)
    session = client.session
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["strength"] = strength
    session["posts"] = [post.id for post in actor_for(account, strength=strength, at=MONDAY).posts]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@cache
def furnish() -> None:
    """Write the cast, once."""
    with transaction.atomic():
        _furnish()


def _furnish() -> None:
    by, on = the_job("seeds"), date(2026, 1, 5)
    place = {"on": on, "at": BEFORE, "by": by}
    city = found_federation("江门市总工会", area=_area("4407"), under=None, level="CITY", **place)
    county = found_federation(
        "新会区总工会", area=_area("440705"), under=city, level="COUNTY", short_name="新会区总", **place
    )
    other = found_federation(
        "台山市总工会", area=_area("440781"), under=city, level="COUNTY", short_name="台山市总", **place
    )
    people = {key: add_person(name, phone, at=BEFORE, by=by) for key, (name, phone) in PEOPLE.items()}
    for key, union, kind, title in (
        ("city_officer", city, "officer", "市总干部"),
        ("officer", county, "officer", "区总干部"),
        ("other_officer", other, "officer", "市总干部"),
        ("auditor", city, "auditor", "审计员"),
        ("head", city, "head", "领导"),
    ):
        appoint(people[key], union, kind=kind, title=title, **place)
    firm = _firm(1, "新会区砺江压铸有限公司", "砺江压铸", "440705001", by)
    _firm(2, "台山市榕渡电器有限公司", "榕渡电器", "440781001", by)
    bind_contact(people["contact"], firm, is_principal=True, title="设备主管", at=BEFORE, by=by)
    bind_contact(people["colleague"], firm, is_principal=False, title="班长", at=BEFORE, by=by)
    stranger_firm = Enterprise.objects.get(uscc=sound_code(2))
    bind_contact(people["stranger"], stranger_firm, is_principal=True, at=BEFORE, by=by)
    leader = _craftsman(
        people["leader"], county, "维修电工", 5, {"ELEC": 5, "DRIVE": 4}, "电机检修，接触器、热继电器与缺相故障判断", by
    )
    member = _craftsman(people["member"], county, "电工", 3, {"ELEC": 3}, "控制回路接线", by)
    welder = _craftsman(people["welder"], county, "焊工", 4, {"WELD": 4}, "氩弧焊、薄壁件焊接", by)
    second = _craftsman(people["second"], other, "电机检修工", 4, {"DRIVE": 4}, "变频器与电机检修", by)
    half_days = list(range(10))
    team = {"half_days": half_days, "at": BEFORE, "by": by}
    form_team("王师傅班组", leader, [member], union=county, area=_area("440705001"), **team)
    form_team("林师傅班组", welder, [], union=county, area=_area("440705102"), **team)
    form_team("黄师傅班组", second, [], union=other, area=_area("440781001"), **team)
    publish_programme(
        ProgrammeForm(
            title="2026 助企行", opens_on=on, closes_on=date(2099, 12, 31), benefit_ceiling_fen=50_000_000,
            targets={county.pk: (100, 1000), other.pk: (100, 1000)},
        ),
        union=city, at=BEFORE, by=by,
    )  # fmt: skip


def _area(code: str) -> Area:
    return Area.objects.get(code=code)


def _firm(number: int, name: str, short: str, area_code: str, by: Actor) -> Enterprise:
    form = EnterpriseForm(
        code=sound_code(number), name=name, short_name=short, area_code=area_code, address="一车间", tags=["专精特新"]
    )
    return register_enterprise(form, at=BEFORE, by=by)


def _craftsman(
    person: Person, union: Union, trade: str, level: int, skills: dict[str, int], profile: str, by: Actor
) -> Craftsman:
    form = CraftsmanForm(trade=trade, level=level, profile=profile, skills=skills)
    return enrol(person, form, union=union, at=BEFORE, by=by)
