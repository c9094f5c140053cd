"""Read a Word file into a plain tree that can be set as a PDF, and name everything that the tree cannot hold.

Nothing is left out in silence: an element that is neither drawn nor known to change nothing becomes a fault.
Lengths are in points.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document

from gongqiao.kernel.typesetting.styles import Styles, W, is_on, number, points
from gongqiao.kernel.typesetting.tables import read_table
from gongqiao.kernel.typesetting.words import Words, read_paragraph

MOST_BLOCKS = 6_000
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SECTION_HARMLESS = {
    "docGrid",
    "pgNumType",
    "type",
    "footnotePr",
    "endnotePr",
    "formProt",
    "noEndnote",
    "bidi",
    "rtlGutter",
    "vAlign",
}
_BODY_HARMLESS = {"bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd"}
_TOLD = {
    "sdt": "内容控件", "ins": "修订记录", "del": "修订记录", "moveFrom": "修订记录", "moveTo": "修订记录", "altChunk": "嵌入的网页",
    "customXml": "自定义 XML",
}  # fmt: skip


def read_word(body: bytes) -> tuple[dict[str, Any], list[str]]:
    """Return the tree of a Word file and the sentences about what it cannot hold."""
    document = Document(io.BytesIO(body))
    styles = Styles(document.styles.element)
    words = Words(styles=styles, part=document.part)
    root = document.element.body
    section = root.find(W + "sectPr")
    tree: dict[str, Any] = {"page": _page(section, words), "header": [], "footer": []}
    tree["blocks"] = read_blocks(root, words)
    for name in ("header", "footer"):
        if part := _part(section, name, document.part, words):
            tree[name] = read_blocks(
                part.element, Words(styles=styles, part=part, faults=words.faults, pictures=words.pictures)
            )
    tree["pictures"] = [list(picture) for picture in words.pictures]
    return tree, list(dict.fromkeys(words.faults))


def read_blocks(parent: Any, words: Words) -> list[dict[str, Any]]:
    """Return the paragraphs and tables of the body, a header or a footer."""
    made: list[dict[str, Any]] = []
    for child in parent:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name == "p":
            made += read_paragraph(child, words)
        elif name == "tbl":
            made.append(read_table(child, words))
        elif name not in _BODY_HARMLESS | {"sectPr", ""}:
            words.fault(_TOLD.get(name, name))
        if len(made) > MOST_BLOCKS:
            words.faults.append("文书太长，排不下。")
            break
    return made


def _page(section: Any, words: Words) -> dict[str, Any]:
    """Return paper and margins; the usual A4 where nothing is said."""
    page = {"width": 595.3, "height": 841.9, "top": 72.0, "bottom": 72.0, "left": 90.0, "right": 90.0}
    page |= {"header": 42.5, "footer": 49.6}
    for child in section if section is not None else ():
        name = child.tag.removeprefix(W)
        if name == "pgSz":
            page["width"] = points(child.get(W + "w"), least=100, most=1700)
            page["height"] = points(child.get(W + "h"), least=100, most=1700)
        elif name == "pgMar":
            for side in ("top", "bottom", "left", "right", "header", "footer"):
                page[side] = points(child.get(W + side), most=1700)
        elif name == "cols" and number(child.get(W + "num"), otherwise=1) > 1:
            words.fault("分栏")
        elif name == "titlePg" and is_on(child):
            words.fault("首页不同的页眉页脚")
        elif name in {"pgBorders", "lnNumType", "textDirection"}:
            words.fault({"pgBorders": "页面边框", "lnNumType": "行号", "textDirection": "文字方向"}[name])
        elif name not in _SECTION_HARMLESS | {"cols", "titlePg", "headerReference", "footerReference"}:
            words.fault(name)
    if page["width"] - page["left"] - page["right"] < 60 or page["height"] - page["top"] - page["bottom"] < 60:
        words.faults.append("页边距太大，页面上没有地方写字。")
        page |= {"top": 72.0, "bottom": 72.0, "left": 20.0, "right": 20.0, "width": 595.3, "height": 841.9}
    return page


def _part(section: Any, name: str, main: Any, words: Words) -> Any:
    """Return the part of the one header or footer, or None."""
    found = None
    for reference in section.findall(f"{W}{name}Reference") if section is not None else ():
        kind, link = reference.get(W + "type"), main.rels.get(reference.get(_R + "id"))
        if link is None:
            continue
        if kind == "default":
            found = link.target_part
        elif "".join(link.target_part.element.itertext()).strip():
            words.fault("奇偶页或首页不同的页眉页脚")
    return found
