"""Forms of offers, dates and visits."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.services.enterprise_service.actions.dates import DateForm as Date
from gongqiao.services.enterprise_service.actions.visits import ProblemReport, PromiseForm, VisitReport
from gongqiao.services.enterprise_service.forms.orders import question_field
from gongqiao.services.enterprise_service.models import Problem
from gongqiao.services.enterprise_service.rules.questions import Question
from gongqiao.services.talent.contract import TeamCard
from gongqiao.web.forms import DayField, FilesField, Form, MomentField, PhoneField, Picks, Stars, Ticks
from gongqiao.web.reading import may_repeat

may_repeat("member_ids", "visit_photos")
PROMISES = 3


class OfferForm(Form):
    """Which team is asked, and why not the first."""

    team = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "请选一支班组。"})
    why_not_first = forms.CharField(
        label="为什么不选排在第一的班组", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DateForm(Form):
    """When the team comes, and who of it."""

    starts_at = MomentField(label="开始", error_messages={"required": "请选开始时间。"})
    ends_at = MomentField(label="结束", error_messages={"required": "请选结束时间。"})
    member_ids = forms.MultipleChoiceField(
        label="哪些队员去", widget=Ticks, required=False, help_text="队长一定去；应当回避的不能选"
    )
    place = forms.CharField(label="地点", max_length=100, required=False)
    activity = forms.ChoiceField(
        label="并入已有活动", required=False, help_text="同一支班组同一时间、同一地点服务几家企业",
        error_messages={"invalid_choice": "这场活动已经办过、取消，或不再由这支班组去，请重新选择，或另约时间。"},
    )  # fmt: skip
    despite_travel = forms.BooleanField(label="我知道路上时间紧，仍这样安排", required=False)

    def __init__(
        self, *args: Any, card: TeamCard | None, activities: Any = (), barred: frozenset[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        members = card.members if card else ()
        self.fields["member_ids"].choices = [  # type: ignore[attr-defined]
            (str(member.person_id), f"{member.name}（{member.trade}）")
            for member in members
            if member.person_id not in barred
        ]
        self.fields["activity"].choices = [("", "不并入，另约时间"), *activities]  # type: ignore[attr-defined]
        if not activities and not self.data.get("activity"):
            self.fields["activity"].widget = forms.HiddenInput()
            self.initial["activity"] = ""

    def clean(self) -> dict[str, Any]:
        """Joining an activity needs no times of its own."""
        given = super().clean() or {}
        if given.get("activity"):
            for name in ("starts_at", "ends_at"):
                self.errors.pop(name, None)
        return given

    def date(self, at: Any) -> Date:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Date(
            starts_at=given.get("starts_at") or at,
            ends_at=given.get("ends_at") or at,
            member_ids=[int(pk) for pk in given["member_ids"]],
            place=given["place"],
            activity_id=int(given["activity"]) if given.get("activity") else None,
            despite_travel=given["despite_travel"],
        )


class ReportForm(Form):
    """The visit record as the leader fills it."""

    minutes = forms.CharField(
        label="这次做了什么", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "请写这次上门做了什么。"},
    )  # fmt: skip
    member_ids = forms.MultipleChoiceField(
        label="到场的队员", widget=Ticks, error_messages={"required": "请勾选到场的队员。"}
    )
    topic = forms.CharField(label="培训主题", max_length=60, required=False)
    advice = forms.CharField(
        label="后续建议", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    visit_photos = FilesField(label="现场照片")
    enterprise_score = forms.TypedChoiceField(
        label="企业配合得怎样", coerce=int, choices=Stars().choices, widget=Stars, required=False, empty_value=None
    )
    enterprise_comment = forms.CharField(label="说一句", max_length=200, required=False)

    def __init__(
        self, *args: Any, card: TeamCard | None, barred: frozenset[int], problems: list[Problem], questions: tuple[Question, ...],
        is_finished: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.problems, self.questions = problems, questions
        members = [member for member in (card.members if card else ()) if member.person_id not in barred]
        self.fields["member_ids"].choices = [(str(m.person_id), m.name) for m in members]  # type: ignore[attr-defined]
        self.fields["member_ids"].initial = [str(card.leader_id)] if card else []
        for problem in problems:
            self._add_problem(problem, is_finished)
        for question in questions:
            self.fields[f"extra_{question.key}"] = question_field(question)
        for n in range(PROMISES):
            self.fields[f"promise_text_{n}"] = forms.CharField(label="答应做什么", max_length=100, required=False)
            owners = [("leader", "班组"), ("contact", "企业"), ("officer", "工会")]
            self.fields[f"promise_owner_{n}"] = forms.ChoiceField(label="谁来做", choices=owners, required=False)
            self.fields[f"promise_due_{n}"] = DayField(label="哪天以前", required=False)

    def clean(self) -> dict[str, Any]:
        """A promise needs its three parts."""
        given = super().clean() or {}
        for n in range(PROMISES):
            text, due = given.get(f"promise_text_{n}"), given.get(f"promise_due_{n}")
            if text and not due:
                self.add_error(f"promise_due_{n}", "请选哪天以前做到。")
            if due and not text:
                self.add_error(f"promise_text_{n}", "请写答应做什么。")
        return given

    def report(self) -> VisitReport:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return VisitReport(
            minutes=given["minutes"],
            member_ids=[int(pk) for pk in given["member_ids"]],
            topic=given["topic"],
            advice=given["advice"],
            problems=[
                ProblemReport(
                    problem_id=problem.pk,
                    is_solved=given[f"solved_{problem.pk}"] == "yes",
                    cause=given[f"cause_{problem.pk}"],
                    cure=given[f"cure_{problem.pk}"],
                )
                for problem in self.problems
                if given.get(f"solved_{problem.pk}")
            ],
            promises=[
                PromiseForm(
                    text=given[f"promise_text_{n}"], owner=given[f"promise_owner_{n}"], due_on=given[f"promise_due_{n}"]
                )
                for n in range(PROMISES)
                if given.get(f"promise_text_{n}")
            ],
            extra={q.key: str(given.get(f"extra_{q.key}") or "") for q in self.questions},
            enterprise_score=given["enterprise_score"],
            enterprise_comment=given["enterprise_comment"],
        )

    def problem_fields(self) -> list[tuple[Problem, Any, Any, Any]]:
        """Return each problem with its three fields."""
        return [(p, self[f"solved_{p.pk}"], self[f"cause_{p.pk}"], self[f"cure_{p.pk}"]) for p in self.problems]

    def question_fields(self) -> list[Any]:
        """Return the fields of the dish's own questions."""
        return [self[f"extra_{question.key}"] for question in self.questions]

    def promise_fields(self) -> list[tuple[Any, Any, Any]]:
        """Return the three fields of each promise."""
        return [tuple(self[f"promise_{part}_{n}"] for part in ("text", "owner", "due")) for n in range(PROMISES)]  # type: ignore[misc]

    def _add_problem(self, problem: Problem, is_finished: bool) -> None:
        self.fields[f"solved_{problem.pk}"] = forms.ChoiceField(
            label="解决了吗", choices=[("yes", "解决了"), ("no", "没有解决")], widget=Picks, required=is_finished,
            error_messages={"required": "请选解决了没有。"},
        )  # fmt: skip
        self.fields[f"cause_{problem.pk}"] = forms.CharField(
            label="查明原因", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        self.fields[f"cure_{problem.pk}"] = forms.CharField(
            label="处理经过", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )


class SignInForm(Form):
    """A worker's own line."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})
    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号；没有手机的，请队长代为登记。"})


class LeaderLineForm(Form):
    """A line that the leader adds; the phone may be missing."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})
    phone = PhoneField(label="手机号（没有可不填）", required=False)
