"""The numbers of surveys: how many were heard, what they want, what was offered; and the special actions in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Figure
from gongqiao.kernel.sheets.columns import Column
from gongqiao.services.enterprise_service.figures import columns
from gongqiao.services.enterprise_service.models import Gathering, Need, Remedy, SpecialAction, SurveyAnswer
from gongqiao.services.enterprise_service.queries.surveys import surveys

OF_ANSWER = {"survey": "respondent__survey_id", "enterprise": "respondent__enterprise_id"}
OF_NEED = {"survey": "survey_answer__respondent__survey_id", "enterprise": "enterprise_id", "dish": "dish"}


def surveys_to_choose(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the surveys by which numbers can be cut."""
    return [(str(survey.pk), survey.title) for survey in surveys(by=by)[:100]]


def _gatherings(by: Actor) -> QuerySet[Any]:
    return Gathering.objects.visible_to(by)


def _answers(by: Actor) -> QuerySet[Any]:
    return SurveyAnswer.objects.visible_to(by)


def _needs(by: Actor) -> QuerySet[Any]:
    return Need.objects.visible_to(by)


def _remedies(by: Actor) -> QuerySet[Any]:
    return Remedy.objects.visible_to(by)


def _special_actions(by: Actor) -> QuerySet[Any]:
    return SpecialAction.objects.visible_to(by)


def _place(row: Any, by: Actor) -> str:
    return row.place if by.may_see_names else f"{row.org.short_name}辖内"


ANSWER_COLUMNS = (
    Column(
        name="enterprise", label="企业", value=lambda row, look: columns.firm(row.respondent.enterprise, look.by),
        link=lambda row: f"/desk/enterprise-service/survey-answers/{row.pk}",
    ),
    Column(name="survey", label="调研", is_wide=True, kind="quiet", value=lambda row, look: row.respondent.survey.title),
    Column(name="county", label="辖区", kind="quiet", value=lambda row, look: row.respondent.org.short_name),
    Column(name="way", label="方式", kind="quiet", value=lambda row, look: row.get_way_display()),
    Column(name="held_at", label="时间", kind="day", value=lambda row, look: row.held_at),
)  # fmt: skip
_OF_ANSWER: dict[str, Any] = {
    "unit": "家", "counts": "things", "source": _answers, "at": "held_at", "union": "respondent__org_id",
    "cuts": OF_ANSWER, "distinct": "respondent__enterprise_id", "columns": ANSWER_COLUMNS,
    "related": ("respondent__enterprise__org", "respondent__survey", "respondent__org"),
}  # fmt: skip
_OF_NEED: dict[str, Any] = {
    "unit": "条", "counts": "things", "source": _needs, "at": "registered_at", "union": "org_id", "cuts": OF_NEED,
    "columns": columns.NEEDS, "related": ("enterprise__org", "org"),
}  # fmt: skip

HELD = Figure(
    name="enterprise_service.surveys_held", label="走访座谈", unit="场", counts="things", source=_gatherings,
    at="held_at", union="org_id", cuts={"survey": "survey_id"}, related=("org", "survey"),
    says="调研中登记的走访和座谈，几家企业一起谈的算一场。",
    columns=(
        Column(name="survey", label="调研", is_wide=True, value=lambda row, look: row.survey.title,
               link=lambda row: f"/desk/enterprise-service/surveys/{row.survey_id}"),
        Column(name="way", label="方式", kind="quiet", value=lambda row, look: row.get_way_display()),
        Column(name="place", label="地点", kind="quiet", value=lambda row, look: _place(row, look.by)),
        Column(name="county", label="组织", kind="quiet", value=lambda row, look: row.org.short_name),
        Column(name="held_at", label="时间", kind="moment", value=lambda row, look: row.held_at),
    ),
)  # fmt: skip
FIRMS_VISITED = Figure(
    name="enterprise_service.survey_firms_visited", label="调研走访企业", where=Q(way="visit"), **_OF_ANSWER,
    says="调研中上门走访过的企业，同一家企业只算一次；座谈、问卷不算走访。",
)  # fmt: skip
FIRMS_SURVEYED = Figure(
    name="enterprise_service.survey_firms", label="调研企业", **_OF_ANSWER,
    says="走访、座谈或答卷的企业，同一家企业只算一次。",
)  # fmt: skip
ANSWERS = Figure(
    name="enterprise_service.survey_answers", label="收回问卷", where=Q(way="questionnaire"),
    **{**_OF_ANSWER, "unit": "份", "distinct": ""}, says="企业自己交的问卷，补充不重复算。",
)  # fmt: skip
NEEDS_FOUND = Figure(
    name="enterprise_service.survey_needs", label="调研发现需求", where=Q(survey_answer__isnull=False), **_OF_NEED,
    says="从调研的回答里登记下来的需求。",
)  # fmt: skip
NEEDS_ORDERED = Figure(
    name="enterprise_service.survey_needs_ordered", label="调研需求已点菜",
    where=Q(survey_answer__isnull=False, state="ordered"), **_OF_NEED, says="调研得来的需求里，企业已经点菜的。",
)  # fmt: skip
KINDS_OFFERED = Figure(
    name="enterprise_service.remedy_kinds", label="提供对策类型", unit="类", counts="things", source=_remedies,
    at="offered_at", union="survey__union_id", cuts={"survey": "survey_id"}, distinct="kind_id",
    related=("kind", "survey__union"), says="调研后提供的对策有几类，同一类只算一次。",
    columns=(
        Column(name="kind", label="对策类型", value=lambda row, look: row.kind.name),
        Column(name="text", label="怎么做", is_wide=True, value=lambda row, look: row.text,
               link=lambda row: f"/desk/enterprise-service/surveys/{row.survey_id}"),
        Column(name="survey", label="调研", kind="quiet", value=lambda row, look: row.survey.title),
        Column(name="union", label="组织", kind="quiet", value=lambda row, look: row.survey.union.short_name),
        Column(name="offered_at", label="提出", kind="day", value=lambda row, look: row.offered_at),
    ),
)  # fmt: skip
SPECIAL_ACTIONS = Figure(
    name="enterprise_service.special_actions", label="专项行动", unit="项", counts="things", source=_special_actions,
    at="started_at", until="ended_at", is_stock=True, union="union_id", cuts={"programme": "programme_id"},
    related=("union",), says="登记在册、还没有结束的专项行动。",
    columns=(
        Column(name="name", label="专项行动", is_wide=True, value=lambda row, look: row.name,
               link=lambda row: f"/desk/enterprise-service/special-actions/{row.pk}"),
        Column(name="serves", label="服务部署", kind="quiet", value=lambda row, look: row.serves),
        Column(name="union", label="组织", kind="quiet", value=lambda row, look: row.union.short_name),
        Column(name="lead", label="牵头", kind="quiet", value=lambda row, look: row.lead),
        Column(name="started_at", label="登记", kind="day", value=lambda row, look: row.started_at),
    ),
)  # fmt: skip

SURVEY_FIGURES = (
    HELD, FIRMS_VISITED, FIRMS_SURVEYED, ANSWERS, NEEDS_FOUND, NEEDS_ORDERED, KINDS_OFFERED, SPECIAL_ACTIONS,
)  # fmt: skip
