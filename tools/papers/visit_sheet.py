"""Make the Word template of the visit sheet (服务记录单); run again when its layout changes, and raise its edition.

.venv/bin/python tools/papers/visit_sheet.py
"""

from __future__ import annotations

from layout import CENTER, Paper, label, row, write

TALL = 18


def main() -> None:
    paper = Paper(margins_mm=(14, 18, 18, 18))
    paper.head(["{{ federation }}", "编号：{{ number }}", "打印：{{ printed_on }}"])
    paper.title("服务记录单")
    side = paper.width_mm / 2 - 24
    table = paper.grid([24, side, 24, side])
    for left, left_value, right, right_value in (
        ("企业", "enterprise", "联系人", "contact"),
        ("服务项目", "dish", "上门日期", "visited_on"),
        ("班组", "team", "时间", "time"),
    ):
        cells = row(table)
        for place, (name, value) in enumerate(((left, left_value), (right, right_value))):
            label(cells[place * 2], name)
            write(cells[place * 2 + 1].paragraphs[0], f"{{{{ {value} }}}}", 11)
    for name, text, height in (
        ("到场人员", "{{ present }}", 0),
        ("问题", "{{ problem }}", TALL),
        ("查明原因", "{{ cause }}", TALL),
        ("处理经过", "{{ cure }}", TALL),
        ("现场培训", "{{ training }}{% if trained %}（签到 {{ trained }} 人）{% endif %}", 0),
        ("后续建议", "{{ advice }}", 0),
    ):
        cells = row(table, height)
        label(cells[0], name)
        write(cells[1].merge(cells[3]).paragraphs[0], text, 11)
    promises(table)
    for name, text in (
        ("企业确认", "{% for line in solved %}{{ line }}；{% endfor %}{% if score %}满意度 {{ score }}{% endif %}"),
        ("经济效益", "{{ benefit }}"),
    ):
        cells = row(table)
        label(cells[0], name)
        write(cells[1].merge(cells[3]).paragraphs[0], text, 11)
    paper.gap(5)
    signatures(paper)
    paper.foot("{% if is_demo %}演示数据　{% endif %}一式三份，企业、班组、工会各存一份　本次服务不收费")
    paper.save("services/enterprise_service", "visit_sheet")


def promises(table: object) -> None:
    cells = row(table)
    label(cells[0], "承诺事项")
    box = cells[1].merge(cells[3])
    write(box.paragraphs[0], "{%p for promise in promises %}", 9)
    write(
        box.add_paragraph(), "{{ loop.index }}．{{ promise.text }}（{{ promise.owner }}，{{ promise.due_on }} 前）", 11
    )
    write(box.add_paragraph(), "{%p endfor %}", 9)
    write(box.add_paragraph(), "{%p if not promises %}", 9)
    write(box.add_paragraph(), "没有", 11)
    write(box.add_paragraph(), "{%p endif %}", 9)


def signatures(paper: Paper) -> None:
    third = paper.width_mm / 3
    table = paper.grid([third] * 3)
    for cell, text in zip(row(table), ("企业（盖章、签字）", "班组队长（签字）", "工会经办（签字）"), strict=True):
        label(cell, text)
    cells = row(table, 38)
    write(cells[0].paragraphs[0], "盖章处", 9, align=CENTER)
    write(cells[0].add_paragraph(), "{{ signature }}", 11, align=CENTER)
    write(cells[0].add_paragraph(), "{{ signed_by }}", 10, align=CENTER)
    write(cells[1].paragraphs[0], "{{ leader }}", 11, align=CENTER)
    write(cells[2].paragraphs[0], "", 11)
    for cell in row(table):
        write(cell.paragraphs[0], "　　　年　　月　　日", 10, align=CENTER)


if __name__ == "__main__":
    main()
