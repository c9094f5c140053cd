"""Make the Word template of the service agreement (服务协议); run again when it changes, and raise its edition.

.venv/bin/python tools/papers/service_agreement.py
"""

from __future__ import annotations

from layout import CENTER, Paper, label, row, write

CLAUSES = [
    ("服务内容", [
        "乙方组织丙方到甲方开展“{{ dish }}”服务，事由：{{ problem }}。",
        "地点：{{ place }}。时间：{{ time }}；需要改期的，提前一个工作日告诉其他两方。",
        "难题能否解决以现场实际为准。丙方尽力而为，不对结果作保证；企业原有设备厂商、检验机构的职责不变。",
    ]),
    ("志愿与免费", [
        "丙方成员自愿参加，不向甲方收取任何费用、礼品、有价证券，不推销产品，不介绍有偿业务。",
        "甲方提供现场必要的配合条件；乙方按规定承担丙方的交通、误餐和意外伤害保障。",
    ]),
    ("安全", [
        "甲方指定安全负责人，进场前讲清现场危险、停送电和应急办法，提供合格的劳动防护用品。",
        "丙方遵守甲方安全规程，持证范围以外的作业不做，有危险的停下来。带电、高处、有限空间、动火等作业由甲方按自己的制度审批和监护。",
    ]),
    ("保密与回避", [
        "丙方、乙方对甲方的图纸、工艺、配方、客户和经营情况保密，不拍照外传；需要拍照存档的，先经甲方同意。保密义务在服务结束后继续有效。",
        "丙方成员与甲方或其竞争对手有劳动、投资、亲属等关系、可能影响公正的，主动回避；甲方也可以要求换人。",
    ]),
    ("成果归属", [
        "服务中形成的改进办法、图纸和其他成果归甲方所有，丙方不主张知识产权。",
        "丙方可以把不涉及甲方秘密的经验用于交流和带徒；乙方宣传时提到甲方名称的，先经甲方同意。",
    ]),
    ("确认与效益", [
        "服务结束后，甲方在系统里确认难题是否解决，并作评价；没有解决的，可以请丙方再来一次。",
        "经济效益由甲方自愿申报，分“实际”“预计”两项，由乙方复核；不申报不影响以后的服务。",
    ]),
    ("其他", [
        "因甲方原因造成丙方成员伤害的，甲方依法承担责任；丙方成员自己违反规程的，由其本人承担相应责任。",
        "争议由三方协商解决；协商不成的，由乙方的上级工会调解，或者依法处理。",
        "本协议一式三份，三方各执一份，自三方签字（盖章）之日起生效，到本次服务确认或归档之日为止；保密和成果条款长期有效。",
    ]),
]  # fmt: skip


def main() -> None:
    paper = Paper(margins_mm=(16, 24, 22, 24))
    paper.head(["协议编号：{{ number }}", "拟定日期：{{ printed_on }}"])
    paper.title("劳模工匠助企行服务协议", size=20, before=2, after=10)
    table = paper.grid([32, paper.width_mm - 32])
    for name, text in (
        ("甲方（企业）", "{{ enterprise }}（统一社会信用代码 {{ credit_code }}），联系人 {{ contact }}"),
        ("乙方（工会）", "{{ federation }}"),
        ("丙方（班组）", "{{ team }}，队长 {{ leader }}，成员 {{ members }}"),
    ):
        cells = row(table)
        label(cells[0], name)
        write(cells[1].paragraphs[0], text, 11)
    paper.gap(2)
    paper.text("三方自愿、平等、诚信，就一次劳模工匠助企服务约定如下：")
    numbers = "一二三四五六七八九"
    for place, (name, lines) in enumerate(CLAUSES):
        paper.heading(f"{numbers[place]}、{name}")
        for number, line in enumerate(lines, 1):
            paper.text(f"{number}．{line}")
    paper.gap(6)
    table = paper.grid([paper.width_mm / 3] * 3)
    for cell, text in zip(row(table), ("甲方（盖章）", "乙方（盖章）", "丙方（队长签字）"), strict=True):
        label(cell, text)
    cells = row(table, 36)
    for cell, text in zip(cells, ("盖章处", "盖章处", "签字处"), strict=True):
        write(cell.paragraphs[0], text, 9, align=CENTER)
    for cell, text in zip(row(table), ("签字：", "签字：", "电话："), strict=True):
        write(cell.paragraphs[0], text, 10.5)
    for cell in row(table):
        write(cell.paragraphs[0], "　　　年　　月　　日", 10, align=CENTER)
    paper.foot("{% if is_demo %}演示数据　{% endif %}{{ number }}")
    paper.save("services/enterprise_service", "service_agreement")


if __name__ == "__main__":
    main()
