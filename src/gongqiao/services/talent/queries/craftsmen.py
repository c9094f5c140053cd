"""Read craftsmen: their page, the list, and what others may know of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.people.queries import names_like
from gongqiao.services.enterprise_service.contract import VisitsServed
from gongqiao.services.talent.contract import CertificateHeld, CraftsmanCard
from gongqiao.services.talent.models import Certificate, Craftsman, CraftsmanSkill, Pair, Skill, TeamMember
from gongqiao.services.talent.models.craftsman import CraftsmanQuerySet
from gongqiao.services.talent.rules.honours import WARNED_BEFORE


def skills() -> list[Skill]:
    """Return the skill list in its order; it is public.

    Without by: the list of skills is public.
    """
    return list(Skill.objects.order_by("place"))


def domains() -> tuple[str, ...]:
    """Return the domains of the skill list, each once, in the order of the list.

    Without by: the list of skills is public.
    """
    return tuple(dict.fromkeys(skill.domain for skill in skills()))


def craftsman_of(person_id: int) -> Craftsman | None:
    """Return the craftsman that a person is, if any; asked about oneself.

    Without by: asked by a person of himself, and by those who work with his team.
    """
    return Craftsman.objects.select_related("person", "union__node").filter(person_id=person_id).first()


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a list shows beside the rows of craftsmen: words by craftsman, visits by person, apprentices by craftsman."""

    skills: Mapping[int, str]
    teams: Mapping[int, str]
    served: Mapping[int, int]
    apprentices: Mapping[int, int]


def craftsmen(*, by: Actor) -> CraftsmanQuerySet:
    """Return the craftsmen in sight for a list, by area, the highest level first."""
    rows = Craftsman.objects.visible_to(by).select_related("person", "union")
    return rows.order_by("union__area_id", "-level", "pk")


def beside(rows: Iterable[Craftsman]) -> Beside:
    """Return what a list shows beside these craftsmen, read once for all of them."""
    listed = list(rows)
    ids = [row.pk for row in listed]
    held = CraftsmanSkill.objects.filter(craftsman__in=ids).order_by("-level", "skill__place")
    serving = TeamMember.objects.filter(craftsman__in=ids, until=None, team__ended_on=None).order_by("since", "pk")
    teaching = Pair.objects.filter(master__in=ids, ended_at=None).values_list("master_id").annotate(n=Count("pk"))
    return Beside(
        skills=_joined(held.values_list("craftsman_id", "skill__name")),
        teams=_joined(serving.values_list("craftsman_id", "team__name")),
        served=ask(VisitsServed(person_ids=tuple(row.person_id for row in listed))),
        apprentices=dict(teaching.order_by()),
    )


