"""Needs that several enterprises of one county say alike, each in its own words: what common problems are found from."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.actions.orders import NeedForm, register_need

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.seeds.city import City

METAL = frozenset({"压铸", "五金", "机械装备", "精密机床", "汽车部件", "钢结构", "电器"})
# How many days ago, the domain, and what each enterprise says: title and description.
MATTERS = (
    (74, "金属成形与热加工", (
        ("压铸件气孔多，废品率高", "铝液除气不彻底，压铸件机加工后露出气孔，废品率一直在一成以上。"),
        ("铝压铸件内部气孔难控制", "除气机用了也不见好，压铸件探伤常有气孔，客户退货。"),
        ("压铸气孔导致漏水", "铝压铸件试压漏水，剖开都是气孔，怀疑铝液除气和压射速度的问题。"),
        ("压铸件气孔超标", "换了铝锭以后压铸件气孔更多，除气时间加长也没用。"),
    )),
    (72, "机械加工与模具", (
        ("模具冷却水道结垢堵塞", "模具冷却水道结垢，水流小，一模要多等十几秒。"),
        ("压铸模冷却水道经常堵", "水质硬，冷却水道结垢快，酸洗一次停半天。"),
        ("模具水道结垢怎么清", "模具冷却水道结垢后局部过热粘模，拆模清洗太费时。"),
    )),
    (70, "表面处理与印染", (
        ("去毛刺打磨粉尘大", "铸件去毛刺靠手工打磨，铝粉尘大，招不到人。"),
        ("铸件手工去毛刺效率低", "去毛刺工序全靠手工打磨，粉尘呛人，一个班只出两百件。"),
        ("打磨去毛刺工位粉尘超标", "去毛刺打磨工位的铝粉尘检测超标，想改成机械手。"),
    )),
    (3, "表面处理与印染", (
        ("喷粉前工件除油不净", "前处理槽除油不净，喷粉后起泡掉粉。"),
        ("前处理除油效果差，喷粉起泡", "喷粉线前处理除油槽液更换频繁，工件仍有油，喷粉起泡。"),
    )),
)  # fmt: skip


def register_like_needs(stage: City) -> None:
    """Let the metal firms of the home county, the demo contact's first, say these things to the county's officer."""
    at_home = [firm for firm in stage.firms if firm.enterprise.org_id == stage.home.pk]
    at_home.sort(key=lambda firm: stage.contacts.get(firm.enterprise.pk) != stage.staff.contact)
    metal = [firm for firm in at_home if firm.trade.word in METAL]
    officer = invented_actor(stage.staff.county_officers[stage.home.pk].pk, at=stage.now)
    for days, domain, said in MATTERS:
        at = local_time(local_date(stage.now) - timedelta(days=days), time(10, 30))
        for firm, (title, description) in zip(metal, said, strict=False):
            form = NeedForm(dish="breakthrough", title=title, description=description, domain=domain)
            register_need(firm.enterprise, form, at=at, by=officer)
