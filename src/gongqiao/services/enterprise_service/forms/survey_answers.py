"""Forms of what enterprises say: the questionnaire, a visit or talk and its records, the needs that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.services.enterprise_service.actions.proposals import Amendment
from gongqiao.services.enterprise_service.actions.survey_answers import GatheringForm as Gathering
from gongqiao.services.enterprise_service.actions.survey_answers import RecordForm as Record
from gongqiao.services.enterprise_service.forms.orders import question_field
from gongqiao.services.enterprise_service.models import NeedProposal, Respondent
from gongqiao.services.enterprise_service.models.survey_answer import WAYS
from gongqiao.services.enterprise_service.rules.questions import BETWEEN, MOST_QUESTIONS
from gongqiao.services.enterprise_service.rules.survey_questions import SurveyQuestion
from gongqiao.web.forms import FilesField, Form, MomentField, Picks, Ticks
from gongqiao.web.reading import may_repeat

may_repeat(*(f"several_{n}" for n in range(MOST_QUESTIONS)))
MUST = {"required": "请填这一项。"}


class AnswersForm(Form):
    """The questions of a survey; the n-th one is the field ``answer_n``, or ``several_n`` where one ticks."""

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = {question.key: _name(n, question) for n, question in enumerate(questions)}
        for question in questions:
            field = self.fields[self._names[question.key]] = question_field(question, required=False)
            field.is_needed = question.is_required  # type: ignore[attr-defined]

    def answer_fields(self) -> list[forms.BoundField]:
        """Return the fields of the questions in their order."""
        return [self[name] for name in self._names.values()]

    def answers(self) -> dict[str, str]:
        """Return what was answered, by the keys of the questions."""
        return {key: _text(self.cleaned_data.get(name)) for key, name in self._names.items()}

    def take(self, refused: GongqiaoError) -> None:
        """Place what is wrong with an answer at its question."""
        names = {f"extra_{key}": name for key, name in self._names.items()}
        refused.fields = {names.get(name, name): texts for name, texts in refused.fields.items()}
        super().take(refused)


class GatheringForm(Form):
    """A visit or a talk as it is logged."""

    way = forms.ChoiceField(label="方式", choices=WAYS[:2], widget=Picks, initial="visit", error_messages=MUST)
    firms = forms.MultipleChoiceField(
        label="哪家企业", widget=Ticks, help_text="走访一次一家；座谈可以几家",
        error_messages={"required": "请勾选走访或座谈的企业。"},
    )  # fmt: skip
    held_at = MomentField(label="时间", error_messages={"required": "请选日期和时间。"})
    place = forms.CharField(label="地点", max_length=80, error_messages={"required": "请填地点。"})
    union_side = forms.CharField(label="工会参加人", max_length=120, error_messages={"required": "请填工会参加人。"})
    bureau_side = forms.CharField(label="部门参加人", max_length=120, required=False, help_text="例如：工信局产业科")

    def __init__(self, *args: Any, respondents: Sequence[Respondent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._respondents = {str(row.pk): row for row in respondents}
        choices = [(pk, row.enterprise.short_name) for pk, row in self._respondents.items()]
        self.fields["firms"].choices = choices  # type: ignore[attr-defined]

    def gathering(self) -> Gathering:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Gathering(
            way=given["way"], held_at=given["held_at"], place=given["place"], union_side=given["union_side"],
            bureau_side=given["bureau_side"],
        )  # fmt: skip

    def respondents(self) -> list[Respondent]:
        """Return the enterprises that were ticked."""
        return [self._respondents[pk] for pk in self.cleaned_data["firms"]]


class RecordForm(AnswersForm):
    """What one enterprise said at a visit or a talk."""

    speaker = forms.CharField(
        label="企业谁来谈", max_length=60, help_text="姓名、职务", error_messages={"required": "请填企业方是谁来谈的。"}
    )
    findings = forms.CharField(
        label="发现的问题", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写发现的问题，一两句也行。"},
    )  # fmt: skip
    photos = FilesField(label="照片", help_text="最多 9 张")

    def record(self) -> Record:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Record(speaker=given["speaker"], findings=given["findings"], answers=self.answers())


class AmendForm(Form):
    """What the enterprise makes of the needs that its answers suggest."""

    def __init__(self, *args: Any, proposals: Sequence[NeedProposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        for row in proposals:
            self.fields[f"wanted_{row.pk}"] = forms.BooleanField(label="要办", required=False, initial=True)
            self.fields[f"title_{row.pk}"] = forms.CharField(
                label="一句话说清", max_length=60, required=False, initial=row.title
            )
            self.fields[f"reason_{row.pk}"] = forms.CharField(label="为什么不办", max_length=200, required=False)
            for name in ("title", "reason"):
                self.fields[f"{name}_{row.pk}"].is_needed = True  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[NeedProposal, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return each proposal with its fields."""
        return [
            (row, self[f"wanted_{row.pk}"], self[f"title_{row.pk}"], self[f"reason_{row.pk}"]) for row in self.proposals
        ]

    def amendments(self) -> dict[int, Amendment]:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return {
            row.pk: Amendment(
                title=given[f"title_{row.pk}"], is_wanted=given[f"wanted_{row.pk}"], reason=given[f"reason_{row.pk}"]
            )
            for row in self.proposals
        }


def initial_answers(questions: Sequence[SurveyQuestion], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form of these questions begins with."""
    return {
        _name(n, question): answers[question.key].split(BETWEEN)
        if question.kind == "several"
        else answers[question.key]
        for n, question in enumerate(questions)
        if answers.get(question.key)
    }


def _name(n: int, question: SurveyQuestion) -> str:
    return f"several_{n}" if question.kind == "several" else f"answer_{n}"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN.join(str(one) for one in value)
    return "" if value is None else str(value)
