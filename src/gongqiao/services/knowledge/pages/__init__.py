"""Doors of the knowledge base. Importing this makes known to the kit how its cases look and what stands in the menus."""

from gongqiao.services.knowledge.pages import article_face, desk, phone

__all__ = ["article_face", "desk", "phone"]
