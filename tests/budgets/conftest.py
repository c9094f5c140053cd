"""Budgets are measured from outside, as the walls are attacked."""

from tests.walls.conftest import files, set_clock

__all__ = ["files", "set_clock"]
