"""What the pages of the knowledge base may send in."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from gongqiao.services.knowledge.rules.drafting import MOST_TERM, MOST_TERMS, Wording
from gongqiao.web.forms import Form

_BETWEEN = re.compile(r"[\s、，,;；/|]+")


class TermsField(forms.CharField):
    """Several short words in one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=400, required=False, **options)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the words, each once."""
        words = tuple(dict.fromkeys(word for word in _BETWEEN.split(super().clean(value)) if word))
        if long := next((word for word in words if len(word) > MOST_TERM), ""):
            raise forms.ValidationError(f"“{long[:10]}…”太长，每个词最多 {MOST_TERM} 个字，词之间用顿号分开。")
        if len(words) > MOST_TERMS:
            raise forms.ValidationError(f"最多 {MOST_TERMS} 个词。")
        return words


def _area(label: str, most: int, *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class WordingForm(Form):
    """What an article says."""

    title = forms.CharField(label="标题", max_length=60, error_messages={"required": "请写标题。"})
    problem = _area("问题", 2000, help_text="看到、听到了什么", error_messages={"required": "请写问题。"})
    cause = _area("原因", 2000, required=False)
    cure = _area("办法", 2000, help_text="怎么做的，别人照着能做", error_messages={"required": "请写办法。"})
    advice = _area("建议", 1000, rows=2, required=False)
    trade = forms.CharField(label="行业", max_length=60, required=False)
    domain = forms.ChoiceField(label="专业领域", required=False)
    terms = TermsField(label="检索词", help_text="别人会怎么搜，用顿号分开")
    plain_words = TermsField(
        label="不是名称的词", help_text="只在系统把普通用词当成姓名或企业名时填，例如“张力”；审核人会看到"
    )

    def __init__(self, *args: Any, domains: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [("", "不限"), *((name, name) for name in domains)]  # type: ignore[attr-defined]

    def wording(self) -> Wording:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Wording(**{name: given[name] for name in Wording.__dataclass_fields__})


def typed_before(wording: Wording) -> dict[str, str]:
    """Return a wording as it stands in the form."""
    values = {name: getattr(wording, name) for name in Wording.__dataclass_fields__}
    return {name: "、".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
