"""Add persons, give and end posts, bind and release contacts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotAllowed, NotFound, WrongState
from gongqiao.kernel.base.masking import is_phone, tidy_phone
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.org.pinyin import initials
from gongqiao.kernel.people.models import Account, Contact, Person, Post

ADD = power("people.add", "登记人员", "post:officer", "principal", "job:door", "job:seeds")
RENAME = power("people.rename", "填写自己的姓名", "self")
APPOINT = power("people.appoint", "任免工会干部", "post:officer", "job:seeds")
BIND = power("people.bind_contact", "确定企业联系人", "post:officer", "job:seeds", "job:invitation")
RELEASE = power("people.release_contact", "解除企业联系人", "post:officer", "principal", "self")
REVEAL = power(
    "people.reveal",
    "查看完整手机号",
    "post:officer",
    "contact",
    "share:leader",
    "share:member",
    "share:offered",
)


class PrincipalAlreadyBound(WrongState):
    """这家企业已经有主联系人。请先由原主联系人或工会变更，再确定新的主联系人。"""

    code = "principal_exists"


@transaction.atomic
def add_person(name: str, phone: str | None, *, is_demo: bool = False, at: datetime, by: Actor) -> Person:
    """Return the person with this phone, adding them when nobody has it yet.

    Raises Invalid for a bad number, NotAllowed unless ``by`` may add persons somewhere.
    """
    if not by.may_anywhere(ADD):
        raise NotAllowed
    phone = tidy_phone(phone) if phone else None
    if phone is not None and not is_phone(phone):
        raise Invalid("手机号应为 11 位，请核对。", fields={"phone": ["手机号应为 11 位，请核对。"]})
    person, is_new = (
        Person.objects.get_or_create(
            phone=phone,
            defaults={"name": name.strip(), "initials": initials(name), "is_demo": is_demo, "created_at": at},
        )
        if phone
        else (Person.objects.create(name=name.strip(), initials=initials(name), created_at=at), True)
    )
    Account.objects.get_or_create(person=person, defaults={"login": f"p{person.pk}", "password": "!"})
    if is_new:
        write("edit", "people.add_person", thing="person", thing_id=person.pk, at=at, by=by)
    return person


@transaction.atomic
def rename(person: Person, name: str, *, at: datetime, by: Actor) -> None:
    """Let a person say their own name once it is missing. Raises Invalid for an empty one."""
    by.must(RENAME, at=Place(person_id=person.pk))
    if not name.strip():
        raise Invalid("请填写姓名。", fields={"name": ["请填写姓名。"]})
    person.name, person.initials = name.strip(), initials(name)
    person.save(update_fields=["name", "initials"])
    write("edit", "people.rename", thing="person", thing_id=person.pk, fields=["name"], at=at, by=by)


@transaction.atomic
def appoint(person: Person, union: Union, *, kind: str, title: str, on: date, at: datetime, by: Actor) -> Post:
    """Give a person a post at a union from ``on``."""
    by.must(APPOINT, at=Place(line=tuple(union.node.line)))
    post = Post.objects.create(person=person, union=union, kind=kind, title=title, valid_from=on)
    write("edit", "people.appoint", thing="post", thing_id=post.pk, at=at, by=by)
    return post


@transaction.atomic
def end_post(post: Post, *, at: datetime, by: Actor) -> None:
    """End a post today; sessions and tokens opened under it die with their next request."""
    by.must(APPOINT, at=Place(line=tuple(post.union.node.line)))
    post.valid_to = max(local_date(at), post.valid_from)
    post.save(update_fields=["valid_to"])
    write("edit", "people.end_post", thing="post", thing_id=post.pk, at=at, by=by)


@transaction.atomic
def bind_contact(
    person: Person, enterprise: Enterprise, *, is_principal: bool, title: str = "", at: datetime, by: Actor
) -> Contact:
    """Make a person a contact of an enterprise. Raises PrincipalAlreadyBound."""
    by.must(BIND, at=Place(line=tuple(enterprise.org.node.line)))
    bound = Contact.objects.filter(person=person, enterprise=enterprise, until=None).first()
    if bound and bound.is_principal >= is_principal:
        return bound
    try:
        with transaction.atomic():
            if bound:
                bound.is_principal = is_principal
                bound.save(update_fields=["is_principal"])
            else:
                bound = Contact.objects.create(
                    person=person, enterprise=enterprise, is_principal=is_principal, title=title, since=at
                )
    except IntegrityError as taken:
        raise PrincipalAlreadyBound from taken
    write(
        "edit", "people.bind_contact", thing="enterprise", thing_id=enterprise.pk, at=at,
        detail={"contact": bound.pk, "is_principal": is_principal}, by=by,
    )  # fmt: skip
    return bound


@transaction.atomic
def release_contact(contact: Contact, *, at: datetime, by: Actor) -> None:
    """End a contact; the sight of the enterprise ends with the next request."""
    line = tuple(contact.enterprise.org.node.line)
    by.must(RELEASE, at=Place(line=line, enterprise_id=contact.enterprise_id, person_id=contact.person_id))
    contact.until = at
    contact.save(update_fields=["until"])
    write(
        "edit", "people.release_contact", thing="enterprise", thing_id=contact.enterprise_id, at=at,
        detail={"contact": contact.pk}, by=by,
    )  # fmt: skip


@transaction.atomic
def reveal_phone(person_id: int, *, place: Place, reason: str, case_id: int | None, at: datetime, by: Actor) -> str:
    """Return a full phone number and write in the book who looked and why. Raises NotAllowed, Invalid."""
    by.must(REVEAL, at=place)
    if not reason.strip():
        raise Invalid("请写明查看原因。", fields={"reason": ["请写明查看原因。"]})
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    write(
        "look", "people.reveal_phone", thing="person", thing_id=person_id, case_id=case_id,
        fields=["phone"], reason=reason.strip(), at=at, by=by,
    )  # fmt: skip
    return person.phone or ""
