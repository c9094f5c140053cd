"""Set a filled Word file as a PDF, with our own fonts inside it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst

from gongqiao.kernel.typesetting.lettering import FAMILY, OURS, drawable
from gongqiao.kernel.typesetting.reading import read_word

SHEET = Path(__file__).parent / "sheet.typ"


class CannotSet(Exception):
    """A Word file that could not be set as a PDF; the arguments are sentences."""


@dataclass(frozen=True, kw_only=True)
class SetPaper:
    """A PDF, the letters that no font has, and what of the Word file it does not show."""

    pdf: bytes
    missing: tuple[str, ...]
    faults: tuple[str, ...]


def set_paper(word: bytes, *, title: str, made_by: str, author: str = "", more_fonts: Path | None = None) -> SetPaper:
    """Return the PDF of a filled Word file. Raises CannotSet.

    The program that draws is always the same file; what was typed reaches it as data and can order nothing. The same
    Word file gives the same bytes, so that pages drawn once are known again.
    """
    tree, faults = read_word(word)
    missing: list[str] = []
    for run in _runs(tree):
        run["text"], lacking = drawable(_kept_spaces(run), more_fonts)
        missing += lacking
    tree["about"] = {"title": title, "made_by": made_by, "author": author or made_by}
    added = more_fonts if more_fonts is not None and more_fonts.is_dir() else None
    tree["fonts"] = _families(added)
    files = {"main.typ": SHEET.read_bytes(), "tree.json": json.dumps(tree, ensure_ascii=False).encode()}
    try:
        made: object = typst.compile(  # type: ignore[call-overload]
            files,
            format="pdf",
            font_paths=[str(folder) for folder in (OURS, added) if folder is not None],
            ignore_system_fonts=True,
            timestamp=0,
        )
    except (typst.TypstError, RuntimeError) as broken:
        raise CannotSet(f"排版时出错：{str(broken)[:200]}") from broken
    if not isinstance(made, bytes):
        raise CannotSet("排版没有得到一份 PDF。")
    return SetPaper(pdf=made, missing=tuple(dict.fromkeys(missing)), faults=tuple(faults))


def _families(added: Path | None) -> list[str]:
    """Return our family, then those of the operator's fonts."""
    if added is None:
        return [FAMILY]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(added)]).families()
    return [FAMILY, *(family for family in found if family != FAMILY)]


def _runs(tree: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield every run of words, wherever it stands."""
    waiting = [*tree["blocks"], *tree["header"], *tree["footer"]]
    while waiting:
        block = waiting.pop(0)
        waiting[:0] = [inner for cell in block.get("cells", ()) for inner in cell["blocks"]]
        yield from (run for run in block.get("runs", ()) if "text" in run)


def _kept_spaces(run: dict[str, Any]) -> str:
    """Return the words of a run; spaces that people put side by side, or underlined, keep their width."""
    text = str(run["text"])
    return text.replace(" ", "\u00a0") if "underline" in run or "  " in text else text
