"""Make the Word template of an assessment's circular (考核通报); run again when it changes, and raise its edition.

.venv/bin/python tools/papers/circular.py
"""

from __future__ import annotations

from layout import CENTER, Paper, label, middle, ordered, repeats, row, write


def criteria(paper: Paper) -> None:
    paper.heading("一、考核指标")
    table = paper.grid([12, 40, 20, 18, paper.width_mm - 90])
    for cell, text in zip(row(table), ("序号", "指标", "单位", "分值", "怎么数的"), strict=True):
        label(cell, text, 10.5)
    repeats(table)
    ordered(table, "{%tr for one in criteria %}")
    cells = row(table)
    said = ("{{ loop.index }}", "{{ one.label }}", "{{ one.unit }}", "{{ one.points }}", "{{ one.says }}")
    for place, text in enumerate(said):
        write(cells[place].paragraphs[0], text, 9 if place == 4 else 10.5, align=None if place in {1, 4} else CENTER)
        middle(cells[place])
    ordered(table, "{%tr endfor %}")
    paper.text("{{ rule }}", 9.5, indent=False)


def ranking(paper: Paper) -> None:
    paper.heading("二、名次和得分")
    table = paper.grid_of_columns([13, 38], 24, [19])
    cells = row(table)
    for cell, text in zip((cells[0], cells[1], cells[5]), ("名次", "县（市、区）", "总分"), strict=True):
        label(cell, text, 10.5)
    for cell, text in zip(
        cells[2:5],
        ("{%tc for one in criteria %}", "{{ one.label }}（{{ one.unit }}）", "{%tc endfor %}"),
        strict=True,
    ):
        label(cell, text, 10)
    repeats(table)
    ordered(table, "{%tr for row in rows %}")
    cells = row(table)
    write(cells[0].paragraphs[0], "{{ row.rank }}", 10.5, align=CENTER)
    write(cells[1].paragraphs[0], "{{ row.county }}", 10.5)
    write(cells[2].paragraphs[0], "{%tc for cell in row.cells %}", 9)
    write(cells[3].paragraphs[0], "{{ cell.points }}", 10.5, align=CENTER)
    write(cells[3].add_paragraph(), "{{ cell.value }} / {{ cell.target }}", 8.5, align=CENTER)
    write(cells[4].paragraphs[0], "{%tc endfor %}", 9)
    write(cells[5].paragraphs[0], "{{ row.total }}", 10.5, bold=True, align=CENTER)
    for cell in cells:
        middle(cell)
    ordered(table, "{%tr endfor %}")
    paper.text("每格上面是得分，下面是完成数和目标数。", 9.5, indent=False)


def main() -> None:
    paper = Paper(margins_mm=(25, 22, 22, 24))
    paper.title("{{ title }}通报", size=22, after=2)
    paper.text("{{ union }}", 12, align=CENTER, indent=False)
    paper.text("{{ period }}{% if scope %}，{{ scope }}{% endif %}", 12, align=CENTER, indent=False)
    paper.order("{%p if not is_signed %}")
    paper.text("草稿，还没有复核，不得对外使用", 11, align=CENTER, indent=False, bold=True)
    paper.order("{%p endif %}")
    paper.text(
        "{{ period }}，{{ union }}按 {{ criteria|length }} 项指标对 {{ counties }} 个县（市、区）总工会进行考核。"
        "{% if collected_on %}完成数于{{ collected_on }}从系统记录取得，不由人填报。"
        "{% else %}完成数还没有取。{% endif %}现将结果通报如下。",
        12,
    )
    criteria(paper)
    ranking(paper)
    paper.heading("三、取数与复核")
    paper.signature()
    paper.text("取数和复核不是同一个人；通报以后分数不再改动，扫码可看每项完成数的明细。", 9.5, indent=False)
    paper.foot("{% if is_demo %}演示数据　{% endif %}{{ title }}通报")
    paper.save("services/assessment", "circular")


if __name__ == "__main__":
    main()
