"""Enterprises are registered, their contacts bound or invited."""

from __future__ import annotations

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.org.actions import register_enterprise
from gongqiao.kernel.org.queries import areas
from gongqiao.kernel.people.actions import bind_contact
from gongqiao.kernel.people.models import Account
from gongqiao.services.enterprise_service.actions.contacts import invite, take_up
from gongqiao.services.enterprise_service.seeds.enterprises import enterprise_form
from gongqiao.site.replay.scene import Scene, contact_phone, officer_phone, plays
from gongqiao.site.replay.script import Firm
from gongqiao.site.replay.strands.founding import add_invented

TITLES = ("设备主管", "生产经理", "工会主席", "车间主任", "人事主管", "技术部长")


@plays("firm")
def register(scene: Scene) -> None:
    """Let the county's officer register an enterprise and note who speaks for it."""
    firm = scene.script.firms[scene.body["key"]]
    by = scene.company.with_phone(officer_phone(firm.county), at=scene.at)
    union = scene.company.counties()[firm.county]
    town = scene.chance.choice(areas(parent=union.area_id))
    form = enterprise_form(firm.code, firm.short_name, firm.trade, union=union, town=town, chance=scene.chance)
    scene.do(register_enterprise, form, is_demo=True, at=scene.at, by=by)
    if firm.has_contact:
        for place in range(2 if firm.has_two_contacts else 1):
            _bind(scene, firm, place, by)


def _bind(scene: Scene, firm: Firm, place: int, by: Actor) -> None:
    """Bind a contact: some are invited and take the invitation up, the others are bound by the officer."""
    phone, enterprise = contact_phone(firm, place), scene.company.firm(firm.code)
    is_principal = place == 0
    if scene.chance.random() < 0.3:
        person = add_invented(scene, phone, by=the_job("door"))
        _, token = scene.do(invite, enterprise, person.name, phone, is_principal=is_principal, at=scene.at, by=by)
        scene.do(take_up, token, at=scene.at, by=scene.company.actor(person.pk, at=scene.at))
    else:
        person = add_invented(scene, phone, by=by)
        title = scene.chance.choice(TITLES)
        scene.do(bind_contact, person, enterprise, is_principal=is_principal, title=title, at=scene.at, by=by)
    scene.company.changed(person.pk)
    if is_principal and firm.code == scene.script.guest_of_the_entrance:
        Account.objects.filter(person=person).update(login="demo:contact")
