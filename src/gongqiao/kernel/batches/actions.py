"""Upload a list, carry it out, undo it, drop it; forget what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from gongqiao.kernel.access.actor import Actor, Place, PostHeld
from gongqiao.kernel.access.powers import power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotAllowed, WrongState
from gongqiao.kernel.batches import running
from gongqiao.kernel.batches.models import Batch, BatchRow
from gongqiao.kernel.batches.rows import insert_rows, plain_cells, plain_fault, typed_cells
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import WorkKind, begin
from gongqiao.kernel.sheets.kinds import Cell, Fault, SheetKind, Unreadable
from gongqiao.kernel.sheets.reading import RawSheet, read_workbook

FORGET = power("batches.forget", "清除到期名单里填写的内容", "job:clock")
REMEMBERED = timedelta(days=180)
PAGE = "/desk/sheets/batches/{pk}"
IN_EFFECT = ("new", "updated")


class NotOfThisBatch(Invalid):
    """这个文件不是从本批下载的。请用本批“下载未导入的行”得到的文件，改好后重传；改的是原表，请作为新的一批上传，已导入的不会重复。"""

    code = "not_of_this_batch"


class Forgotten(WrongState):
    """这一批已经超过 180 天，填写的内容按规定清除了，不能再撤销或重传。"""

    code = "forgotten"


@transaction.atomic
def upload(kind: SheetKind, body: bytes, *, name: str, onto: int | None = None, at: datetime, by: Actor) -> Batch:
    """Take a file in as a new batch, or as the mended rows of the batch that it came from, and check its rows.

    Nothing is carried out yet. A fault of the file refuses all of it. ``onto``: the batch on whose page it was sent.
    Raises what ``read_workbook`` raises, NotOfThisBatch, WrongState.
    """
    post = _post_for(kind, by)
    raw = read_workbook(body, kind, name=name)
    if raw.batch_id is not None or onto is not None:
        batch = _open_for_mending(raw, kind, onto, by)
        rows = _mended(batch, raw)
    else:
        batch = Batch.objects.create(
            kind=kind.name, version=kind.version, label=_label(name), org_id=post.node_id, person_id=by.own_id,
            notes=list(raw.notes), at=at,
        )  # fmt: skip
        rows = [BatchRow(number=row.number, cells=plain_cells(row.cells)) for row in raw.rows]
    _mark_twins(batch, rows, kind)
    insert_rows(batch, rows)
    write("edit", "batches.upload", thing="batch", thing_id=batch.pk, detail={"rows": len(rows)}, at=at, by=by)
    _go_through(batch, len(rows), running.check_chunk, running.CHECKING, "核对名单", at=at, by=by)
    return batch


@transaction.atomic
def take_in(pk: int, *, at: datetime, by: Actor) -> Batch:
    """Carry out the rows of a checked batch that have no fault. Raises WrongState."""
    batch = _locked(pk, by)
    waiting = batch.rows.filter(state__in=IN_EFFECT, taken_at=None).count()
    if batch.state != "checked" or not waiting:
        raise WrongState("这一批没有待导入的行。")
    batch.state = "taking"
    batch.save(update_fields=["state"])
    write("edit", "batches.take_in", thing="batch", thing_id=batch.pk, detail={"rows": waiting}, at=at, by=by)
    _go_through(batch, waiting, running.take_chunk, running.TAKING, "导入名单", at=at, by=by)
    return batch


@transaction.atomic
def undo(pk: int, *, at: datetime, by: Actor) -> Batch:
    """Restore what was before a batch; what has changed since stays and is listed. Raises WrongState, Forgotten."""
    batch = _locked(pk, by)
    if batch.forgotten_at:
        raise Forgotten
    taken = batch.rows.filter(state__in=IN_EFFECT, taken_at__isnull=False).count()
    if batch.state not in {"checked", "taken"} or not taken:
        raise WrongState("这一批没有已导入的行，不用撤销。")
    batch.state = "undoing"
    batch.save(update_fields=["state"])
    write("edit", "batches.undo", thing="batch", thing_id=batch.pk, detail={"rows": taken}, at=at, by=by)
    _go_through(batch, taken, running.undo_chunk, running.UNDOING, "撤销导入", at=at, by=by)
    return batch


@transaction.atomic
def drop(pk: int, *, at: datetime, by: Actor) -> Batch:
    """Give up a batch of which nothing was carried out; its rows are forgotten. Raises WrongState."""
    batch = _locked(pk, by)
    is_busy = Work.objects.filter(kind=running.CHECKING.name, thing_id=pk, state="open").exists()
    if batch.state not in {"checking", "checked"} or is_busy or batch.rows.filter(taken_at__isnull=False).exists():
        raise WrongState("这一批已经有导入的行，请用撤销。" if batch.state == "taken" else "这一批现在不能放弃。")
    batch.rows.all().delete()
    batch.state = "dropped"
    batch.save(update_fields=["state"])
    write("edit", "batches.drop", thing="batch", thing_id=batch.pk, at=at, by=by)
    return batch


def forget(*, at: datetime, by: Actor) -> int:
    """Forget what was typed into batches of long ago; return how many batches. The counts stay."""
    by.must(FORGET, at=Place())
    old = list(
        Batch.objects.filter(at__lt=at - REMEMBERED, forgotten_at=None).exclude(state__in=["taking", "undoing"])[:50]
    )
    for batch in old:
        with transaction.atomic():
            batch.rows.update(key="", cells={}, values={}, notes=[], changes=[], before={}, after={}, faults=[])
            batch.forgotten_at = at
            batch.save(update_fields=["forgotten_at"])
            write("edit", "batches.forget", thing="batch", thing_id=batch.pk, at=at, by=by)
    return len(old)


def _go_through(
    batch: Batch,
    rows: int,
    chunk: Callable[..., tuple[int, bool]],
    work: WorkKind,
    label: str,
    *,
    at: datetime,
    by: Actor,
) -> None:
    """Do few rows now; leave many to the worker."""
    if rows > running.AT_ONCE:
        begin(work, batch.pk, label=f"{label}：{batch.label}", url=PAGE.format(pk=batch.pk), total=rows, at=at, by=by)
        return
    while chunk(batch, at=at, by=by)[1]:
        pass


def _post_for(kind: SheetKind, by: Actor) -> PostHeld:
    """Return the widest post through which somebody may import this kind. Raises NotAllowed."""
    for post in by.posts:
        if by.may(kind.power, at=Place(line=post.line)):
            return post
    raise NotAllowed(f"您没有“{kind.power.label}”的权限。如确需办理，请联系本单位管理员。")


def _locked(pk: int, by: Actor) -> Batch:
    """Lock a batch in sight and check the power over it. Raises NotFound, NotAllowed."""
    Batch.objects.visible_to(by).one(pk=pk)
    batch = Batch.objects.select_for_update(of=("self",)).select_related("org__node").get(pk=pk)
    by.must(running.kind_of(batch).power, at=running.place_of(batch))
    return batch


def _open_for_mending(raw: RawSheet, kind: SheetKind, onto: int | None, by: Actor) -> Batch:
    if raw.batch_id is None or (onto is not None and raw.batch_id != onto):
        raise NotOfThisBatch
    batch = _locked(raw.batch_id, by)
    if batch.forgotten_at:
        raise Forgotten
    if batch.kind != kind.name:
        raise NotOfThisBatch
    if batch.state not in {"checked", "taken"}:
        raise WrongState(f"这一批{batch.get_state_display()}，现在不能重传。")
    batch.state = "checking"
    batch.notes = list(raw.notes)
    batch.save(update_fields=["state", "notes"])
    return batch


def _mended(batch: Batch, raw: RawSheet) -> list[BatchRow]:
    """Put mended rows in the place of those that were refused; a row without a number is a new one at the end."""
    refused = set(batch.rows.filter(state="refused").values_list("number", flat=True))
    given = [row.was for row in raw.rows if row.was is not None]
    if strays := sorted(set(given) - refused):
        raise NotOfThisBatch(
            f"原第 {strays[0]} 行不是本批未导入的行，可能已经导入了。请重新下载未导入的行，改好后再传。"
        )
    if len(set(given)) != len(given):
        raise NotOfThisBatch("文件里有两行是从同一行复制来的（原行号相同）。请删掉一行，或在新的一行里重新填。")
    batch.rows.filter(number__in=given).delete()
    last = batch.rows.aggregate(last=Max("number"))["last"] or 0
    fresh = iter(range(max([last, *given]) + 1, max([last, *given]) + 1 + len(raw.rows)))
    return [
        BatchRow(number=row.was if row.was is not None else next(fresh), cells=plain_cells(row.cells))
        for row in raw.rows
    ]


def _mark_twins(batch: Batch, rows: Sequence[BatchRow], kind: SheetKind) -> None:
    """Find rows with one key: the same twice counts once, different ones are refused, each naming the other."""
    read = kind.field(kind.key).reader()
    others = batch.rows.exclude(key="").exclude(state__in=["refused", "undone"])
    first: dict[str, tuple[int, str, BatchRow | None]] = {
        row.key: (row.number, _content(typed_cells(row)), None) for row in others.only("key", "number", "cells")
    }
    for row in rows:
        cells = typed_cells(row)
        row.key = _key(read, cells.get(kind.key))
        if not row.key:
            continue
        number, content, twin = first.setdefault(row.key, (row.number, _content(cells), row))
        if twin is row:
            continue
        if content == _content(cells):
            row.state = "unchanged"
            row.notes = [{"field": kind.key, "note": f"与第 {number} 行完全相同，只导入一次"}]
            continue
        _clash(row, number, kind)
        if twin is not None:
            _clash(twin, row.number, kind)


def _clash(row: BatchRow, other: int, kind: SheetKind) -> None:
    if not row.faults:
        fault = Fault(
            field=kind.key, problem=f"与第 {other} 行重复，内容不同", mend="保留一行", written=f"第 {other} 行同码"
        )
        row.faults = [plain_fault(fault)]


def _key(read: Callable[[Cell], object], cell: Cell) -> str:
    try:
        return str(getattr(read(cell), "value", ""))[:80] if cell is not None else ""
    except Unreadable:
        return ""


def _content(cells: Mapping[str, Cell]) -> str:
    return repr(sorted((name, " ".join(str(cell).split())) for name, cell in cells.items()))


def _label(name: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    return "".join(character for character in stem if character.isprintable())[:80] or "未命名"
