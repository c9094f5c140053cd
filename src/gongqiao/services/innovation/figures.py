"""The numbers of the service: each is the count of rows that can be opened."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from gongqiao.kernel.indicators import Dimension, Figure, register_dimensions, register_figures
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.services.innovation.models import AgreementDraft, CommonProblem, JointWork, Party, Pillar
from gongqiao.services.innovation.queries.works import industries_to_choose

WORK: tuple[Column, ...] = (
    Column(
        name="work", label="联合攻关", value=lambda row, look: row.work.title, is_wide=True,
        link=lambda row: f"/desk/cases/{row.work.case.number}",
    ),
    Column(name="industry", label="行业", kind="quiet", value=lambda row, look: row.work.industry),
    Column(name="org", label="工会", kind="quiet", value=lambda row, look: row.work.case.org.short_name),
)  # fmt: skip
ITSELF: tuple[Column, ...] = (
    Column(
        name="title", label="联合攻关", value=lambda row, look: row.title, is_wide=True,
        link=lambda row: f"/desk/cases/{row.case.number}",
    ),
    Column(name="industry", label="行业", kind="quiet", value=lambda row, look: row.industry),
    Column(name="org", label="工会", kind="quiet", value=lambda row, look: row.case.org.short_name),
    Column(name="signed_at", label="签订", kind="day", value=lambda row, look: row.signed_at),
)  # fmt: skip


def standing(row: Any, look: Look) -> Standing:
    """Return where a problem stands, as a value of a column."""
    return Standing(shape=row.SHAPES[row.state], label=row.get_state_display())


def enterprise_as_seen(row: Any, look: Look) -> str:
    """Return a party's enterprise; to heads, who see no names, its federation."""
    return row.enterprise.name if look.by.may_see_names else f"{row.enterprise.org.short_name}辖内一家企业"


OF_WORK: dict[str, Any] = {"union": "work__case__org_id", "cuts": {"joint_industry": "work__industry"}}
OF_ITSELF: dict[str, Any] = {"union": "case__org_id", "cuts": {"joint_industry": "industry"}}
WITH_WORK = ("work__case__org",)

COMMON_PROBLEMS = Figure(
    name="innovation.common_problems", label="发现共性问题", unit="个", counts="things", at="found_at",
    source=lambda by: CommonProblem.objects.visible_to(by), related=WITH_WORK,
    columns=(
        Column(name="title", label="共性问题", value=lambda row, look: row.title, is_wide=True,
               link=lambda row: f"/desk/cases/{row.work.case.number}"),
        Column(name="state", label="状态", kind="standing", value=standing),
        *WORK,
        Column(name="found_at", label="发现", kind="day", value=lambda row, look: row.found_at),
    ),
    says="认定为几家企业共有的问题，一个算一个。", **OF_WORK,
)  # fmt: skip
WORKS_IN_FORCE = Figure(
    name="innovation.works_in_force", label="进行中的联合攻关", unit="项", counts="things", at="signed_at", is_stock=True,
    until="case__closed_at", source=lambda by: JointWork.objects.visible_to(by), where=Q(signed_at__isnull=False),
    related=("case__org",), columns=ITSELF, says="协议已签、还没有归档或放弃的联合攻关。", **OF_ITSELF,
)  # fmt: skip
AGREEMENTS_DRAFTED = Figure(
    name="innovation.agreements_drafted", label="拟订框架协议", unit="份", counts="things", at="at",
    source=lambda by: AgreementDraft.objects.visible_to(by), where=Q(version=1), related=WITH_WORK,
    columns=(*WORK, Column(name="at", label="拟订", kind="day", value=lambda row, look: row.at)),
    says="一项联合攻关的协议改了几稿，也只算一份。", **OF_WORK,
)  # fmt: skip
AGREEMENTS_SIGNED = Figure(
    name="innovation.agreements_signed", label="签订框架协议", unit="份", counts="things", at="signed_at",
    says="各方签了字、上传了签好的协议的联合攻关。",
    source=lambda by: JointWork.objects.visible_to(by), where=Q(signed_at__isnull=False), related=("case__org",),
    columns=ITSELF, **OF_ITSELF,
)  # fmt: skip
PILLARS = Figure(
    name="innovation.pillars", label="技术服务支柱", unit="个", counts="things", at="begun_at", is_stock=True,
    until="ended_at", source=lambda by: Pillar.objects.visible_to(by), related=WITH_WORK,
    columns=(
        Column(name="kind", label="支柱", value=lambda row, look: row.get_kind_display()), *WORK,
        Column(name="begun_at", label="建立", kind="day", value=lambda row, look: row.begun_at),
    ),
    says="专家库、创新工作室联盟、实训基地，一项联合攻关里一类算一个。", **OF_WORK,
)  # fmt: skip
ENTERPRISES = Figure(
    name="innovation.enterprises", label="参加攻关的企业", unit="家", counts="things", at="joined_at", is_stock=True,
    until="ended_at", distinct="enterprise_id", related=(*WITH_WORK, "enterprise__org"),
    source=lambda by: Party.objects.visible_to(by), where=Q(kind="enterprise"),
    columns=(Column(name="enterprise", label="企业", value=enterprise_as_seen), *WORK), says="一家企业参加几项，也只算一家。",
    **OF_WORK,
)  # fmt: skip

EVERY_FIGURE = (COMMON_PROBLEMS, WORKS_IN_FORCE, AGREEMENTS_DRAFTED, AGREEMENTS_SIGNED, PILLARS, ENTERPRISES)
register_dimensions(Dimension(name="joint_industry", label="行业", choices=industries_to_choose))
register_figures(*EVERY_FIGURE)
