"""Make the Word template of the framework agreement (行业共性问题联合攻关框架协议); run again when it changes.

.venv/bin/python tools/papers/framework_agreement.py
"""

from __future__ import annotations

from layout import CENTER, Paper, label, ordered, repeats, row, write


def listed(paper: Paper, widths: list[float], heads: list[str], loop: str, values: list[str]) -> None:
    """A table with a row for each record of a list."""
    table = paper.grid(widths)
    for cell, text in zip(row(table), heads, strict=True):
        label(cell, text, 10.5)
    repeats(table)
    ordered(table, "{%tr for " + loop + " %}")
    for cell, text in zip(row(table), values, strict=True):
        write(cell.paragraphs[0], text, 10.5)
    ordered(table, "{%tr endfor %}")
    paper.gap(2)


def main() -> None:
    paper = Paper(margins_mm=(18, 25, 22, 25))
    width = paper.width_mm
    paper.head(["编号：{{ number }}", "{{ federation }}", "拟稿：{{ drafted_on }}"])
    paper.title("{{ title }}", size=20, before=4, after=10)
    paper.text(
        "为集中力量解决{{ industry }}行业企业共同面临的技术难题，发挥劳模和工匠人才创新工作室、专家库和实训基地的作用，"
        "在{{ federation }}组织下，各方自愿、平等协商，订立本框架协议。"
    )
    paper.heading("一、参加各方")
    listed(
        paper, [10, 62, 26, width - 98], ["序", "名称和统一社会信用代码", "身份", "承担的任务"], "party in parties",
        ["{{ loop.index }}", "{{ party.name }}\n{{ party.credit_code }}", "{{ party.role }}", "{{ party.duties }}"],
    )  # fmt: skip
    paper.heading("二、共性难题")
    paper.text("各方经走访、会商，确认下列难题为本行业的共性难题，列为联合攻关事项：")
    listed(
        paper, [10, 45, 24, width - 79], ["序", "难题", "涉及企业", "情况"], "problem in problems",
        ["{{ loop.index }}", "{{ problem.title }}", "{{ problem.enterprises }}", "{{ problem.description }}"],
    )  # fmt: skip
    paper.heading("三、汇集的力量")
    paper.text("（一）专家")
    listed(
        paper, [10, 35, 45, width - 90], ["序", "姓名", "专长", "所在工会"], "expert in experts",
        ["{{ loop.index }}", "{{ expert.name }}", "{{ expert.trade }}", "{{ expert.union }}"],
    )  # fmt: skip
    for number, name, rows, item in (("二", "创新工作室", "studios", "studio"), ("三", "实训基地", "bases", "base")):
        paper.text(
            f"（{number}）{name}：{{% for {item} in {rows} %}}{{{{ {item}.name }}}}（{{{{ {item}.host }}}}）"
            f"{{% if not loop.last %}}、{{% endif %}}{{% endfor %}}{{% if not {rows} %}}暂无{{% endif %}}。"
        )
    paper.heading("四、各方的责任")
    paper.text("{{ duties }}")
    paper.text("攻关活动不向企业收取费用。各方对知悉的技术秘密和经营信息保密；与企业有利害关系的专家回避。")
    paper.text("攻关形成的成果，用于某一企业的归该企业所有；适用于全行业的，由参加各方共同使用，具体权益另签协议约定。")
    paper.heading("五、跟踪与评估")
    paper.text("{{ follow_up }}")
    paper.heading("六、期限")
    paper.text(
        "{% if valid_from %}本协议自{{ valid_from }}起，至{{ valid_to }}止。{% else %}期限由各方另行商定。{% endif %}"
        "期满前一个月，各方商定是否续签；中途退出的，书面告知其他各方。"
    )
    paper.text("本协议为合作框架，具体项目另定方案。一式多份，各方各执一份，签字盖章后生效。")
    paper.heading("签字盖章")
    table = paper.grid([width / 2, width / 2])
    label(
        row(table)[0].merge(table.rows[0].cells[1]),
        "{{ federation }}（盖章）　　　签字：　　　　　　　　　年　　月　　日",
    )
    cells = row(table, 26)
    write(cells[0].merge(cells[1]).paragraphs[0], "盖章处", 9, align=CENTER)
    ordered(table, "{%tr for party in parties %}")
    cells = row(table, 28)
    write(cells[0].paragraphs[0], "{{ party.name }}", 10.5, bold=True)
    write(cells[0].add_paragraph(), "代表签字：", 10.5)
    write(cells[0].add_paragraph(), "　　　年　　月　　日", 10.5)
    write(cells[1].paragraphs[0], "盖章处", 9, align=CENTER)
    ordered(table, "{%tr endfor %}")
    paper.foot("{% if is_demo %}演示数据　{% endif %}{{ number }}")
    paper.save("services/innovation", "framework_agreement")


if __name__ == "__main__":
    main()
