"""The numbers and the rows behind them."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from reference_pages.markdown import code, page, table
from reference_pages.rooms import name_of, rooms


def figures() -> str:
    """Every number, and the rows that it counts."""
    parts = []
    for module in rooms("figures"):
        rows = [one_figure(figure, module) for figure in module.EVERY_FIGURE.values()]
        parts += [
            f"## {name_of(module).split('.')[1]}",
            table(("Figure", "Label", "Unit", "Kind", "Counts", "Of the period by", "Rows"), rows),
        ]
    return page("Figures", "Every number on a screen is the count or the sum of rows that can be opened.", *parts)


def one_figure(figure: Any, module: Any) -> tuple[str, ...]:
    from gongqiao.kernel.access.actor import the_job

    counted = f"the sum of {code(figure.total)} of" if figure.total else "the number of"
    counted = f"the number of different {code(figure.distinct)} of" if figure.distinct else counted
    rows = figure.source(the_job("reference")).model
    period = "stock: no period" if figure.is_stock else f"flow: {code(figure.at)}"
    return (
        code(figure.name), figure.label, figure.unit, figure.kind, f"{counted} {code(rows.__name__)}",
        period, code(definition(figure.source, module)),
    )  # fmt: skip


def definition(source: Any, module: Any) -> str:
    """Return the expression that selects a figure's rows, helpers of the same file written out."""
    tree = ast.parse(inspect.getsource(module))
    returned = {
        f.name: f.body[-1].value
        for f in tree.body
        if isinstance(f, ast.FunctionDef) and isinstance(f.body[-1], ast.Return)
    }
    if source.__name__ in returned:
        return ast.unparse(returned[source.__name__])
    line = source.__code__.co_firstlineno
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == line)
    return ast.unparse(WrittenOut(returned).visit(found.body))


class WrittenOut(ast.NodeTransformer):
    """Puts what a helper returns in the place of its call."""

    def __init__(self, returned: dict[str, Any]) -> None:
        self.returned = returned

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        return self.returned.get(getattr(node.func, "id", ""), node)
