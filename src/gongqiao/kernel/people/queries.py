"""Who somebody is now: the actor behind an account, the people behind a post or an enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from gongqiao.kernel.access.actor import Actor, PostHeld
from gongqiao.kernel.base.errors import NotAllowed
from gongqiao.kernel.base.masking import mask_name, mask_phone
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.people.models import Account, Contact, Person, Post

STRONG = frozenset({"full", "demo"})
"""Ways of signing in that open a person's posts; a phone code alone opens only what is one's own."""


def actor_for(account: Account, *, strength: str, via: str = "web", at: datetime) -> Actor:
    """Return the actor behind an account: its posts in force today (if let in by two factors) and contacts.

    Without by: this is how somebody becomes an actor.
    """
    person = account.person
    posts = _posts_held(person.pk, local_date(at)) if strength in STRONG else ()
    contacts = Contact.objects.filter(person=person, until=None).values_list("enterprise_id", "is_principal")
    bound = list(contacts)
    return Actor(
        person_id=person.pk,
        name=person.name,
        posts=posts,
        contact_of=frozenset(enterprise for enterprise, _ in bound),
        principal_of=frozenset(enterprise for enterprise, is_principal in bound if is_principal),
        via=via,
        may_see_names=not posts or any(post.kind != "head" for post in posts),
    )


def actor_again(person_id: int, *, strength: str, via: str, at: datetime) -> Actor:
    """Return somebody as the actor of what he began earlier, with the rights that he has now. Raises NotAllowed.

    Without by: this is how the worker becomes the actor in whose name it goes on.
    """
    account = Account.objects.select_related("person").filter(person_id=person_id, is_active=True).first()
    if account is None:
        raise NotAllowed("发起这件事的账号已经停用，后面的没有办。")
    return actor_for(account, strength=strength, via=via, at=at)


def narrowed(actor: Actor, scopes: Iterable[str]) -> Actor:
    """Return the actor as a token with these scopes may act."""
    return replace(actor, scopes=frozenset(scopes), via="api")


def _posts_held(person_id: int, on: date) -> tuple[PostHeld, ...]:
    rows = (
        Post.objects.filter(_in_force(on), person_id=person_id)
        .select_related("union__node", "union")
        .order_by("union__node__line", "pk")
    )
    return tuple(
        PostHeld(
            id=row.pk,
            kind=row.kind,
            title=row.title,
            node_id=row.union_id,
            line=tuple(row.union.node.line),
            place_name=row.union.name,
            area_code=row.union.area_id,
        )
        for row in rows
    )


def _in_force(on: date) -> Q:
    return Q(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def people_in_post(node_id: int, kind: str, *, on: date) -> list[int]:
    """Return the persons who hold a post of this kind exactly at a node.

    Without by: asked by messages, to find out whom a post means.
    """
    rows = Post.objects.filter(_in_force(on), union_id=node_id, kind=kind).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def contacts_of(enterprise_id: int) -> list[Contact]:
    """Return the open contacts of an enterprise, the principal first.

    Without by: asked by messages and by the pages of an enterprise in sight.
    """
    rows = Contact.objects.filter(enterprise_id=enterprise_id, until=None).select_related("person")
    return list(rows.order_by("-is_principal", "pk"))


def principal_of(enterprise_id: int) -> Contact | None:
    """Return the principal contact of an enterprise, if there is one.

    Without by: asked by messages and by the pages of an enterprise in sight.
    """
    return next((contact for contact in contacts_of(enterprise_id) if contact.is_principal), None)


def names_of(person_ids: Iterable[int | None], *, by: Actor) -> dict[int, str]:
    """Return the names of persons: in full to those who work with them, masked to heads."""
    ids = {person_id for person_id in person_ids if person_id is not None}
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: name if by.may_see_names else mask_name(name) for pk, name in rows}


def masked_phones(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the masked phone numbers of persons.

    Without by: masked values show nobody.
    """
    rows = Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "phone")
    return {pk: mask_phone(phone or "") for pk, phone in rows}


def person_with_phone(phone: str) -> Person | None:
    """Return the person with this number, for sign-in and invitations alone.

    Without by: asked at the door, before there is an actor.
    """
    return Person.objects.filter(phone=phone).first()


def names_like(words: str) -> list[int]:
    """Return the ids of persons whose name or initials begin with ``words``; a caller narrows by what is seen.

    Without by: ids alone; the caller narrows by what it may see.
    """
    rows = Person.objects.filter(Q(name__startswith=words) | Q(initials__startswith=words.lower()))
    return list(rows.values_list("pk", flat=True)[:200])
