"""The roll of enterprises, many at once: weigh what a list would change, take it in, take it back.

Enterprises are merged by their credit code. What a list leaves empty is never erased, tags are added and removed only
where the list says so, and an enterprise stays in its county: moving it is another matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write_each
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.org.actions import REGISTER
from gongqiao.kernel.org.models import Area, Enterprise, TagSource, Union
from gongqiao.kernel.org.pinyin import both
from gongqiao.kernel.tree.models import Share

COUNTY = 6
_LABELS = {
    "name": "企业名称", "short_name": "简称", "area_id": "所在镇街", "address": "地址", "classed_as_id": "行业", "industry": "主营",
    "workers": "职工人数", "tags": "标签", "ledger_level": "产改台账级别", "speciality": "专精特新类别",
}  # fmt: skip
_EMPTY: dict[str, Any] = {"classed_as_id": None, "workers": None}
COLUMNS = tuple(_LABELS)
_WRITTEN = (*COLUMNS, "sort_key", "initials")


class JustRegistered(WrongState):
    """刚刚有人登记了同一家企业，这一批没有改动。请再按一次导入。"""

    code = "just_registered"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a list says of an enterprise. ``says`` holds the columns that are filled, ``area_code`` a county or a town."""

    code: str
    area_code: str
    says: Mapping[str, Any]
    adds: frozenset[str] = frozenset()
    removes: frozenset[str] = frozenset()
    recognised_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What becomes of an entry: ``new``, ``updated``, ``unchanged`` or ``refused`` with what is wrong where.

    ``before`` and ``after`` hold the columns that change.
    """

    state: str
    enterprise_id: int | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    fault: tuple[str, str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An entry of the past that is to be taken back: which enterprise, whether it made it, and what it changed."""

    enterprise_id: int
    is_new: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def weigh(entries: Sequence[Entry], *, by: Actor) -> list[Weighed]:
    """Say what each entry would change; nothing is written."""
    return _Roll(entries, by, is_locking=False).weighed()


@transaction.atomic
def take(
    entries: Sequence[Entry], *, source: str, batch_id: int | None = None, at: datetime, by: Actor
) -> list[Weighed]:
    """Register what is new, change what is known, and say what became of each entry. Raises JustRegistered."""
    roll = _Roll(entries, by, is_locking=True)
    told = roll.weighed()
    pairs = list(zip(entries, told, strict=True))
    made = [roll.fresh(entry, weighed, at) for entry, weighed in pairs if weighed.state == "new"]
    try:
        with transaction.atomic():
            _insert(made)
    except IntegrityError as known:
        raise JustRegistered from known
    changed = [roll.changed(entry, weighed) for entry, weighed in pairs if weighed.state == "updated"]
    _write(changed)
    ids = {row.uscc: row.pk for row in (*made, *changed)}
    _name_sources(pairs, ids, source, batch_id, at)
    options: dict[str, Any] = {"thing": "enterprise", "at": at, "by": by}
    write_each("edit", "org.register_enterprise", thing_ids=[row.pk for row in made], **options)
    write_each("edit", "org.merge_enterprise", thing_ids=[row.pk for row in changed], **options)
    return [
        Weighed(state=one.state, enterprise_id=ids.get(entry.code), before=one.before, after=one.after, fault=one.fault)
        for entry, one in pairs
    ]


@transaction.atomic
def take_back(taken: Sequence[Taken], *, batch_id: int | None = None, at: datetime, by: Actor) -> list[str]:
    """Restore what was before; return for each why it stays as it is, or nothing.

    What was changed since stays, and so does a new enterprise that something has been done with.
    """
    rows = _locked([one.enterprise_id for one in taken])
    used = _used([one.enterprise_id for one in taken if one.is_new])
    told = [_why_it_stays(one, rows.get(one.enterprise_id), used, by) for one in taken]
    back = [one for one, reason in zip(taken, told, strict=True) if not reason]
    gone = [one.enterprise_id for one in back if one.is_new]
    TagSource.objects.filter(enterprise_id__in=[one.enterprise_id for one in back], batch_id=batch_id).delete()
    TagSource.objects.filter(enterprise_id__in=gone).delete()
    restored = [_set(rows[one.enterprise_id], one.before) for one in back if not one.is_new]
    _write(restored)
    with connection.cursor() as cursor:  # the rows are locked, so that nothing can begin to point to them
        cursor.execute("delete from org_enterprise where id = any(%s)", [gone])
    options: dict[str, Any] = {"thing": "enterprise", "at": at, "by": by}
    write_each("edit", "org.strike_enterprise", thing_ids=gone, **options)
    write_each("edit", "org.restore_enterprise", thing_ids=[row.pk for row in restored], **options)
    return told


