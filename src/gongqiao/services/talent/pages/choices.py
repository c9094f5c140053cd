"""What the doors of talent ask for again and again: counties for a filter, an enterprise by its code, whose desk it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, NotFound
from gongqiao.kernel.org.queries import city_federation, counties_below, enterprise_with_code, union
from gongqiao.kernel.people.actions import add_person
from gongqiao.web.doors import at_of, by_of
from gongqiao.web.forms import Form

if TYPE_CHECKING:
    from gongqiao.kernel.org.models import Enterprise, Union
    from gongqiao.kernel.people.models import Person


def counties(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the counties of the city, for filters."""
    return [(str(row.pk), row.short_name) for row in counties_below(city_federation(by=by), by=by)]


def home_of(by: Actor) -> Union:
    """Return the union in whose name somebody at a desk acts."""
    return union(by.posts[0].node_id, by=by)


def enterprise_given(request: HttpRequest, form: Form, field: str) -> Enterprise | None:
    """Return the enterprise whose code was typed into a field, or None. Raises Invalid at that field."""
    code = form.cleaned_data[field]
    if not code:
        return None
    try:
        return enterprise_with_code(code, by=by_of(request))
    except NotFound as unknown:
        text = "企业名录里没有这个信用代码，请核对，或先登记企业。"
        raise Invalid(text, fields={field: [text]}) from unknown


def person_given(request: HttpRequest, form: Form) -> Person:
    """Return the person with the name and phone that were typed, adding them when nobody has it yet."""
    given = form.cleaned_data
    return add_person(given["name"], given["phone"], at=at_of(request), by=by_of(request))
