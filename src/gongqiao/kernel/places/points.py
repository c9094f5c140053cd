"""Points on the map and the two coordinate systems in use.

WGS-84 is what a phone's receiver gives; GCJ-02 is what maps sold in China show, shifted by some hundred metres.
Source of the shift: the published reverse-engineered formula; error of the way back below 1 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gongqiao.kernel.base.errors import Invalid

AXIS_M = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point in WGS-84 degrees."""

    lat: float
    lng: float


def checked(lat: float, lng: float) -> Point:
    """Return the point, or raise Invalid when it does not lie in China, saying so when the two are swapped."""
    if _inside(lat, lng):
        return Point(lat=lat, lng=lng)
    if _inside(lng, lat):
        raise Invalid("经度和纬度填反了：纬度在前（约 22），经度在后（约 113）。")
    raise Invalid("坐标不在我国范围内，请核对经度和纬度。")


def from_gcj02(lat: float, lng: float) -> Point:
    """Return the WGS-84 point that Chinese maps show at ``lat``, ``lng``."""
    guess = Point(lat=lat, lng=lng)
    for _ in range(3):
        shown_lat, shown_lng = to_gcj02(guess)
        guess = Point(lat=guess.lat + lat - shown_lat, lng=guess.lng + lng - shown_lng)
    return guess


def to_gcj02(point: Point) -> tuple[float, float]:
    """Return where Chinese maps show ``point``, as (lat, lng)."""
    x, y = point.lng - 105.0, point.lat - 35.0
    radians = math.radians(point.lat)
    magic = 1 - ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    root = math.sqrt(magic)
    along = AXIS_M * (1 - ECCENTRICITY_SQUARED) / (magic * root)
    lat = point.lat + math.degrees(_shift_lat(x, y) / along)
    lng = point.lng + math.degrees(_shift_lng(x, y) / (AXIS_M / root * math.cos(radians)))
    return lat, lng


def _inside(lat: float, lng: float) -> bool:
    return LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lng <= LONGITUDES[1]


def _shift_lat(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    metres += _waves(x, ((20, 6), (20, 2)))
    metres += _waves(y, ((20, 1), (40, 1 / 3)))
    return metres + _waves(y, ((160, 1 / 12), (320, 1 / 30)))


def _shift_lng(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    metres += _waves(x, ((20, 6), (20, 2)))
    metres += _waves(x, ((20, 1), (40, 1 / 3)))
    return metres + _waves(x, ((150, 1 / 12), (300, 1 / 30)))


def _waves(value: float, parts: tuple[tuple[float, float], ...]) -> float:
    return sum(height * math.sin(value * turns * math.pi) for height, turns in parts) * 2 / 3
