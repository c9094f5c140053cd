"""What the pages of innovation may send in."""

from gongqiao.services.innovation.forms import problems, works

__all__ = ["problems", "works"]
