"""What readers leave: that they read, and that it helped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Case
from gongqiao.services.knowledge.flow import READ, THANK
from gongqiao.services.knowledge.models import Article, Helpful, Reading


@transaction.atomic
def note_reading(article: Article, *, at: datetime, by: Actor) -> None:
    """Note that somebody reads a published article: once a person and day."""
    by.must(READ, at=Place(person_id=by.person_id))
    _, is_first = Reading.objects.get_or_create(
        article=article, person_id=by.own_id, on=local_date(at), defaults={"at": at}
    )
    if is_first:
        write("look", "knowledge.read", thing="article", thing_id=article.pk, at=at, by=by)


@transaction.atomic
def thank(article: Article, *, about: Case | None, at: datetime, by: Actor) -> bool:
    """Say that an article helped, with a matter in sight or with none; return whether it was said for the first time."""
    by.must(THANK, at=Place(person_id=by.person_id))
    _, is_first = Helpful.objects.get_or_create(
        article=article, person_id=by.own_id, about_case_id=about.pk if about else 0, defaults={"at": at}
    )
    if is_first:
        write(
            "edit", "knowledge.thank", thing="article", thing_id=article.pk, case_id=None,
            detail={"about_case": about.pk if about else None}, at=at, by=by,
        )  # fmt: skip
    return is_first
