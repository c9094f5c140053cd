"""Forms about apprenticeship pairs: signing, progress, the result, the terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from gongqiao.services.talent.actions import pairs as actions
from gongqiao.services.talent.models import LEVELS
from gongqiao.web.forms import DayField, FilesField, Form, PhoneField, Picks, SignatureField, WholeField
from gongqiao.web.reading import may_repeat

may_repeat("agreement")
LENGTHS = [("6", "半年"), ("12", "一年"), ("24", "两年"), ("36", "三年")]
SOMEBODY_ELSE = "else"


class PairForm(Form):
    """Who learns what from whom, signed by both."""

    master = forms.TypedChoiceField(label="师傅", coerce=int, widget=Picks, error_messages={"required": "请选师傅。"})
    worker = forms.ChoiceField(label="徒弟", widget=Picks, required=False)
    apprentice_name = forms.CharField(label="徒弟姓名", max_length=40, required=False)
    apprentice_phone = PhoneField(label="徒弟手机号", required=False, help_text="填了，徒弟登录后自己也看得到、记得了")
    trade = forms.CharField(label="学什么工种", max_length=40, error_messages={"required": "请写学什么工种。"})
    goals = forms.CharField(
        label="要学会什么", max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写得出数的最好，例如“一年内能独立检修 11 千瓦电机”", error_messages={"required": "请写要学会什么。"},
    )  # fmt: skip
    starts_on = DayField(label="从哪天起", error_messages={"required": "请选开始的日子。"})
    months = forms.TypedChoiceField(label="学多久", coerce=int, widget=Picks, choices=LENGTHS, initial="12")
    place = forms.CharField(label="在哪里签的", max_length=80, required=False)
    master_signature = SignatureField(label="师傅签名")
    apprentice_signature = SignatureField(label="徒弟签名")
    agreement = FilesField(label="协议照片")

    def __init__(
        self, *args: Any, masters: Sequence[tuple[str, str]], workers: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["master"].choices = list(masters)  # type: ignore[attr-defined]
        if workers:
            names = list(dict.fromkeys(workers))
            choices = [*((name, name) for name in names), (SOMEBODY_ELSE, "不在名单里")]
            self.fields["worker"].choices = choices  # type: ignore[attr-defined]
            self.fields["apprentice_name"].label = "不在名单里的，写姓名"
        else:
            del self.fields["worker"]
            self.fields["apprentice_name"].is_needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An apprentice is chosen from those who signed in, or typed."""
        given = super().clean() or {}
        chosen = given.get("worker", "")
        if not given.get("apprentice_name"):
            given["apprentice_name"] = "" if chosen == SOMEBODY_ELSE else chosen
        if not given["apprentice_name"]:
            self.add_error("apprentice_name", "请选徒弟，或填徒弟的姓名。")
        return given

    def pair(self) -> actions.PairForm:
        """Return what the action takes."""
        given = self.cleaned_data
        return actions.PairForm(
            apprentice_name=given["apprentice_name"],
            apprentice_phone=given["apprentice_phone"],
            trade=given["trade"],
            goals=given["goals"],
            starts_on=given["starts_on"],
            ends_on=months_after(given["starts_on"], given["months"]),
            place=given["place"],
        )


class DeskPairForm(PairForm):
    """A pair signed at the desk, for an enterprise by its code."""

    code = forms.CharField(label="企业的统一社会信用代码", max_length=30, error_messages={"required": "请填信用代码。"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["master"].choices  # type: ignore[attr-defined]
        self.fields["master"].widget = forms.Select()
        self.fields["master"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class CheckInForm(Form):
    """How a pair goes on."""

    text = forms.CharField(
        label="这段时间学了什么、练到什么程度", max_length=600, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写学了什么、练到什么程度。"},
    )  # fmt: skip


class ResultForm(Form):
    """What an apprentice can do at the end."""

    result = forms.CharField(
        label="现在能独立做什么", max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写徒弟现在能独立做什么。"},
    )  # fmt: skip
    level = forms.TypedChoiceField(
        label="考到的等级", choices=[("", "没有考"), *LEVELS], coerce=int, required=False, empty_value=None
    )
    certificate = forms.CharField(label="取得的证书", max_length=60, required=False)
    problem = forms.CharField(label="一起解决的难题", max_length=200, required=False)

    def given(self) -> actions.ResultForm:
        """Return what the action takes."""
        names = ("result", "level", "certificate", "problem")
        return actions.ResultForm(**{name: self.cleaned_data[name] for name in names})


class TermsForm(Form):
    """What the city lays down for pairs."""

    most_apprentices = WholeField(
        label="一位师傅同时最多带几名徒弟", min_value=1, max_value=20, error_messages={"required": "请填人数。"}
    )
    check_in_days = WholeField(
        label="至少多少天记一次进展", min_value=7, max_value=365, error_messages={"required": "请填天数。"}
    )
    source = forms.CharField(
        label="依据", max_length=80, required=False, help_text="文件名和文号；不填，页面上会一直注明“还没有确认”"
    )


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
