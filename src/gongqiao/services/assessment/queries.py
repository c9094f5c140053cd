"""Read assessments, put the counties in order, say it on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut, figure_named
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.papers.queries import FilledPaper
from gongqiao.kernel.snapshots.papers import paper_of, signature_facts
from gongqiao.kernel.snapshots.reports import day_of, period_of, scope_of, short
from gongqiao.kernel.snapshots.signing import digested, is_genuine
from gongqiao.services.assessment.models import Assessment, AssessmentQuerySet, Criterion, Score
from gongqiao.services.assessment.rules.papers import CIRCULAR
from gongqiao.services.assessment.rules.scoring import RULE, points_of, ranks

NOT_YET = "—"
"""What stands for a number that was not collected."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A county in the table: its rank, its scores in the order of the criteria, its total in hundredths of a point."""

    rank: int
    union: Union
    scores: tuple[Score, ...]
    total_hundredths: int


def assessments(*, by: Actor) -> AssessmentQuerySet:
    """Return the assessments in sight, the newest first."""
    return Assessment.objects.visible_to(by).select_related("union").order_by("-made_at", "-pk")


def assessment(pk: int, *, by: Actor) -> Assessment:
    """Return one assessment. Raises NotFound."""
    return Assessment.objects.visible_to(by).select_related("union__node").one(pk=pk)


def criteria(assessment: Assessment) -> list[Criterion]:
    """Return the criteria of an assessment in their order."""
    return list(assessment.criteria.order_by("place"))


def standings(assessment: Assessment) -> list[Standing]:
    """Return the counties, the best first; before the numbers are collected all stand level, by area."""
    rows = Score.objects.filter(criterion__assessment=assessment).select_related("union__area", "criterion")
    found: dict[int, list[Score]] = {}
    for score in rows.order_by("union__area_id", "criterion__place"):
        found.setdefault(score.union_id, []).append(score)
    totals = {pk: sum(score.earned_hundredths or 0 for score in scores) for pk, scores in found.items()}
    placed = ranks(totals)
    made = [
        Standing(rank=placed[pk], union=scores[0].union, scores=tuple(scores), total_hundredths=totals[pk])
        for pk, scores in found.items()
    ]
    return sorted(made, key=lambda one: one.rank)


def circular(assessment: Assessment, *, link: str, by: Actor) -> FilledPaper:
    """Return the circular: as it was issued when it was circulated; of a draft, as it reads now. Raises CannotPrint."""
    return paper_of(assessment, CIRCULAR, "assessment", lambda: circular_facts(assessment, by=by), link=link)


def circular_facts(assessment: Assessment, *, by: Actor) -> Mapping[str, Any]:
    """Return what a template of the circular may say."""
    wanted, counties = criteria(assessment), standings(assessment)
    collected_on = day_of(assessment.collected_at) if assessment.collected_at else ""
    signature = signature_facts(assessment, by=by)
    return {
        "title": assessment.title.removesuffix("通报"),
        "union": assessment.union.name,
        "period": period_of(assessment.since, assessment.until),
        "scope": scope_of(assessment.parts, by=by),
        "is_demo": assessment.union.is_demo,
        "counties": str(len(counties)),
        "collected_on": collected_on,
        "criteria": [_criterion(one) for one in wanted],
        "rows": [_row(one, is_collected=assessment.collected_at is not None) for one in counties],
        "rule": RULE,
        **signature,
        "made_on": collected_on or signature["made_on"],
    }


def _criterion(one: Criterion) -> dict[str, str]:
    figure = figure_named(one.figure)
    unit = "万元" if one.is_money else one.unit
    return {"label": one.label, "unit": unit, "points": str(one.points), "says": figure.says if figure else ""}


def _row(one: Standing, *, is_collected: bool) -> dict[str, Any]:
    return {
        "rank": str(one.rank) if is_collected else NOT_YET,
        "county": one.union.name,
        "cells": [_cell(score) for score in one.scores],
        "total": points_of(one.total_hundredths) if is_collected else NOT_YET,
    }


def _cell(score: Score) -> dict[str, str]:
    is_money = score.criterion.is_money
    return {
        "value": NOT_YET if score.value is None else short(score.value, is_money),
        "target": short(score.target, is_money),
        "points": NOT_YET if score.earned_hundredths is None else points_of(score.earned_hundredths),
    }


def cut_of(assessment: Assessment) -> Cut:
    """Return the part that an assessment looks at."""
    return Cut(since=assessment.since, until=assessment.until, parts=assessment.parts)


def digest_of(assessment: Assessment) -> str:
    """Return the digest over everything that an assessment says, as it stands in the database."""
    scores = Score.objects.filter(criterion__assessment=assessment).order_by("criterion__place", "union_id")
    told = [
        [assessment.union_id, assessment.title, assessment.since, assessment.until, assessment.parts],
        [assessment.made_by, [[c.place, c.figure, c.label, c.unit, c.points] for c in criteria(assessment)]],
        [
            list(row)
            for row in scores.values_list("criterion__place", "union_id", "target", "value", "earned_hundredths")
        ],
    ]
    return digested("assessment", told)


def is_as_signed(assessment: Assessment) -> bool:
    """Whether a circulated assessment is what was circulated."""
    return is_genuine(assessment, "assessment", found=digest_of(assessment))
