"""The list of enterprises as bureaus hand it over: its columns, and what a row does to the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.org import roll, uscc
from gongqiao.kernel.org.actions import REGISTER
from gongqiao.kernel.org.queries import areas, industries
from gongqiao.kernel.org.tags import ABOVE_SIZE, LEDGER, LEDGER_LEVELS, OTHER_TAGS, SPECIAL, SPECIALITIES, labels_of
from gongqiao.kernel.sheets import cells
from gongqiao.kernel.sheets.kinds import (
    Cell,
    Fault,
    Field,
    Line,
    Read,
    SheetKind,
    Source,
    Unreadable,
    Verdict,
    register_sheet,
)

NOT_THERE = "不在台账"
NOT_SPECIAL = "不是"
WRITTEN_AT_MOST = 30


def _counties() -> dict[str, str]:
    return {area.name: area.code for area in areas(parent=settings.REGION, level="county")}


def _towns() -> dict[str, str]:
    """Return the towns of the city by ``新会区·会城街道``, and by their bare name where there is only one of it."""
    towns = [town for code in _counties().values() for town in areas(parent=code)]
    names = [town.name for town in towns]
    bare = {town.name: town.code for town in towns if names.count(town.name) == 1}
    return {f"{town.parent.name if town.parent else ''}·{town.name}": town.code for town in towns} | bare


def _town_names() -> list[str]:
    return [name for name in _towns() if "·" in name]


def _divisions() -> list[str]:
    return [f"{row.code} {row.name}" for row in industries(level=2)]


def _words_of(row: Any) -> tuple[str, ...]:
    return row.code, row.name, f"{row.code} {row.name}", f"{row.code}{row.name}"


def _industry_reader() -> cells.Reader:
    """Read an industry by its code, its name, or both as the list to pick from has them."""
    rows = industries()
    read_word = cells.choice({word: row.code for row in rows for word in _words_of(row)})

    def read(cell: Cell) -> Read:
        try:
            return read_word(f"{cell:02}" if isinstance(cell, int) and not isinstance(cell, bool) else cell)
        except Unreadable as wrong:
            raise Unreadable("国民经济行业分类里没有", wrong.mend) from wrong

    return read


SPECIAL_WORDS = {label: name for name, label in SPECIALITIES} | {
    "国家级小巨人": "giant", "小巨人": "giant", "省级": "province", NOT_SPECIAL: "",
}  # fmt: skip
LEDGER_WORDS = {label: name for name, label in LEDGER_LEVELS} | {NOT_THERE: ""}
FIELDS = (
    Field(
        name="code", label="统一社会信用代码", reader=lambda: cells.code(uscc.tidy, uscc.fault_of), is_required=True,
        is_code=True, width=24,
        example="18 位，照营业执照填", hint="同一代码就是同一家企业。这一列是文本格式，请不要改成数字。",
    ),
    Field(name="name", label="企业名称", reader=lambda: cells.text(80), is_required=True, width=34, example="照营业执照填全称"),
    Field(
        name="county", label="县（市、区）", reader=lambda: cells.choice(_counties()), is_required=True, example="新会区", width=14,
        choices=lambda: list(_counties()),
    ),
    Field(
        name="town", label="镇街", reader=lambda: cells.choice(_towns()), width=20, example="新会区·会城街道", choices=_town_names,
        hint="不清楚就留空，先记在县（市、区）。",
    ),
    Field(name="short_name", label="简称", reader=lambda: cells.text(40), example="石涌五金", hint="留空就用全称的前 40 个字。"),
    Field(name="address", label="地址", reader=lambda: cells.text(120), width=30, example="工业大道 18 号"),
    Field(
        name="industry_class", label="行业大类", reader=_industry_reader, width=26, example="33 金属制品业", choices=_divisions,
        hint="国民经济行业分类 GB/T 4754—2017 的大类，填代码或名称；系统里装了中类、小类的，也可以填它们的代码。",
    ),
    Field(name="industry", label="主营", reader=lambda: cells.text(60), width=20, example="不锈钢厨具"),
    Field(name="workers", label="职工人数", reader=lambda: cells.whole(1_000_000), width=10, example="120"),
    Field(
        name="speciality", label="专精特新", reader=lambda: cells.choice(SPECIAL_WORDS), width=22, example=SPECIALITIES[0][1],
        choices=lambda: [*(label for _, label in SPECIALITIES), NOT_SPECIAL], hint=f"填“{NOT_SPECIAL}”会去掉这个标签。",
    ),
    Field(
        name="ledger", label="产改台账", reader=lambda: cells.choice(LEDGER_WORDS), width=12, example="市级",
        choices=lambda: [*(label for _, label in LEDGER_LEVELS), NOT_THERE], hint=f"填“{NOT_THERE}”会移出台账。",
    ),
    Field(name="above_size", label="规上", reader=lambda: cells.yes_or_no, width=8, example="是", choices=lambda: ["是", "否"]),
    Field(
        name="tags", label="其他标签", reader=lambda: cells.choices(OTHER_TAGS), example="、".join(OTHER_TAGS),
        hint=f"可填{'、'.join(OTHER_TAGS)}，用顿号隔开。只会加上，不会去掉原来的。",
    ),
    Field(
        name="recognised_on", label="认定日期", reader=lambda: cells.day(date(2000, 1, 1), date(2100, 1, 1)), width=12,
        example="2026-09-01", hint="这几个标签是哪一天认定的。",
    ),
)  # fmt: skip
_AS_THEY_ARE = ("name", "short_name", "address", "industry", "workers")
_FIELD_OF_FAULT = {"area": "county", "code": "code"}


def _entry(line: Line) -> roll.Entry:
    """Return a row as the roll takes it; a town outside its county is noticed before."""
    given = line.values
    says: dict[str, Any] = {name: given[name] for name in _AS_THEY_ARE if name in given}
    adds: set[str] = set(given.get("tags", ()))
    removes: set[str] = set()
    if "industry_class" in given:
        says["classed_as_id"] = given["industry_class"]
    for name, column, tag in (("speciality", "speciality", SPECIAL), ("ledger", "ledger_level", LEDGER)):
        if name in given:
            says[column] = given[name]
            (adds if given[name] else removes).add(tag)
    if "above_size" in given:
        (adds if given["above_size"] else removes).add(ABOVE_SIZE)
    day = given.get("recognised_on")
    return roll.Entry(
        code=given["code"], area_code=given.get("town") or given["county"], says=says, adds=frozenset(adds),
        removes=frozenset(removes), recognised_on=date.fromisoformat(day) if day else None,
    )  # fmt: skip


def _verdict(weighed: roll.Weighed) -> Verdict:
    fault = weighed.fault
    return Verdict(
        state=weighed.state, thing_id=weighed.enterprise_id, before=weighed.before, after=weighed.after,
        changes=_changes(weighed) if weighed.state == "updated" else (),
        faults=[Fault(field=_FIELD_OF_FAULT[fault[0]], problem=fault[1], mend=fault[2])] if fault else (),
    )  # fmt: skip


def _changes(weighed: roll.Weighed) -> list[str]:
    """Say what changes on an enterprise that is known, column by column."""
    return [
        f"{roll.label_of(name)}：{_shown(name, weighed.before)} → {_shown(name, weighed.after)}"
        for name in weighed.after
    ]


def _shown(name: str, values: Mapping[str, Any]) -> str:
    value = values[name]
    if name == "ledger_level":
        value = dict(LEDGER_LEVELS).get(value, "")
    elif name == "speciality":
        value = dict(SPECIALITIES).get(value, "")
    elif name == "tags":
        value = "、".join(labels_of(value, ledger_level="", speciality=""))
    text = "" if value is None else str(value)
    return (text[:WRITTEN_AT_MOST] + "…" if len(text) > WRITTEN_AT_MOST else text) or "空"


def _misplaced(line: Line) -> Verdict | None:
    """Refuse a town that does not lie in the county beside it."""
    town = line.values.get("town")
    if not town or town.startswith(line.values["county"]):
        return None
    fault = Fault(field="town", problem="这个镇街不在前面写的县（市、区）", mend="两格改一格")
    return Verdict(state="refused", faults=[fault])


def weigh(lines: Sequence[Line], at: datetime, by: Actor) -> list[Verdict]:
    """Say what each row would change in the register."""
    return _through(lines, lambda entries: roll.weigh(entries, by=by))


def take(lines: Sequence[Line], source: Source, at: datetime, by: Actor) -> list[Verdict]:
    """Register and merge the enterprises of these rows."""
    return _through(
        lines, lambda entries: roll.take(entries, source=source.label, batch_id=source.batch_id, at=at, by=by)
    )


def undo(lines: Sequence[Line], source: Source, at: datetime, by: Actor) -> list[str]:
    """Restore the register as it was before these rows."""
    taken = [
        roll.Taken(
            enterprise_id=line.thing_id or 0, is_new=line.state == "new", before=line.before, after=line.after
        )
        for line in lines
    ]  # fmt: skip
    return roll.take_back(taken, batch_id=source.batch_id, at=at, by=by)


def _through(lines: Sequence[Line], act: Any) -> list[Verdict]:
    misplaced = {line.number: refused for line in lines if (refused := _misplaced(line))}
    rest = [line for line in lines if line.number not in misplaced]
    told = dict(zip((line.number for line in rest), act([_entry(line) for line in rest]), strict=True))
    return [misplaced.get(line.number) or _verdict(told[line.number]) for line in lines]


ENTERPRISES = register_sheet(
    SheetKind(
        name="enterprises", version=1, label="企业名单", unit="家", power=REGISTER, fields=FIELDS, key="code", weigh=weigh,
        take=take, undo=undo, link=lambda pk: f"/desk/enterprise-service/enterprises/{pk}",
        says="工信、科技等部门给的企业名单。代码相同的并入已有企业，空白的格子不会清掉原来的内容。",
    )
)  # fmt: skip
