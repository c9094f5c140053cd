"""A batch chunk by chunk: check its rows, carry them out, take them back. Each chunk is one transaction of its caller."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.batches.models import Batch, BatchRow
from gongqiao.kernel.batches.rows import counts, line_of, plain_fault, read_rows, update_rows
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.jobs.work import Progress, WorkKind, register_work
from gongqiao.kernel.people.queries import actor_again
from gongqiao.kernel.sheets.kinds import SheetKind, Source, Verdict, sheet_kind

CHUNK = 1_000
AT_ONCE = 200
"""More rows than this are long work."""


def kind_of(batch: Batch) -> SheetKind:
    """Return the kind of a batch. Raises WrongState when the product no longer has it."""
    kind = sheet_kind(batch.kind)
    if kind is None:
        raise WrongState("这种名单已经停用，不能再办理这一批。")
    return kind


def place_of(batch: Batch) -> Place:
    """Return where a power over a batch must reach."""
    return Place(line=tuple(batch.org.node.line))


def check_chunk(batch: Batch, *, at: datetime, by: Actor) -> tuple[int, bool]:
    """Read the next rows and say what would become of them; return how many there were and whether more wait."""
    kind = kind_of(batch)
    rows = list(batch.rows.filter(state="waiting").order_by("number")[:CHUNK])
    read_rows(kind, rows)
    sound = [row for row in rows if not row.faults]
    for row, verdict in zip(sound, kind.weigh([line_of(row) for row in sound], at, by), strict=True):
        _judge(row, verdict)
    for row in rows:
        if row.faults:
            row.state = "refused"
    update_rows(rows, "values", "state", "faults", "notes", "changes", "thing_id")
    has_more = batch.rows.filter(state="waiting").exists()
    if not has_more:
        batch.state = "checked"
        batch.save(update_fields=["state"])
    return len(rows), has_more


def take_chunk(batch: Batch, *, at: datetime, by: Actor) -> tuple[int, bool]:
    """Carry the next rows out; a row that can no longer be taken is refused now, with the reason."""
    kind = kind_of(batch)
    waiting = batch.rows.filter(state__in=["new", "updated"], taken_at=None).order_by("number")
    rows = list(waiting[:CHUNK])
    source = Source(batch_id=batch.pk, label=batch.label)
    for row, verdict in zip(rows, kind.take([line_of(row) for row in rows], source, at, by), strict=True):
        _judge(row, verdict)
        if row.state in {"new", "updated"}:
            row.before, row.after, row.taken_at = dict(verdict.before), dict(verdict.after), at
    update_rows(rows, "state", "faults", "changes", "thing_id", "before", "after", "taken_at")
    has_more = waiting.exists()
    if not has_more:
        batch.state, batch.taken_at = "taken", at
        batch.save(update_fields=["state", "taken_at"])
    return len(rows), has_more


def undo_chunk(batch: Batch, *, at: datetime, by: Actor) -> tuple[int, bool]:
    """Take the last rows back that are still in effect; what cannot be taken back stays, with the reason."""
    kind = kind_of(batch)
    in_effect = batch.rows.filter(state__in=["new", "updated"], taken_at__isnull=False).order_by("-number")
    rows = list(in_effect[:CHUNK])
    source = Source(batch_id=batch.pk, label=batch.label)
    for row, reason in zip(rows, kind.undo([line_of(row) for row in rows], source, at, by), strict=True):
        row.state, row.kept_because = ("kept", reason[:300]) if reason else ("undone", "")
    update_rows(rows, "state", "kept_because")
    has_more = in_effect.exists()
    if not has_more:
        batch.state, batch.undone_at = "undone", at
        batch.save(update_fields=["state", "undone_at"])
    return len(rows), has_more


def in_words(batch: Batch) -> str:
    """Say what became of a batch in one line."""
    told = counts(batch)
    if batch.state == "undone":
        return f"撤销了 {told['undone']:,} 行" + (f"，{told['kept']:,} 行后来有变动，没有撤销" if told["kept"] else "")
    good = f"新增 {told['new']:,}，并入 {told['updated']:,}，没有变化 {told['unchanged']:,}，未导入 {told['refused']:,}"
    return good if batch.state == "taken" else f"核对完了：将{good}"


def _judge(row: BatchRow, verdict: Verdict) -> None:
    row.state, row.thing_id, row.changes = verdict.state, verdict.thing_id, list(verdict.changes)
    row.faults = [plain_fault(fault) for fault in verdict.faults]


def _step_of(chunk: Callable[..., tuple[int, bool]]) -> Callable[[Work, datetime], Progress]:
    def step(work: Work, at: datetime) -> Progress:
        batch = Batch.objects.select_for_update(of=("self",)).select_related("org__node").get(pk=work.thing_id)
        by = actor_again(work.person_id or 0, strength=work.strength, via="work", at=at)
        by.must(kind_of(batch).power, at=place_of(batch))
        done, has_more = chunk(batch, at=at, by=by)
        return Progress(
            done=work.done + done, total=max(work.total, work.done + done), has_more=has_more,
            says="" if has_more else in_words(batch),
        )  # fmt: skip

    return step


def _back_to(state: str) -> Callable[[Work, datetime], None]:
    def stopped(work: Work, at: datetime) -> None:
        Batch.objects.filter(pk=work.thing_id).update(state=state)

    return stopped


CHECKING = register_work(WorkKind(name="batches.check", step=_step_of(check_chunk), may_cancel=False))
TAKING = register_work(WorkKind(name="batches.take", step=_step_of(take_chunk), stopped=_back_to("checked")))
UNDOING = register_work(WorkKind(name="batches.undo", step=_step_of(undo_chunk), stopped=_back_to("taken")))
