"""Four invented down firms and what they said on one day, for the journey of a common problem."""

from __future__ import annotations

DOWN_NEEDS = (
    (0, "洗毛水温难控制", "水洗工段水温忽高忽低，羽绒洗不干净，绒子还容易断。"),
    (1, "水洗羽绒水温不稳定", "洗毛机进水温度波动大，蓬松度上不去。"),
    (2, "洗毛机水温忽冷忽热", "冬天水温升不上来，羽绒异味重。"),
    (0, "羽绒除尘效果差", "除尘机出来的绒还有灰，滤袋堵塞快。"),
    (3, "羽绒除尘机滤袋堵塞", "除尘机滤袋堵塞，灰尘和飞丝到处都是。"),
    (1, "除尘机堵塞频繁", "羽绒除尘机滤袋堵塞，一天要停两三次清灰。"),
    (2, "绒子含量分拣不准", "分毛机分出来的绒子含量忽高忽低，客户检验不合格。"),
    (3, "分毛机绒子含量不稳定", "想把绒子含量做到 90% 以上，分毛机风量不会调。"),
)


def visit_four_down_firms(officer: str) -> dict[str, str]:
    """Register four invented down firms, what they said on one day, and a contact of the first; return their names."""
    from gongqiao.kernel.access.actor import the_job
    from gongqiao.kernel.base.clock import now
    from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
    from gongqiao.kernel.people.actions import add_person, bind_contact
    from gongqiao.kernel.people.models import Account
    from gongqiao.kernel.people.queries import actor_for
    from gongqiao.services.enterprise_service.actions.orders import NeedForm, register_need
    from tests.cast import sound_code

    at, seeds = now(), the_job("seeds")
    by = actor_for(Account.objects.select_related("person").get(login=officer), strength="demo", at=at)
    firms = [
        register_enterprise(
            EnterpriseForm(
                code=sound_code(5000 + number), name=f"新会区{short}羽绒有限公司（演示）", short_name=f"{short}羽绒",
                area_code="440705001", industry="羽毛（绒）加工",
            ),
            is_demo=True, at=at, by=seeds,
        )
        for number, short in enumerate(("榕绒", "柚绒", "岗绒", "葵绒"))
    ]  # fmt: skip
    for firm, title, description in DOWN_NEEDS:
        form = NeedForm(dish="management", title=title, description=description)
        register_need(firms[firm], form, at=at, by=by)
    contact = add_person("绒厂联系人", "13711119901", at=at, by=seeds)
    bind_contact(contact, firms[0], is_principal=True, title="厂长", at=at, by=seeds)
    return {"phone": "13711119901", **{str(number): firm.name for number, firm in enumerate(firms)}}
