"""Kinds of sheets that may be imported: their fields, and what a service does with a row.

A service describes its sheet once, as data, and gives three functions over many rows: *weigh* says what would happen,
*take* does it, *undo* takes it back. Upload, dry run, faults in the cells, progress, re-upload and undo follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.powers import Power

Cell = str | int | float | bool | date | None
"""What stands in a cell; a moment is a day for us, and nothing is None."""


class Unreadable(Exception):
    """A cell that cannot be taken: what is wrong with it, and how to mend it, in Chinese."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(problem)
        self.problem, self.mend = problem, mend


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a cell says, as plain JSON; ``note`` says what was tidied on the way."""

    value: Any
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of a sheet. A reader is never asked about an empty cell; ``choices`` become a list to pick from.

    ``reader`` makes the reader once for many rows, so that it may look up first what its words may be.

    ``is_code``: the column is formatted as text, so that Excel makes no number of it.
    """

    name: str
    label: str
    reader: Callable[[], Callable[[Cell], Read]]
    is_required: bool = False
    is_code: bool = False
    example: str = ""
    hint: str = ""
    choices: Callable[[], Sequence[str]] = lambda: ()
    width: int = 16


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a row is not taken: in which field, what is written there, what is wrong, what to do."""

    field: str
    problem: str
    mend: str
    written: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row that was read: its number in the file and its values by field; empty cells are absent.

    When it is undone: the thing that it became, and what it changed there.
    """

    number: int
    values: Mapping[str, Any]
    thing_id: int | None = None
    state: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of a row: ``new``, ``updated``, ``unchanged`` or ``refused``.

    ``before`` and ``after`` hold what it changes on a thing that is there already, or made; ``changes`` says so in words.
    """

    state: str
    thing_id: int | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[str] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where rows come from: the batch and what it is called."""

    batch_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class SheetKind:
    """A kind of sheet. ``key`` is the field by which rows are one; ``version`` rises with every change of the fields.

    ``undo`` returns for each line why it stays as it is, or nothing when it was taken back.
    """

    name: str
    version: int
    label: str
    unit: str
    power: Power
    fields: tuple[Field, ...]
    key: str
    weigh: Callable[[Sequence[Line], datetime, Actor], Sequence[Verdict]]
    take: Callable[[Sequence[Line], Source, datetime, Actor], Sequence[Verdict]]
    undo: Callable[[Sequence[Line], Source, datetime, Actor], Sequence[str]]
    link: Callable[[int], str] = lambda thing_id: ""
    says: str = ""

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return next(one for one in self.fields if one.name == name)

    @property
    def mark(self) -> str:
        """What a template carries to be known again."""
        return f"{self.name}/{self.version}"


_kinds: dict[str, SheetKind] = {}


def register_sheet(kind: SheetKind) -> SheetKind:
    """Make a kind of sheet known. Return it."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise RuntimeError(f"two sheets are called {kind.name}")
    return kind


def sheet_kind(name: str) -> SheetKind | None:
    """Return the kind of this name, or None."""
    return _kinds.get(name)


def every_sheet() -> list[SheetKind]:
    """Return all kinds of sheets, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
