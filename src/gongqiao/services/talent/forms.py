"""What the pages of talent may send in."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.kernel.org.models import Area
from gongqiao.services.talent.models import LEVELS, Skill
from gongqiao.web.forms import Form, MomentField, PhoneField, Ticks
from gongqiao.web.reading import may_repeat

may_repeat("skills", "half_days")
HALF_DAYS = [(str(n), f"周{'一二三四五'[n // 2]}{'下午' if n % 2 else '上午'}") for n in range(10)]


class CraftsmanForm(Form):
    """A craftsman, by name and phone, with trade, level and skills."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})
    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号。"})
    trade = forms.CharField(label="工种", max_length=30, error_messages={"required": "请填工种。"})
    level = forms.TypedChoiceField(label="技能等级", choices=LEVELS, coerce=int, initial=4)
    honour = forms.CharField(label="荣誉", max_length=30, required=False)
    skills = forms.MultipleChoiceField(label="技能", widget=Ticks, error_messages={"required": "请至少选一项技能。"})
    profile = forms.CharField(
        label="擅长什么", max_length=600, widget=forms.Textarea(attrs={"rows": 3}), help_text="不写姓名，写能解决什么问题，配班组时会用到",
        error_messages={"required": "请写擅长什么。"},
    )  # fmt: skip
    employer_code = forms.CharField(
        label="所在企业的信用代码", max_length=30, required=False, help_text="填了以后不会被派到自己的企业"
    )

    def __init__(self, *args: Any, skills: list[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for skill in skills:
            groups.setdefault(skill.domain, []).append((skill.code, skill.name))
        self.fields["skills"].choices = list(groups.items())  # type: ignore[attr-defined]


class TeamForm(CraftsmanForm):
    """A new team with its leader."""

    team_name = forms.CharField(label="班组名称", max_length=30, error_messages={"required": "请填班组名称。"})
    area_code = forms.ChoiceField(label="从哪个镇街出发", error_messages={"required": "请选镇街。"})
    half_days = forms.MultipleChoiceField(
        label="一周里哪些半天能出门", choices=HALF_DAYS, widget=Ticks, initial=[str(n) for n in range(10)],
        error_messages={"required": "请至少选一个半天。"},
    )  # fmt: skip

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = [("", "请选择"), *((town.code, town.name) for town in towns)]  # type: ignore[attr-defined]


class LeaveForm(Form):
    """When a craftsman is away."""

    starts_at = MomentField(label="从", error_messages={"required": "请选开始时间。"})
    ends_at = MomentField(label="到", error_messages={"required": "请选结束时间。"})

    def clean(self) -> dict[str, Any]:
        """The end lies after the start."""
        given = super().clean() or {}
        start, end = given.get("starts_at"), given.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", "结束要晚于开始。")
        return given


class RecusalForm(Form):
    """An enterprise that a craftsman keeps away from."""

    code = forms.CharField(label="企业的统一社会信用代码", max_length=30, error_messages={"required": "请填信用代码。"})
    reason = forms.CharField(label="回避的原因", max_length=60, error_messages={"required": "请写原因。"})
