"""Make the Word template of the visit sheet; run again when its layout changes.

.venv/bin/python tools/visit_sheet.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

OUT = Path(__file__).resolve().parent.parent / "src/gongqiao/services/enterprise_service/prints/visit_sheet.docx"
ROWS = [
    ("企业", "enterprise", "联系人", "contact"),
    ("服务项目", "dish", "上门日期", "visited_on"),
    ("班组", "team"),
    ("时间", "time"),
    ("问题", "problem"),
    ("查明原因", "cause"),
    ("处理经过", "cure"),
    ("现场培训", "training"),
    ("后续建议", "advice"),
    ("企业确认", "confirmed"),
    ("经济效益", "benefit"),
]


def write(paragraph: Paragraph, text: str, size: float, *, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold = bold
    run.font.name = "FangSong"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")


def main() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    head = document.add_table(rows=1, cols=2)
    write(head.cell(0, 0).paragraphs[0], "{{ federation }}\n编号：{{ number }}\n打印：{{ printed_on }}", 10)
    right = head.cell(0, 1).paragraphs[0]
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(right, "{{ qr }}", 10)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(title, "服 务 记 录 单", 20, bold=True)
    table = document.add_table(rows=0, cols=4)
    table.style = "Table Grid"
    for row in ROWS:
        cells = table.add_row().cells
        write(cells[0].paragraphs[0], row[0], 11)
        cells[0].width = Mm(24)
        if len(row) == 4:
            write(cells[1].paragraphs[0], f"{{{{ {row[1]} }}}}", 11)
            write(cells[2].paragraphs[0], row[2], 11)
            write(cells[3].paragraphs[0], f"{{{{ {row[3]} }}}}", 11)
            continue
        wide = cells[1].merge(cells[3])
        text = (
            "{% for line in solved %}{{ line }}；{% endfor %}{{ score }}"
            if row[1] == "confirmed"
            else f"{{{{ {row[1]} }}}}"
        )
        write(wide.paragraphs[0], text, 11)
    document.add_paragraph()
    signs = document.add_table(rows=2, cols=3)
    for place, who in enumerate(("企业代表（盖章）", "班组队长", "工会经办")):
        write(signs.cell(0, place).paragraphs[0], who, 11)
        write(signs.cell(1, place).paragraphs[0], "\n____________________", 11)
    foot = document.add_paragraph()
    write(
        foot,
        "一式三份，企业、班组、工会各存一份。本次服务不收费。扫右上角二维码可核对真伪。{% if is_demo %}本单为演示数据。{% endif %}",
        9,
    )
    document.save(OUT)


if __name__ == "__main__":
    main()
