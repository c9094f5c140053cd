"""Forms about the expert library."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from gongqiao.services.talent.actions import experts as actions
from gongqiao.services.talent.flow import EMPLOYER_KINDS, OCCASIONS
from gongqiao.web.forms import DayField, Form, MomentField, PhoneField, Picks, Ticks
from gongqiao.web.reading import may_repeat

may_repeat("fields_chosen")
_BETWEEN = re.compile(r"[\s,，、;；]+")


class EditExpertForm(Form):
    """What is written down of an expert."""

    fields_chosen = forms.MultipleChoiceField(label="领域", widget=Ticks, required=False)
    more_fields = forms.CharField(
        label="其他领域", max_length=80, required=False, help_text="上面没有的写在这里，用顿号隔开"
    )
    title = forms.CharField(label="职称、资格", max_length=60, error_messages={"required": "请填职称或资格。"})
    employer_kind = forms.ChoiceField(label="单位类别", choices=EMPLOYER_KINDS)
    employer = forms.CharField(label="单位", max_length=60, required=False)
    recommended_by = forms.CharField(label="推荐单位", max_length=60, error_messages={"required": "请写由谁推荐。"})
    tags = forms.CharField(label="标签", max_length=120, required=False, help_text="便于查找，用顿号隔开")
    intro = forms.CharField(
        label="简介", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    valid_to = DayField(label="聘期到哪天", required=False, help_text="从这一天起不再在库；不填为长期")

    def __init__(self, *args: Any, domains: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_chosen"].choices = [(name, name) for name in domains]  # type: ignore[attr-defined]
        self.fields["fields_chosen"].is_needed = True  # type: ignore[attr-defined]

    def expert(self) -> actions.ExpertForm:
        """Return what the action takes."""
        given = self.cleaned_data
        return actions.ExpertForm(
            fields=[*given["fields_chosen"], *parted(given["more_fields"])],
            tags=parted(given["tags"]),
            **{
                name: given[name]
                for name in ("title", "employer_kind", "employer", "recommended_by", "intro", "valid_to")
            },
        )


class ExpertForm(EditExpertForm):
    """A new expert, by name and phone."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填姓名。"})
    phone = PhoneField(label="手机号", error_messages={"required": "请填手机号。"})


class InviteExpertForm(Form):
    """To what an expert is invited."""

    occasion = forms.ChoiceField(
        label="邀请做什么", widget=Picks, choices=OCCASIONS,
        error_messages={"required": "请选一项。"},
    )  # fmt: skip
    title = forms.CharField(label="事项", max_length=60, error_messages={"required": "请用一句话写事项。"})
    text = forms.CharField(
        label="说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="专家会看到：要解决什么、要花多少时间、有什么材料", error_messages={"required": "请写说明。"},
    )  # fmt: skip
    answer_by = MomentField(label="请在什么时候以前答复", error_messages={"required": "请选答复期限。"})
    starts_at = MomentField(label="什么时候开始", required=False)
    place = forms.CharField(label="地点", max_length=80, required=False)

    def invitation(self) -> actions.InvitationForm:
        """Return what the action takes."""
        names = ("occasion", "title", "text", "answer_by", "starts_at", "place")
        return actions.InvitationForm(**{name: self.cleaned_data[name] for name in names})


def parted(text: str) -> list[str]:
    """Part words that people separate by commas, blanks or the Chinese mark for lists."""
    return [word for word in _BETWEEN.split(text) if word]
