"""Read batches and their rows."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.batches.actions import Forgotten
from gongqiao.kernel.batches.models import Batch, BatchQuerySet, BatchRow
from gongqiao.kernel.batches.rows import typed_cells
from gongqiao.kernel.jobs.models import Work
from gongqiao.kernel.sheets.kinds import SheetKind, every_sheet
from gongqiao.kernel.sheets.templates import FailedRow


def sheets_for(by: Actor) -> list[SheetKind]:
    """Return the kinds of sheets that somebody may import somewhere."""
    return [kind for kind in every_sheet() if by.may_anywhere(kind.power)]


def batches(*, by: Actor) -> BatchQuerySet:
    """Return the batches that ``by`` may see of the kinds that he may import, the newest first."""
    kinds = [kind.name for kind in sheets_for(by)]
    return Batch.objects.visible_to(by).filter(kind__in=kinds).select_related("org__node").order_by("-at", "-pk")


def batch(pk: int, *, by: Actor) -> Batch:
    """Return one batch. Raises NotFound."""
    return batches(by=by).one(pk=pk)


def rows(batch: Batch, *states: str, field: str = "") -> QuerySet[BatchRow]:
    """Return the rows of a batch in sight that stand in these states, by their numbers; ``field``: with a fault there."""
    found = batch.rows.filter(state__in=states).order_by("number")
    return found.filter(faults__contains=[{"field": field}]) if field else found


def faults_by_field(batch: Batch) -> list[tuple[str, int]]:
    """Return how many faults there are in each field of a batch in sight, the most first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select fault ->> 'field', count(*) from batches_batchrow, jsonb_array_elements(faults) fault"
            " where batch_id = %s and state = 'refused' group by 1 order by 2 desc, 1",
            [batch.pk],
        )
        return [(str(name), int(number)) for name, number in cursor.fetchall()]


def failed_rows(batch: Batch) -> list[FailedRow]:
    """Return the rows of a batch in sight that go back, as they were typed. Raises Forgotten."""
    if batch.forgotten_at:
        raise Forgotten
    return [
        FailedRow(number=row.number, cells=typed_cells(row), problems=_problems(row)) for row in rows(batch, "refused")
    ]


def _problems(row: BatchRow) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for fault in row.faults:
        told.setdefault(fault["field"], []).append(f"{fault['problem']}，{fault['mend']}")
    return {name: "；".join(texts) for name, texts in told.items()}


def work_on(batch: Batch) -> Work | None:
    """Return the last long work on a batch in sight, if there was any."""
    return Work.objects.filter(kind__startswith="batches.", thing_id=batch.pk).order_by("-pk").first()
