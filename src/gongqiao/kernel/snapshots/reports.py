"""Reports: sentences with places for numbers, declared in code and filled from a snapshot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from gongqiao.kernel.indicators.combined import Number
from gongqiao.kernel.indicators.wording import WORDINGS, Wording, said
from gongqiao.kernel.snapshots.models import Snapshot, SnapshotLine

_PLACE = re.compile(r"\{(\w+)\}")
ALWAYS = frozenset({"period", "union"})


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report: its heading and its sentences, in which ``{problems}`` stands for a number."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A kind of report: the numbers that it needs and the sentences that say them.

    ``splits`` names the dimensions, beside the county, by which the numbers are shown in tables.
    """

    name: str
    label: str
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]
    splits: tuple[str, ...] = ()


_reports: dict[str, Report] = {}


def register_report(report: Report) -> Report:
    """Make a kind of report known. Raises RuntimeError for a second one of the name, or a place that no number fills."""
    known = ALWAYS | {number.short_name for number in report.numbers}
    places = {place for part in report.sections for text in part.sentences for place in _PLACE.findall(text)}
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
    """Return a table for each split: a head, a row a part, and the whole, which was counted anew and not added up."""
    made: dict[str, dict[str, Any]] = {}
    for line in lines:
        for split in line.splits:
            table = made.setdefault(split["name"], {"label": split["label"], "lines": [], "parts": {}})
            table["lines"].append(line)
            for key, label, value in split["cells"]:
                table["parts"].setdefault((key, label), {})[line.name] = value
    return [_table(table) for table in made.values()]


def _table(table: dict[str, Any]) -> dict[str, Any]:
    lines = table["lines"]
    rows = [
        {"label": label, "values": [values.get(line.name, 0) for line in lines]}
        for (_, label), values in table["parts"].items()
    ]
    return {
        "label": table["label"],
        "heads": [f"{line.label}（{'元' if line.counts == 'fen' else line.unit}）" for line in lines],
        "is_money": [line.counts == "fen" for line in lines],
        "rows": rows,
        "whole": [line.value for line in lines],
    }


def _filled(section: Section, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "sentences": [_PLACE.sub(lambda m: str(places[m.group(1)]), text) for text in section.sentences],
    }
