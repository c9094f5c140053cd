"""Forms about teams."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.kernel.org.models import Area
from gongqiao.services.talent.forms.craftsmen import HALF_DAYS, CraftsmanForm
from gongqiao.web.forms import Form, Ticks


class HostedForm(Form):
    """What a team is called, when it goes out, and which employer carries it."""

    team_name = forms.CharField(label="班组名称", max_length=30, error_messages={"required": "请填班组名称。"})
    half_days = forms.MultipleChoiceField(
        label="一周里哪些半天能出门", choices=HALF_DAYS, widget=Ticks, initial=[str(n) for n in range(10)],
        error_messages={"required": "请至少选一个半天。"},
    )  # fmt: skip
    host_code = forms.CharField(
        label="依托单位的信用代码", max_length=30, required=False, help_text="由一家单位组建的填，例如供电局的班组"
    )
    is_volunteer = forms.BooleanField(label="志愿服务队", required=False)


class TeamForm(HostedForm, CraftsmanForm):
    """A new team with its leader."""

    area_code = forms.ChoiceField(label="从哪个镇街出发", error_messages={"required": "请选镇街。"})

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = [("", "请选择"), *((town.code, town.name) for town in towns)]  # type: ignore[attr-defined]


class LeaderForm(Form):
    """Who leads a team from now on."""

    leader = forms.TypedChoiceField(label="新队长", coerce=int, error_messages={"required": "请选一位队员。"})

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = [("", "请选择"), *members]  # type: ignore[attr-defined]
