"""What services announce and ask."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from functools import cache
from pathlib import Path
from typing import Any, get_args

from reference_pages.markdown import code, page, table, where
from reference_pages.rooms import name_of, rooms

SRC = Path(__file__).resolve().parents[2] / "src/gongqiao"


def facts() -> str:
    """What services announce and ask."""
    from gongqiao.kernel.contracts import every_fact, every_question

    told = [one_fact(name, fact) for name, fact in sorted(every_fact().items())]
    asked = [one_question(question) for question in sorted(every_question(), key=where)]
    return page(
        "Facts and questions", "How services speak with each other.",
        "## Facts", *told, "## Questions", *asked, "## Values in answers", *map(one_value, values_of_contracts()),
    )  # fmt: skip


def one_fact(name: str, fact: Any) -> str:
    from gongqiao.kernel.contracts import listeners_of

    announced = ", ".join(announcers().get(fact.__name__, ())) or "nobody"
    heard = ", ".join(sorted(code(where(listener)) for listener in listeners_of(fact))) or "nobody"
    return "\n\n".join([one_value(fact, title=name), f"Announced by: {announced}. Reacts: {heard}."])


def one_question(question: Any) -> str:
    from gongqiao.kernel import contracts

    answer = inspect.formatannotation(get_args(question.__orig_bases__[0])[0]).replace("gongqiao.services.", "")
    return "\n\n".join(
        [one_value(question), f"Answer: {code(answer)}, by {code(where(contracts._answers[question]))}."]
    )


def one_value(value: Any, title: str = "") -> str:
    fields = [(code(field.name), code(str(field.type))) for field in dataclasses.fields(value)]
    heading = f"### {title or where(value).replace('.contract', '').removeprefix('services.')}"
    words = " ".join((inspect.getdoc(value) or "").split())
    return "\n\n".join([heading, words, *([table(("Field", "Type"), fields)] if fields else [])])


def values_of_contracts() -> list[Any]:
    from gongqiao.kernel.contracts import Fact, Question

    here = [
        value
        for module in rooms("contract")
        for value in vars(module).values()
        if where(value).startswith(name_of(module))
    ]
    plain = [v for v in here if dataclasses.is_dataclass(v) and not issubclass(v, Fact | Question)]
    return sorted(plain, key=where)


@cache
def announcers() -> dict[str, list[str]]:
    """Which modules that announce make which facts."""
    found: dict[str, list[str]] = {}
    for path in sorted(SRC.glob("services/*/actions/**/*.py")) + sorted(SRC.glob("services/*/actions.py")):
        calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        names = {getattr(call.func, "id", "") for call in calls}
        for name in sorted(names if "announce" in names else ()):
            found.setdefault(name, []).append(code(path.relative_to(SRC).as_posix()))
    return found
