"""Rows know their organisation, person or enterprise; a query starts from what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.tree.models import Node, Share

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """By which of its fields a row is seen; each may lead through a relation, as ``case__org_id``.

    ``org``: inside the nodes of the posts. ``person``, ``enterprise``: about oneself, about one's enterprise.
    ``shared_as`` and ``shared_by``: the kind of thing in the shares, and the field with its id.
    ``is_public``: everybody sees the row (areas, open menus).
    """

    org: str = ""
    person: str = ""
    enterprise: str = ""
    shared_as: str = ""
    shared_by: str = "pk"
    is_public: bool = False


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset over rows that belong somewhere. Subclasses say by which grounds."""

    grounds: ClassVar[Grounds]

    def visible_to(self, by: Actor) -> Self:
        """Keep the rows that ``by`` may see; a job sees all."""
        if by.job or self.grounds.is_public:
            return self.all()
        seen = self._seen_by(by)
        return self.filter(seen) if seen else self.none()

    def one(self, **key: object) -> M:
        """Return the row, or raise NotFound: hidden and missing look alike."""
        row = self.filter(**key).first()
        if row is None:
            raise NotFound
        return row

    def _seen_by(self, by: Actor) -> Q:
        seen = Q()
        grounds = self.grounds
        if grounds.org and by.nodes:
            inside = Node.objects.filter(line__overlap=sorted(by.nodes)).values("pk")
            seen |= Q(**{f"{grounds.org}__in": inside})
        if grounds.person and by.person_id is not None:
            seen |= Q(**{grounds.person: by.person_id})
        if grounds.enterprise and by.contact_of:
            seen |= Q(**{f"{grounds.enterprise}__in": sorted(by.contact_of)})
        if grounds.shared_as:
            seen |= Q(**{f"{grounds.shared_by}__in": shared_with(by, grounds.shared_as).values("thing_id")})
        return seen


def shared_with(by: Actor, thing: str, *, at: datetime | None = None) -> models.QuerySet[Share]:
    """Return the shares of this kind of thing through which ``by`` sees, in force now or ``at``."""
    moment = at or Now()
    who = Q(pk=None)
    if by.person_id is not None:
        who |= Q(to_person_id=by.person_id)
    if by.contact_of:
        who |= Q(to_enterprise_id__in=sorted(by.contact_of))
    if by.nodes:
        who |= Q(to_node__line__overlap=sorted(by.nodes))
        who |= Q(to_node_id__in=sorted(by.nodes_above), reaches_below=True)
    return Share.objects.filter(who, Q(valid_to=None) | Q(valid_to__gt=moment), thing=thing, valid_from__lte=moment)
