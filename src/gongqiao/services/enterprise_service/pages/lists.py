"""The desk's lists, each said once for its page and its Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.kinds import standing_of
from gongqiao.kernel.org.queries import counties_by_name
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.services.enterprise_service.flow import DISHES, ORDER_FLOW
from gongqiao.services.enterprise_service.queries import activities as activity_queries
from gongqiao.services.enterprise_service.queries import orders as queries
from gongqiao.services.enterprise_service.queries.surveys import surveys
from gongqiao.web.listings import Asked, Choices, Listing, register_listing
from gongqiao.web.templatetags.parts import seen_name

STATES = [(state.name, state.label) for state in ORDER_FLOW.states]


def counties(by: Actor) -> Sequence[tuple[str, str]]:
    """Return the counties of the city, for filters."""
    return [(str(pk), name) for pk, name in counties_by_name()]


def _orders(asked: Asked) -> QuerySet[Any]:
    rows = queries.with_words(queries.orders(by=asked.by), asked.words)
    for name, path in (("state", "case__state"), ("dish", "dish"), ("county", "case__org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


def _needs(asked: Asked) -> QuerySet[Any]:
    rows = queries.needs(by=asked.by)
    if asked.words:
        rows = rows.filter(title__icontains=asked.words) | rows.filter(enterprise__name__icontains=asked.words)
    for name, path in (
        ("state", "state"), ("dish", "dish"), ("source", "source"), ("county", "org_id"),
        ("survey", "survey_answer__respondent__survey_id"),
    ):  # fmt: skip
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


def _surveys(by: Actor) -> Sequence[tuple[str, str]]:
    return [(str(survey.pk), survey.title) for survey in surveys(by=by)[:100]]


def _team_name(row: Any, look: Look) -> str:
    return str(look.more.get(row.team_id, ""))


def _teams_of(rows: Sequence[Any], look: Look) -> Mapping[int, str]:
    return queries.names_of_teams(row.team_id for row in rows)


def _activities(asked: Asked) -> QuerySet[Any]:
    rows = activity_queries.activities(by=asked.by)
    return rows.filter(state=asked.value("state")) if asked.value("state") else rows.exclude(state="cancelled")


ORDERS = register_listing(
    Listing(
        name="enterprise_service.orders",
        label="点菜单",
        says="企业点的菜，一张单一件事。",
        searchable="编号、企业、事项",
        rows=_orders,
        prepare=_teams_of,
        row_link=lambda order: f"/desk/cases/{order.case.number}",
        filters=(
            Choices(name="state", label="状态", of=lambda by: STATES),
            Choices(name="dish", label="菜品", of=lambda by: list(DISHES.items())),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(
                name="title", label="事项", value=lambda o, look: o.title, is_wide=True,
                link=lambda o: f"/desk/cases/{o.case.number}",
            ),
            Column(
                name="enterprise", label="企业", kind="quiet", value=lambda o, look: seen_name(o.enterprise, look.by)
            ),
            Column(name="dish", label="菜品", kind="quiet", value=lambda o, look: o.get_dish_display()),
            Column(name="number", label="编号", kind="code", value=lambda o, look: o.case.number),
            Column(name="team", label="班组", kind="quiet", value=_team_name),
            Column(name="state", label="状态", kind="standing", value=lambda o, look: standing_of(o.case)),
            Column(
                name="due", label="期限", kind="due", value=lambda o, look: None if o.case.closed_at else o.case.due_at
            ),
            Column(name="ordered_at", label="点菜", kind="day", value=lambda o, look: o.ordered_at),
        ),
        empty=("没有符合的点菜单", "换个条件试试，或清除条件看全部。"),
    )
)  # fmt: skip

NEEDS = register_listing(
    Listing(
        name="enterprise_service.needs",
        label="企业需求",
        says="登记在册的需求，企业点菜后变成点菜单。",
        searchable="企业、需求",
        rows=_needs,
        filters=(
            Choices(name="state", label="状态", of=lambda by: queries.NEED_STATES),
            Choices(name="dish", label="菜品", of=lambda by: list(DISHES.items())),
            Choices(name="source", label="来源", of=lambda by: queries.NEED_SOURCES),
            Choices(name="survey", label="调研", of=_surveys),
            Choices(name="county", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(name="title", label="需求", value=lambda n, look: n.title, is_wide=True),
            Column(
                name="enterprise", label="企业", kind="quiet", value=lambda n, look: seen_name(n.enterprise, look.by),
                link=lambda n: f"/desk/enterprise-service/enterprises/{n.enterprise_id}",
            ),
            Column(name="dish", label="菜品", kind="quiet", value=lambda n, look: n.get_dish_display()),
            Column(name="domain", label="专业领域", kind="quiet", value=lambda n, look: n.domain),
            Column(name="urgency", label="紧急程度", kind="quiet", value=lambda n, look: n.get_urgency_display()),
            Column(name="wished_on", label="希望", kind="day", value=lambda n, look: n.wished_on),
            Column(
                name="source", label="来源", kind="quiet", value=lambda n, look: n.get_source_display(),
                link=lambda n: (
                    f"/desk/enterprise-service/survey-answers/{n.survey_answer_id}" if n.survey_answer_id else ""
                ),
            ),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda n, look: Standing(shape=n.SHAPES[n.state], label=n.get_state_display()),
            ),
            Column(name="registered_at", label="登记", kind="day", value=lambda n, look: n.registered_at),
        ),
        empty=("没有符合的需求", "干部走访、调研时可以为企业登记，企业也能自己在手机上写。"),
    )
)  # fmt: skip

ACTIVITIES = register_listing(
    Listing(
        name="enterprise_service.activities",
        label="活动日程",
        says="一场活动是一支班组在一个时间、一个地点的一次集体上门，可以服务几家企业。",
        rows=_activities,
        prepare=_teams_of,
        row_link=lambda activity: f"/desk/enterprise-service/activities/{activity.pk}",
        filters=(
            Choices(
                name="state", label="状态",
                of=lambda by: [("planned", "计划中"), ("held", "已举办"), ("cancelled", "已取消")],
            ),
        ),
        columns=(
            Column(
                name="starts_at", label="时间", kind="moment", value=lambda a, look: a.starts_at,
                link=lambda a: f"/desk/enterprise-service/activities/{a.pk}",
            ),
            Column(name="team", label="班组", kind="quiet", value=_team_name),
            Column(name="place", label="地点", kind="quiet", value=lambda a, look: a.place, is_wide=True),
            Column(name="org", label="辖区", kind="quiet", value=lambda a, look: a.org.short_name),
            Column(name="served", label="企业", kind="whole", value=lambda a, look: a.served),
            Column(
                name="state", label="状态", kind="standing",
                value=lambda a, look: Standing(shape=a.SHAPES[a.state], label=a.get_state_display()),
            ),
        ),
        empty=("还没有活动", "班组和企业约好时间以后，活动就出现在这里。"),
    )
)  # fmt: skip
