"""Forms of the enterprise's own word, and of what follows it."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.services.enterprise_service.actions.confirming import ConfirmationForm as Confirmation
from gongqiao.services.enterprise_service.forms.orders import question_field
from gongqiao.services.enterprise_service.models import Problem, VisitRecord
from gongqiao.services.enterprise_service.rules.questions import Question
from gongqiao.services.enterprise_service.rules.wording import when
from gongqiao.web.forms import FilesField, Form, Picks, Stars, YuanField


class ConfirmForm(Form):
    """What was solved, what it was worth, what one thinks of it."""

    actual = YuanField(label="实际效益（元）", required=False, help_text="已经省下或多挣的，没有就不填")
    expected = YuanField(label="预计效益（元）", required=False, help_text="今后一年预计的，没有就不填")
    basis = forms.CharField(label="怎么算的", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    proof = FilesField(
        label="证明材料", accept="image/*,application/pdf", help_text="台账、检测单、盖章说明的照片或 PDF"
    )
    score = forms.TypedChoiceField(
        label="给这次服务评个分", coerce=int, choices=Stars().choices, widget=Stars, required=False, empty_value=None
    )
    comment = forms.CharField(
        label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        problems: list[Problem],
        visits: list[VisitRecord],
        questions: tuple[Question, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.problems, self.visits, self.questions = problems, visits, questions
        for problem in problems:
            self.fields[f"solved_{problem.pk}"] = forms.ChoiceField(
                label=problem.title, choices=[("yes", "解决了"), ("no", "没有解决")], widget=Picks,
                error_messages={"required": "请选解决了没有。"},
            )  # fmt: skip
        for visit in visits:
            self.fields[f"came_{visit.pk}"] = forms.ChoiceField(
                label=f"{when(visit.activity.starts_at)}，班组来过吗？", choices=[("yes", "来过"), ("no", "没有来")],
                widget=Picks, initial="yes", error_messages={"required": "请选来过没有。"},
            )  # fmt: skip
        for question in questions:
            self.fields[f"extra_{question.key}"] = question_field(question, required=False)

    def confirmation(self) -> Confirmation:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Confirmation(
            solved={problem.pk: given[f"solved_{problem.pk}"] == "yes" for problem in self.problems},
            took_place={visit.pk: given[f"came_{visit.pk}"] == "yes" for visit in self.visits},
            actual_fen=given["actual"],
            expected_fen=given["expected"],
            basis=given["basis"],
            score=given["score"],
            comment=given["comment"],
            extra={q.key: str(given.get(f"extra_{q.key}") or "") for q in self.questions},
        )

    def solved_fields(self) -> list[Any]:
        """Return a field for each problem."""
        return [self[f"solved_{problem.pk}"] for problem in self.problems]

    def came_fields(self) -> list[Any]:
        """Return a field for each visit."""
        return [self[f"came_{visit.pk}"] for visit in self.visits]

    def question_fields(self) -> list[Any]:
        """Return the fields of the dish's own questions."""
        return [self[f"extra_{question.key}"] for question in self.questions]


class RateForm(Form):
    """A rating given later."""

    score = forms.TypedChoiceField(
        label="评分", coerce=int, choices=Stars().choices, widget=Stars, error_messages={"required": "请选 1 到 5 分。"}
    )
    comment = forms.CharField(
        label="想说的话", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CorrectForm(Form):
    """A corrected benefit."""

    actual = YuanField(label="更正后的实际效益（元）", required=False)
    expected = YuanField(label="更正后的预计效益（元）", required=False)
    reason = forms.CharField(
        label="更正的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明更正的原因。"},
    )  # fmt: skip
    proof = FilesField(label="证明材料", accept="image/*,application/pdf")


class RevisitForm(Form):
    """How it looks a month later."""

    way = forms.ChoiceField(
        label="怎么回访的",
        choices=[("visit", "上门"), ("phone", "电话")],
        widget=Picks,
        error_messages={"required": "请选回访方式。"},
    )
    still_holds = forms.ChoiceField(
        label="效果还在吗",
        choices=[("yes", "还在"), ("no", "问题又出现了")],
        widget=Picks,
        error_messages={"required": "请选效果还在不在。"},
    )
    note = forms.CharField(label="情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
