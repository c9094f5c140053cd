"""How people word an exact number: 超过 500, 近 600, 590 余; never false, and exact where nothing rounder is true."""

from gongqiao.cores.wording.rounding import Rounded, Wording, rounded

__all__ = ["Rounded", "Wording", "rounded"]
