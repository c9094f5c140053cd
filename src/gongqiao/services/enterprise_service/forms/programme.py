"""Forms of programmes, targets and dishes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from django import forms

from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.actions.programme import ProgrammeForm as Programme
from gongqiao.services.enterprise_service.models import MenuItem
from gongqiao.services.enterprise_service.rules.menu import DishForm as Dish
from gongqiao.services.enterprise_service.rules.questions import KINDS, Question, questions
from gongqiao.web.forms import DayField, Form, WholeField, YuanField

PROMISED = (
    ("match_days", "几个工作日内配好班组"),
    ("answer_days", "班组几个工作日内答复"),
    ("schedule_days", "几个工作日内约好时间"),
    ("report_days", "几个工作日内填入企记录"),
    ("confirm_days", "企业几个工作日内确认"),
    ("review_days", "几个工作日内复核"),
    ("revisit_days", "几天后回访"),
)
NEW_QUESTIONS = 2
SHEETS = (("order_form", "点菜时问"), ("visit_form", "上门时记"), ("rating_form", "评价时问"))


class TargetsForm(Form):
    """What each county is to reach."""

    def __init__(self, *args: Any, counties: Sequence[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counties = counties
        for county in counties:
            self.fields[f"problems_{county.pk}"] = WholeField(label="解决难题（个）", initial=100, max_value=1_000_000)
            self.fields[f"trained_{county.pk}"] = WholeField(label="培训（人次）", initial=1000, max_value=10_000_000)

    def targets(self) -> dict[int, tuple[int, int]]:
        """Return the targets by county."""
        given = self.cleaned_data
        return {c.pk: (given[f"problems_{c.pk}"], given[f"trained_{c.pk}"]) for c in self.counties}

    def rows(self) -> list[tuple[Union, Any, Any]]:
        """Return each county with its two fields."""
        return [(c, self[f"problems_{c.pk}"], self[f"trained_{c.pk}"]) for c in self.counties]


class ProgrammeForm(TargetsForm):
    """A new programme."""

    title = forms.CharField(label="名称", max_length=40, error_messages={"required": "请填方案名称。"})
    opens_on = DayField(label="开始", error_messages={"required": "请选开始日期。"})
    closes_on = DayField(label="结束", error_messages={"required": "请选结束日期。"})
    ceiling = YuanField(label="效益上限（元）", initial="500000", help_text="申报超过它，要附证明并由主联系人确认")
    low_score = forms.TypedChoiceField(
        label="几分及以下自动重开", coerce=int, choices=[(1, "1 分"), (2, "2 分"), (3, "3 分")], initial=2
    )
    auto_offers = forms.TypedChoiceField(
        label="班组不接时自动再问几支", coerce=int, choices=[(n, f"{n} 支") for n in range(6)], initial=2
    )

    def programme(self) -> Programme:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Programme(
            title=given["title"], opens_on=given["opens_on"], closes_on=given["closes_on"],
            benefit_ceiling_fen=given["ceiling"], targets=self.targets(), low_score=given["low_score"],
            auto_offers=given["auto_offers"],
        )  # fmt: skip


class DishForm(Form):
    """A new version of a dish: promised days and its questions on the three sheets."""

    intro = forms.CharField(label="一句话介绍", max_length=60)

    def __init__(self, *args: Any, item: MenuItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.fields["intro"].initial = item.intro
        for name, label in PROMISED:
            self.fields[name] = WholeField(label=label, initial=getattr(item, name), min_value=0, max_value=365)
        for sheet, _ in SHEETS:
            for n, question in enumerate(_padded(questions(getattr(item, sheet)))):
                self._add_question(f"{sheet}_{n}", question)

    def dish(self) -> Dish:
        """Return the value that the action takes."""
        given = self.cleaned_data
        sheets: dict[str, Any] = {sheet: self._questions(sheet) for sheet, _ in SHEETS}
        days = {name: given[name] for name, _ in PROMISED}
        return Dish(dish=self.item.dish, intro=given["intro"], **days, **sheets)

    def day_fields(self) -> list[Any]:
        """Return the fields of the promised days."""
        return [self[name] for name, _ in PROMISED]

    def sheets(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """Return each sheet's label with the fields of its questions."""
        made = []
        for sheet, label in SHEETS:
            count = len(_padded(questions(getattr(self.item, sheet))))
            parts = ("label", "kind", "options", "required")
            made.append((label, [tuple(self[f"{sheet}_{n}_{part}"] for part in parts) for n in range(count)]))
        return made

    def _add_question(self, name: str, question: Question | None) -> None:
        self.fields[f"{name}_label"] = forms.CharField(
            label="题目",
            max_length=40,
            required=False,
            initial=question.label if question else "",
            help_text="清空就删掉",
        )
        self.fields[f"{name}_kind"] = forms.ChoiceField(
            label="类型", choices=sorted(KINDS.items()), required=False, initial=question.kind if question else "text"
        )
        self.fields[f"{name}_options"] = forms.CharField(
            label="选项（用顿号分开）",
            max_length=200,
            required=False,
            initial="、".join(question.options) if question else "",
        )
        self.fields[f"{name}_required"] = forms.BooleanField(
            label="必填", required=False, initial=bool(question and question.is_required)
        )

    def _questions(self, sheet: str) -> tuple[Question, ...]:
        made, given = [], self.cleaned_data
        for n, old in enumerate(_padded(questions(getattr(self.item, sheet)))):
            name = f"{sheet}_{n}"
            label = given[f"{name}_label"].strip()
            if not label:
                continue
            fresh = Question(key=f"q{self.item.version}_{n}", label=label)
            options = tuple(part.strip() for part in given[f"{name}_options"].split("、") if part.strip())
            made.append(
                dataclasses.replace(
                    old or fresh, label=label, kind=given[f"{name}_kind"] or "text", options=options,
                    is_required=given[f"{name}_required"],
                )
            )  # fmt: skip
        return tuple(made)


def _padded(form: tuple[Question, ...]) -> list[Question | None]:
    return [*form, *([None] * NEW_QUESTIONS)]
