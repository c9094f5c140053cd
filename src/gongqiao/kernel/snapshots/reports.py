"""Reports: sentences with places for numbers, declared in code and filled from a snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.money import wan_of
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators.combined import Number
from gongqiao.kernel.indicators.cuts import dimension_named
from gongqiao.kernel.indicators.wording import WORDINGS, Wording, said
from gongqiao.kernel.snapshots.models import Snapshot, SnapshotLine

_PLACE = re.compile(r"( ?)\{(\w+)\}")
ALWAYS = frozenset({"period", "union"})


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report: its heading and its sentences, in which ``{problems}`` stands for a number."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A kind of report: the numbers that it needs and the sentences that say them.

    ``splits`` names the dimensions, beside the county, by which the numbers are shown in tables; ``cuts`` those by which
    a snapshot of it may be narrowed, as to one programme.
    """

    name: str
    label: str
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]
    splits: tuple[str, ...] = ()
    cuts: tuple[str, ...] = ()


_reports: dict[str, Report] = {}


def register_report(report: Report) -> Report:
    """Make a kind of report known. Raises RuntimeError for a second one of the name, or a place that no number fills."""
    known = ALWAYS | {number.short_name for number in report.numbers}
    places = {place for part in report.sections for text in part.sentences for _, place in _PLACE.findall(text)}
    if unknown := sorted(places - known):
        raise RuntimeError(f"{report.name} has no number for {', '.join(unknown)}")
    if _reports.setdefault(report.name, report) is not report:
        raise RuntimeError(f"two reports are called {report.name}")
    return report


def report_named(name: str) -> Report | None:
    """Return the kind of report, or None."""
    return _reports.get(name)


def every_report() -> list[Report]:
    """Return all kinds of report by name."""
    return [_reports[name] for name in sorted(_reports)]


def words_of(line: SnapshotLine) -> str:
    """Return a number of a snapshot as the report says it."""
    return said(line.value, line.per, unit=line.unit, is_money=line.counts == "fen", wording=wording_of(line))


def wording_of(line: SnapshotLine) -> Wording:
    """Return the wording that was chosen for a line."""
    return cast(Wording, line.wording) if line.wording in WORDINGS else "exact"


def exactly(line: SnapshotLine) -> str:
    """Return a number of a snapshot exactly, 0 as 0."""
    return said(line.value, line.per, unit=line.unit, is_money=line.counts == "fen")


def period_of(since: date, until: date) -> str:
    """Return 2026年1月1日至11月20日, the year a second time only when it changes."""
    year = f"{until.year}年" if until.year != since.year else ""
    return f"{since.year}年{since.month}月{since.day}日至{year}{until.month}月{until.day}日"


def day_of(moment: datetime) -> str:
    """Return 2026年11月1日."""
    on = local_date(moment)
    return f"{on.year}年{on.month}月{on.day}日"


def scope_of(parts: Mapping[str, Any], *, by: Actor) -> str:
    """Return the further cuts in words, as 方案：2026 年助企行; nothing when the whole is looked at."""
    dimensions = [(dimension_named(name), value) for name, value in parts.items()]
    return "，".join(f"{one.label}：{one.labels(by).get(str(value), str(value))}" for one, value in dimensions)


def report_facts(snapshot: Snapshot, lines: Sequence[SnapshotLine]) -> Mapping[str, Any]:
    """Return everything that a template of the report may say, as plain words and numbers.

    ``numbers``: every wording by its short name. ``sections``: headings with sentences filled in. ``lines``: label,
    exact words, wording, definition. ``tables``: for each split a head and rows of words.
    """
    words = {line.name.partition(".")[2]: words_of(line) for line in lines}
    places = {"period": period_of(snapshot.since, snapshot.until), "union": snapshot.union.name, **words}
    report = report_named(snapshot.report)
    return {
        "title": snapshot.title,
        "version": snapshot.version,
        "reason": snapshot.reason,
        "numbers": words,
        **{name: places[name] for name in ("period", "union")},
        "sections": [_filled(section, places) for section in (report.sections if report else ())],
        "lines": [
            {"label": line.label, "exact": exactly(line), "words": words_of(line), "says": line.says} for line in lines
        ],
        "tables": tables(lines),
        "signed_name": snapshot.signed_name,
        "signed_at": snapshot.signed_at,
        "digest": snapshot.digest,
    }


def tables(lines: Sequence[SnapshotLine]) -> list[dict[str, Any]]:
    """Return a table for each split: its parts as heads, a row a number, and the whole.

    The whole is the line's own value, never the sum of its row: who was counted in two counties is one person.
    """
    made: dict[str, dict[str, Any]] = {}
    for line in lines:
        for split in line.splits:
            heads = [*(label for _, label, _ in split["cells"]), "合计"]
            table = made.setdefault(split["name"], {"label": split["label"], "heads": heads, "rows": []})
            table["rows"].append(_row(line, [value for *_, value in split["cells"]]))
    return list(made.values())


def _row(line: SnapshotLine, values: list[int]) -> dict[str, Any]:
    is_money = line.counts == "fen"
    return {
        "label": line.label,
        "unit": "万元" if is_money else line.unit,
        "is_money": is_money,
        "values": values,
        "whole": line.value,
        "words": [short(value, is_money) for value in (*values, line.value)],
    }


def short(value: int, is_money: bool) -> str:
    """Return a number for a table whose row names the unit; money in 万元."""
    return wan_of(value).removesuffix(" 万元") if is_money else f"{value:,}"


def _filled(section: Section, places: Mapping[str, str]) -> dict[str, Any]:
    """Fill the sentences; the blank before a place stays before a figure (共 93 场) and goes before a word (共超过…)."""

    def fill(place: re.Match[str]) -> str:
        words = places[place.group(2)]
        return f"{place.group(1)}{words}" if words[:1].isdigit() else words

    return {"heading": section.heading, "sentences": [_PLACE.sub(fill, text) for text in section.sentences]}
