"""A small kind of sheet over counters, and workbooks as people make them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import openpyxl
from tests.cast import MONDAY

from gongqiao.kernel.base.models import Tally
from gongqiao.kernel.org import uscc
from gongqiao.kernel.org.actions import REGISTER
from gongqiao.kernel.sheets import cells
from gongqiao.kernel.sheets.kinds import Fault, Field, SheetKind, Verdict

HEADS = ("信用代码*", "名称*", "人数", "日期", "级别")


def weigh(lines, at, by):
    known = dict(Tally.objects.filter(name__in=[line.values["code"] for line in lines]).values_list("name", "count"))
    told = []
    for line in lines:
        code, count = line.values["code"], line.values.get("count", 0)
        if count == 13:
            told.append(Verdict(state="refused", faults=[Fault(field="count", problem="不吉利", mend="换一个")]))
        elif code not in known:
            told.append(Verdict(state="new", after={"count": count}))
        elif known[code] == count:
            told.append(Verdict(state="unchanged"))
        else:
            told.append(
                Verdict(state="updated", before={"count": known[code]}, after={"count": count}, changes=["人数"])
            )
    return told


def take(lines, source, at, by):
    verdicts = weigh(lines, at, by)
    given = [(line.values["code"], verdict) for line, verdict in zip(lines, verdicts, strict=True)]
    fresh = [
        Tally(name=code, window_at=MONDAY, count=told.after["count"]) for code, told in given if told.state == "new"
    ]
    Tally.objects.bulk_create(fresh)
    for code, told in given:
        if told.state == "updated":
            Tally.objects.filter(name=code).update(count=told.after["count"])
    return verdicts


def undo(lines, source, at, by):
    found = {row.name: row for row in Tally.objects.filter(name__in=[line.values["code"] for line in lines])}
    told, gone = [], []
    for line in lines:
        row = found[line.values["code"]]
        if row.count != line.after["count"]:
            told.append("后来改过人数")
            continue
        if line.state == "updated":
            Tally.objects.filter(pk=row.pk).update(count=line.before["count"])
        else:
            gone.append(row.pk)
        told.append("")
    Tally.objects.filter(pk__in=gone).delete()
    return told


COUNTERS = SheetKind(
    name="test-counters", version=2, label="计数表", unit="个", power=REGISTER, key="code", weigh=weigh, take=take,
    undo=undo,
    fields=(
        Field(name="code", label="信用代码", reader=lambda: cells.code(uscc.tidy, uscc.fault_of), is_required=True, is_code=True),
        Field(name="name", label="名称", reader=lambda: cells.text(20), is_required=True),
        Field(name="count", label="人数", reader=lambda: cells.whole(1000)),
        Field(name="on", label="日期", reader=lambda: cells.day(date(2000, 1, 1), date(2030, 1, 1))),
        Field(
            name="level", label="级别", reader=lambda: cells.choice({"省级": "province", "市级": "city"}),
            choices=lambda: ["省级", "市级"],
        ),
    ),
)  # fmt: skip


def a_workbook(
    rows: Sequence[Sequence[object]], *, heads: Sequence[object] = HEADS, title: str = "计数表"
) -> openpyxl.Workbook:
    """Return a workbook with a header and rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    return book


def body_of(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_file(rows: Sequence[Sequence[object]], **options) -> bytes:
    return body_of(a_workbook(rows, **options))
