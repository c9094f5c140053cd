"""Simplified outlines of a city's counties: the ground of a schematic map. A city without them is shown in tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A county's outline as an SVG path, and where its label stands."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The outlines of a city by the code of each county, in a drawing of this size."""

    width: int
    height: int
    counties: Mapping[str, Outline]


@cache
def ground_of(city: str) -> Ground | None:
    """Return the ground of a city (code of 4 digits), or None when nobody has drawn it."""
    path = DATA / f"outlines_{city}.json"
    if not (city.isascii() and city.isdigit() and path.exists()):
        return None
    body = json.loads(path.read_text(encoding="utf-8"))
    counties = {code: Outline(**drawn) for code, drawn in body["counties"].items()}
    return Ground(width=body["width"], height=body["height"], counties=counties)
