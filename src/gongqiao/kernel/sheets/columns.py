"""Columns: what a list shows and what its Excel holds, said once, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from gongqiao.kernel.access.actor import Actor

Kind = Literal["text", "quiet", "code", "whole", "yuan", "day", "moment", "tags", "standing", "due", "wrong"]
"""How a value reads: words; words that may stand back; codes and numbers of things; a count; fen, shown in yuan; a day;
a moment; several words; a ``Standing``; a deadline (a moment or None);
what was written wrongly."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a row stands: the shape before the word (see ``cases.flow.SHAPES``), and the word."""

    shape: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who looks, when, and what was read for all the rows at once."""

    by: Actor
    at: datetime
    more: Any = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. ``value`` gives what this viewer may see of a row: masking happens here and nowhere later.

    ``link`` makes the cell lead somewhere; ``is_wide`` lets it take the room that is left.
    """

    name: str
    label: str
    value: Callable[[Any, Look], Any]
    kind: Kind = "text"
    link: Callable[[Any], str] | None = None
    is_wide: bool = False
