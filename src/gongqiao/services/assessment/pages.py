"""Doors of assessments. Importing this puts them on the desk's menu."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.access.actor import Place
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import dimension_named, figure_named
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.sheets.columns import Column, Look, Standing
from gongqiao.kernel.sheets.writing import XLSX, add_sheet, open_book
from gongqiao.kernel.snapshots.reports import period_of, short
from gongqiao.services.assessment import actions, queries
from gongqiao.services.assessment.flow import CIRCULATE, DRAW_UP, READ
from gongqiao.services.assessment.forms import AssessmentForm, TargetsForm
from gongqiao.services.assessment.rules.scoring import RULE, points_of
from gongqiao.web.doors import at_of, by_of, carry_out, door, looked_at, show_form
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.figures import address_of
from gongqiao.web.listings import Listing, register_listing, show_listing
from gongqiao.web.papers import a_file, download, preview

HERE = "/desk/assessments"
STATES = {"draft": Standing(shape="hold", label="待通报"), "signed": Standing(shape="done", label="已通报")}

ASSESSMENTS = register_listing(
    Listing(
        name="assessment.assessments",
        label="考核通报",
        says="定指标和目标，从记录取数评分，由另一个人复核后通报各县；通报后不能再改。",
        rows=lambda asked: queries.assessments(by=asked.by),
        row_link=lambda row: f"{HERE}/{row.pk}",
        columns=(
            Column(
                name="title", label="标题", is_wide=True, value=lambda row, look: row.title,
                link=lambda row: f"{HERE}/{row.pk}",
            ),
            Column(name="period", label="期间", kind="quiet", value=lambda row, look: period_of(row.since, row.until)),
            Column(name="state", label="状态", kind="standing", value=lambda row, look: STATES[row.state]),
            Column(name="signed", label="复核", kind="quiet", value=lambda row, look: row.signed_name),
            Column(name="made_at", label="拟定", kind="day", value=lambda row, look: row.made_at),
        ),
        empty=("还没有考核", "先定指标和目标，再取数评分。"),
    )
)  # fmt: skip


@door("GET", power=READ)
def every_assessment(request: HttpRequest) -> HttpResponse:
    by = by_of(request)
    may = by.may(DRAW_UP, at=Place(line=tuple(city_federation(by=by).node.line)))
    return show_listing(request, ASSESSMENTS, template="assessment/list.html", context={"may_draw_up": may})


@door("GET", "POST", power=DRAW_UP)
def new_assessment(request: HttpRequest) -> HttpResponse:
    """Set the figures, points and targets of an assessment."""
    by, at = by_of(request), at_of(request)
    today = local_date(at)
    initial = {"title": f"{today.year} 年考核", "since": date(today.year, 1, 1), "until": today}
    programmes = list(dimension_named("programme").labels(by).items())
    form = AssessmentForm(request.POST if request.method == "POST" else None, programmes=programmes, initial=initial)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = actions.draw_up(form.assessment(), union=city_federation(by=by), at=at, by=by)
            return f"{HERE}/{made.pk}"

        if answer := carry_out(request, form, act, done="指标和目标已定，下一步取数评分。"):
            return answer
    return show_form(request, "assessment/form.html", {"form": form, "rule": RULE})


@door("GET", power=READ)
def one_assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the counties in order; every score opens to the rows behind it."""
    by = by_of(request)
    found = _looked_at(request, pk)
    place = Place(line=tuple(found.union.node.line))
    context = {
        "assessment": found,
        "state": STATES[found.state],
        "period": period_of(found.since, found.until),
        "criteria": queries.criteria(found),
        "rows": [_shown(one, found) for one in queries.standings(found)],
        "rule": RULE,
        "is_genuine": found.is_signed and queries.is_as_signed(found),
        "maker": names_of([found.made_by], by=by).get(found.made_by, ""),
        "may_draw_up": not found.is_signed and by.may(DRAW_UP, at=place),
        "may_circulate": not found.is_signed and by.may(CIRCULATE, at=place) and by.person_id != found.made_by,
    }
    return render(request, "assessment/one.html", context)


def _shown(one: queries.Standing, found: Any) -> dict[str, Any]:
    cut = queries.cut_of(found).at_union(one.union.pk)
    cells = []
    for score in one.scores:
        figure = figure_named(score.criterion.figure)
        cells.append(
            {
                "value": "" if score.value is None else short(score.value, score.criterion.is_money),
                "target": short(score.target, score.criterion.is_money),
                "points": "" if score.earned_hundredths is None else points_of(score.earned_hundredths),
                "address": address_of(figure, cut) if figure else "",
            }
        )
    return {"rank": one.rank, "union": one.union, "cells": cells, "total": points_of(one.total_hundredths)}


