"""What a journey needs and no page offers, done in a process of its own: ``python -m tests.journeys.behind …``.

The answer is printed as JSON.
"""

from __future__ import annotations

import json
import math
import sys
from datetime import timedelta
from typing import Any

import django

from tests.journeys.down_firms import visit_four_down_firms


def phone_of_leader(team: str) -> str:
    """Return the phone of a team's leader."""
    from gongqiao.services.talent.models import Team

    return str(Team.objects.get(name=team).leader.person.phone)


def firm_of_the_contact() -> dict[str, str]:
    """Return the names of the enterprise for which the contact of the demo speaks; which one it is, chance decides."""
    firm = _firm_of_the_contact()
    return {"name": firm.name, "short": firm.short_name}


def phone_of_contact_far_off() -> str:
    """Return the phone of the contact of another enterprise of the county, the one farthest away."""
    from gongqiao.kernel.people.models import Contact

    here = _firm_of_the_contact()
    others = Contact.objects.select_related("enterprise", "person").filter(
        enterprise__org_id=here.org_id, until=None, person__phone__isnull=False
    )

    def distance(contact: Contact) -> float:
        there = contact.enterprise
        return math.dist((here.latitude or 0, here.longitude or 0), (there.latitude or 0, there.longitude or 0))

    return str(max(others.exclude(enterprise=here), key=distance).person.phone)


def phones_of_neighbours(count: str) -> list[str]:
    """Return the phones of the contacts of so many other enterprises of the county."""
    from gongqiao.kernel.people.models import Contact

    here = _firm_of_the_contact()
    others = Contact.objects.filter(
        enterprise__org_id=here.org_id, until=None, is_principal=True, person__phone__isnull=False
    )
    rows = others.exclude(enterprise=here).order_by("pk").values_list("person__phone", flat=True)
    return list(rows[: int(count)])


def visit_of_the_craftsman() -> dict[str, str]:
    """Return a visit under way that the craftsman of the demo leads: its number, page, and the contact's phone."""
    from gongqiao.kernel.people.models import Account
    from gongqiao.kernel.people.queries import principal_of
    from gongqiao.services.enterprise_service.models import VisitRecord

    leader = Account.objects.get(login="demo:craftsman").person_id
    visit = VisitRecord.objects.filter(state="under_way", activity__leader_id=leader).latest("pk")
    contact = principal_of(visit.enterprise_id)
    assert contact is not None
    return {"number": visit.order.case.number, "page": str(visit.pk), "phone": str(contact.person.phone)}


def end_pairs_of_the_craftsman() -> int:
    """End the pairs of the craftsman of the demo, so that a journey begins with an empty bench."""
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.people.models import Account
    from gongqiao.kernel.people.queries import actor_for
    from gongqiao.services.talent.actions.pairs import end_pair
    from gongqiao.services.talent.models import Pair

    account = Account.objects.select_related("person").get(login="demo:craftsman")
    rows = list(Pair.objects.filter(master__person=account.person, ended_at=None))
    for pair in rows:
        end_pair(pair, "演练", seen=None, at=now(), by=actor_for(account, strength="demo", at=now()))
    return len(rows)


def clear_the_week() -> int:
    """Call off what the demo has planned for the coming week, so that every hour of it is free."""
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.calendar.models import Booking

    soon = Booking.objects.filter(during__overlap=(now(), now() + timedelta(days=7)))
    return soon.delete()[0]


def let_a_month_pass(number: str) -> int:
    """Date the confirmation of an order back by 31 days: nothing in the product moves time."""
    from django.db.models import F

    from gongqiao.services.enterprise_service.models import Confirmation

    told = Confirmation.objects.filter(order__case__number=number)
    return told.update(at=F("at") - timedelta(days=31))


def close_an_order(title: str) -> str:
    """Let an order of the contact's enterprise live from three months ago to its end; return its number."""
    import random

    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.people.models import Account, Contact
    from gongqiao.kernel.people.seeds import invented_actor
    from gongqiao.services.enterprise_service.seeds.lives import Life, People
    from gongqiao.services.enterprise_service.seeds.needs import Wish

    at, firm = now() - timedelta(days=90), _firm_of_the_contact()
    accounts = Account.objects.select_related("person")
    officers = [accounts.get(login=login).person for login in ("demo:county_officer", "demo:city_officer")]
    contact = Contact.objects.get(enterprise=firm, until=None, is_principal=True).person
    officer, city_officer, speaker = (invented_actor(person.pk, at=at) for person in (*officers, contact))
    people = People(contact=speaker, officer=officer, city=city_officer)
    wish = Wish(
        dish="breakthrough",
        title=title,
        description=f"{firm.short_name}的{title}。",
        domain="设备维修与液压",
        cause="机封装反",
    )
    return str(Life(wish, firm, people, random.Random(1), at=at, now=now()).live("closed").case.number)


def write_credit_code(code: str) -> str:
    """Put another credit code into the register, as an old register may have it; return the one before."""
    firm = _firm_of_the_contact()
    before, firm.uscc = firm.uscc, code
    firm.save(update_fields=["uscc"])
    return before


def end_post(phone: str) -> int:
    """End every post of a person today, as the federation's personnel office does."""
    from gongqiao.kernel.access.actor import the_job
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.people.actions import end_post as end
    from gongqiao.kernel.people.models import Post

    posts = list(Post.objects.select_related("union__node").filter(person__phone=phone, valid_to=None))
    for post in posts:
        end(post, at=now(), by=the_job("seeds"))
    return len(posts)


def _firm_of_the_contact() -> Any:
    from gongqiao.kernel.people.models import Account, Contact

    account = Account.objects.get(login="demo:contact")
    return Contact.objects.select_related("enterprise").get(person=account.person_id, until=None).enterprise


WAYS = {
    way.__name__: way
    for way in (
        phone_of_leader, firm_of_the_contact, phone_of_contact_far_off, phones_of_neighbours, visit_of_the_craftsman,
        end_pairs_of_the_craftsman, clear_the_week, close_an_order, let_a_month_pass, write_credit_code, end_post, visit_four_down_firms,
    )
}  # fmt: skip

if __name__ == "__main__":
    django.setup()
    print(json.dumps(WAYS[sys.argv[1]](*sys.argv[2:])))
