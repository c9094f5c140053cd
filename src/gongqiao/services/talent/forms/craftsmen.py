"""Forms about craftsmen: the union's, and what a craftsman says of himself."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.services.talent.models import LEVELS, CraftsmanSkill, Skill
from gongqiao.services.talent.models.craftsman import HONOUR_LEVELS
from gongqiao.web.forms import DayField, Form, MomentField, PhoneField, Ticks, WholeField
from gongqiao.web.reading import may_repeat

may_repeat("skills", "half_days")
HALF_DAYS = [(str(n), f"周{'一二三四五'[n // 2]}{'下午' if n % 2 else '上午'}") for n in range(10)]


def _by_domain(skills: list[Skill]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for skill in skills:
        groups.setdefault(skill.domain, []).append((skill.code, skill.name))
    return list(groups.items())


class CraftForm(Form):
    """What somebody's craft is: trade, level, skills, what he is good at, where he works."""

    trade = forms.CharField(label="工种", max_length=30, error_messages={"required": "请填工种。"})
    level = forms.TypedChoiceField(label="技能等级", choices=LEVELS, coerce=int, initial=4)
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
        self.fields["skills"].choices = _by_domain(skills)  # type: ignore[attr-defined]


class CraftsmanForm(CraftForm):
    """A craftsman, by name and phone, with trade, level and skills."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})
    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号。"})
    honour = forms.CharField(label="荣誉", max_length=30, required=False)


class EditCraftsmanForm(CraftForm):
    """A craftsman that is known, with a level for each skill that he already has."""

    def __init__(self, *args: Any, held: list[CraftsmanSkill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in held:
            self.fields[f"level_{one.skill_id}"] = forms.TypedChoiceField(
                label=f"{one.skill.name}的等级", choices=LEVELS, coerce=int, initial=one.level, required=False,
            )  # fmt: skip
        self.level_names = [f"level_{one.skill_id}" for one in held]

    def levels(self) -> dict[str, int]:
        """Return the level of each ticked skill: as chosen, or the craftsman's own for a new one."""
        given = self.cleaned_data
        return {code: given.get(f"level_{code}") or given["level"] for code in given["skills"]}

    def level_fields(self) -> list[forms.BoundField]:
        """Return the fields of the levels."""
        return [self[name] for name in self.level_names]


class HonourForm(Form):
    """An honour."""

    name = forms.CharField(label="荣誉", max_length=40, error_messages={"required": "请填荣誉名称。"})
    level = forms.TypedChoiceField(label="级别", choices=HONOUR_LEVELS, coerce=int)
    year = WholeField(
        label="哪一年", required=False, min_value=1950, max_value=2200,
        error_messages={"min_value": "年份请填 1950 以后。", "max_value": "年份不合理，请核对。"},
    )  # fmt: skip


class CertificateForm(Form):
    """A licence."""

    name = forms.CharField(label="证书", max_length=40, error_messages={"required": "请填证书名称。"})
    number = forms.CharField(label="编号", max_length=40, required=False, help_text="只显示最后四位")
    valid_to = DayField(label="哪天起失效", required=False, help_text="长期有效的不填；到期前 30 天会提醒")
    skill = forms.ChoiceField(
        label="哪项技能凭它", required=False, help_text="选了以后，证书过期，这项技能配班组时就不算"
    )

    def __init__(self, *args: Any, held: list[CraftsmanSkill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不限定"), *((one.skill_id, one.skill.name) for one in held)]
        self.fields["skill"].choices = choices  # type: ignore[attr-defined]


class ProfileForm(Form):
    """What a craftsman or expert says of himself."""

    intro = forms.CharField(
        label="自我介绍", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="企业和工会看得到，不要写手机号和住址",
    )  # fmt: skip
    half_days = forms.MultipleChoiceField(label="一周里哪些半天能出门", choices=HALF_DAYS, widget=Ticks, required=False)
    is_taking = forms.BooleanField(label="接受专家邀请", required=False)

    def __init__(self, *args: Any, is_craftsman: bool, is_expert: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dropped = ([] if is_craftsman else ["intro", "half_days"]) + ([] if is_expert else ["is_taking"])
        for name in dropped:
            del self.fields[name]


class SkillProposalForm(Form):
    """A skill that a craftsman says he has."""

    skill = forms.ChoiceField(label="技能", error_messages={"required": "请选一项技能。"})
    level = forms.TypedChoiceField(label="等级", choices=LEVELS, coerce=int, initial=3)
    shown_by = forms.CharField(
        label="凭什么", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="证书、比赛、做过的活，工会据此核实", error_messages={"required": "请写凭什么。"},
    )  # fmt: skip

    def __init__(self, *args: Any, skills: list[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = [("", "请选择"), *_by_domain(skills)]  # type: ignore[attr-defined]


class SkillLevelForm(Form):
    """The level at which an officer writes a proposed skill down."""

    level = forms.TypedChoiceField(label="登记的等级", choices=LEVELS, coerce=int)


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
