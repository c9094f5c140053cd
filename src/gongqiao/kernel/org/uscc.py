"""The unified social credit code of 18 characters.

Source: GB 32100-2015: registration authority (1), kind (1), area (6), body (9), check character (1); check by
weights 3^(i-1) mod 31 over an alphabet without I, O, S, V and Z.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ", "0123456789ABCDEFGHJKLMNPQRTUWXY"
)


def tidy(text: str) -> str:
    """Return the code as it should be written: no blanks, capitals, half-width characters."""
    return "".join(text.split()).translate(_FULL_WIDTH).upper()


def fault_of(code: str) -> str | None:
    """Return what is wrong with a tidy code, as a Chinese sentence, or None when it is sound."""
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位，请对照营业执照核对。"
    for place, character in enumerate(code, 1):
        if character not in _VALUES:
            return f"统一社会信用代码第 {place} 位“{character}”不在可用字符内（不用 I、O、S、V、Z），请核对。"
    if not code[2:8].isdigit():
        return "统一社会信用代码第 3 到 8 位应为行政区划数字，请对照营业执照核对。"
    if code[17] != check_character(code[:17]):
        return "统一社会信用代码第 18 位校验码不对，请对照营业执照逐位核对。"
    return None


def check_character(first17: str) -> str:
    """Return the check character of the first 17 characters."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]
