"""A company's name in the parts by which people know it: 新会区陶桥压铸有限公司 is 陶桥压铸, and 陶桥."""

from __future__ import annotations

import re

LEAST = 2
_BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
_REGION = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}?(?:省|市|区|县|镇|街道))+")
_BARE_REGIONS = ("广东", "江门", "新会", "蓬江", "江海", "台山", "开平", "鹤山", "恩平")
_FORM = re.compile(r"(?:股份|集团|控股|有限|责任|公司|总厂|工厂|分厂|厂|店|中心|合作社|实业|科技|工贸|贸易|商贸)+$")
_TRADE_WORDS = """
    压铸 铸造 锻造 冲压 五金 机械 机电 电机 电器 电气 电子 电子信息 光电 照明 灯饰 电线 电缆 塑料 塑胶
    塑业 注塑 橡胶 模具 精密 精工 金属 制品 不锈钢 钢构 钢结构 铝业 铜业 材料 新材料 复合材料 设备 装备
    工业 制造 智能 智造 自动化 机器人 汽车 汽配 零部件 配件 摩托车 船舶 轨道 交通 纺织 印染 染整 服装
    制衣 皮革 鞋业 家具 木业 陶瓷 建材 玻璃 水泥 石材 化工 涂料 油墨 树脂 日化 医药 制药 生物 食品
    饮料 粮油 农业 农机 水产 茶业 茶叶 包装 印刷 纸业 造纸 纸品 环保 能源 新能源 电池 水务 物流 快递
    运输 卫浴 洁具 厨具 电镀 喷涂 热处理 焊接 阀门 水泵 泵业 风机 空调 制冷 仪表 仪器 检测 数控 机床
    工具 刀具 轴承 紧固件 弹簧 线材 管业 管道
"""
_TRADES = tuple(sorted(_TRADE_WORDS.split(), key=len, reverse=True))


def parts_of(name: str) -> tuple[tuple[str, bool], ...]:
    """Return the ways to write a company's name, each with whether it surely means the company.

    What is left when region, legal form and trade are taken away may be an ordinary word, and is not sure.
    """
    whole = "".join(name.split())
    short = _FORM.sub("", _without_region(_BRACKETS.sub("", whole)))
    core = _without_trade(short)
    parts: dict[str, bool] = {}
    for part, is_sure in ((whole, True), (_BRACKETS.sub("", whole), True), (short, len(short) > LEAST), (core, False)):
        if len(part) >= LEAST and part not in _TRADES:
            parts.setdefault(part, is_sure)
    return tuple(parts.items())


def _without_region(name: str) -> str:
    shorter = _REGION.sub("", name)
    for region in _BARE_REGIONS:
        if shorter.startswith(region) and len(shorter) - len(region) >= LEAST:
            return shorter.removeprefix(region)
    return shorter if len(shorter) >= LEAST else name


def _without_trade(name: str) -> str:
    for _ in range(4):
        ending = next((trade for trade in _TRADES if name.endswith(trade) and len(name) - len(trade) >= LEAST), "")
        if not ending:
            break
        name = name.removesuffix(ending)
    return _FORM.sub("", name) or name
