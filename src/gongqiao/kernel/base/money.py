"""Money is whole fen in the code and yuan on the screen."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from gongqiao.kernel.base.ids import MAX_ID

FEN_A_YUAN = 100
WAN_YUAN = 10_000


def fen_of(text: str) -> int:
    """Return the fen of an amount in yuan as people type it (1,800,000.50). Raises ValueError in Chinese."""
    plain = text.strip().replace(",", "").replace("，", "").removesuffix("元")
    try:
        yuan = Decimal(plain)
    except InvalidOperation as wrong:
        raise ValueError("请填金额，例如 300000 或 1234.50，单位是元。") from wrong
    if not yuan.is_finite() or yuan.as_tuple().exponent < -2:  # type: ignore[operator]
        raise ValueError("金额最多到分，也就是两位小数。")
    if yuan < 0:
        raise ValueError("金额不能小于零。")
    if yuan > MAX_ID // FEN_A_YUAN:
        raise ValueError("金额太大了，请核对。")
    return int(yuan * FEN_A_YUAN)


def yuan_of(fen: int) -> str:
    """Return 1,800,000 元, with fen only where there are some."""
    yuan, rest = divmod(fen, FEN_A_YUAN)
    return f"{yuan:,}.{rest:02} 元" if rest else f"{yuan:,} 元"


def wan_of(fen: int) -> str:
    """Return 9,410.5 万元: up to four decimals, so that no yuan is lost."""
    wan = (Decimal(fen) / FEN_A_YUAN / WAN_YUAN).quantize(Decimal("0.000001")).normalize()
    return f"{wan:,f} 万元"
