"""Forms of special actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gongqiao.kernel.indicators import Figure
from gongqiao.services.enterprise_service.actions.special_actions import MOST_ITEMS, Item
from gongqiao.services.enterprise_service.actions.special_actions import SpecialActionForm as SpecialAction
from gongqiao.services.enterprise_service.models import Programme
from gongqiao.services.enterprise_service.queries.special_actions import Standing
from gongqiao.web.forms import DayField, Form, WholeField

PLACES = 6
"""How many places a new special action shows: enough for a 六个一."""


class SpecialActionForm(Form):
    """A special action with its numbered items; an item left empty is a place kept."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": "请填专项行动的名称。"})
    serves = forms.CharField(label="服务哪项部署", max_length=40, required=False, help_text="例如：百千万工程")
    lead = forms.CharField(label="牵头单位或人", max_length=60, error_messages={"required": "请填牵头单位或人。"})
    opens_on = DayField(label="开始", error_messages={"required": "请选开始日期。"})
    closes_on = DayField(label="结束", error_messages={"required": "请选结束日期。"})
    count = WholeField(label="共几项", min_value=1, max_value=MOST_ITEMS, initial=PLACES)

    def __init__(
        self, *args: Any, figures: Sequence[Figure], standings: Sequence[Standing] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._places = max(PLACES, min(len(standings) + 1, MOST_ITEMS))
        names = [("", "不计算"), *((figure.name, f"{figure.label}（{figure.unit}）") for figure in figures)]
        old = [standing.item for standing in standings]
        if old:
            self.fields["count"].initial = len(old)
        for n in range(self._places):
            item = old[n] if n < len(old) else None
            self.fields[f"text_{n}"] = forms.CharField(
                label=f"第 {n + 1} 项", max_length=120, required=False, initial=item and item.text,
                help_text="" if n else "没定的先空着，页面上写“内容待市总确认”",
            )  # fmt: skip
            self.fields[f"responsible_{n}"] = forms.CharField(
                label="责任人", max_length=60, required=False, initial=item and item.responsible
            )
            self.fields[f"figure_{n}"] = forms.ChoiceField(
                label="进度由哪个指标算", choices=names, required=False, initial=item and item.figure
            )
            self.fields[f"target_{n}"] = WholeField(label="目标", required=False, initial=item and item.target)

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each item."""
        return [
            [self[f"{part}_{n}"] for part in ("text", "responsible", "figure", "target")] for n in range(self._places)
        ]

    def special_action(self, programme: Programme | None) -> SpecialAction:
        """Return the value that the action takes."""
        given = self.cleaned_data
        items = [
            Item(
                text=given.get(f"text_{n}", ""), responsible=given.get(f"responsible_{n}", ""),
                figure=given.get(f"figure_{n}", ""), target=given.get(f"target_{n}"),
            )
            for n in range(given["count"])
        ]  # fmt: skip
        return SpecialAction(
            name=given["name"], serves=given["serves"], lead=given["lead"], opens_on=given["opens_on"],
            closes_on=given["closes_on"], items=items, programme=programme,
        )  # fmt: skip
