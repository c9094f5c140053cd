"""Doors of innovation. Importing this makes known to the kit how joint works look and what stands in the menus."""

from gongqiao.services.innovation.pages import agreement, face, lists, phone, proposals

__all__ = ["agreement", "face", "lists", "phone", "proposals"]
