"""Load the areas and industries that ship with the product, and the federations of a city with its counties and towns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid
from gongqiao.kernel.org.actions import found_federation
from gongqiao.kernel.org.models import Area, Enterprise, Industry, Union

SECTION, DIVISION = 1, 2
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


def load_industries() -> int:
    """Write the sections and divisions of GB/T 4754-2017; return how many there are.

    Enterprises whose own words are the name of a division are classed as it.
    """
    rows = industry_rows((DATA / "industries.csv").read_bytes())
    write_industries(rows)
    named = {row.name: row.code for row in rows if row.level == DIVISION}
    plain = Enterprise.objects.filter(classed_as=None)
    for name in set(plain.filter(industry__in=named).values_list("industry", flat=True)):
        plain.filter(industry=name).update(classed_as=named[name])
    return len(rows)


def industry_rows(body: bytes) -> list[Industry]:
    """Read classes of industries from a CSV with ``code,name,level,parent``; other columns are passed over.

    Raises Invalid that names the code.
    """
    try:
        lines = list(csv.DictReader(body.decode("utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise Invalid("文件不是 UTF-8 编码的 CSV，请另存为“CSV UTF-8”后再试。") from wrong
    if not lines or not set(lines[0]) >= {"code", "name", "level", "parent"}:
        raise Invalid("第 1 行应有 code、name、level、parent 四列，下面至少有一行。")
    sections = dict(Industry.objects.values_list("code", "section"))
    found: dict[str, Industry] = {}
    for line in sorted(lines, key=lambda one: len(_given(one, "parent")) + len(_given(one, "code"))):
        row = _industry(line, sections)
        if row.code in found:
            raise Invalid(f"代码 {row.code} 出现了两次，请只留一行。")
        found[row.code], sections[row.code] = row, row.section
    return list(found.values())


def write_industries(rows: list[Industry]) -> None:
    """Write classes; those that are known get the new name."""
    Industry.objects.bulk_create(
        sorted(rows, key=lambda row: row.level),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent", "section"],
    )


def _industry(line: dict[str, str], sections: dict[str, str]) -> Industry:
    code, name, parent = _given(line, "code"), _given(line, "name"), _given(line, "parent")
    if not re.fullmatch(r"[A-T]|[0-9]{2,4}", code) or not code.isascii():
        raise Invalid(f"代码“{code[:10]}”不对：门类是 A 到 T 的字母，大类、中类、小类是 2、3、4 位数字。")
    level = SECTION if code.isalpha() else len(code)
    if _given(line, "level") != str(level):
        raise Invalid(f"代码 {code} 的层级应为 {level}，文件里写的是“{_given(line, 'level')[:10]}”。")
    if not name or len(name) > 60:
        raise Invalid(f"代码 {code} 的名称空白或超过 60 个字。")
    if level == SECTION:
        if parent:
            raise Invalid(f"门类 {code} 上面不应再有上级“{parent[:10]}”。")
        return Industry(code=code, name=name, level=level, section=code)
    above = 1 if level == DIVISION else level - 1
    fits = len(parent) == above and (parent.isalpha() if level == DIVISION else code.startswith(parent))
    if not fits or parent not in sections:
        raise Invalid(f"代码 {code} 的上级“{parent[:10]}”不对，或文件和库里都没有它。")
    return Industry(code=code, name=name, level=level, parent_id=parent, section=sections[parent])


def _given(line: dict[str, str], name: str) -> str:
    return (line.get(name) or "").strip()


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
