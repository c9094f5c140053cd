"""Keep unfinished forms and give them up."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.cases.models import Draft

MOST_CHARACTERS = 40_000


def keep(draft_id: uuid.UUID, body: Mapping[str, object], *, at: datetime, by: Actor) -> None:
    """Keep what was typed so far. Raises NotFound for a draft that is sent already or not one's own."""
    kept = {key: value for key, value in body.items() if len(str(value)) <= MOST_CHARACTERS}
    if not Draft.objects.filter(pk=draft_id, person_id=by.own_id).update(body=kept, saved_at=at):
        raise NotFound("这份草稿已经提交或删除了。")


def finish(draft_id: uuid.UUID, *, by: Actor) -> None:
    """Forget a draft whose form was carried out."""
    Draft.objects.filter(pk=draft_id, person_id=by.own_id).delete()


def hand_over(draft_id: uuid.UUID, to_person_id: int, *, at: datetime, by: Actor) -> Draft:
    """Copy an unfinished form to another person, who may send it; raises NotFound."""
    mine = Draft.objects.filter(pk=draft_id, person_id=by.own_id).first()
    if mine is None:
        raise NotFound("这份草稿已经提交或删除了。")
    theirs, _ = Draft.objects.update_or_create(
        person_id=to_person_id, form=mine.form, about=mine.about, defaults={"body": mine.body, "saved_at": at}
    )
    return theirs