def _joined(rows: Iterable[tuple[int, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for pk, name in rows:
        found.setdefault(pk, []).append(name)
    return {pk: "、".join(names) for pk, names in found.items()}


def craftsmen_like(words: str, *, by: Actor) -> CraftsmanQuerySet:
    """Find craftsmen by name, pinyin initials, trade, skill or team."""
    words = words.strip()
    if not words:
        return craftsmen(by=by)
    skilled = CraftsmanSkill.objects.filter(skill__name__icontains=words).values("craftsman_id")
    serving = TeamMember.objects.filter(until=None, team__name__icontains=words).values("craftsman_id")
    like = Q(trade__icontains=words) | Q(pk__in=skilled) | Q(profile__icontains=words)
    if by.may_see_names:
        like |= Q(person_id__in=names_like(words)) | Q(pk__in=serving)
    return craftsmen(by=by).filter(like)


def skilled_in(rows: CraftsmanQuerySet, domain: str) -> CraftsmanQuerySet:
    """Keep the craftsmen with a skill of a domain."""
    return rows.filter(pk__in=CraftsmanSkill.objects.filter(skill__domain=domain).values("craftsman_id"))


def with_certificates(rows: CraftsmanQuerySet, standing: str, *, on: date) -> CraftsmanQuerySet:
    """Keep the craftsmen with a licence that has ``ended`` on a day, or ends ``soon`` after it."""
    ended = Q(valid_to__lte=on)
    soon = Q(valid_to__gt=on, valid_to__lte=on + WARNED_BEFORE)
    licences = Certificate.objects.filter(ended if standing == "ended" else soon)
    return rows.filter(pk__in=licences.values("craftsman_id"))


def craftsman(pk: int, *, by: Actor) -> Craftsman:
    """Return one craftsman with everything on his page. Raises NotFound."""
    rows = Craftsman.objects.visible_to(by).select_related("person", "union__node", "employer")
    return rows.prefetch_related("recusals__enterprise", "honours").one(pk=pk)


def masters(*, by: Actor) -> list[Craftsman]:
    """Return the craftsmen in sight of ``by``, for choosing a master, by name."""
    return list(Craftsman.objects.visible_to(by).select_related("person").order_by("person__initials", "pk"))


def craftsmen_among(person_ids: Iterable[int]) -> list[Craftsman]:
    """Return the craftsmen that these persons are, in the order given.

    Without by: asked for the members of a team that the caller works with.
    """
    rows = Craftsman.objects.filter(person_id__in=list(person_ids)).select_related("person", "union__node")
    known = {row.person_id: row for row in rows}
    return [known[pk] for pk in person_ids if pk in known]


def certificates_of(craftsman: Craftsman) -> list[Certificate]:
    """Return the certificates of a craftsman in sight, those that end first at the top."""
    return sorted(craftsman.certificates.all(), key=lambda one: (one.valid_to or date.max, one.pk))


def certificate_of(craftsman: Craftsman, pk: int) -> Certificate:
    """Return a certificate that has a number, of a craftsman in sight. Raises NotFound."""
    found = craftsman.certificates.filter(pk=pk).exclude(number="").first()
    if found is None:
        raise NotFound("没有这张证书，或没有登记编号。")
    return found


def last_licences(craftsman_ids: Iterable[int]) -> dict[tuple[int, str], tuple[str, date | None]]:
    """Return, by craftsman and skill, the licence for the skill that is valid longest, and the day on which it ends.

    Without by: asked for craftsmen whom the caller was allowed to read.
    """
    rows = Certificate.objects.filter(craftsman__in=list(craftsman_ids), skill__isnull=False)
    found: dict[tuple[int, str], tuple[str, date | None]] = {}
    for pk, code, name, valid_to in rows.order_by(F("valid_to").asc(nulls_last=True), "pk").values_list(
        "craftsman_id", "skill_id", "name", "valid_to"
    ):
        found[pk, code] = (name, valid_to)
    return found


def lapsed_skills(craftsman: Craftsman, *, on: date) -> dict[str, str]:
    """Return the licence by skill code for the skills of a craftsman in sight that no longer count, as it has ended."""
    lasting = last_licences([craftsman.pk])
    return {code: name for (_, code), (name, ends) in lasting.items() if ends is not None and ends <= on}


def skills_of(craftsman: Craftsman) -> list[CraftsmanSkill]:
    """Return the skills of a craftsman in sight, the best first."""
    return list(craftsman.skills.select_related("skill").order_by("-level", "skill__place"))


def serving_in(craftsman: Craftsman) -> list[TeamMember]:
    """Return a craftsman's times in teams that have not ended, the earliest first."""
    return list(craftsman.memberships.filter(until=None, team__ended_on=None).select_related("team").order_by("since"))


def craftsman_cards(person_ids: Iterable[int]) -> dict[int, CraftsmanCard]:
    """Return the cards of the craftsmen among these persons, by person.

    Without by: an answer to other services, which show a craftsman to whom they may.
    """
    rows = Craftsman.objects.filter(person_id__in=list(person_ids)).select_related("person")
    return {row.person_id: _card(row) for row in rows.prefetch_related("certificates")}


def _card(row: Craftsman) -> CraftsmanCard:
    return CraftsmanCard(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        trade=row.trade,
        level=row.level,
        honour=row.honour,
        union_id=row.union_id,
        employer_id=row.employer_id,
        certificates=tuple(CertificateHeld(name=one.name, valid_to=one.valid_to) for one in row.certificates.all()),
    )
