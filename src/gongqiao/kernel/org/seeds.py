"""Load the areas that ship with the product, and the federations of a city with its counties and towns."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org.actions import found_federation
from gongqiao.kernel.org.models import Area, Union

DATA = Path(__file__).parent / "data"


def load_areas() -> int:
    """Write cities, counties and towns, with coordinates where they are known; return how many there are."""
    points = {row["code"]: row for file in sorted(DATA.glob("places_*.csv")) for row in _rows(file)}
    rows = []
    for row in _rows(DATA / "areas_guangdong.csv"):
        point = points.get(row["code"])
        rows.append(
            Area(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                parent_id=row["parent"] or None,
                latitude=float(point["latitude"]) if point else None,
                longitude=float(point["longitude"]) if point else None,
            )
        )
    rows.sort(key=lambda area: len(area.code))
    Area.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "latitude", "longitude"],
    )
    return len(rows)


def found_city(
    area_code: str, *, name: str = "", mark: str = "", is_demo: bool = False, on: date, at: datetime, by: Actor
) -> Union:
    """Found the federations of a city, its counties and its towns; ``mark`` is added to every name."""
    city_area = Area.objects.get(code=area_code)
    options: dict[str, Any] = {"is_demo": is_demo, "on": on, "at": at, "by": by}
    city = found_federation(
        name or f"{city_area.name}总工会{mark}", area=city_area, under=None, level="CITY",
        short_name=f"{city_area.name.removesuffix('市')}市总", **options,
    )  # fmt: skip
    for county_area in Area.objects.filter(parent=city_area).order_by("code"):
        county = found_federation(
            f"{county_area.name}总工会{mark}", area=county_area, under=city, level="COUNTY",
            short_name=f"{county_area.name}总", **options,
        )  # fmt: skip
        for town_area in Area.objects.filter(parent=county_area).order_by("code"):
            found_federation(
                f"{town_area.name}总工会{mark}", area=town_area, under=county, level="TOWN",
                short_name=town_area.name, **options,
            )  # fmt: skip
    return city


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
