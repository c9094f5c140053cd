"""Make the Word template of the monthly brief (助企行工作简报); run again when it changes, and raise its edition.

.venv/bin/python tools/papers/monthly_brief.py
"""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from layout import CENTER, RIGHT, Paper, label, middle, ordered, repeats, row, write


def red_line(paper: Paper) -> None:
    """The line below the head of an official brief."""
    made = write(paper.document.add_paragraph(), "", 3)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "1"), ("color", "C7000B")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    made._p.get_or_add_pPr().append(borders)


def main() -> None:
    paper = Paper(margins_mm=(18, 25, 22, 25))
    width = paper.width_mm
    paper.title("{{ title }}", size=30, before=6, after=10, red=True)
    table = paper.grid([width / 3] * 3, lines=False)
    cells = row(table)
    write(cells[0].paragraphs[0], "{{ year }}年第{{ issue }}期", 12)
    write(cells[1].paragraphs[0], "{{ federation }}", 12, align=CENTER)
    write(cells[2].paragraphs[0], "{{ issued_on }}", 12, align=RIGHT)
    red_line(paper)
    paper.title("{{ heading }}", size=18, before=14, after=8)
    paper.text("{{ opening }}")
    paper.heading("一、本月数字")
    table = paper.grid([width * 0.4, width * 0.2, width * 0.2, width * 0.2])
    for cell, text in zip(row(table), ("指标", "本月", "本年累计", "上月"), strict=True):
        label(cell, text, 10.5)
    repeats(table)
    ordered(table, "{%tr for figure in figures %}")
    cells = row(table)
    for place, text in enumerate(
        ("{{ figure.label }}", "{{ figure.month }}", "{{ figure.year }}", "{{ figure.before }}")
    ):
        write(cells[place].paragraphs[0], text, 10.5, align=None if place == 0 else CENTER)
        middle(cells[place])
    ordered(table, "{%tr endfor %}")
    paper.heading("二、各县（市、区）进度")
    widths = [width * 0.22, width * 0.13, width * 0.13, width * 0.13, width * 0.13, width * 0.13, width * 0.13]
    table = paper.grid(widths)
    heads = ("县（市、区）", "解决难题", "目标", "完成", "培训人次", "目标", "完成")
    for cell, text in zip(row(table), heads, strict=True):
        label(cell, text, 10.5)
    repeats(table)
    ordered(table, "{%tr for county in counties %}")
    cells = row(table)
    names = ("name", "solved", "solved_target", "solved_share", "trained", "trained_target", "trained_share")
    for place, name in enumerate(names):
        write(cells[place].paragraphs[0], f"{{{{ county.{name} }}}}", 10.5, align=None if place == 0 else CENTER)
    ordered(table, "{%tr endfor %}")
    paper.text("难题和培训均为本年累计；目标按已发布的方案。", 9.5, indent=False)
    paper.heading("三、本月办成的事")
    paper.order("{%p for case in cases %}")
    made = paper.text("{{ loop.index }}．{{ case.title }}。", bold=True)
    made.paragraph_format.keep_with_next = True
    paper.text("{{ case.told }}")
    paper.order("{%p endfor %}")
    paper.order("{%p if not cases %}")
    paper.text("本月没有归档的事项。")
    paper.order("{%p endif %}")
    paper.heading("四、要抓紧的事")
    paper.order("{%p for line in pressing %}")
    paper.text("{{ loop.index }}．{{ line }}")
    paper.order("{%p endfor %}")
    paper.order("{%p if not pressing %}")
    paper.text("没有逾期的事项。")
    paper.order("{%p endif %}")
    paper.heading("五、下一步")
    paper.text("{{ next_steps }}")
    paper.gap(8)
    red_line(paper)
    table = paper.grid([width - 28, 28], lines=False)
    cells = row(table)
    write(cells[0].paragraphs[0], "报：{{ sent_up }}", 10.5)
    write(cells[0].add_paragraph(), "送：{{ sent_to }}", 10.5)
    write(cells[0].add_paragraph(), "数字取自系统记录，截至{{ counted_on }}，扫码可看明细。", 9.5)
    write(cells[1].paragraphs[0], "{{ qr }}", 10, align=RIGHT)
    paper.foot("{% if is_demo %}演示数据　{% endif %}{{ year }}年第{{ issue }}期")
    paper.save("services/enterprise_service", "monthly_brief")


if __name__ == "__main__":
    main()
