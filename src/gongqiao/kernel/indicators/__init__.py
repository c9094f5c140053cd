"""Figures: each number is a query of rows under the viewer's scope; its rows add up to it, and it can be frozen."""

from gongqiao.kernel.indicators.figures import Cut, Figure, every_figure, figure_named, register_figures

__all__ = ["Cut", "Figure", "every_figure", "figure_named", "register_figures"]
