"""Write craftsmen down, keep their honours, certificates and recusals, take leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongqiao.cores.calendar import Period
from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Stale, WrongState
from gongqiao.kernel.calendar.actions import AlreadyBooked, book
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.people.models import Person
from gongqiao.services.talent.flow import EDIT_OWN, FORM_TEAM, REVEAL_NUMBER, TAKE_LEAVE
from gongqiao.services.talent.models import (
    ALL_HALF_DAYS,
    Certificate,
    Craftsman,
    CraftsmanSkill,
    Honour,
    Recusal,
    Skill,
)
from gongqiao.services.talent.rules.honours import highest, level_named


class LeaveClashes(WrongState):
    """这段时间已经有上门安排。请先改期或换人，再登记请假。"""

    code = "leave_clashes"


class HonourKnown(WrongState):
    """这项荣誉已经登记过了。"""

    code = "honour_known"


@dataclass(frozen=True, kw_only=True)
class CraftsmanForm:
    """What is written down of a craftsman; ``skills`` maps label codes to levels 1 to 5."""

    trade: str
    level: int
    profile: str
    honour: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    employer: Enterprise | None = None


@transaction.atomic
def enrol(person: Person, form: CraftsmanForm, *, union: Union, at: datetime, by: Actor) -> Craftsman:
    """Write a person down as a craftsman, or bring what is written up to date. Raises Invalid."""
    by.must(FORM_TEAM, at=Place(line=tuple(union.node.line)))
    _check_skills(form.skills)
    known = Craftsman.objects.select_related("union__node").filter(person=person).first()
    if known:
        by.must(FORM_TEAM, at=Place(line=tuple(known.union.node.line)))
    craftsman, _ = Craftsman.objects.update_or_create(
        person=person,
        defaults={
            "union": union,
            "trade": form.trade.strip(),
            "level": form.level,
            "profile": form.profile.strip(),
            "employer": form.employer,
            "version": known.version + 1 if known else 1,
            "enrolled_at": known.enrolled_at if known else at,
        },
    )
    _set_skills(craftsman, form.skills)
    if name := form.honour.strip():
        if not craftsman.honours.filter(name=name).exists():
            Honour.objects.create(craftsman=craftsman, name=name, level=level_named(name))
        _keep_highest(craftsman)
    write("edit", "talent.enrol", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return craftsman


@transaction.atomic
def edit_craftsman(
    craftsman: Craftsman, form: CraftsmanForm, *, seen: int | None, at: datetime, by: Actor
) -> Craftsman:
    """Change what is written of a craftsman; the book keeps what it was before. Raises Stale, Invalid."""
    held = _held(craftsman)
    by.must(FORM_TEAM, at=Place(line=tuple(held.union.node.line)))
    _check_version(held, seen)
    _check_skills(form.skills)
    before = _as_written(held)
    held.trade, held.level, held.profile = form.trade.strip(), form.level, form.profile.strip()
    held.employer = form.employer
    _set_skills(held, form.skills)
    _save(held, before, "talent.edit_craftsman", at=at, by=by)
    return held


@transaction.atomic
def edit_own(
    craftsman: Craftsman, *, intro: str, half_days: list[int], seen: int | None, at: datetime, by: Actor
) -> Craftsman:
    """Let a craftsman say himself who he is and when he can come; skills are for the union to confirm."""
    held = _held(craftsman)
    by.must(EDIT_OWN, at=Place(person_id=held.person_id))
    _check_version(held, seen)
    if not set(half_days) <= set(ALL_HALF_DAYS):
        raise Invalid("请从一周的十个半天里选。", fields={"half_days": ["请从一周的十个半天里选。"]})
    before = _as_written(held)
    held.intro, held.half_days = intro.strip()[:500], sorted(set(half_days))
    _save(held, before, "talent.edit_own", at=at, by=by)
    return held


@transaction.atomic
def add_honour(craftsman: Craftsman, name: str, *, level: int, year: int | None, at: datetime, by: Actor) -> Honour:
    """Write an honour down; the highest one introduces the craftsman. Raises HonourKnown."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    try:
        with transaction.atomic():
            honour = Honour.objects.create(craftsman=craftsman, name=name.strip(), level=level, year=year)
    except IntegrityError as known:
        raise HonourKnown from known
    _keep_highest(craftsman)
    write("edit", "talent.add_honour", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return honour


@transaction.atomic
def add_certificate(
    craftsman: Craftsman, name: str, number: str, *, valid_to: date | None, skill: str = "", at: datetime, by: Actor
) -> Certificate:
    """Write a licence down, with the day from which it is no longer valid, and the skill that rests on it, if any."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    _check_skills({skill: craftsman.level} if skill else {})
    made = Certificate.objects.create(
        craftsman=craftsman, name=name.strip(), number=number.strip(), valid_to=valid_to, skill_id=skill or None
    )
    write("edit", "talent.add_certificate", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return made


@transaction.atomic
def drop_honour(craftsman: Craftsman, honour_id: int, *, at: datetime, by: Actor) -> None:
    """Take out an honour that was written down by mistake; the book keeps what it was."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    for gone in craftsman.honours.filter(pk=honour_id):
        before = {"name": gone.name, "level": gone.level, "year": gone.year}
        gone.delete()
        _keep_highest(craftsman)
        _write_drop("talent.drop_honour", craftsman, before, at=at, by=by)


@transaction.atomic
def drop_certificate(craftsman: Craftsman, certificate_id: int, *, at: datetime, by: Actor) -> None:
    """Take out a licence that was written down by mistake; the book keeps what it was."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    for gone in craftsman.certificates.filter(pk=certificate_id):
        before = {
            "name": gone.name, "number": gone.number, "valid_to": str(gone.valid_to or ""), "skill": gone.skill_id,
        }  # fmt: skip
        gone.delete()
        _write_drop("talent.drop_certificate", craftsman, before, at=at, by=by)


@transaction.atomic
def reveal_number(craftsman: Craftsman, certificate_id: int, reason: str, *, at: datetime, by: Actor) -> str:
    """Return the full number of a licence and write in the book who looked and why. Raises NotFound, Invalid."""
    by.must(REVEAL_NUMBER, at=Place(line=tuple(craftsman.union.node.line)))
    if not reason.strip():
        raise Invalid("请写明查看原因。", fields={"reason": ["请写明查看原因。"]})
    found = craftsman.certificates.filter(pk=certificate_id).first()
    if found is None:
        raise NotFound("没有这张证书。")
    write(
        "look", "talent.reveal_number", thing="craftsman", thing_id=craftsman.pk, fields=["number"],
        detail={"certificate": found.pk}, reason=reason.strip(), at=at, by=by,
    )  # fmt: skip
    return found.number


@transaction.atomic
def recuse(craftsman: Craftsman, enterprise: Enterprise, *, reason: str, on: date, at: datetime, by: Actor) -> Recusal:
    """Keep a craftsman away from an enterprise from ``on``."""
    by.must(FORM_TEAM, at=Place(line=tuple(craftsman.union.node.line)))
    recusal = Recusal.objects.create(craftsman=craftsman, enterprise=enterprise, reason=reason, valid_from=on)
    write("edit", "talent.recuse", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)
    return recusal


@transaction.atomic
def take_leave(craftsman: Craftsman, period: Period, *, at: datetime, by: Actor) -> None:
    """Book a craftsman's own time as leave. Raises LeaveClashes when he is expected somewhere."""
    by.must(TAKE_LEAVE, at=Place(line=tuple(craftsman.union.node.line), person_id=craftsman.person_id))
    try:
        book([craftsman.person_id], period, thing="leave", thing_id=craftsman.pk, label="请假")
    except AlreadyBooked as clash:
        raise LeaveClashes from clash
    write("edit", "talent.take_leave", thing="craftsman", thing_id=craftsman.pk, at=at, by=by)


def _write_drop(what: str, craftsman: Craftsman, before: Mapping[str, object], *, at: datetime, by: Actor) -> None:
    write("edit", what, thing="craftsman", thing_id=craftsman.pk, values={"before": before}, at=at, by=by)


def _held(craftsman: Craftsman) -> Craftsman:
    locked = Craftsman.objects.select_for_update(of=("self",)).select_related("person", "union__node")
    return locked.get(pk=craftsman.pk)


def _check_version(craftsman: Craftsman, seen: int | None) -> None:
    if seen is not None and seen != craftsman.version:
        raise Stale


def _as_written(craftsman: Craftsman) -> dict[str, object]:
    return {
        "trade": craftsman.trade,
        "level": craftsman.level,
        "profile": craftsman.profile,
        "employer": craftsman.employer_id,
        "intro": craftsman.intro,
        "half_days": list(craftsman.half_days),
        "skills": dict(craftsman.skills.order_by("skill_id").values_list("skill_id", "level")),
    }


def _save(craftsman: Craftsman, before: dict[str, object], what: str, *, at: datetime, by: Actor) -> None:
    """Save with the next version; the names of what changed go into the book, the values beside it."""
    after = _as_written(craftsman)
    changed = [name for name in after if after[name] != before[name]]
    craftsman.version += 1
    craftsman.save()
    values = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
    write(
        "edit", what, thing="craftsman", thing_id=craftsman.pk, fields=changed,
        detail={"version": craftsman.version}, values=values, at=at, by=by,
    )  # fmt: skip


def _set_skills(craftsman: Craftsman, skills: Mapping[str, int]) -> None:
    craftsman.skills.all().delete()
    CraftsmanSkill.objects.bulk_create(
        CraftsmanSkill(craftsman=craftsman, skill_id=code, level=level) for code, level in sorted(skills.items())
    )


def _keep_highest(craftsman: Craftsman) -> None:
    craftsman.honour = highest(craftsman.honours.all())
    craftsman.save(update_fields=["honour"])


def _check_skills(skills: Mapping[str, int]) -> None:
    known = set(Skill.objects.filter(code__in=skills).values_list("code", flat=True))
    if unknown := sorted(set(skills) - known):
        raise Invalid(f"技能目录里没有“{'、'.join(unknown)}”，请从目录里选。")
    if any(level not in range(1, 6) for level in skills.values()):
        raise Invalid("技能等级请在初级工到高级技师之间选择。")
