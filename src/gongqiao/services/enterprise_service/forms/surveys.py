"""Forms of a survey: what it is, its questions, whom it asks, what is offered afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.actions.remedies import RemedyForm as Remedy
from gongqiao.services.enterprise_service.actions.surveys import SurveyForm as Survey
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models import Need, Programme, RemedyKind, Respondent
from gongqiao.services.enterprise_service.rules.questions import BETWEEN, MOST_QUESTIONS
from gongqiao.services.enterprise_service.rules.survey_questions import FILLS, SURVEY_KINDS, SurveyQuestion
from gongqiao.web.forms import DayField, Form, Ticks, WholeField
from gongqiao.web.reading import may_repeat

may_repeat("firms", "needs")
NEW_QUESTIONS = 2
DISH_CHOICES = [("", "不引出需求"), *DISHES.items()]
FILL_CHOICES = [("", "不填"), *FILLS.items()]


class SurveyForm(Form):
    """A survey as an officer prepares it."""

    title = forms.CharField(label="调研名称", max_length=60, error_messages={"required": "请填调研名称。"})
    topic = forms.CharField(label="行业或专题", max_length=40, required=False)
    partners = forms.CharField(label="合作部门", max_length=200, required=False, help_text="用顿号分开")
    opens_on = DayField(label="开始", error_messages={"required": "请选开始日期。"})
    closes_on = DayField(label="截止", help_text="这一天还能答", error_messages={"required": "请选截止日期。"})

    def survey(self, programme: Programme | None) -> Survey:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Survey(
            title=given["title"], topic=given["topic"], partners=given["partners"].split(BETWEEN),
            opens_on=given["opens_on"], closes_on=given["closes_on"], programme=programme,
        )  # fmt: skip


class QuestionsForm(Form):
    """The questions in their order; a cleared one falls away, two new ones may be added."""

    def __init__(self, *args: Any, version: int, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._version = version
        room = min(NEW_QUESTIONS, MOST_QUESTIONS - len(questions))
        self._old: list[SurveyQuestion | None] = [*questions, *([None] * room)]
        for n, question in enumerate(self._old):
            self._add(f"q_{n}", n, question)

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each question."""
        parts = ("label", "kind", "options", "place", "dish", "fills", "required")
        return [[self[f"q_{n}_{part}"] for part in parts] for n in range(len(self._old))]

    def questions(self) -> list[SurveyQuestion]:
        """Return the questions in their new order; an old one keeps its key, by which its answers are found."""
        given, made = self.cleaned_data, []
        for n, old in enumerate(self._old):
            label = given[f"q_{n}_label"].strip()
            if not label:
                continue
            place = given[f"q_{n}_place"]
            options = tuple(part.strip() for part in given[f"q_{n}_options"].split(BETWEEN) if part.strip())
            question = SurveyQuestion(
                key=old.key if old else f"v{self._version}_{n}", label=label, kind=given[f"q_{n}_kind"] or "text",
                options=options, is_required=given[f"q_{n}_required"], dish=given[f"q_{n}_dish"],
                fills=given[f"q_{n}_fills"], hint=old.hint if old else "",
            )  # fmt: skip
            made.append((place if place is not None else n + 1, n, question))
        return [question for _, _, question in sorted(made, key=lambda row: row[:2])]

    def _add(self, name: str, n: int, question: SurveyQuestion | None) -> None:
        def choice(label: str, choices: Iterable[tuple[str, str]], initial: str) -> forms.ChoiceField:
            return forms.ChoiceField(label=label, choices=list(choices), required=False, initial=initial)

        self.fields[f"{name}_label"] = forms.CharField(
            label="题目" if question else "新题目", max_length=40, required=False, initial=question and question.label,
            help_text="" if n else "清空就删掉这道题",
        )  # fmt: skip
        self.fields[f"{name}_kind"] = choice("题型", SURVEY_KINDS.items(), question.kind if question else "text")
        self.fields[f"{name}_options"] = forms.CharField(
            label="选项", max_length=300, required=False, help_text="" if n else "单选、多选题用，用顿号分开",
            initial=BETWEEN.join(question.options) if question else "",
        )  # fmt: skip
        self.fields[f"{name}_place"] = WholeField(label="第几题", required=False, initial=n + 1, max_value=99)
        self.fields[f"{name}_dish"] = choice("引出哪类需求", DISH_CHOICES, question.dish if question else "")
        self.fields[f"{name}_fills"] = choice("填需求的哪一项", FILL_CHOICES, question.fills if question else "")
        self.fields[f"{name}_required"] = forms.BooleanField(
            label="必答", required=False, initial=bool(question and question.is_required)
        )


