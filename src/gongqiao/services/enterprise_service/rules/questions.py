"""The extra questions of a dish: defined as data with the menu, answered in an order, a visit or a rating.

Core facts have columns of their own; these are local additions and never drive money, states or dates. One of them is
read by the product itself: ``people``, how many want to learn, which therefore stays a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from gongqiao.kernel.base.errors import Invalid

KINDS = {"text": "一行文字", "long": "多行文字", "number": "数字", "choice": "单选", "yes_no": "是或否", "date": "日期"}
KINDS_WITH_OPTIONS = frozenset({"choice", "several"})
BETWEEN = "、"
"""What stands between several options that were chosen; no option holds it."""
MOST_QUESTIONS = 40
MOST_TEXT = 300
MOST_LONG = 2000
MOST_NUMBER = 1_000_000_000
READ_AS = {"people": "number"}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: ``key`` names the answer, ``options`` are those of a choice."""

    key: str
    label: str
    kind: str = "text"
    is_required: bool = False
    options: tuple[str, ...] = ()
    hint: str = ""


def questions(stored: Sequence[Mapping[str, object]]) -> tuple[Question, ...]:
    """Return the questions of a stored form."""
    return tuple(Question(**as_asked(row)) for row in stored)


def as_asked(row: Mapping[str, object]) -> dict[str, Any]:
    """Return what every stored question has: its key, label, kind, options and hint."""
    return {
        "key": str(row["key"]),
        "label": str(row["label"]),
        "kind": str(row.get("kind", "text")),
        "is_required": bool(row.get("is_required", False)),
        "options": tuple(str(option) for option in _list(row.get("options"))),
        "hint": str(row.get("hint", "")),
    }


def stored(form: Sequence[Question], *, kinds: Mapping[str, str] = KINDS) -> list[dict[str, object]]:
    """Return questions as they are stored. Raises Invalid when the form cannot be used."""
    if len(form) > MOST_QUESTIONS:
        raise Invalid(f"一张表最多 {MOST_QUESTIONS} 个附加问题，请删掉一些。")
    for question in form:
        if question.kind not in kinds or not question.label.strip():
            raise Invalid("每个附加问题都要写题目、选类型。")
        if question.kind != READ_AS.get(question.key, question.kind):
            raise Invalid(f"“{question.label}”要用数字：学员人数从这里来。可以改题目，不要改类型。")
        if question.kind in KINDS_WITH_OPTIONS and len(question.options) < 2:
            raise Invalid(f"选择题“{question.label}”至少要有两个选项。")
    if len({question.key for question in form}) != len(form):
        raise Invalid("附加问题有重复，请改名。")
    return [{**asdict(question), "options": list(question.options)} for question in form]


def answered(form: Sequence[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the checked answers. Raises Invalid with every wrong field; unknown keys are left out."""
    clean: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    for question in form:
        given = str(answers.get(question.key, "") or "").strip()
        fault = _fault(question, given)
        if fault:
            faults[f"extra_{question.key}"] = [fault]
        elif given:
            clean[question.key] = given
    if faults:
        raise Invalid(fields=faults)
    return clean


def in_words(form: Sequence[Question], answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return label and answer of every answered question, in the order of the form."""
    yes_no = {"yes": "是", "no": "否"}
    return [
        (question.label, yes_no.get(str(answers[question.key]), str(answers[question.key])))
        for question in form
        if answers.get(question.key)
    ]


def _fault(question: Question, given: str) -> str:
    if not given:
        return f"请填“{question.label}”。" if question.is_required else ""
    most = MOST_LONG if question.kind == "long" else MOST_TEXT
    if len(given) > most:
        return f"“{question.label}”最多 {most} 个字。"
    match question.kind:
        case "number":
            good = given.isascii() and given.isdigit() and int(given) <= MOST_NUMBER
            return "" if good else f"“{question.label}”请填数字。"
        case "choice":
            return "" if given in question.options else f"“{question.label}”请从选项里选一个。"
        case "several":
            unknown = set(given.split(BETWEEN)) - set(question.options)
            return f"“{question.label}”请从选项里选。" if unknown else ""
        case "yes_no":
            return "" if given in {"yes", "no"} else f"“{question.label}”请选是或否。"
        case "date":
            return "" if _is_date(given) else f"“{question.label}”请填日期，例如 2026-11-24。"
    return ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
