"""Read the expert library and the invitations that went out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.people.queries import names_like
from gongqiao.services.talent.contract import ExpertCard
from gongqiao.services.talent.models import Expert, ExpertInvitation
from gongqiao.services.talent.models.expert import ExpertInvitationQuerySet, ExpertQuerySet


def experts(*, by: Actor) -> ExpertQuerySet:
    """Return the experts in sight, by union and name."""
    return every_expert(by=by).filter(retired_at=None)


def every_expert(*, by: Actor) -> ExpertQuerySet:
    """Return the experts in sight, retired ones too."""
    rows = Expert.objects.visible_to(by).select_related("person", "union")
    return rows.order_by("union__area_id", "person__initials", "pk")


def expert(pk: int, *, by: Actor) -> Expert:
    """Return one expert, a retired one too. Raises NotFound."""
    return Expert.objects.visible_to(by).select_related("person", "union__node").one(pk=pk)


def expert_of(person_id: int) -> Expert | None:
    """Return the open enrolment of a person, if any; asked about oneself.

    Without by: asked by a person of himself.
    """
    return Expert.objects.select_related("person", "union").filter(person_id=person_id, retired_at=None).first()


def experts_like(words: str, *, by: Actor) -> ExpertQuerySet:
    """Find experts by name, pinyin initials, field, tag, title or employer."""
    rows = experts(by=by)
    return rows.filter(_like(words, with_names=by.may_see_names)) if words.strip() else rows


def fields_in_use(*, by: Actor) -> list[str]:
    """Return the fields of the experts in sight, each once, in their order."""
    rows = Expert.objects.visible_to(by).filter(retired_at=None).values_list("fields", flat=True)
    return sorted({name for fields in rows for name in fields})


def invitations_of(expert: Expert, *, by: Actor) -> list[ExpertInvitation]:
    """Return the invitations of an expert in sight, newest first."""
    rows = ExpertInvitation.objects.visible_to(by).filter(expert=expert).select_related("case")
    return list(rows.order_by("-pk")[:50])


def invitation_of_case(case: Case, *, by: Actor) -> ExpertInvitation:
    """Return the invitation behind a case. Raises NotFound."""
    rows: ExpertInvitationQuerySet = ExpertInvitation.objects.visible_to(by)
    return rows.select_related("case__org__node", "expert__person", "expert__union").one(case=case)


def is_active(expert: Expert) -> bool:
    """Whether an expert may be asked now; the clock retires those whose time is up."""
    return expert.retired_at is None and expert.is_taking


def cards_like(words: str, fields: Iterable[str], limit: int) -> tuple[ExpertCard, ...]:
    """Return active experts whose fields, title or words match, those of more matching fields first.

    Without by: an answer to other services, which show an expert to whom they may.
    """
    wanted = set(fields)
    rows = Expert.objects.filter(retired_at=None, is_taking=True)
    if wanted:
        rows = rows.filter(fields__overlap=sorted(wanted))
    if words.strip():
        rows = rows.filter(_like(words, with_names=True))
    found = [_card(row) for row in rows.select_related("person", "union").order_by("pk")[:500]]
    ranked = sorted(found, key=lambda card: (-len(wanted & set(card.fields)), card.id))
    return tuple(ranked[: max(0, limit)])


def cards_named(expert_ids: Iterable[int]) -> Mapping[int, ExpertCard]:
    """Return the cards of experts by id, retired ones too.

    Without by: an answer to other services, which show an expert to whom they may.
    """
    rows = Expert.objects.filter(pk__in=list(expert_ids)).select_related("person", "union")
    return {row.pk: _card(row) for row in rows}


def _like(words: str, *, with_names: bool) -> Q:
    words = words.strip()
    like = Q(fields__icontains=words) | Q(tags__icontains=words) | Q(title__icontains=words) | Q(intro__icontains=words)
    if with_names:
        like |= Q(person_id__in=names_like(words)) | Q(employer__icontains=words)
    return like


def _card(row: Expert) -> ExpertCard:
    return ExpertCard(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        fields=tuple(row.fields),
        title=row.title,
        union_id=row.union_id,
        union_name=row.union.name,
        is_active=is_active(row),
    )