class FirmsForm(Form):
    """Which of the enterprises that were found go on the list: the ticked ones, or all that were found."""

    firms = forms.MultipleChoiceField(
        label="企业",
        required=False,
        widget=Ticks,
        error_messages={"invalid_choice": "选的企业不在这一页上，请重新选。"},
    )
    everyone = forms.BooleanField(label="符合条件的全部加入", required=False)

    def __init__(self, *args: Any, shown: Sequence[Enterprise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firms"].choices = [(str(row.pk), row.short_name) for row in shown]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one."""
        given = super().clean() or {}
        if not given.get("firms") and not given.get("everyone") and not self.errors:
            self.add_error("firms", "请勾选企业，或勾选“符合条件的全部加入”。")
        return given


class RemedyForm(Form):
    """What is offered for what the survey found."""

    kind = forms.ChoiceField(label="对策类型", error_messages={"required": "请选对策类型。"})
    text = forms.CharField(
        label="怎么做", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写怎么做。"},
    )  # fmt: skip
    firms = forms.MultipleChoiceField(
        label="针对哪些企业", widget=Ticks, error_messages={"required": "请勾选这条对策针对的企业。"}
    )
    needs = forms.MultipleChoiceField(label="回应哪些需求", widget=Ticks, required=False)
    follower = forms.TypedChoiceField(label="谁来跟进", coerce=int, error_messages={"required": "请选跟进人。"})
    follow_up_on = DayField(
        label="跟进到哪天", help_text="到这一天系统提醒跟进人", error_messages={"required": "请选日期。"}
    )

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[RemedyKind],
        respondents: Sequence[Respondent],
        needs: Sequence[Need],
        followers: dict[int, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._kinds = {str(row.pk): row for row in kinds}
        self._respondents = {str(row.pk): row for row in respondents}
        self._needs = {str(row.pk): row for row in needs}
        for name, choices in (
            ("kind", [(pk, row.name) for pk, row in self._kinds.items()]),
            ("firms", [(pk, row.enterprise.short_name) for pk, row in self._respondents.items()]),
            ("needs", [(pk, f"{row.enterprise.short_name}：{row.title}") for pk, row in self._needs.items()]),
            ("follower", list(followers.items())),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def remedy(self) -> Remedy:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Remedy(
            kind=self._kinds[given["kind"]], text=given["text"],
            respondents=[self._respondents[pk] for pk in given["firms"]],
            needs=[self._needs[pk] for pk in given["needs"]],
            follower_id=given["follower"], follow_up_on=given["follow_up_on"],
        )  # fmt: skip


class RemedyKindForm(Form):
    """A further kind of remedy."""

    name = forms.CharField(label="对策类型", max_length=30, error_messages={"required": "请填对策类型的名称。"})


def initial_days(today: date) -> dict[str, date]:
    """Return the days that a new survey begins with: a month from today."""
    last = (
        today.replace(year=today.year + 1, month=1)
        if today.month == 12
        else today.replace(day=1, month=today.month + 1)
    )
    return {"opens_on": today, "closes_on": last.replace(day=min(today.day, 28))}
