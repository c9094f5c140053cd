"""Invented enterprises of the demo: names made of parts, credit codes in an area that is not assigned."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org.actions import EnterpriseForm, register_enterprise
from gongqiao.kernel.org.models import Area, Enterprise, Union
from gongqiao.kernel.org.queries import areas, industries
from gongqiao.kernel.org.tags import ABOVE_SIZE, LEDGER, SPECIAL
from gongqiao.kernel.org.uscc import ALPHABET, check_character
from gongqiao.kernel.places.points import Point

LEDGER_ODDS = {"province": 2, "city": 5, "county": 3}
SPECIAL_ODDS = {"giant": 1, "province": 4, "innovator": 5}
UNASSIGNED_AREA = "440799"
FIRST = "砺榕柚崖澜岗峡葵陶骏翊禾沐璟岚屿朔钧铄霁滢栎翎曜"
SECOND = "江渡谷川湾岭原泽汇锦川桥舟塘沙屏石溪洲浦峰堤岸"


@dataclass(frozen=True, kw_only=True)
class Trade:
    """A line of business: the word in the name, GB/T 4754 division, and the problem industries that it meets."""

    word: str
    division: str
    meets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An invented enterprise and its trade."""

    enterprise: Enterprise
    trade: Trade


TRADES = (
    Trade(word="压铸", division="有色金属冶炼和压延加工业", meets=("压铸",)),
    Trade(word="五金", division="金属制品业", meets=("五金", "五金工具", "五金喷涂", "金属制品", "冲压")),
    Trade(word="机械装备", division="专用设备制造业", meets=("石化装备", "锅炉装备", "重型机械", "压力机", "输送机械")),
    Trade(word="精密机床", division="通用设备制造业", meets=("机床制造", "机床维修", "通用机械", "齿轮", "锻造")),
    Trade(word="食品机械", division="农副食品加工业", meets=("食品农机", "农业")),
    Trade(word="电器", division="电气机械和器材制造业", meets=("工业维修", "照明电子", "水力发电", "电力工程")),
    Trade(
        word="电子", division="计算机、通信和其他电子设备制造业", meets=("电子制造", "电子元件", "电子电镀", "机柜钣金")
    ),
    Trade(word="塑料制品", division="橡胶和塑料制品业", meets=("塑料制品", "塑料着色", "轮胎", "皮革")),
    Trade(word="陶瓷", division="非金属矿物制品业", meets=("陶瓷", "玻纤", "新材料")),
    Trade(word="纺织印染", division="纺织业", meets=("印染", "纺织", "服装")),
    Trade(word="汽车部件", division="汽车制造业", meets=("汽车制造", "汽车冲压", "汽车涂装", "汽车装备", "汽车零部件")),
    Trade(word="新材料", division="化学原料和化学制品制造业", meets=("盐化工", "涂料", "再生资源", "电镀", "生物医药")),
    Trade(word="光学", division="仪器仪表制造业", meets=("光学制造", "机器人")),
    Trade(
        word="钢结构", division="金属制品业", meets=("建筑钢结构", "钢结构船舶", "核电安装", "海洋工程", "城市轨道交通")
    ),
)


def register_enterprises(
    counties: Sequence[Union], count: int, chance: random.Random, *, at: datetime, by: Actor
) -> list[Firm]:
    """Register ``count`` invented enterprises, more in the larger counties; return them."""
    names, codes = invented_names(chance), unassigned_codes(chance)
    shares = {union.pk: len(areas(parent=union.area_id)) + 6 for union in counties}
    made = []
    for number in range(count):
        union = chance.choices(list(counties), weights=[shares[county.pk] for county in counties])[0]
        town = chance.choice(areas(parent=union.area_id))
        trade = TRADES[number % len(TRADES)]
        form = enterprise_form(next(codes), f"{next(names)}{trade.word}", trade, union=union, town=town, chance=chance)
        made.append(Firm(enterprise=register_enterprise(form, is_demo=True, at=at, by=by), trade=trade))
    return made


def enterprise_form(
    code: str, short_name: str, trade: Trade, *, union: Union, town: Area, chance: random.Random
) -> EnterpriseForm:
    """Return what is written down of an invented enterprise in a town."""
    levels = random.Random(code)  # beside the city's own chance, so that its stories stay as they were
    return EnterpriseForm(
        code=code,
        name=f"{union.area.name}{short_name}有限公司（演示）",
        short_name=short_name,
        area_code=town.code,
        address=f"{town.name}工业大道{chance.randint(1, 168)}号",
        class_code=class_of(trade.division),
        industry=trade.word,
        tags=(tags := _tags(chance)),
        ledger_level=_one_of(levels, LEDGER_ODDS) if LEDGER in tags else "",
        speciality=_one_of(levels, SPECIAL_ODDS) if SPECIAL in tags else "",
        workers=round(chance.lognormvariate(4.6, 0.8)),
        point=_near(town, chance),
    )


@cache
def class_of(division: str) -> str:
    """Return the code of a division of the industry classification."""
    return next(row.code for row in industries(level=2) if row.name == division)


def _tags(chance: random.Random) -> list[str]:
    odds = ((SPECIAL, 0.3), (LEDGER, 0.4), (ABOVE_SIZE, 0.45), ("小微", 0.25))
    return [tag for tag, share in odds if chance.random() < share]


def _one_of(chance: random.Random, odds: dict[str, int]) -> str:
    return chance.choices(list(odds), weights=list(odds.values()))[0]


def _near(town: Area, chance: random.Random) -> Point | None:
    if town.latitude is None or town.longitude is None:
        return None
    return Point(lat=town.latitude + chance.uniform(-0.02, 0.02), lng=town.longitude + chance.uniform(-0.02, 0.02))


def invented_names(chance: random.Random) -> Iterator[str]:
    """Yield the first parts of names, each once."""
    pairs = sorted({first + second for first in FIRST for second in SECOND if first != second})
    chance.shuffle(pairs)
    yield from pairs


def unassigned_codes(chance: random.Random) -> Iterator[str]:
    """Yield sound credit codes in an area that is not assigned."""
    while True:
        body = "MA5" + "".join(chance.choice(ALPHABET) for _ in range(6))
        first17 = f"91{UNASSIGNED_AREA}{body}"
        yield first17 + check_character(first17)
