"""The numbers and the rows behind them."""

from __future__ import annotations

import itertools
from typing import Any

from reference_pages.markdown import code, page, table

COUNTS = {"things": "things", "persons": "persons", "person_times": "person-times", "fen": "fen"}


def figures() -> str:
    """Every number, and the rows that it counts."""
    from gongqiao.kernel.indicators import every_figure

    parts = []
    for service, some in itertools.groupby(every_figure(), key=lambda figure: figure.name.partition(".")[0]):
        rows = [one_figure(figure) for figure in some]
        parts += [
            f"## {service}",
            table(("Figure", "Label", "Unit", "Counts", "Is", "Of the period by", "Cut by"), rows),
        ]
    return page("Figures", "Every number on a screen is the count or the sum of rows that can be opened.", *parts)


def one_figure(figure: Any) -> tuple[str, ...]:
    from gongqiao.kernel.access.actor import the_job

    counted = f"the sum of {code(figure.total)} of" if figure.total else "the number of"
    counted = f"the number of different {code(figure.distinct)} of" if figure.distinct else counted
    rows = figure.source(the_job("reference")).model.__name__
    if figure.where:
        rows = f"{rows} where {condition(figure.where)}"
    ended = f" until {code(figure.until)}" if figure.until else ""
    period = f"stock: {code(figure.at)}{ended}" if figure.is_stock else f"flow: {code(figure.at)}"
    return (
        code(figure.name), f"{figure.label}: {figure.says}", figure.unit, COUNTS[figure.counts],
        f"{counted} {code(rows)}", period, ", ".join(["union", *figure.cuts]),
    )  # fmt: skip


def condition(where: Any) -> str:
    """Return a condition as one reads it."""
    parts = [condition(one) if hasattr(one, "children") else "=".join(map(str, one)) for one in where.children]
    joined = f" {where.connector.lower()} ".join(parts)
    return f"not ({joined})" if where.negated else joined
