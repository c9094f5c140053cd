"""Take files in, bind them to what they belong to, forget those of abandoned drafts."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, TooLarge
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.documents.models import Attachment
from gongqiao.kernel.documents.sniffing import UnknownKind, is_pdf, looks_like_heic, picture

ABANDONED_AFTER = timedelta(days=14)
MOST_A_DRAFT = 20


class TooManyFiles(Invalid):
    """一次最多上传 20 个文件，请分次上传或删掉一些。"""

    code = "too_many_files"


def keep_file(
    source: IO[bytes],
    *,
    name: str,
    label: str,
    draft: uuid.UUID,
    pictures_only: bool = False,
    at: datetime,
    by: Actor,
) -> Attachment:
    """Take a file in for an unfinished form. Raises TooLarge, NotAPicture, UnknownKind, TooManyFiles.

    Committed at once and by itself: a form refused for another reason does not lose its photos. The same file
    sent twice for one form is kept once.
    """
    body = source.read(settings.MOST_UPLOAD_BYTES + 1)
    if len(body) > settings.MOST_UPLOAD_BYTES:
        limit = settings.MOST_UPLOAD_BYTES // 1024 // 1024
        raise TooLarge(f"“{name[:40]}”超过 {limit} MB，请压缩或换一张再上传。")
    if not body:
        raise Invalid(f"“{name[:40]}”是空文件，请重新选择。")
    fingerprint = hashlib.sha256(body).hexdigest()
    waiting = Attachment.objects.filter(draft=draft)
    if twin := waiting.filter(sha256=fingerprint, label=label, person_id=by.own_id).first():
        return twin
    if waiting.count() >= MOST_A_DRAFT:
        raise TooManyFiles
    new = Attachment(
        id=uuid7(), draft=draft, label=label, name=_clean(name), person_id=by.own_id, added_at=at,
        sha256=fingerprint,
    )  # fmt: skip
    new.folder = f"{new.id.hex[-2:]}/{new.id.hex}"
    if is_pdf(body) and not pictures_only:
        new.media_type, files = "application/pdf", {"body": body}
    elif pictures_only or _may_be_picture(body):
        seen = picture(body)
        new.media_type, new.width, new.height = seen.media_type, seen.width, seen.height
        files = {"body": seen.body, "preview": seen.preview}
    else:
        raise UnknownKind
    new.size = len(files["body"])
    _store(new, files)
    new.save(force_insert=True)
    return new


@transaction.atomic
def bind_files(
    draft: uuid.UUID,
    *,
    thing: str,
    thing_id: int,
    labels: Iterable[str] | None = None,
    at: datetime,
    by: Actor,
) -> int:
    """Bind the files of a finished form to the thing that it made; return how many."""
    waiting = Attachment.objects.filter(draft=draft, thing="", person_id=by.own_id)
    if labels is not None:
        waiting = waiting.filter(label__in=list(labels))
    bound = waiting.update(thing=thing, thing_id=thing_id, draft=None)
    if bound:
        write(
            "edit",
            "documents.bind_files",
            thing=thing,
            thing_id=thing_id,
            detail={"files": bound},
            at=at,
            by=by,
        )
    return bound


def drop_file(attachment_id: uuid.UUID, *, draft: uuid.UUID, by: Actor) -> None:
    """Take a file out of one's own unfinished form; a bound file stays for good."""
    for gone in Attachment.objects.filter(pk=attachment_id, draft=draft, thing="", person_id=by.own_id):
        gone.delete()
        shutil.rmtree(folder_of(gone), ignore_errors=True)


def forget_abandoned(*, at: datetime) -> int:
    """Delete the files of forms that nobody finished; return how many."""
    old = list(Attachment.objects.filter(thing="", added_at__lt=at - ABANDONED_AFTER)[:500])
    for gone in old:
        gone.delete()
        shutil.rmtree(folder_of(gone), ignore_errors=True)
    return len(old)


def folder_of(attachment: Attachment) -> Path:
    """The folder that holds the bytes."""
    return Path(settings.FILES) / attachment.folder


def _may_be_picture(body: bytes) -> bool:
    heads = (b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF8", b"BM")
    return body.startswith(heads) or looks_like_heic(body)


def _store(new: Attachment, files: dict[str, bytes]) -> None:
    folder = folder_of(new)
    folder.mkdir(mode=0o700, parents=True)
    for name, body in files.items():
        target = folder / name
        target.touch(mode=0o600)
        target.write_bytes(body)


def _clean(name: str) -> str:
    plain = "".join(character for character in Path(name).name if character.isprintable())
    return plain[-120:] or "文件"
