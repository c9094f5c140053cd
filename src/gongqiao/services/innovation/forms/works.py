"""Forms of joint works: what is agreed, who takes part, on what it stands, how it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from gongqiao.services.innovation.actions.works import FollowUpForm as Seen
from gongqiao.services.innovation.actions.works import WorkForm as Work
from gongqiao.services.innovation.flow import PARTY_ROLES, PILLAR_KINDS
from gongqiao.services.innovation.forms.problems import Firm
from gongqiao.web.forms import DayField, FilesField, Form, Picks, Ticks
from gongqiao.web.reading import may_repeat

may_repeat("firms", "agreement")


class WorkForm(Form):
    """What is agreed of a joint work."""

    title = forms.CharField(label="名称", max_length=60, error_messages={"required": "请写联合攻关的名称。"})
    industry = forms.CharField(label="行业", max_length=60, error_messages={"required": "请写是哪个行业。"})
    aim = forms.CharField(label="要办成什么", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    duties = forms.CharField(
        label="共同的责任", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写进框架协议",
    )  # fmt: skip
    follow_up = forms.CharField(
        label="怎么跟进",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写进框架协议",
    )
    valid_from = DayField(label="协议从哪天起", required=False)
    valid_to = DayField(label="到哪天止", required=False)

    def work(self) -> Work:
        """Return the value that the action takes."""
        names = ("title", "industry", "aim", "duties", "follow_up", "valid_from", "valid_to")
        return Work(**{name: self.cleaned_data[name] for name in names})


class TalkForm(Form):
    """Which of the enterprises that have the problems are asked to talk."""

    firms = forms.TypedMultipleChoiceField(
        label="请哪些企业一起谈", coerce=int, widget=Ticks, error_messages={"required": "请至少选一家企业一起谈。"}
    )

    def __init__(self, *args: Any, firms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firms"].choices = list(firms)  # type: ignore[attr-defined]
        self.fields["firms"].initial = [value for value, _ in firms]


class SignForm(Form):
    """Who signed for each party and when, and the scanned paper."""

    agreement = FilesField(
        label="签好的协议", accept="image/*,application/pdf", help_text="扫描件或照片，每一页都要清楚"
    )

    def __init__(self, *args: Any, parties: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = [party.pk for party in parties]
        for party in parties:
            self.fields[f"signer_{party.pk}"] = forms.CharField(
                label=f"{party}：签字人", max_length=40, error_messages={"required": f"请填{party}的签字人。"}
            )
            self.fields[f"signed_on_{party.pk}"] = DayField(
                label=f"{party}：签字日期", error_messages={"required": f"请选{party}的签字日期。"}
            )
        self.order_fields([*(name for name in self.fields if name != "agreement"), "agreement"])

    def signers(self) -> dict[int, tuple[str, date]]:
        """Return name and day by party."""
        given = self.cleaned_data
        return {pk: (given[f"signer_{pk}"], given[f"signed_on_{pk}"]) for pk in self._parties}


class FollowUpForm(Form):
    """One look at how it goes."""

    on = DayField(label="哪天", error_messages={"required": "请选日期。"})
    who = forms.CharField(label="谁参加", max_length=120, error_messages={"required": "请写谁参加。"})
    what = forms.CharField(
        label="进展",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写进展。"},
    )
    next_step = forms.CharField(label="下一步", max_length=200, required=False)
    next_by = DayField(label="下一步哪天前", required=False)

    def follow_up(self) -> Seen:
        """Return the value that the action takes."""
        names = ("on", "who", "what", "next_step", "next_by")
        return Seen(**{name: self.cleaned_data[name] for name in names})


class PartyForm(Form):
    """Who takes part: an enterprise, a union, or a body by its name."""

    enterprise = forms.CharField(
        label="企业", max_length=80, required=False, help_text="登记的名称、简称或信用代码；工会和其他单位写在下面"
    )
    union = forms.TypedChoiceField(label="工会", coerce=int, empty_value=None, required=False)
    name = forms.CharField(label="其他单位（部门、院校、协会）", max_length=80, required=False)
    role = forms.ChoiceField(label="身份", choices=list(PARTY_ROLES.items()), widget=Picks, initial="member")
    duties = forms.CharField(
        label="负责什么",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写进框架协议",
    )

    def __init__(self, *args: Any, unions: Sequence[tuple[str, str]], find: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._find = find
        self.fields["union"].choices = [("", "不选"), *unions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the enterprise; exactly one of the three is given."""
        given = super().clean() or {}
        text = given.get("enterprise", "").strip()
        given["firm"] = self._find(text) if text else None
        if text and given["firm"] is None:
            self.add_error("enterprise", f"没有找到“{text}”，请写登记的全称、简称或信用代码。")
        elif sum(map(bool, (text, given.get("union"), given.get("name", "").strip()))) != 1:
            self.add_error("enterprise", "请写一家企业、选一个工会，或写一个单位的名称，三样里只要一样。")
        return given


class EditPartyForm(Form):
    """As what a party takes part, and what it answers for."""

    party = forms.TypedChoiceField(label="参加方", coerce=int, error_messages={"required": "请选参加方。"})
    role = forms.ChoiceField(label="身份", choices=list(PARTY_ROLES.items()), widget=Picks, initial="member")
    duties = forms.CharField(
        label="负责什么",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写进框架协议",
    )

    def __init__(self, *args: Any, parties: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(str(party.pk), str(party)) for party in parties]  # type: ignore[attr-defined]


class LeaveForm(Form):
    """Which of several leaves."""

    gone = forms.TypedChoiceField(label="去掉哪一个", coerce=int, error_messages={"required": "请选去掉哪一个。"})

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gone"].choices = list(rows)  # type: ignore[attr-defined]


class EntryForm(Form):
    """What is pooled: an expert of the library, or a studio, a base or an expert by name."""

    kind = forms.ChoiceField(label="哪一类", choices=list(PILLAR_KINDS.items()), widget=Picks, initial="expert_library")
    expert = forms.TypedChoiceField(label="专家库里的专家", coerce=int, empty_value=None, required=False)
    name = forms.CharField(
        label="名称", max_length=60, required=False, help_text="工作室、基地写名称；专家不在库里的写姓名"
    )
    host = forms.CharField(label="依托单位、专长", max_length=80, required=False)
    union = forms.TypedChoiceField(label="归哪个工会", coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        experts: Sequence[tuple[str, str]],
        unions: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expert"].choices = [("", "不选"), *experts]  # type: ignore[attr-defined]
        self.fields["union"].choices = [("", "不选"), *unions]  # type: ignore[attr-defined]
