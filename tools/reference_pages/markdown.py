"""Pages, tables and names, as Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

WRITTEN_BY = "_Written by `make docs` from the code. Do not edit._"


def page(title: str, sentence: str, *parts: str) -> str:
    return "\n\n".join([f"# {title}", WRITTEN_BY, sentence, *parts]) + "\n"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *(tuple(map(one_cell, row)) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def one_cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: str) -> str:
    return f"`{text}`"


def first_line(function: Any) -> str:
    return (inspect.getdoc(function) or "").split("\n")[0]


def where(thing: Any) -> str:
    """Return where something is written, without our own name: ``services.talent.pages.teams``."""
    return f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', '')}".removeprefix("gongqiao.")
