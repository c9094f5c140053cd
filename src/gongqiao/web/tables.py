"""Draw rows under their columns. Plain string work: a list page spends no time in the template engine per cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongqiao.kernel.base.money import yuan_of
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.kernel.sheets.writing import as_words
from gongqiao.web.templatetags.parts import day, due, moment, short_number

_CLASSES = {
    "quiet": "mid", "code": "mono", "whole": "num", "yuan": "num", "day": "mid", "moment": "mid",
}  # fmt: skip


def table(
    columns: Sequence[Column], rows: Iterable[Any], look: Look, *, row_link: Callable[[Any], str] | None = None
) -> SafeString:
    """Return the whole table. ``row_link`` gives the address that a click anywhere on the row opens."""
    heads = "".join(f"<th{_class_of(column, is_head=True)}>{escape(column.label)}</th>" for column in columns)
    body = "".join(_row(columns, row, look, row_link) for row in rows)
    return mark_safe(  # noqa: S308 every value was escaped below
        f'<div class="scroll" tabindex="0" role="region" aria-label="列表"><table class="tbl" data-rows><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(columns: Sequence[Column], row: Any, look: Look, row_link: Callable[[Any], str] | None) -> str:
    leads_to = f' data-href="{escape(row_link(row))}"' if row_link else ""
    cells = "".join(
        f"<td{_class_of(column)}>{_linked(column, row, _drawn(column, column.value(row, look), look))}</td>"
        for column in columns
    )
    return f"<tr{leads_to}>{cells}</tr>"


def _class_of(column: Column, *, is_head: bool = False) -> str:
    name = _CLASSES.get(column.kind, "")
    if is_head:
        name = name if name == "num" else ""
    elif column.is_wide:
        name = f"{name} fill".strip()
    return f' class="{name}"' if name else ""


def _linked(column: Column, row: Any, drawn: str) -> str:
    address = column.link(row) if column.link else ""
    return f'<a class="go" href="{escape(address)}">{drawn}</a>' if address and drawn else drawn


def _drawn(column: Column, value: Any, look: Look) -> str:
    if value is None or value == "" or value == ():
        return ""
    match column.kind:
        case "standing" if isinstance(value, Standing):
            return f'<span class="st {value.shape}">{escape(value.label)}</span>'
        case "whole":
            return f"{value:,}"
        case "yuan":
            return escape(yuan_of(value))
        case "day":
            return escape(day(value))
        case "moment":
            return escape(moment(value))
        case "due":
            return str(due(value, look.at))
        case "wrong":
            return f'<span class="wrongv">{escape(value)}</span>'
        case "tags":
            return " ".join(f'<span class="tag">{escape(one)}</span>' for one in value)
        case "code":
            short = short_number(value)
            return escape(value) if short == value else f'<span title="{escape(value)}">{escape(short)}</span>'
    return escape(as_words(value))
