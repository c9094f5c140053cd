"""Read attachments. The room of the thing decides who may see it; these rows carry no right of their own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.documents.actions import folder_of
from gongqiao.kernel.documents.models import Attachment

_looks: dict[str, Callable[[int, Actor], object]] = {}


def let_see(thing: str, look: Callable[[int, Actor], object]) -> None:
    """Make known how a thing that has files is read: ``look(id, by)`` raises NotFound for whoever may not see it."""
    _looks[thing] = look


def must_see(attachment: Attachment, *, by: Actor) -> None:
    """Raise NotFound unless ``by`` may see the thing to which a file belongs, or its own unfinished form."""
    if not attachment.thing and attachment.person_id == by.person_id:
        return
    if attachment.thing not in _looks or attachment.thing_id is None:
        raise NotFound
    _looks[attachment.thing](attachment.thing_id, by)


def attachments_of(thing: str, thing_id: int, *labels: str) -> list[Attachment]:
    """Return the files of a thing that the caller has already been allowed to see, oldest first.

    Without by: the caller has seen the thing.
    """
    rows = Attachment.objects.filter(thing=thing, thing_id=thing_id)
    return list((rows.filter(label__in=labels) if labels else rows).order_by("added_at", "pk"))


def attachments_in_draft(draft: uuid.UUID, *, by: Actor) -> list[Attachment]:
    """Return the files of one's own unfinished form."""
    return list(Attachment.objects.filter(draft=draft, thing="", person_id=by.own_id).order_by("added_at", "pk"))


def row(attachment_id: uuid.UUID) -> Attachment:
    """Return the row alone. Raises NotFound.

    Without by: the row alone; ``cases.queries.attachment`` decides who sees it.
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound
    return found


def bytes_at(attachment: Attachment, *, preview: bool) -> Path:
    """Return the path of the bytes, or of the preview of a picture. Raises NotFound when they are gone."""
    path = folder_of(attachment) / ("preview" if preview and attachment.is_picture else "body")
    if not path.exists():
        raise NotFound("文件不在了，请联系管理员从备份恢复。")
    return path
