"""Forms of needs and orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms

from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.kernel.places.points import Point, checked
from gongqiao.services.enterprise_service.actions.orders import NeedForm as Need
from gongqiao.services.enterprise_service.actions.orders import OrderForm as Order
from gongqiao.services.enterprise_service.flow import DISHES, DISHES_WITH_DOMAIN
from gongqiao.services.enterprise_service.models.need import URGENCIES
from gongqiao.services.enterprise_service.rules.questions import Question
from gongqiao.web.forms import Cards, DayField, FilesField, Form, Picks, Ticks, WholeField

WHEN = [("soon", "越快越好"), ("next_week", "下周内"), ("on", "指定日期")]


class NeedForm(Form):
    """What an enterprise wants."""

    dish = forms.ChoiceField(
        label="想请工会帮什么？",
        choices=sorted(DISHES.items()),
        widget=Cards,
        error_messages={"required": "请选择要点的菜。", "invalid_choice": "请选择要点的菜。"},
    )
    title = forms.CharField(
        label="一句话说清",
        max_length=60,
        error_messages={"required": "请用一句话说清是什么事。", "max_length": "一句话最多 60 个字，详细情况写在下面。"},
    )
    description = forms.CharField(
        label="现场情况",
        max_length=2000,
        required=False,
        help_text="说不清也没关系，写看到、听到的就行",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "现场情况最多 2000 个字。"},
    )
    domain = forms.ChoiceField(label="专业领域", required=False, help_text="拿不准就选最接近的")
    urgency = forms.ChoiceField(label="有多急？", choices=URGENCIES, widget=Picks, initial="affected")
    when = forms.ChoiceField(label="希望哪天上门？", choices=WHEN, widget=Picks, initial="soon")
    wished_on = DayField(label="指定日期", required=False)
    people = WholeField(label="大约多少人", required=False, max_value=100_000)

    def __init__(self, *args: Any, domains: tuple[str, ...] = (), today: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["domain"].choices = [("", "请选择"), *((name, name) for name in domains)]  # type: ignore[attr-defined]
        self.fields["domain"].is_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the wish about time into a date."""
        given = super().clean() or {}
        if given.get("when") == "next_week" and self._today:
            given["wished_on"] = self._today + timedelta(days=7 + 4 - self._today.weekday())
        elif given.get("when") == "on" and not given.get("wished_on") and "wished_on" not in self.errors:
            self.add_error("wished_on", "请选日期。")
        elif given.get("when") == "soon":
            given["wished_on"] = None
        if given.get("dish") in DISHES_WITH_DOMAIN and not given.get("domain"):
            self.add_error("domain", "请选专业领域；拿不准就选最接近的。")
        return given

    def need(self) -> Need:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Need(
            dish=given["dish"], title=given["title"], description=given["description"], domain=given["domain"],
            urgency=given["urgency"], wished_on=given["wished_on"], people=given["people"],
        )  # fmt: skip


class OrderForm(NeedForm):
    """A need as an order, with place, photos and the dish's own questions, one of which asks how many people."""

    people = None  # type: ignore[assignment]  # Django's way to leave a field of the parent out
    place = forms.CharField(label="地点", max_length=100, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    lng = forms.FloatField(widget=forms.HiddenInput, required=False)
    photos = FilesField(label="照片", help_text="铭牌、故障现象，最多 9 张")

    def __init__(self, *args: Any, questions: Mapping[str, tuple[Question, ...]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for dish, form in questions.items():
            for question in form:
                field = self.fields[f"extra_{dish}_{question.key}"] = question_field(question, required=False)
                field.is_needed = question.is_required  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check where; a point outside China is named."""
        given = super().clean()
        if given.get("lat") is not None and given.get("lng") is not None:
            try:
                given["point"] = checked(given["lat"], given["lng"])
            except GongqiaoError as wrong:
                self.add_error("place", wrong.message)
        return given

    def order(self) -> Order:
        """Return the value that the action takes."""
        given, dish = self.cleaned_data, self.cleaned_data["dish"]
        prefix = f"extra_{dish}_"
        extra = {name.removeprefix(prefix): _text(value) for name, value in given.items() if name.startswith(prefix)}
        point: Point | None = given.get("point")
        return Order(
            dish=dish, title=given["title"], description=given["description"], domain=given["domain"],
            urgency=given["urgency"], wished_on=given["wished_on"], place=given["place"], point=point, extra=extra,
        )  # fmt: skip

    def take(self, refused: GongqiaoError) -> None:
        """Place errors of the dish's questions at their fields."""
        dish = self.cleaned_data.get("dish", "")
        prefix = f"extra_{dish}_"
        refused.fields = {
            name.replace("extra_", prefix, 1) if name.startswith("extra_") else name: texts
            for name, texts in refused.fields.items()
        }
        super().take(refused)


class SupplementForm(Form):
    """What became known later."""

    text = forms.CharField(
        label="补充的情况", max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    photos = FilesField(label="照片")


class ProblemForm(Form):
    """A further problem."""

    title = forms.CharField(
        label="难题", max_length=60, help_text="用一句话写清", error_messages={"required": "请写难题。"}
    )


def need_initial(row: Any) -> dict[str, Any]:
    """Return what a form begins with for a need, or for the proposal of one; an order asks how many people itself."""
    wished = {"when": "on", "wished_on": row.wished_on} if row.wished_on else {}
    people = {f"extra_{row.dish}_people": row.people, "people": row.people} if row.people else {}
    return {
        "dish": row.dish, "title": row.title, "description": row.description, "domain": row.domain,
        "urgency": row.urgency, **wished, **people,
    }  # fmt: skip


def question_field(question: Question, *, required: bool | None = None) -> forms.Field:
    """Return the form field of a dish's own question."""
    needed = question.is_required if required is None else required
    options: dict[str, Any] = {"label": question.label, "required": needed, "help_text": question.hint}
    match question.kind:
        case "choice":
            return forms.ChoiceField(choices=[(option, option) for option in question.options], widget=Picks, **options)
        case "several":
            choices = [(option, option) for option in question.options]
            return forms.MultipleChoiceField(choices=choices, widget=Ticks, **options)
        case "yes_no":
            return forms.ChoiceField(choices=[("yes", "是"), ("no", "否")], widget=Picks, **options)
        case "number":
            return WholeField(**options)
        case "date":
            return DayField(**options)
        case "long":
            return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **options)
    return forms.CharField(max_length=300, **options)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
