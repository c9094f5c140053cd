"""Make the Word template of the framework agreement; run again when its layout changes.

.venv/bin/python tools/framework_agreement.py
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

OUT = Path(__file__).resolve().parent.parent / "src/gongqiao/services/innovation/prints/framework_agreement.docx"
BODY = (
    ("{{ federation }}", 12, False),
    ("编号：{{ number }}　　拟订日期：{{ drafted_on }}　　行业：{{ industry }}", 11, False),
    ("一、参加各方", 14, True),
    ("{%p for party in parties %}", 11, False),
    ("{{ loop.index }}. {{ party.name }}（{{ party.role }}）{{ party.credit_code }}　{{ party.duties }}", 11, False),
    ("{%p endfor %}", 11, False),
    ("二、要共同解决的问题", 14, True),
    ("{%p for problem in problems %}", 11, False),
    ("{{ loop.index }}. {{ problem.title }}（{{ problem.enterprises }}）{{ problem.description }}", 11, False),
    ("{%p endfor %}", 11, False),
    ("三、技术服务支柱", 14, True),
    ("专家库：{% for one in experts %}{{ one.name }}（{{ one.trade }}，{{ one.union }}）；{% endfor %}", 11, False),
    ("创新工作室联盟：{% for one in studios %}{{ one.name }}（{{ one.host }}）；{% endfor %}", 11, False),
    ("实训基地：{% for one in bases %}{{ one.name }}（{{ one.host }}）；{% endfor %}", 11, False),
    ("四、共同的责任", 14, True),
    ("{{ duties }}", 11, False),
    ("五、跟进", 14, True),
    ("{{ follow_up }}", 11, False),
    ("六、期限", 14, True),
    ("自 {{ valid_from }} 起，至 {{ valid_to }} 止。", 11, False),
    ("各方签字、盖章：", 14, True),
    ("{%p for party in parties %}", 11, False),
    ("{{ party.name }}：____________________　　日期：____________", 11, False),
    ("{%p endfor %}", 11, False),
    ("扫右上角二维码可核对。{% if is_demo %}本协议为演示数据。{% endif %}", 9, False),
)


def main() -> None:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for text, size, bold, place in (("{{ qr }}", 10, False, "RIGHT"), ("{{ title }}", 20, True, "CENTER")):
        write(document, text, size, bold).alignment = WD_ALIGN_PARAGRAPH[place]
    for text, size, bold in BODY:
        write(document, text, size, bold)
    document.save(OUT)


def write(document: DocumentObject, text: str, size: float, bold: bool) -> Paragraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.font.name = Pt(size), bold, "FangSong"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    return paragraph


if __name__ == "__main__":
    main()
