"""How our papers look in Word: one hand for all of them. Used by the scripts beside this file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

ROOT = Path(__file__).resolve().parents[2] / "src/gongqiao"
TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋"
RED = RGBColor(0xC7, 0x00, 0x0B)
CENTER, RIGHT, LEFT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip


class Paper:
    """One paper in the making, A4."""

    def __init__(self, *, margins_mm: tuple[int, int, int, int] = (22, 24, 20, 24)) -> None:
        self.document = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        top, right, bottom, left = margins_mm
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (
            Mm(top), Mm(right), Mm(bottom), Mm(left),
        )  # fmt: skip
        section.header_distance, section.footer_distance = Mm(8), Mm(9)
        usual = self.document.styles["Normal"]
        usual.font.size, usual.font.name = Pt(11), BODY
        usual.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        usual.paragraph_format.space_after = Pt(0)

    @property
    def width_mm(self) -> float:
        section = self.document.sections[0]
        return (section.page_width - section.left_margin - section.right_margin) / 36_000

    def head(self, lines: Sequence[str]) -> None:
        """Lines at the left and the code that leads back at the right."""
        table = self.grid([self.width_mm - 28, 28], lines=False)
        cells = table.add_row().cells
        for number, line in enumerate(lines):
            write(cells[0].paragraphs[0] if number == 0 else cells[0].add_paragraph(), line, 10)
        middle(cells[0])
        write(cells[1].paragraphs[0], "{{ qr }}", 10, align=RIGHT)

    def title(
        self, text: str, *, size: float = 20, before: float = 4, after: float = 8, red: bool = False
    ) -> Paragraph:
        made = write(self.document.add_paragraph(), text, size, bold=True, align=CENTER, font=TITLE)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
        if red:
            made.runs[0].font.color.rgb = RED
        return made

    def heading(self, text: str, *, size: float = 12) -> Paragraph:
        made = write(self.document.add_paragraph(), text, size, bold=True, font=HEADING)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(9), Pt(3)
        made.paragraph_format.keep_with_next = True
        return made

    def text(self, text: str, size: float = 11, *, align: Any = BOTH, indent: bool = True, **more: Any) -> Paragraph:
        made = write(self.document.add_paragraph(), text, size, align=align, **more)
        if indent:
            made.paragraph_format.first_line_indent = Pt(size * 2)
        made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        made.paragraph_format.line_spacing = Pt(size * 1.75)
        return made

    def order(self, tag: str) -> None:
        """A tag that stands for itself: ``{%p for … %}``."""
        write(self.document.add_paragraph(), tag, 9)

    def gap(self, points: float = 6) -> None:
        made = write(self.document.add_paragraph(), "", 4)
        made.paragraph_format.space_before = Pt(points)

    def grid(self, widths_mm: Sequence[float], *, lines: bool = True) -> Table:
        table = self.document.add_table(rows=0, cols=len(widths_mm))
        table.style = "Table Grid" if lines else "Normal Table"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        return table

    def grid_of_columns(self, first_mm: Sequence[float], each_mm: float, last_mm: Sequence[float] = ()) -> Table:
        """A table as wide as the page whose middle columns are a loop: cells for its two tags and for its column."""
        table = self.grid([*first_mm, each_mm, each_mm, each_mm, *last_mm])
        width = table._tbl.tblPr.find(qn("w:tblW"))
        width.set(qn("w:type"), "dxa")
        width.set(qn("w:w"), str(round(self.width_mm / 25.4 * 1440)))
        return table

    def signature(self) -> None:
        """Who made and who signed it, the code of what was signed, and the code that leads back."""
        table = self.grid([26, self.width_mm - 26 - 30, 30])
        said = (
            ("制作", "{{ made_name }}　{{ made_on }}"),
            (
                "复核",
                "{% if is_signed %}{{ signed_name }}　{{ signed_on }}{% else %}还没有复核，不得对外使用{% endif %}",
            ),
            ("封存码", "{% if is_signed %}{{ digest }}{% else %}复核后生成{% endif %}"),
        )
        for name, text in said:
            cells = row(table)
            label(cells[0], name, 10.5)
            write(cells[1].paragraphs[0], text, 10.5)
            middle(cells[1])
        code = table.cell(0, 2).merge(table.cell(2, 2))
        for extra in code.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        write(code.paragraphs[0], "{{ qr }}", 10, align=CENTER)
        middle(code)

    def seals(self, sides: Sequence[tuple[str, Sequence[str]]], *, height_mm: float = 40) -> None:
        """Boxes side by side: who signs, where the seal goes, the date."""
        table = self.grid([self.width_mm / len(sides)] * len(sides))
        cells = row(table, height_mm)
        for cell, (who, under) in zip(cells, sides, strict=True):
            write(cell.paragraphs[0], who, 11, bold=True, font=HEADING)
            for line in under:
                made = write(cell.add_paragraph(), line, 10.5)
                made.paragraph_format.space_before = Pt(5)

    def foot(self, text: str) -> None:
        """The line at the foot: what the paper is, by which version, which page."""
        made = self.document.sections[0].footer.paragraphs[0]
        write(made, text + "　{{ made_by }}　第 ", 8.5, align=CENTER)
        page_field(made, "PAGE", 8.5)
        write(made, " 页 共 ", 8.5, align=CENTER)
        page_field(made, "NUMPAGES", 8.5)
        write(made, " 页", 8.5, align=CENTER)

    def save(self, room: str, name: str) -> None:
        about = self.document.core_properties
        about.author = about.comments = about.title = ""
        folder = ROOT / room / "prints"
        folder.mkdir(parents=True, exist_ok=True)
        self.document.save(folder / f"{name}.docx")


def write(
    paragraph: Paragraph, text: str, size: float, *, bold: bool = False, align: Any = None, font: str = BODY,
    underline: bool = False,
) -> Paragraph:  # fmt: skip
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.underline = Pt(size), bold or None, underline or None
    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def row(table: Table, height_mm: float = 0, *, whole: bool = True) -> Sequence[_Cell]:
    made = table.add_row()
    if height_mm:
        made.height, made.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
    if whole:
        made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    padding(made.cells)
    return made.cells


def ordered(table: Table, tag: str) -> None:
    """A row that holds nothing but a tag, which takes the row with it."""
    cells = table.add_row().cells
    write(cells[0].paragraphs[0], tag, 9)
    padding(cells)


def padding(cells: Sequence[_Cell], points: float = 3.5) -> None:
    for cell in cells:
        margins = OxmlElement("w:tcMar")
        for side in ("top", "bottom"):
            one = OxmlElement(f"w:{side}")
            one.set(qn("w:w"), str(int(points * 20)))
            one.set(qn("w:type"), "dxa")
            margins.append(one)
        cell._tc.get_or_add_tcPr().append(margins)


def repeats(table: Table) -> None:
    """Let the first row stand again on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def middle(cell: _Cell) -> None:
    stands = OxmlElement("w:vAlign")
    stands.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(stands)


def label(cell: _Cell, text: str, size: float = 11) -> None:
    write(cell.paragraphs[0], text, size, align=CENTER, font=HEADING)
    middle(cell)


def page_field(paragraph: Paragraph, code: str, size: float) -> None:
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = text
        run._element.append(made)
