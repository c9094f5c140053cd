"""A number as reports write it: with its unit, money in 万元 or 亿元, ratios with two decimals, rounded as wished."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from gongqiao.cores.wording import Wording, rounded
from gongqiao.kernel.base.money import FEN_A_YUAN, WAN_YUAN, wan_of, yuan_of

__all__ = ["NOTHING", "WORDINGS", "Wording", "said"]

WORDINGS = {"exact": "准确数", "over": "超过…", "near": "近…", "more": "…余"}
NOTHING = "没有记录"
YI_YUAN = WAN_YUAN * WAN_YUAN
_PATTERNS = {"exact": "{} {}", "over": "超过 {} {}", "near": "近 {} {}", "more": "{} 余{}"}


def said(value: int, per: int | None = None, *, unit: str, is_money: bool = False, wording: Wording = "exact") -> str:
    """Return 594 家, 超过 500 家, 近 600 家 or 590 余家; money (in fen) and ratios likewise; nothing is said as such."""
    if per is not None:
        return _ratio(value, per, unit, is_money)
    if value == 0:
        return NOTHING
    found = rounded(value, wording)
    if not is_money:
        return _PATTERNS[found.how].format(f"{found.number:,}", unit)
    if found.how == "exact":
        return wan_of(value) if value >= WAN_YUAN * FEN_A_YUAN else yuan_of(value)
    number, of = _in_money(found.number)
    return _PATTERNS[found.how].format(number, of)


def _ratio(value: int, per: int, unit: str, is_money: bool) -> str:
    if per == 0:
        return NOTHING
    hundredths = Decimal("0.01")
    exact = Decimal(value) / per / (FEN_A_YUAN if is_money else 1)
    return f"{exact.quantize(hundredths, ROUND_HALF_UP):,f} {unit}"


def _in_money(fen: int) -> tuple[str, str]:
    """Return a round amount in the largest unit that leaves a whole number."""
    yuan = Decimal(fen) / FEN_A_YUAN
    for size, unit in ((YI_YUAN, "亿元"), (WAN_YUAN, "万元")):
        if yuan >= size and yuan % size == 0:
            return f"{int(yuan / size):,}", unit
    if yuan >= WAN_YUAN:
        return f"{(yuan / WAN_YUAN).normalize():,f}", "万元"
    return f"{yuan.normalize():,f}", "元"
