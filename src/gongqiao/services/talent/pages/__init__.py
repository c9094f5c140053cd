"""Doors of talent. Importing this makes known to the kit how its cases look and what stands in the menus."""

from gongqiao.services.talent.pages import craftsmen, experts, faces, own, pairs, teams

__all__ = ["craftsmen", "experts", "faces", "own", "pairs", "teams"]
