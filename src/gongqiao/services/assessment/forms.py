"""What the pages of assessments may send in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gongqiao.kernel.base.money import FEN_A_YUAN, WAN_YUAN
from gongqiao.kernel.indicators import every_figure, figure_named
from gongqiao.kernel.indicators.cuts import dimension_named
from gongqiao.services.assessment import actions
from gongqiao.services.assessment.flow import MOST_CRITERIA, POINTS_IN_ALL
from gongqiao.services.assessment.queries import Standing
from gongqiao.web.forms import DayField, Form, WholeField

MOST_TARGET = 10_000_000
WAN_FEN = WAN_YUAN * FEN_A_YUAN


def _unit(figure_name: str) -> int:
    """Return what one of a typed target is worth: money is typed in 万元."""
    figure = figure_named(figure_name)
    return WAN_FEN if figure is not None and figure.counts == "fen" else 1


class AssessmentForm(Form):
    """The period and up to six figures with their points and, where none is published, their target."""

    title = forms.CharField(label="标题", max_length=60)
    since = DayField(label="从")
    until = DayField(label="到")

    def __init__(self, *args: Any, programmes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = dimension_named("programme").label
        self.fields["programme"] = forms.ChoiceField(label=label, choices=[("", "全部"), *programmes], required=False)
        figures = [("", "不用"), *((figure.name, f"{figure.label}（{figure.unit}）") for figure in every_figure())]
        for place in range(MOST_CRITERIA):
            self.fields[f"figure_{place}"] = forms.ChoiceField(
                label=f"指标 {place + 1}", choices=figures, required=False
            )
            self.fields[f"points_{place}"] = WholeField(label="分值", max_value=POINTS_IN_ALL, required=False)
            for name in ("figure", "points"):  # no line need be used; a line that is used needs both
                self.fields[f"{name}_{place}"].is_needed = True  # type: ignore[attr-defined]
            self.fields[f"target_{place}"] = WholeField(label="目标", required=False, max_value=MOST_TARGET)

    def head(self) -> list[forms.BoundField]:
        """Return the fields above the figures."""
        return [self[name] for name in ("title", "programme", "since", "until")]

    def lines(self) -> list[list[forms.BoundField]]:
        """Return the fields of each figure."""
        return [[self[f"{name}_{place}"] for name in ("figure", "points", "target")] for place in range(MOST_CRITERIA)]

    def clean(self) -> dict[str, Any]:
        """Want points for each figure that was chosen."""
        given: dict[str, Any] = super().clean() or {}
        for place in range(MOST_CRITERIA):
            if given.get(f"figure_{place}") and not given.get(f"points_{place}"):
                self.add_error(f"points_{place}", "请填分值。")
        return given

    def assessment(self) -> actions.AssessmentForm:
        """Return what was asked for."""
        given = self.cleaned_data
        criteria = [
            actions.CriterionForm(
                figure=given[f"figure_{place}"],
                points=given[f"points_{place}"],
                target=(given[f"target_{place}"] or 0) * _unit(given[f"figure_{place}"]),
            )
            for place in range(MOST_CRITERIA)
            if given[f"figure_{place}"]
        ]
        parts = {"programme": given["programme"]} if given["programme"] else {}
        return actions.AssessmentForm(
            title=given["title"], since=given["since"], until=given["until"], criteria=criteria, parts=parts
        )


class TargetsForm(Form):
    """The target of every county for every figure."""

    def __init__(self, *args: Any, standings: Sequence[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standings = standings
        for standing in standings:
            for score in standing.scores:
                self.fields[f"target_{score.pk}"] = WholeField(
                    label=f"{standing.union.short_name}{score.criterion.label}",
                    min_value=1,
                    max_value=MOST_TARGET,
                    initial=max(score.target // _unit(score.criterion.figure), 1),
                )

    def rows(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return each county with its fields."""
        return [(one.union, [self[f"target_{score.pk}"] for score in one.scores]) for one in self.standings]

    def targets(self) -> dict[int, int]:
        """Return the target of each score."""
        return {
            score.pk: self.cleaned_data[f"target_{score.pk}"] * _unit(score.criterion.figure)
            for one in self.standings
            for score in one.scores
        }
