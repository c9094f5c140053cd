"""Make the Word templates of the report of a period and of an assessment; run again when their layout changes.

.venv/bin/python tools/report_papers.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

SRC = Path(__file__).resolve().parent.parent / "src/gongqiao"
BRIEF = SRC / "kernel/snapshots/prints/brief.docx"
ASSESSMENT = SRC / "services/assessment/prints/assessment.docx"
RED = RGBColor(0xC7, 0x00, 0x0B)


def write(paragraph: Paragraph, text: str, size: float, *, font: str = "仿宋", bold: bool = False) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    run.font.name = "FangSong"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return paragraph


def tag(document: Document, text: str) -> None:
    """Add a paragraph that holds a tag and leaves no line behind."""
    paragraph = write(document.add_paragraph(), text, 4)
    paragraph.paragraph_format.space_after = Pt(0)


def centred(document: Document, text: str, size: float, **more: object) -> Paragraph:
    paragraph = write(document.add_paragraph(), text, size, **more)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def sentence(document: Document, text: str) -> None:
    paragraph = write(document.add_paragraph(), text, 14)
    paragraph.paragraph_format.first_line_indent = Pt(28)
    paragraph.paragraph_format.line_spacing = Pt(28)
    paragraph.paragraph_format.space_after = Pt(0)


def the_table(document: Document) -> None:
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    heads = table.rows[0].cells
    cells = ("指标", "{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}")
    for cell, text in zip(heads, cells, strict=True):
        write(cell.paragraphs[0], text, 9, bold=True)
    write(table.rows[1].cells[0].paragraphs[0], "{%tr for row in table.rows %}", 9)
    body = ("{{ row.label }}（{{ row.unit }}）", "{%tc for cell in row.words %}", "{{ cell }}", "{%tc endfor %}")
    for cell, text in zip(table.rows[2].cells, body, strict=True):
        write(cell.paragraphs[0], text, 9)
    write(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", 9)


def begun() -> Document:
    """Return a page with the federation and the title on it."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(26), Mm(24)
    section.top_margin, section.bottom_margin = Mm(30), Mm(25)
    head = centred(document, "{{ union }}", 22, font="方正小标宋简体")
    head.runs[0].font.color.rgb = RED
    centred(document, "{{ title }}", 20, font="方正小标宋简体")
    return document


def ended(document: Document, word: str, out: Path) -> None:
    """Put the signature and the way back below, and keep the file."""
    text = (
        "{% if signed_name %}"
        + word
        + "：{{ signed_name }}　{{ signed_on }}　封存码 {{ digest }}{% else %}未经复核，不得对外使用{% endif %}"
    )
    for line, size in ((text, 10.5), ("{{ qr }}", 10)):
        write(document.add_paragraph(), line, size).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out.parent.mkdir(exist_ok=True)
    document.save(out)
    print(f"written: {out.name}")


def brief() -> None:
    document = begun()
    centred(document, "（{{ period }}{% if version > 1 %}，第 {{ version }} 版{% endif %}）", 12)
    tag(document, "{%p if reason %}")
    sentence(document, "更正说明：{{ reason }}")
    tag(document, "{%p endif %}")
    tag(document, "{%p for section in sections %}")
    write(document.add_paragraph(), "{{ section.heading }}", 15, font="黑体")
    tag(document, "{%p for sentence in section.sentences %}")
    sentence(document, "{{ sentence }}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p endfor %}")
    tag(document, "{%p for table in tables %}")
    write(document.add_paragraph(), "附表：按{{ table.label }}", 15, font="黑体")
    the_table(document)
    tag(document, "{%p endfor %}")
    write(document.add_paragraph(), "数字口径", 15, font="黑体")
    tag(document, "{%p for line in lines %}")
    write(document.add_paragraph(), "{{ line.label }}：{{ line.exact }}。{{ line.says }}", 10.5)
    tag(document, "{%p endfor %}")
    ended(document, "复核签署", BRIEF)


def assessment() -> None:
    document = begun()
    centred(document, "（{{ period }}）", 12)
    table = document.add_table(rows=4, cols=6)
    table.style = "Table Grid"
    heads = ("名次", "县（市、区）", "{%tc for head in heads %}", "{{ head }}", "{%tc endfor %}", "总分")
    cells = (
        "{{ row.rank }}",
        "{{ row.county }}",
        "{%tc for cell in row.cells %}",
        "{{ cell }}",
        "{%tc endfor %}",
        "{{ row.total }}",
    )
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        write(cell.paragraphs[0], text, 10.5, bold=True)
    write(table.rows[1].cells[0].paragraphs[0], "{%tr for row in rows %}", 10.5)
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        write(cell.paragraphs[0], text, 10.5)
    write(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", 10.5)
    write(document.add_paragraph(), "每格上为完成数/目标，下为得分。{{ rule }}", 10.5)
    ended(document, "复核通报", ASSESSMENT)


def main() -> None:
    brief()
    assessment()


if __name__ == "__main__":
    main()
