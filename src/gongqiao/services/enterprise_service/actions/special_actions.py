"""Keep the register of named special actions: begin one, change what it holds, end it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.indicators import figure_named
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.flow import RUN_SPECIAL_ACTION
from gongqiao.services.enterprise_service.models import Programme, SpecialAction, SpecialActionItem

MOST_ITEMS = 20


class SpecialActionIsOver(WrongState):
    """这项专项行动已经结束，不能再改。"""

    code = "special_action_is_over"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item, in its order; without ``text`` a place kept. ``figure`` is the name of a registered figure, or empty."""

    text: str = ""
    responsible: str = ""
    figure: str = ""
    target: int | None = None


@dataclass(frozen=True, kw_only=True)
class SpecialActionForm:
    """What a special action is entered with. ``closes_on`` is its last day."""

    name: str
    lead: str
    opens_on: date
    closes_on: date
    items: Sequence[Item]
    serves: str = ""
    programme: Programme | None = None


@transaction.atomic
def begin_special_action(form: SpecialActionForm, *, union: Union, at: datetime, by: Actor) -> SpecialAction:
    """Enter a special action with its items. Raises Invalid with every wrong field."""
    by.must(RUN_SPECIAL_ACTION, at=Place(line=tuple(union.node.line)))
    _check(form)
    made = SpecialAction.objects.create(union=union, started_at=at, **_plain(form))
    _set_items(made, form.items)
    _write("begin_special_action", made, at=at, by=by)
    return made


@transaction.atomic
def change_special_action(row: SpecialAction, form: SpecialActionForm, *, at: datetime, by: Actor) -> None:
    """Change what a special action holds, as when the city has confirmed an item. Raises Invalid, SpecialActionIsOver."""
    held = _held(row, by=by)
    _check(form)
    for name, value in _plain(form).items():
        setattr(held, name, value)
    held.save()
    held.items.all().delete()
    _set_items(held, form.items)
    _write("change_special_action", held, at=at, by=by)


@transaction.atomic
def end_special_action(row: SpecialAction, outcome: str, *, at: datetime, by: Actor) -> None:
    """End a special action with a word on how it went. Raises SpecialActionIsOver, Invalid."""
    held = _held(row, by=by)
    if not outcome.strip():
        raise Invalid(fields={"reason": ["请写结束小结。"]})
    held.ended_at, held.outcome = at, outcome.strip()[:300]
    held.save(update_fields=["ended_at", "outcome"])
    _write("end_special_action", held, at=at, by=by)


def _plain(form: SpecialActionForm) -> dict[str, object]:
    return {
        "name": form.name.strip(), "serves": form.serves.strip(), "lead": form.lead.strip(), "opens_on": form.opens_on,
        "closes_on": form.closes_on, "programme": form.programme,
    }  # fmt: skip


def _set_items(row: SpecialAction, items: Sequence[Item]) -> None:
    SpecialActionItem.objects.bulk_create(
        SpecialActionItem(
            special_action=row, number=number, text=item.text.strip(), responsible=item.responsible.strip(),
            figure=item.figure, target=item.target if item.figure else None,
        )
        for number, item in enumerate(items, 1)
    )  # fmt: skip


def _held(row: SpecialAction, *, by: Actor) -> SpecialAction:
    held = SpecialAction.objects.select_for_update(of=("self",)).select_related("union__node").get(pk=row.pk)
    by.must(RUN_SPECIAL_ACTION, at=Place(line=tuple(held.union.node.line)))
    if held.ended_at:
        raise SpecialActionIsOver
    return held


def _check(form: SpecialActionForm) -> None:
    faults: dict[str, list[str]] = {}
    if not form.name.strip() or len(form.name.strip()) > 60:
        faults["name"] = ["请填专项行动的名称，最多 60 个字。"]
    if not form.lead.strip() or len(form.lead.strip()) > 60:
        faults["lead"] = ["请填牵头单位或人，最多 60 个字。"]
    if form.closes_on < form.opens_on:
        faults["closes_on"] = ["结束日期不能早于开始日期。"]
    if not 1 <= len(form.items) <= MOST_ITEMS:
        faults["count"] = [f"内容有 1 到 {MOST_ITEMS} 项。"]
    for number, item in enumerate(form.items):
        if item.figure and figure_named(item.figure) is None:
            faults[f"figure_{number}"] = ["没有这个指标，请从列表里选。"]
        if item.target is not None and not item.figure:
            faults[f"figure_{number}"] = ["写了目标，请选由哪个指标计算；进度由指标算出，不手填。"]
    if faults:
        raise Invalid(fields=faults)


def _write(what: str, row: SpecialAction, *, at: datetime, by: Actor) -> None:
    write("edit", f"enterprise_service.{what}", thing="special_action", thing_id=row.pk, at=at, by=by)