class _Roll:
    """Entries beside what stands in the register, read in a few queries however many there are."""

    def __init__(self, entries: Sequence[Entry], by: Actor, *, is_locking: bool) -> None:
        self._entries, self._by = entries, by
        codes = sorted({entry.code for entry in entries})
        known = Enterprise.objects.filter(uscc__in=codes).select_related("org__node", "area").order_by("uscc")
        self._known = {row.uscc: row for row in (known.select_for_update(of=("self",)) if is_locking else known)}
        self._areas = Area.objects.in_bulk({entry.area_code for entry in entries})
        counties = Union.objects.filter(level="COUNTY", node__valid_to=None).select_related("node")
        self._counties = {union.area_id: union for union in counties}
        self._may: dict[int, bool] = {}

    def weighed(self) -> list[Weighed]:
        return [self._weigh(entry) for entry in self._entries]

    def fresh(self, entry: Entry, weighed: Weighed, at: datetime) -> Enterprise:
        """Return a row for an enterprise that is not registered."""
        org = self._counties[entry.area_code[:COUNTY]]
        area = self._areas[entry.area_code]
        row = Enterprise(
            uscc=entry.code, org=org, latitude=area.latitude, longitude=area.longitude, is_demo=org.is_demo,
            registered_at=at,
        )  # fmt: skip
        return _set(row, weighed.after)

    def changed(self, entry: Entry, weighed: Weighed) -> Enterprise:
        """Return the row of a known enterprise as it will be."""
        return _set(self._known[entry.code], weighed.after)

    def _weigh(self, entry: Entry) -> Weighed:
        org = self._counties.get(entry.area_code[:COUNTY])
        if org is None or entry.area_code not in self._areas:
            return _refused("area", "目录里没有这个县（市、区）", "从下拉列表里选")
        known = self._known.get(entry.code)
        if known is not None and known.org_id != org.pk:
            if not self._reaches(known.org):
                return _refused("code", "已登记在别的县（市、区）", "由市总或登记地的工会导入")
            return _refused("area", f"这家企业登记在{known.org.short_name}", "核对所在县（市、区）；迁址请联系市总")
        if not self._reaches(org):
            return _refused("area", "不在您的辖区", "删掉这一行，由当地工会或市总导入")
        return self._new(entry) if known is None else self._merged(entry, known)

    def _reaches(self, org: Union) -> bool:
        if org.pk not in self._may:
            self._may[org.pk] = self._by.may(REGISTER, at=Place(line=tuple(org.node.line)))
        return self._may[org.pk]

    def _new(self, entry: Entry) -> Weighed:
        says = {"short_name": entry.says["name"][:40], **entry.says}
        after = {name: says.get(name, _EMPTY.get(name, "")) for name in COLUMNS}
        return Weighed(state="new", after={**after, "area_id": entry.area_code, "tags": sorted(entry.adds)})

    def _merged(self, entry: Entry, known: Enterprise) -> Weighed:
        says = dict(entry.says)
        if not known.area_id.startswith(entry.area_code):
            says["area_id"] = entry.area_code
        says["tags"] = sorted((set(known.tags) | entry.adds) - entry.removes)
        before = {name: getattr(known, name) for name in says}
        before["tags"] = sorted(before["tags"])
        changes = [name for name in says if says[name] != before[name]]
        if not changes:
            return Weighed(state="unchanged", enterprise_id=known.pk)
        if "tags" in changes:
            before["tags"] = list(known.tags)
        return Weighed(
            state="updated", enterprise_id=known.pk, before={name: before[name] for name in changes},
            after={name: says[name] for name in changes},
        )  # fmt: skip


