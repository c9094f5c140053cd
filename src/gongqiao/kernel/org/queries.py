"""Read areas, unions and enterprises."""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.org.models import Area, Enterprise, EnterpriseQuerySet, Industry, TagSource, Union, UnionQuerySet
from gongqiao.kernel.org.uscc import tidy

_KEPT_S = 600


def unions(*, by: Actor) -> UnionQuerySet:
    """Return all unions in force: their names are public."""
    return Union.objects.visible_to(by).filter(node__valid_to=None).select_related("area")


def union(pk: int, *, by: Actor) -> Union:
    """Return one union. Raises NotFound."""
    return unions(by=by).one(pk=pk)


def county_federation_for(area_code: str, *, by: Actor) -> Union:
    """Return the federation of the county in which an area lies."""
    return unions(by=by).one(area_id=area_code[:6], level="COUNTY")


def city_federation(*, by: Actor) -> Union:
    """Return the federation at the root."""
    return unions(by=by).one(level="CITY")


def counties_below(union: Union, *, by: Actor) -> list[Union]:
    """Return the county federations inside a union's subtree, by area code."""
    below = unions(by=by).filter(level="COUNTY", node__line__contains=[union.pk])
    return list(below.order_by("area_id"))


def counties_by_name() -> tuple[tuple[int, str], ...]:
    """Return id and short name of the county federations, by area code. Kept for ten minutes: for filters of lists.

    Without by: the names of unions are public.
    """
    kept: tuple[tuple[int, str], ...] | None = cache.get("counties_by_name")
    if kept is None:
        rows = Union.objects.filter(level="COUNTY", node__valid_to=None).order_by("area_id")
        kept = tuple(rows.values_list("pk", "short_name"))
        cache.set("counties_by_name", kept, _KEPT_S)
    return kept


def counties_in_sight(*, by: Actor) -> list[Union]:
    """Return the county federations inside the area of the actor's posts, by area code."""
    seen = unions(by=by).filter(level="COUNTY", node__line__overlap=sorted(by.nodes))
    return list(seen.order_by("area_id"))


def areas(*, parent: str | None = None, level: str | None = None) -> list[Area]:
    """Return areas by code; they are public.

    Without by: the divisions of the land are public.
    """
    rows = Area.objects.order_by("code")
    if parent:
        rows = rows.filter(parent_id=parent)
    if level:
        rows = rows.filter(level=level)
    return list(rows.select_related("parent"))


def area(code: str) -> Area:
    """Return one area. Raises NotFound.

    Without by: the divisions of the land are public.
    """
    found = Area.objects.filter(code=code).first()
    if found is None:
        raise NotFound("没有这个行政区划。")
    return found


def industries(*, level: int | None = None) -> list[Industry]:
    """Return the classes of the industry classification by code; they are public.

    Without by: a national standard is public.
    """
    rows = Industry.objects.order_by("code")
    return list(rows.filter(level=level) if level else rows)


def enterprises(*, by: Actor) -> EnterpriseQuerySet:
    """Return the enterprises that ``by`` may see, in the order of their names."""
    return Enterprise.objects.visible_to(by).select_related("org", "area", "classed_as").order_by("sort_key", "pk")


def enterprise(pk: int, *, by: Actor) -> Enterprise:
    """Return one enterprise. Raises NotFound."""
    return enterprises(by=by).one(pk=pk)


def enterprise_with_code(code: str, *, by: Actor) -> Enterprise:
    """Return the enterprise with this credit code, if ``by`` may see it. Raises NotFound."""
    return enterprises(by=by).one(uscc=tidy(code))


def is_registered(code: str) -> bool:
    """Whether an enterprise with this code stands in the register; tells nothing else of it.

    Without by: whether a code is registered is public.
    """
    return Enterprise.objects.filter(uscc=tidy(code)).exists()


def enterprises_like(words: str, *, by: Actor) -> EnterpriseQuerySet:
    """Find enterprises by a part of the name, pinyin initials or the code."""
    words = words.strip()
    like = Q(name__icontains=words) | Q(initials__startswith=words.lower()) | Q(uscc__startswith=words.upper())
    return enterprises(by=by).filter(like)


def tag_sources(enterprise: Enterprise) -> list[TagSource]:
    """Return who says that an enterprise in sight has its tags."""
    return list(TagSource.objects.filter(enterprise=enterprise, tag__in=enterprise.tags).order_by("tag"))


def name_as_seen(enterprise: Enterprise, *, by: Actor) -> str:
    """Return an enterprise's name; to heads, who see figures and no names, its federation and kind."""
    if by.may_see_names:
        return enterprise.name
    return f"{enterprise.org.short_name}辖内一家{'、'.join(enterprise.tags[:2])}企业"
