"""Forms of enterprises, invitations and authorisations."""

from __future__ import annotations

from typing import Any

from django import forms

from gongqiao.kernel.base.errors import GongqiaoError
from gongqiao.kernel.org.actions import EnterpriseForm as Enterprise
from gongqiao.kernel.org.models import Area
from gongqiao.kernel.org.queries import industries
from gongqiao.kernel.org.tags import LEDGER_LEVELS, SPECIALITIES, TAGS
from gongqiao.kernel.places.points import checked, from_gcj02
from gongqiao.services.enterprise_service.actions.contacts import AuthorisationForm as Authorisation
from gongqiao.web.forms import FilesField, Form, PhoneField, Ticks, WholeField
from gongqiao.web.reading import may_repeat

may_repeat("tags")


def area_choices(towns: list[Area]) -> list[tuple[str, Any]]:
    """Return towns grouped by county, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for town in towns:
        groups.setdefault(town.parent.name if town.parent else "", []).append((town.code, town.name))
    return [("", "请选择"), *groups.items()]


def class_choices() -> list[tuple[str, Any]]:
    """Return the divisions of the industry classification grouped by section, for a select."""
    rows = industries()
    sections = {row.code: f"{row.code} {row.name}" for row in rows if row.level == 1}
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        if row.level == 2:
            groups.setdefault(sections[row.section], []).append((row.code, f"{row.code} {row.name}"))
    return [("", "不清楚"), *groups.items()]


class EnterpriseForm(Form):
    """An enterprise as an officer registers it."""

    code = forms.CharField(
        label="统一社会信用代码", max_length=30, error_messages={"required": "请填统一社会信用代码。"}
    )
    name = forms.CharField(label="企业名称", max_length=60, error_messages={"required": "请照营业执照填企业名称。"})
    short_name = forms.CharField(label="简称", max_length=20, required=False)
    area_code = forms.ChoiceField(label="所在镇街", error_messages={"required": "请选所在镇街。"})
    address = forms.CharField(label="地址", max_length=100, required=False)
    class_code = forms.ChoiceField(
        label="行业大类", required=False, help_text="国民经济行业分类 GB/T 4754—2017", choices=lambda: class_choices()
    )
    industry = forms.CharField(label="主营", max_length=40, required=False)
    workers = WholeField(label="职工人数", required=False, max_value=1_000_000)
    tags = forms.MultipleChoiceField(label="标签", choices=[(tag, tag) for tag in TAGS], widget=Ticks, required=False)
    speciality = forms.ChoiceField(label="专精特新类别", choices=[("", "不清楚"), *SPECIALITIES], required=False)
    ledger_level = forms.ChoiceField(label="产改台账级别", choices=[("", "不清楚"), *LEDGER_LEVELS], required=False)
    lat = forms.FloatField(label="纬度", required=False, help_text="高德、腾讯地图上取的坐标，可不填")
    lng = forms.FloatField(label="经度", required=False)

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = area_choices(towns)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the point, which comes from a Chinese map."""
        given = super().clean() or {}
        lat, lng = given.get("lat"), given.get("lng")
        given["point"] = None
        if lat is not None and lng is not None:
            try:
                checked(lat, lng)
                given["point"] = from_gcj02(lat, lng)
            except GongqiaoError as wrong:
                self.add_error("lat", wrong.message)
        return given

    def enterprise(self) -> Enterprise:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Enterprise(
            code=given["code"], name=given["name"], short_name=given["short_name"], area_code=given["area_code"],
            address=given["address"], class_code=given["class_code"], industry=given["industry"],
            workers=given["workers"], tags=given["tags"], speciality=given["speciality"],
            ledger_level=given["ledger_level"], point=given["point"],
        )  # fmt: skip


class InviteForm(Form):
    """Who is invited to speak for an enterprise."""

    name = forms.CharField(label="姓名", max_length=20, error_messages={"required": "请填被邀请人的姓名。"})
    phone = PhoneField(label="手机号", error_messages={"required": "请填被邀请人的手机号。"})
    is_principal = forms.BooleanField(label="请他做主联系人（大额效益由主联系人确认）", required=False)


class AuthorisationForm(Form):
    """Asking to speak for an enterprise."""

    code = forms.CharField(
        label="统一社会信用代码", max_length=30, error_messages={"required": "请填统一社会信用代码。"}
    )
    enterprise_name = forms.CharField(
        label="企业名称", max_length=60, error_messages={"required": "请照营业执照填企业名称。"}
    )
    area_code = forms.ChoiceField(label="所在镇街", error_messages={"required": "请选所在镇街。"})
    applicant_name = forms.CharField(label="您的姓名", max_length=20, error_messages={"required": "请填您的姓名。"})
    title = forms.CharField(label="您的职务", max_length=20, required=False)
    wants_principal = forms.BooleanField(label="我是主联系人", required=False)
    authorisation = FilesField(
        label="盖公章的授权书", accept="image/*,application/pdf", help_text="拍照或 PDF，看得清公章和姓名"
    )

    def __init__(self, *args: Any, towns: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area_code"].choices = area_choices(towns)  # type: ignore[attr-defined]
        self.fields["authorisation"].is_needed = True  # type: ignore[attr-defined]

    def application(self) -> Authorisation:
        """Return the value that the action takes."""
        given = self.cleaned_data
        return Authorisation(
            code=given["code"], enterprise_name=given["enterprise_name"], area_code=given["area_code"],
            applicant_name=given["applicant_name"], title=given["title"], wants_principal=given["wants_principal"],
        )  # fmt: skip


class ResubmitForm(Form):
    """A better authorisation."""

    authorisation = FilesField(label="盖公章的授权书", accept="image/*,application/pdf")
