"""Fill a Word template with facts."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from lxml import etree
from PIL import Image

from gongqiao.kernel.documents.prints import qr_png
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.placeholders import PaperLanguage, TooLong, faults_of_breaks, faults_of_placeholders

QR_SIDE_MM = 22
TALLEST = 0.5
_UNPRINTABLE = re.compile("[^\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAGS = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)


class CannotFill(Exception):
    """Why a template cannot be filled; the arguments are sentences."""

    @property
    def faults(self) -> list[str]:
        """The sentences."""
        return [str(one) for one in self.args]


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What goes into a template beside the facts: the address behind its QR code, and by what it was made."""

    link: str
    made_by: str


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template whose filled text must still be a whole Word document; docxtpl would mend it in silence."""

    def fix_tables(self, xml: str) -> Any:
        try:
            etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, huge_tree=False))
        except etree.XMLSyntaxError as broken:
            raise CannotFill(
                "{% for %} 和 {% endfor %}（或 if 和 endif）没有放在同一层，填写后文件不完整。"
            ) from broken
        tree = super().fix_tables(xml)
        for table in tree.iter(_W + "tbl"):
            _share_width(table)
        return tree

    def render_footnotes(self, *args: Any, **kwargs: Any) -> None:
        """Leave footnotes alone: a template with one is refused, and nothing in them was checked."""


def filled(template: bytes, kind: PaperKind, facts: Mapping[str, Any], filling: Filling) -> bytes:
    """Return the filled Word file. Raises CannotFill.

    Pictures among the facts are PNG or JPEG bytes; an empty one leaves its place empty.
    """
    document = _opened(template)
    document.render_init()
    given = {name: "" if value is None else _printable(value) for name, value in facts.items()}
    for name, width_mm in kind.pictures.items():
        picture = facts.get(name) or b""
        given[name] = _fitted(document, picture, width_mm) if picture else ""
    given["qr"] = InlineImage(document, io.BytesIO(qr_png(filling.link)), width=Mm(QR_SIDE_MM))
    given["made_by"] = filling.made_by
    try:
        document.render(given, PaperLanguage(), autoescape=True)
    except (TemplateError, TypeError, ValueError, RecursionError, etree.LxmlError) as broken:
        raise CannotFill("模板填写不下去，请检查 {% for %}、{% if %} 的写法。") from broken
    except TooLong as long:
        raise CannotFill("填好以后太长，请检查循环里是不是放了太多内容。") from long
    about = document.docx.core_properties
    about.title, about.subject = kind.label, filling.made_by
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def faults_of_template(template: bytes, kind: PaperKind) -> list[str]:
    """Return what is wrong with the placeholders of an opened template, in sentences."""
    document = _opened(template)
    parts = [document.get_xml()]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        parts += [document.get_part_xml(part) for _, part in document.get_headers_footers(uri)]
    found: list[str] = []
    for raw in parts:
        found += faults_of_breaks(raw) or _faults_of_lines(raw)
        if not found:
            found += faults_of_placeholders(document.patch_xml(raw), kind)
    if not found and not any(re.search(r"{{\s*made_by\s*}}", document.patch_xml(raw)) for raw in parts):
        found.append("模板里没有 {{ made_by }}。请放在页脚，让人看得出这张文书用的是哪一版模板。")
    return list(dict.fromkeys(found))


def _share_width(table: Any) -> None:
    """Let the columns of a table of a set width share it as their cells say: a loop over columns adds some."""
    width = table.find(f"{_W}tblPr/{_W}tblW")
    grid = table.findall(f"{_W}tblGrid/{_W}gridCol")
    rows = [row.findall(_W + "tc") for row in table.iterfind(_W + "tr")]
    plain = [row for row in rows if len(row) == len(grid)]
    if width is None or width.get(_W + "type") != "dxa" or not plain:
        return
    said = [cell.find(f"{_W}tcPr/{_W}tcW") for cell in plain[0]]
    wanted = [0 if one is None else int(one.get(_W + "w", 0)) for one in said]
    if not all(wanted):
        return
    shares = [str(int(width.get(_W + "w")) * one // sum(wanted)) for one in wanted]
    for column, share in zip(grid, shares, strict=True):
        column.set(_W + "w", share)
    for row in plain:
        for cell, share in zip(row, shares, strict=True):
            if (own := cell.find(f"{_W}tcPr/{_W}tcW")) is not None:
                own.set(_W + "w", share)


def _fitted(document: _Template, picture: bytes, width_mm: int) -> InlineImage:
    """Return a picture at its width, and no higher than ``TALLEST`` of it: a photo held upright fills no page."""
    with Image.open(io.BytesIO(picture)) as opened:
        is_tall = opened.height > opened.width * TALLEST
    size = {"height": Mm(width_mm * TALLEST)} if is_tall else {"width": Mm(width_mm)}
    return InlineImage(document, io.BytesIO(picture), **size)


def _opened(template: bytes) -> _Template:
    """Open a template whose own properties are blank: docxtpl would read placeholders in them too."""
    document = _Template(io.BytesIO(template))
    document.init_docx()
    about = document.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title", "keywords", "last_modified_by"):
        setattr(about, name, "")
    return document


def _faults_of_lines(raw: str) -> list[str]:
    """Return the rows and paragraphs whose other words would be lost: ``{%tr`` and ``{%p`` take their line with them."""
    found = []
    body = etree.fromstring(raw.encode())
    for mark, tag, called in (("tr", "tr", "行"), ("p", "p", "段"), ("tc", "tc", "格")):
        for line in body.iter(_W + tag):
            words = "".join(text.text or "" for text in line.iter(_W + "t"))
            if re.search(r"{[%{]" + mark + " ", words) and _TAGS.sub("", words).strip():
                found.append(f"“{words[:30]}”：{{%{mark} %}} 要独占一{called}，同一{called}里的别的字会丢失。")
    return found


def _printable(value: Any) -> Any:
    """Leave out the characters that XML 1.0 cannot hold or that docxtpl takes for orders; people paste them unseen."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(value, Mapping):
        return {key: _printable(inner) for key, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, list | tuple) else value