@door("GET", "POST", power=DRAW_UP)
def edit_targets(request: HttpRequest, pk: int) -> HttpResponse:
    by = by_of(request)
    found = queries.assessment(pk, by=by)
    form = TargetsForm(request.POST if request.method == "POST" else None, standings=queries.standings(found))
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            actions.set_targets(found, form.targets(), at=at_of(request), by=by)
            return f"{HERE}/{pk}"

        if answer := carry_out(request, form, act, done="目标已更新，请重新取数。"):
            return answer
    context = {"form": form, "assessment": found, "criteria": queries.criteria(found)}
    return show_form(request, "assessment/targets.html", context)


@door("POST", power=DRAW_UP)
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    actions.collect(queries.assessment(pk, by=by_of(request)), at=at_of(request), by=by_of(request))
    messages.success(request, "已从记录取数并评分，请同事复核通报。")
    return redirect(f"{HERE}/{pk}")


@door("POST", power=CIRCULATE)
def circulate(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.assessment(pk, by=by_of(request))
    seen = request.POST.get("digest", "")
    actions.circulate(found, seen=seen, link=_link(request, pk), at=at_of(request), by=by_of(request))
    messages.success(request, "已通报各县，从现在起谁也不能改。")
    return redirect(f"{HERE}/{pk}")


@door("POST", power=DRAW_UP)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    actions.discard(queries.assessment(pk, by=by_of(request)), at=at_of(request), by=by_of(request))
    messages.success(request, "草稿已丢弃。")
    return redirect(HERE)


@door("GET", power=READ)
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the circular as pages: one that is circulated as it was issued."""
    found = _looked_at(request, pk)
    paper = queries.circular(found, link=_link(request, pk), by=by_of(request))
    address = f"{HERE}/{pk}"
    return preview(
        request, paper.kind, paper.word, made_by=paper.made_by, address=address, back=address, heading=found.title
    )


@door("GET", power=READ)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Return the circular as Word or PDF, or its table as Excel."""
    by = by_of(request)
    found = _looked_at(request, pk)
    if kind == "xlsx":
        return a_file(_workbook(found, Look(by=by, at=at_of(request))), XLSX, f"{found.title}.xlsx")
    made = queries.circular(found, link=_link(request, pk), by=by)
    return download(made.kind, made.word, name=found.title, form=kind)


def _looked_at(request: HttpRequest, pk: int) -> Any:
    found = queries.assessment(pk, by=by_of(request))
    looked_at(request, "assessment", pk)
    return found


def _link(request: HttpRequest, pk: int) -> str:
    return request.build_absolute_uri(f"{HERE}/{pk}")


def _workbook(found: Any, look: Look) -> bytes:
    columns = [
        Column(name="rank", label="名次", kind="whole", value=lambda one, look: one.rank),
        Column(name="county", label="县（市、区）", value=lambda one, look: one.union.name),
    ]
    for place, criterion in enumerate(queries.criteria(found)):
        columns += _columns(place, criterion)
    columns.append(Column(name="total", label="总分", value=lambda one, look: one.total_hundredths / 100))
    out = io.BytesIO()
    book = open_book(out)
    add_sheet(book, "排名", columns, ((one, look) for one in queries.standings(found)))
    add_sheet(
        book, "规则", [Column(name="rule", label="评分规则", is_wide=True, value=lambda row, look: row)], [(RULE, look)]
    )
    book.close()
    return out.getvalue()


def _columns(place: int, criterion: Any) -> list[Column]:
    kind: Any = "yuan" if criterion.is_money else "whole"
    unit = "" if criterion.is_money else f"（{criterion.unit}）"
    return [
        Column(name=f"value{place}", label=f"{criterion.label}{unit}", kind=kind,
               value=lambda one, look: one.scores[place].value),
        Column(name=f"target{place}", label=f"目标{place + 1}", kind=kind,
               value=lambda one, look: one.scores[place].target),
        Column(name=f"points{place}", label=f"得分{place + 1}（满分 {criterion.points}）",
               value=lambda one, look: (one.scores[place].earned_hundredths or 0) / 100),
    ]  # fmt: skip


add_menu(MenuEntry(label="考核通报", icon="flag", address=HERE, power=READ, section="数据", place=76))
