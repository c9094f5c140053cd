"""What the invented enterprises ask for: real problems, each on a machine or line, none said twice."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from gongqiao.services.enterprise_service.seeds.enterprises import Trade

PROBLEMS = Path(__file__).parent.parent / "data" / "problems.jsonl"

LINES = (
    "一号线", "二号线", "三号线", "四号线", "老厂区", "新厂区", "东车间", "西车间", "试制车间", "一工段", "二工段",
    "夜班线", "出口订单线", "技改后的产线", "搬迁后的产线", "新装的设备", "用了八年的设备", "进口设备", "国产替换设备",
)  # fmt: skip
COURSES = {
    "金属成形与热加工": ("焊工持证前强化", "压铸工艺与缺陷判断", "热处理炉安全操作", "冲压模具安装与调试"),
    "机械加工与模具": ("数控车铣编程入门", "刀具磨损判断与节约", "钳工装配基本功", "模具保养与小修"),
    "设备维修与液压": ("液压系统点检", "机修钳工基础", "设备润滑与防漏", "轴承更换与找正"),
    "电气与自动化": ("低压电工实操", "变频器参数与故障", "PLC 看图与排故", "机器人示教与保养"),
    "化工与材料": ("注塑参数与缺陷", "配料称量防错", "危化品安全操作", "试样检验与记录"),
    "表面处理与印染": ("喷粉前处理", "电镀液日常维护", "染色打样与对色", "漆面缺陷处理"),
    "电子与数字化": ("波峰焊曲线调整", "手工焊接与返修", "看板与工单录入", "机器视觉入门"),
    "质量管理与工程": ("量具正确使用", "班组质量改善", "首件检验与巡检", "安全风险辨识"),
}
LECTURES = ("产业工人队伍建设改革政策", "工会法与职工权益", "安全生产月专题", "劳模精神、劳动精神、工匠精神", "新职工入职第一课",
            "技术工人待遇政策", "女职工劳动保护", "班组长怎样带好队伍")  # fmt: skip
IMPROVEMENTS = ("班组早会流于形式", "换线时间太长", "物料堆放乱、找料费时", "安全隐患整改没有闭环", "一线建议没人回", "班组长不会排班",
                "工序间等待多", "计件与质量挂钩不清")  # fmt: skip
MOST_TRIES = 200
PAIRS = ("带两名机修学徒", "带一名数控学徒", "带三名新电工", "带一名焊工冲击技师", "带两名模具学徒", "带一名质检骨干")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A need as an enterprise would write it."""

    dish: str
    title: str
    description: str
    domain: str = ""
    people: int = 0
    cause: str = ""


class Wishes:
    """Makes wishes; a title that was given once is not given again as long as there are others."""

    def __init__(self, chance: random.Random, domain_of: dict[str, str]) -> None:
        self._random = chance
        self._domain_of = domain_of
        with PROBLEMS.open(encoding="utf-8") as lines:
            self._problems = [json.loads(line) for line in lines]
        self._used: set[str] = set()

    def wish(self, dish: str, trade: Trade) -> Wish:
        """Return a wish for this dish that fits the trade."""
        made = self._make(dish, trade)
        for _ in range(MOST_TRIES):
            if made.title not in self._used:
                break
            made = self._make(dish, trade)
        self._used.add(made.title)
        return made

    def _make(self, dish: str, trade: Trade) -> Wish:
        line = self._random.choice(LINES)
        people = self._random.choice((8, 10, 12, 15, 18, 20, 24))
        match dish:
            case "breakthrough":
                return self._problem(trade, line)
            case "training":
                domain = self._random.choice(sorted(COURSES))
                course = self._random.choice(COURSES[domain])
                return Wish(
                    dish=dish, title=f"{line}职工想学“{course}”", domain=domain, people=people,
                    description=f"{line}有 {people} 名职工，想请师傅来讲“{course}”，最好带实操。",
                )  # fmt: skip
            case "guidance":
                lecture = self._random.choice(LECTURES)
                return Wish(
                    dish=dish, title=f"请到{line}讲“{lecture}”", people=people,
                    description=f"利用班前半小时，{people} 人左右，讲得通俗些。",
                )  # fmt: skip
            case "management":
                trouble = self._random.choice(IMPROVEMENTS)
                return Wish(
                    dish=dish, title=f"{line}{trouble}", description=f"{line}{trouble}，想请有经验的班组长现场看看怎么改。",
                )  # fmt: skip
        pair = self._random.choice(PAIRS)
        domain = self._random.choice(sorted(COURSES))
        return Wish(
            dish=dish, title=f"{line}想请师傅{pair}", domain=domain, people=2,
            description=f"{line}{pair}，希望定下出师标准，带满一年。",
        )  # fmt: skip

    def _problem(self, trade: Trade, line: str) -> Wish:
        fitting = [problem for problem in self._problems if problem["industry"] in trade.meets]
        problem = self._random.choice(fitting or self._problems)
        return Wish(
            dish="breakthrough",
            title=f"{line}：{problem['title']}",
            description=f"{line}{problem['description']}。",
            domain=self._domain_of[problem["labels"][0]],
            cause=problem["description"].split("，")[0],
        )
