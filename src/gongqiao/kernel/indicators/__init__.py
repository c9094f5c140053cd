"""Figures: each number is a query of rows under the viewer's scope; its rows add up to it, and it can be frozen."""

from gongqiao.kernel.indicators.combined import (
    Number,
    Ratio,
    add,
    alone,
    every_number,
    number_named,
    ratio,
    register_numbers,
)
from gongqiao.kernel.indicators.cuts import Cut, Dimension, dimension_named, register_dimensions
from gongqiao.kernel.indicators.figures import Figure, every_figure, figure_named, figure_of, register_figures

__all__ = [
    "Cut",
    "Dimension",
    "Figure",
    "Number",
    "Ratio",
    "add",
    "alone",
    "dimension_named",
    "every_figure",
    "every_number",
    "figure_named",
    "figure_of",
    "number_named",
    "ratio",
    "register_dimensions",
    "register_figures",
    "register_numbers",
]
