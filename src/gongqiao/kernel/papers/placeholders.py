"""The placeholders of a template: a small part of Jinja, read before anything of it runs.

Allowed is what a paper needs: a placeholder, a list's rows, a condition. No call, no arithmetic, no attribute of a
Python object; every name must be one of the kind's, so that a template is right before it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, Undefined, nodes
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from gongqiao.kernel.papers.kinds import RESERVED, PaperKind

MOST_CHARACTERS = 8_000_000
OF_A_LOOP = {"first", "last", "index", "length"}
FILTERS_ALLOWED = {"default", "join", "length", "first", "last"}
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Filter, nodes.CondExpr,
)  # fmt: skip
_TAG = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}", re.DOTALL)
_XML = re.compile(r"<[^>]*>")
Shape = Mapping[str, Any]


class TooLong(Exception):
    """A template that grew beyond every paper while it was filled."""


class PaperLanguage(SandboxedEnvironment):
    """Jinja without functions: mappings are read, nothing is called, the text has an end."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Undefined)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: FILTERS[name] for name in FILTERS_ALLOWED}
        self.concat = _bounded  # type: ignore[method-assign]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a field of a record, or where a loop stands; nothing else has attributes."""
        if isinstance(obj, Mapping):
            return obj.get(attribute, "")
        if isinstance(obj, LoopContext) and attribute in OF_A_LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Read nothing by index."""
        return self.undefined(name=str(argument))

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Call nothing."""
        raise TypeError("templates call nothing")


def _bounded(parts: Iterable[str]) -> str:
    kept, length = [], 0
    for part in parts:
        length += len(part)
        if length > MOST_CHARACTERS:
            raise TooLong
        kept.append(part)
    return "".join(kept)


def faults_of_placeholders(patched: str, kind: PaperKind) -> list[str]:
    """Return what is wrong with the placeholders of a part whose tags were already joined, in sentences."""
    if "｛｛" in patched or "｛%" in patched:
        return ["占位符要用半角花括号 {{ }}，模板里有全角的“｛｛”。"]
    try:
        tree = PaperLanguage().parse(patched)
    except TemplateSyntaxError as wrong:
        return [_in_words(wrong, patched)]
    shape: dict[str, Any] = {**kind.example, **dict.fromkeys((*kind.pictures, *RESERVED), "")}
    return list(dict.fromkeys(_faults(tree, shape, 0)))


def faults_of_breaks(raw: str) -> list[str]:
    """Return the tags that begin in one paragraph and end in another: Word's paragraphs must stay whole."""
    found = []
    for tag in _TAG.findall(raw):
        if "</w:p>" in tag:
            found.append(f"占位符“{_plain(tag)[:30]}”的花括号没有配对，或者被分成了两段，请写在同一段里。")
    return found


def _faults(node: nodes.Node, shape: Shape, depth: int) -> Iterator[str]:
    if not isinstance(node, _ALLOWED):
        yield f"模板里不能用“{_called(node)}”，只能用占位符、{{% for %}} 和 {{% if %}}。"
        return
    if isinstance(node, nodes.For):
        yield from _faults_of_loop(node, shape, depth)
        return
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS_ALLOWED:
            yield f"模板里不能用过滤器“{node.name}”，能用的有：{'、'.join(sorted(FILTERS_ALLOWED))}。"
        rows = _shape_at(node.node, shape) if isinstance(node.node, nodes.Name | nodes.Getattr) else None
        if node.name != "length" and isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
            yield f"“{_path(node.node)}”是一张表，要用 {{% for %}} 一行行写出来。"  # type: ignore[arg-type]
        if any(not isinstance(given, nodes.Const) for given in node.args) or node.kwargs:
            yield f"过滤器“{node.name}”的参数只能是写定的文字。"
    if isinstance(node, nodes.Name | nodes.Getattr) and _shape_at(node, shape) is None:
        yield f"没有“{_path(node)}”这个占位符，请对照下面的占位符表。"
        return
    if isinstance(node, nodes.Output):
        for value in node.nodes:
            if isinstance(value, nodes.Name | nodes.Getattr) and isinstance(_shape_at(value, shape), list | Mapping):
                yield f"“{_path(value)}”是一张表，要用 {{% for %}} 一行行写出来。"
    for inner in node.iter_child_nodes():
        yield from _faults(inner, shape, depth)


def _faults_of_loop(node: nodes.For, shape: Shape, depth: int) -> Iterator[str]:
    if node.recursive or node.test or node.else_ or not isinstance(node.target, nodes.Name):
        yield "{% for %} 只能写成 {% for 行 in 表 %}，不能带条件、递归或 else。"
        return
    rows = _shape_at(node.iter, shape) if isinstance(node.iter, nodes.Name | nodes.Getattr) else None
    if not isinstance(rows, list):
        yield f"“{_path(node.iter)}”不是一张表，不能用在 {{% for %}} 里。"
        return
    if depth and not isinstance(node.iter, nodes.Getattr):
        yield "循环里面的循环，只能用于外层那一行自己的表。"
        return
    if depth > 2:
        yield "循环最多套三层。"
        return
    row = rows[0] if rows else ""
    inside = {**shape, node.target.name: row, "loop": dict.fromkeys(OF_A_LOOP, 0)}
    for inner in node.body:
        yield from _faults(inner, inside, depth + 1)


def _shape_at(node: nodes.Node, shape: Shape) -> Any:
    """Return what the test data hold at a name, or None when there is nothing of that name."""
    if isinstance(node, nodes.Name):
        return shape.get(node.name) if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr):
        around = _shape_at(node.node, shape)
        return around.get(node.attr) if isinstance(around, Mapping) else None
    return None


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return str(getattr(node, "name", getattr(node, "value", _called(node))))


def _called(node: nodes.Node) -> str:
    return {"Call": "函数调用", "Getitem": "方括号", "Assign": "set", "Macro": "macro"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def _in_words(wrong: TemplateSyntaxError, patched: str) -> str:
    lines = patched.splitlines()
    near = _plain(lines[min(wrong.lineno, len(lines)) - 1]).strip()[:40] if lines else ""
    said = wrong.message or ""
    if "unknown tag" in said:
        return f"“{near}”里有不认识的标记，只能用 for、endfor、if、elif、else、endif。"
    if "end of template" in said or "end of print" in said:
        return f"“{near}”附近少了 {{% endfor %}}、{{% endif %}} 或右花括号。"
    return f"“{near}”附近的花括号没有配对，或占位符写得不对。"


def _plain(xml: str) -> str:
    return _XML.sub("", xml)
