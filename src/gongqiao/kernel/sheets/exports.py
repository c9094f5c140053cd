"""Workbooks of long lists: asked for, written in parts, fetched by whom they belong to, deleted after some days.

What a list shows is the web's matter; here the parts wait in the database until the last one is there, and the file
lies outside everything that a web server serves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import NotAllowed, NotFound
from gongqiao.kernel.base.ids import uuid7
from gongqiao.kernel.jobs.work import WorkKind, begin
from gongqiao.kernel.sheets.columns import Column
from gongqiao.kernel.sheets.models import Export, ExportPart
from gongqiao.kernel.sheets.writing import write_cells

KEPT = timedelta(days=7)
PAGE = "/desk/exports/{pk}"
FILE = "rows.xlsx"


class FileIsGone(NotFound):
    """这个文件已经过期删除了。需要的话，请回到列表重新导出。"""

    code = "file_is_gone"


@transaction.atomic
def ask_for(
    kind: WorkKind,
    listing: str,
    label: str,
    *,
    made_of: Mapping[str, str],
    words: str,
    values: Mapping[str, str],
    total: int,
    at: datetime,
    by: Actor,
) -> Export:
    """Leave the writing of a long list of the desk to the worker. Raises NotAllowed for who is not in a post."""
    _must_hold_a_post(by)
    export = Export.objects.create(
        listing=listing,
        made_of=dict(made_of),
        label=label[:80],
        words=words,
        values=dict(values),
        person_id=by.own_id,
        at=at,
    )
    write("look", "sheets.export", thing="export", thing_id=export.pk, detail={"listing": listing}, at=at, by=by)
    begin(kind, export.pk, label=f"导出：{label}", url=PAGE.format(pk=export.pk), total=total, at=at, by=by)
    return export


def note_small(listing: str, rows: int, *, at: datetime, by: Actor) -> None:
    """Write down that somebody took a short list away at once."""
    write("look", "sheets.export", thing="listing", thing_id=0, detail={"listing": listing, "rows": rows}, at=at, by=by)


def own_exports(*, by: Actor, most: int = 50) -> list[Export]:
    """Return the workbooks that the actor asked for, the newest first. Raises NotAllowed."""
    _must_hold_a_post(by)
    return list(Export.objects.filter(person_id=by.own_id).order_by("-at", "-pk")[:most])


def own_export(pk: int, *, by: Actor) -> Export:
    """Return a workbook that the actor asked for. Raises NotFound, NotAllowed."""
    _must_hold_a_post(by)
    export = Export.objects.filter(pk=pk, person_id=by.own_id).first()
    if export is None:
        raise NotFound
    return export


def fetch(pk: int, *, at: datetime, by: Actor) -> tuple[Export, Path]:
    """Return one's own workbook with the path of its bytes; that it was fetched stands in the book. Raises NotFound."""
    export = own_export(pk, by=by)
    path = _folder(export) / FILE
    if export.written_at is None:
        raise NotFound("文件还没有写好，请等一会儿。")
    if export.forgotten_at or not path.exists():
        raise FileIsGone
    write("look", "sheets.fetch", thing="export", thing_id=export.pk, at=at, by=by)
    return export, path


def fix_rows(export: Export, ids: Sequence[int]) -> None:
    """Fix which rows the workbook holds, in their order."""
    export.row_ids = list(ids)
    export.save(update_fields=["row_ids"])


def keep_part(export: Export, number: int, rows: Sequence[Sequence[Any]]) -> None:
    """Keep some rows until the workbook is written."""
    ExportPart.objects.create(export=export, number=number, rows=list(rows))


def finish(export: Export, columns: Sequence[Column], *, at: datetime) -> int:
    """Write the workbook out of its parts, which go; return how many rows it has."""
    key = uuid7().hex
    export.folder = f"exports/{key[-2:]}/{key}"
    folder = _folder(export)
    folder.mkdir(mode=0o700, parents=True)
    target = folder / FILE
    target.touch(mode=0o600)
    export.rows = write_cells(target, export.label, columns, _rows_of(export))
    export.written_at, export.row_ids = at, None
    export.save()
    export.parts.all().delete()
    return export.rows


def forget_old(*, at: datetime) -> int:
    """Delete the files and parts of workbooks whose days are over; return how many."""
    old = list(Export.objects.filter(at__lt=at - KEPT, forgotten_at=None)[:200])
    for export in old:
        export.parts.all().delete()
        if export.folder:
            shutil.rmtree(_folder(export), ignore_errors=True)
        export.forgotten_at, export.row_ids = at, None
        export.save(update_fields=["forgotten_at", "row_ids"])
    return len(old)


def _must_hold_a_post(by: Actor) -> None:
    """What the desk shows is for posts, and those open by two factors alone: so do its workbooks."""
    if not by.posts:
        raise NotAllowed("工作台的列表只有在职的工会人员用两种方式登录后才能导出。")


def _rows_of(export: Export) -> Iterator[Sequence[Any]]:
    for part in export.parts.order_by("number").iterator(chunk_size=20):
        yield from part.rows


def _folder(export: Export) -> Path:
    return Path(settings.FILES) / export.folder