def _refused(name: str, problem: str, mend: str) -> Weighed:
    return Weighed(state="refused", fault=(name, problem, mend))


def _set(row: Enterprise, values: Mapping[str, Any]) -> Enterprise:
    """Write columns into a row, and what follows from its name."""
    for name, value in values.items():
        setattr(row, name, value)
    if "name" in values:
        row.sort_key, row.initials = both(row.name)
    return row


def _insert(rows: Sequence[Enterprise]) -> None:
    """Write new rows in one statement, and give them their ids."""
    names = [field.attname for field in Enterprise._meta.concrete_fields if not field.primary_key]
    given = [{name: getattr(row, name) for name in names} for row in rows]
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into org_enterprise ({columns}) select {columns}"  # noqa: S608
            " from jsonb_populate_recordset(null::org_enterprise, %s::jsonb) returning uscc, id",
            [json.dumps(given, default=str)],
        )
        ids = dict(cursor.fetchall())
    for row in rows:
        row.pk = ids[row.uscc]


def _write(rows: Sequence[Enterprise]) -> None:
    """Write rows back in one statement."""
    given = [{"id": row.pk, **{name: getattr(row, name) for name in _WRITTEN}} for row in rows]
    changes = ", ".join(f"{name} = v.{name}" for name in _WRITTEN)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update org_enterprise e set {changes}"  # noqa: S608
            " from jsonb_populate_recordset(null::org_enterprise, %s::jsonb) v where e.id = v.id",
            [json.dumps(given)],
        )


def _name_sources(
    pairs: Iterable[tuple[Entry, Weighed]], ids: Mapping[str, int], source: str, batch_id: int | None, at: datetime
) -> None:
    """Write down who says that an enterprise has a tag; whoever said it first stays."""
    gained = [
        (ids[entry.code], tag, entry.recognised_on)
        for entry, weighed in pairs
        if entry.code in ids
        for tag in sorted(set(weighed.after.get("tags", ())) - set(weighed.before.get("tags", ())))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into org_tagsource (enterprise_id, tag, recognised_on, source, batch_id, at)"
            " select v.enterprise_id, v.tag, v.recognised_on, %s, %s, %s"
            " from unnest(%s::bigint[], %s::text[], %s::date[]) v (enterprise_id, tag, recognised_on)"
            " on conflict do nothing",
            [source[:80], batch_id, at, *([one[place] for one in gained] for place in range(3))],
        )


def _locked(ids: Iterable[int]) -> dict[int, Enterprise]:
    rows = Enterprise.objects.select_related("org__node", "area").select_for_update(of=("self",))
    return {row.pk: row for row in rows.filter(pk__in=set(ids)).order_by("uscc")}


def _why_it_stays(taken: Taken, row: Enterprise | None, used: set[int], by: Actor) -> str:
    if row is None:
        return "企业已不在名录里"
    if not by.may(REGISTER, at=Place(line=tuple(row.org.node.line))):
        return "这家企业已不在您的辖区"
    changed = [name for name, value in taken.after.items() if _plain(getattr(row, name)) != _plain(value)]
    if changed:
        return f"后来又改过：{'、'.join(label_of(name) for name in changed)}"
    return "后来有人用到了这家企业（联系人、需求、点菜单等），不能删除" if row.pk in used else ""


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list | tuple) else value


def _used(ids: Sequence[int]) -> set[int]:
    """Return the enterprises that any row of any room points to, or that are shared with somebody."""
    found = set(Share.objects.filter(thing="enterprise", thing_id__in=ids).values_list("thing_id", flat=True))
    for relation in Enterprise._meta.get_fields(include_hidden=True):
        if not relation.is_relation or not relation.auto_created or relation.concrete:
            continue
        there: Any = relation
        if there.related_model is TagSource:
            continue
        name = there.field.attname
        rows = there.related_model._base_manager.filter(**{f"{name}__in": ids})
        found |= set(rows.values_list(name, flat=True).distinct())
    return found


def label_of(column: str) -> str:
    """Return what people call a column of an enterprise."""
    return _LABELS[column]
