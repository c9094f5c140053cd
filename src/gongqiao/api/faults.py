"""What is wrong with a field of a request, in Chinese; the checks are pydantic's, the words ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Bounds = Mapping[str, Any]

WORDS: dict[str, Callable[[Bounds], str]] = {
    "missing": lambda bounds: "缺少这一项。",
    "literal_error": lambda bounds: f"只能是 {bounds['expected'].replace(' or ', '、')} 之一。",
    "string_too_long": lambda bounds: f"最多 {bounds['max_length']} 个字。",
    "string_too_short": lambda bounds: f"至少 {bounds['min_length']} 个字。",
    "string_pattern_mismatch": lambda bounds: "格式不对。",
    "too_long": lambda bounds: f"最多 {bounds['max_length']} 项。",
    "too_short": lambda bounds: f"至少 {bounds['min_length']} 项。",
    "greater_than": lambda bounds: f"要大于 {bounds['gt']}。",
    "greater_than_equal": lambda bounds: f"不能小于 {bounds['ge']}。",
    "less_than": lambda bounds: f"要小于 {bounds['lt']}。",
    "less_than_equal": lambda bounds: f"不能大于 {bounds['le']}。",
}
KINDS = (
    ("datetime", "要写成日期时间，例如 2026-11-24T14:00:00+08:00。"),
    ("timezone", "要写成日期时间，例如 2026-11-24T14:00:00+08:00。"),
    ("date", "要写成日期，例如 2026-11-24。"),
    ("int", "要写整数。"),
    ("float", "要写数字。"),
    ("finite", "要写数字。"),
    ("bool", "要写 true 或 false。"),
    ("string", "要写文字。"),
    ("list", "要写成列表。"),
    ("dict", "要写成对象。"),
    ("model", "要写成对象。"),
    ("uuid", "编号格式不对。"),
)


def in_words(kind: str, bounds: Bounds) -> str:
    """Return the sentence for one of pydantic's kinds of fault; ``bounds`` is its context."""
    if kind in WORDS:
        return WORDS[kind](bounds)
    return next((words for start, words in KINDS if kind.startswith(start)), "填写不对，请对照接口说明。")
