"""What a paragraph or a run looks like in Word: its own properties over its style's over the document's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DEEPEST_STYLE = 12


def number(text: str | None, *, least: float = 0, most: float = 10_000, otherwise: float = 0) -> float:
    """Read a number of an attribute and keep it within sense."""
    try:
        read = float(text or "")
    except ValueError:
        return otherwise
    return otherwise if math.isnan(read) else min(max(read, least), most)


def points(twentieths: str | None, *, least: float = 0, most: float = 2_000) -> float:
    """Return points for twentieths of a point."""
    return min(max(number(twentieths, least=least * 20, most=most * 20) / 20, least), most)


def is_on(element: Any) -> bool:
    """Whether a switch like ``<w:b/>`` is on."""
    return element is not None and (element.get(W + "val") or "1") not in {"0", "false", "off", "none"}


def named(element: Any) -> dict[str, Any]:
    """Return the children of a property element by their bare names."""
    if element is None:
        return {}
    return {child.tag.removeprefix(W): child for child in element if isinstance(child.tag, str)}


class Styles:
    """The styles of one document."""

    def __init__(self, root: Any) -> None:
        self._styles = {style.get(W + "styleId"): style for style in root.iter(W + "style")}
        self._usual = {
            style.get(W + "type"): style.get(W + "styleId")
            for style in root.iter(W + "style")
            if is_on(style) and style.get(W + "default") in {"1", "true", "on"}
        }
        defaults = root.find(W + "docDefaults")
        self._defaults = {
            part: defaults.find(f"{W}{part}Default/{W}{part}") if defaults is not None else None
            for part in ("pPr", "rPr")
        }

    def paragraph(self, own: Any, beneath: Iterable[Any] = ()) -> dict[str, Any]:
        """Return the properties of a paragraph, by name; ``beneath`` are those of the table's style."""
        style = self._style_in(own, "pStyle", "paragraph")
        return _merged([self._defaults["pPr"], *beneath, *self._chain(style, "pPr"), own])

    def run(self, own: Any, paragraph: Any, beneath: Iterable[Any] = ()) -> dict[str, Any]:
        """Return the properties of a run in a paragraph with these properties of its own."""
        of_paragraph = self._chain(self._style_in(paragraph, "pStyle", "paragraph"), "rPr")
        of_run = self._chain(self._style_in(own, "rStyle", "character"), "rPr")
        return _merged([self._defaults["rPr"], *beneath, *of_paragraph, *of_run, own])

    def table(self, own: Any, part: str) -> list[Any]:
        """Return a part (``tblPr``, ``pPr``, ``rPr``, ``tcPr``) of a table's style and those below it."""
        return self._chain(self._style_in(own, "tblStyle", "table"), part)

    def table_varies(self, own: Any) -> bool:
        """Whether a table's style draws some rows or cells otherwise than the rest."""
        shaded = any("shd" in named(part) for part in self.table(own, "tcPr"))
        return shaded or any(part is not None for part in self.table(own, "tblStylePr"))

    def _style_in(self, own: Any, tag: str, kind: str) -> str | None:
        named_ = own.find(W + tag) if own is not None else None
        given = named_.get(W + "val") if named_ is not None else None
        return given if given in self._styles else self._usual.get(kind)

    def _chain(self, style_id: str | None, part: str) -> list[Any]:
        found: list[Any] = []
        while style_id in self._styles and len(found) < DEEPEST_STYLE:
            style = self._styles[style_id]
            found.append(style.find(W + part))
            based_on = style.find(W + "basedOn")
            style_id = based_on.get(W + "val") if based_on is not None else None
        return list(reversed(found))


def _merged(layers: Iterable[Any]) -> dict[str, Any]:
    """Lay properties over one another; what has several values (spacing, indents, fonts) is laid value by value."""
    made: dict[str, Any] = {}
    for layer in layers:
        for name, element in named(layer).items():
            made[name] = {**made.get(name, {}), **element.attrib} if name in {"spacing", "ind"} else element
    return made
