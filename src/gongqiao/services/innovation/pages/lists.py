"""The desk's lists of common problems and joint works, each said once for its page and its Excel."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.kinds import standing_of
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.sheets.columns import Column, Standing
from gongqiao.services.innovation import figures
from gongqiao.services.innovation.flow import FIND, JOINT_WORK_FLOW, READ
from gongqiao.services.innovation.queries import works as queries
from gongqiao.web.doors import by_of, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of, counties, shown
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

STATES = [(state.name, state.label) for state in JOINT_WORK_FLOW.states]
OUTCOMES = [("open", "未了"), ("solved", "已解决"), ("unsolved", "未解决")]
SOURCES = [("proposal", "从相近需求发现"), ("needs", "干部从需求中选"), ("talk", "调研座谈")]


def _problems(asked: Asked) -> QuerySet[Any]:
    rows = queries.problems(by=asked.by)
    if asked.words:
        rows = rows.filter(Q(title__icontains=asked.words) | Q(work__industry__icontains=asked.words))
    for name, path in (("state", "state"), ("source", "source"), ("union", "work__case__org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


def _works(asked: Asked) -> QuerySet[Any]:
    rows = queries.works(by=asked.by)
    if asked.words:
        like = Q(title__icontains=asked.words) | Q(industry__icontains=asked.words)
        rows = rows.filter(like | Q(case__number__iendswith=asked.words))
    for name, path in (("state", "case__state"), ("union", "case__org_id")):
        if asked.value(name):
            rows = rows.filter(**{path: asked.value(name)})
    return rows


COMMON_PROBLEMS = register_listing(
    Listing(
        name="innovation.common_problems",
        label="共性问题",
        says="几家企业共有的问题。系统按相近的需求提出，也可以从需求里选、从座谈里记。",
        searchable="问题、行业",
        rows=_problems,
        row_link=lambda problem: f"/desk/cases/{problem.work.case.number}",
        filters=(
            Choices(name="state", label="结果", of=lambda by: OUTCOMES),
            Choices(name="source", label="来源", of=lambda by: SOURCES),
            Choices(name="union", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(
                name="title", label="共性问题", value=lambda p, look: p.title, is_wide=True,
                link=lambda p: f"/desk/cases/{p.work.case.number}",
            ),
            Column(name="industry", label="行业", kind="quiet", value=lambda p, look: p.work.industry),
            Column(name="enterprises", label="企业（家）", kind="whole", value=lambda p, look: p.enterprise_count),
            Column(name="source", label="来源", kind="quiet", value=lambda p, look: p.get_source_display()),
            Column(name="number", label="联合攻关", kind="code", value=lambda p, look: p.work.case.number),
            Column(name="standing", label="攻关状态", kind="standing", value=lambda p, look: standing_of(p.work.case)),
            Column(
                name="state", label="结果", kind="standing",
                value=lambda p, look: Standing(shape=p.SHAPES[p.state], label=p.get_state_display()),
            ),
            Column(name="found_at", label="发现", kind="day", value=lambda p, look: p.found_at),
        ),
        empty=("还没有认定共性问题", "看看“可能的共性问题”，或从需求里选几条相近的。"),
    )
)  # fmt: skip

JOINT_WORKS = register_listing(
    Listing(
        name="innovation.joint_works",
        label="联合攻关",
        says="一个行业的企业、工会和院校按框架协议一起解决共性问题。",
        searchable="编号、名称、行业",
        rows=_works,
        row_link=lambda work: f"/desk/cases/{work.case.number}",
        filters=(
            Choices(name="state", label="状态", of=lambda by: STATES),
            Choices(name="union", label="县（市、区）", of=counties),
        ),
        columns=(
            Column(
                name="title", label="名称", value=lambda w, look: w.title, is_wide=True,
                link=lambda w: f"/desk/cases/{w.case.number}",
            ),
            Column(name="industry", label="行业", kind="quiet", value=lambda w, look: w.industry),
            Column(name="org", label="工会", kind="quiet", value=lambda w, look: w.case.org.short_name),
            Column(name="number", label="编号", kind="code", value=lambda w, look: w.case.number),
            Column(name="problems", label="共性问题", kind="whole", value=lambda w, look: w.problem_count),
            Column(name="parties", label="参加方", kind="whole", value=lambda w, look: w.party_count),
            Column(name="state", label="状态", kind="standing", value=lambda w, look: standing_of(w.case)),
            Column(
                name="due", label="期限", kind="due", value=lambda w, look: None if w.case.closed_at else w.case.due_at
            ),
            Column(name="signed_at", label="签订", kind="day", value=lambda w, look: w.signed_at),
        ),
        empty=("还没有联合攻关", "认定一个共性问题，就开一项。"),
    )
)  # fmt: skip


@door("GET", power=READ)
def common_problems(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    context = {"may_find": by.may_anywhere(FIND)}
    return show_listing(request, COMMON_PROBLEMS, template="innovation/desk/problems.html", context=context)


@door("GET", power=READ)
def joint_works(request: HttpRequest) -> HttpResponse:
    context = {"numbers": _numbers(by_of(request))}
    return show_listing(request, JOINT_WORKS, template="innovation/desk/works.html", context=context)


def _numbers(by: Actor) -> list[tuple[str, str, str]]:
    """Return each figure of the service as far as one sees: label, number, and the address of its rows."""
    whole = Cut()
    return [(one.label, shown(one, one.value(whole, by=by)), address_of(one, whole)) for one in figures.EVERY_FIGURE]


add_menu(
    MenuEntry(
        label="共性问题", icon="layout-grid", address="/desk/innovation/problems", power=READ, section="攻关", place=44
    ),
    MenuEntry(label="联合攻关", icon="link", address="/desk/innovation/works", power=READ, section="攻关", place=46),
)
