"""Make the Word template of a snapshot's report (指标简报); run again when it changes, and raise its edition.

.venv/bin/python tools/papers/snapshot_report.py
"""

from __future__ import annotations

from layout import CENTER, RIGHT, Paper, label, middle, ordered, repeats, row, write


def numbers(paper: Paper) -> None:
    """Every number as it was counted, and how."""
    paper.heading("主要数字")
    table = paper.grid([38, 32, paper.width_mm - 70])
    for cell, text in zip(row(table), ("指标", "数", "怎么数的"), strict=True):
        label(cell, text, 10.5)
    repeats(table)
    ordered(table, "{%tr for line in lines %}")
    cells = row(table)
    for cell, text, size in zip(
        cells, ("{{ line.label }}", "{{ line.exact }}", "{{ line.says }}"), (10.5, 10.5, 9), strict=True
    ):
        write(cell.paragraphs[0], text, size)
        middle(cell)
    cells[1].paragraphs[0].alignment = RIGHT
    ordered(table, "{%tr endfor %}")
    paper.text(
        "正文里写“超过”“近”“余”的是概数，准确数以本表为准；“没有记录”指这段时间没有这样的事。", 9.5, indent=False
    )


def parts(paper: Paper) -> None:
    """The numbers by county, by dish and so on."""
    paper.order("{%p for table in tables %}")
    paper.heading("附表{{ loop.index }}　按{{ table.label }}")
    table = paper.grid_of_columns([46], 14)
    cells = row(table)
    label(cells[0], "指标", 10)
    for cell, text in zip(cells[1:], ("{%tc for head in table.heads %}", "{{ head }}", "{%tc endfor %}"), strict=True):
        label(cell, text, 9.5)
    repeats(table)
    ordered(table, "{%tr for row in table.rows %}")
    cells = row(table)
    write(cells[0].paragraphs[0], "{{ row.label }}（{{ row.unit }}）", 9.5)
    for cell, text in zip(cells[1:], ("{%tc for word in row.words %}", "{{ word }}", "{%tc endfor %}"), strict=True):
        write(cell.paragraphs[0], text, 9.5, align=RIGHT)
        middle(cell)
    ordered(table, "{%tr endfor %}")
    paper.order("{%p endfor %}")
    paper.order("{%p if tables %}")
    paper.text(
        "合计是重新数的：同一家企业、同一个人在几处都有的只算一次，所以去重的指标不是各列相加。", 9.5, indent=False
    )
    paper.order("{%p endif %}")


def main() -> None:
    paper = Paper(margins_mm=(25, 22, 22, 24))
    paper.title("{{ title }}", size=22, after=2)
    paper.text("{{ union }}", 12, align=CENTER, indent=False)
    paper.text("{{ period }}{% if scope %}，{{ scope }}{% endif %}{% if is_corrected %}，第 {{ version }} 版{% endif %}",
               12, align=CENTER, indent=False)  # fmt: skip
    paper.order("{%p if not is_signed %}")
    paper.text("草稿，还没有复核，不得对外使用", 11, align=CENTER, indent=False, bold=True)
    paper.order("{%p endif %}")
    paper.order("{%p if reason %}")
    paper.text("更正说明：{{ reason }}")
    paper.order("{%p endif %}")
    paper.order("{%p for section in sections %}")
    paper.heading("{{ section.heading }}")
    paper.order("{%p for sentence in section.sentences %}")
    paper.text("{{ sentence }}", 12)
    paper.order("{%p endfor %}")
    paper.order("{%p endfor %}")
    numbers(paper)
    parts(paper)
    paper.heading("制作与复核")
    paper.signature()
    paper.text("数字取自系统记录，连同明细一起封存；扫码可看明细。", 9.5, indent=False)
    paper.foot("{% if is_demo %}演示数据　{% endif %}{{ title }}")
    paper.save("kernel/snapshots", "report")


if __name__ == "__main__":
    main()
