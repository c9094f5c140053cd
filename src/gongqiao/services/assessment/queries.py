"""Read assessments and put the counties in order."""

from __future__ import annotations

from dataclasses import dataclass

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.indicators import Cut
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.snapshots.signing import digested, is_genuine
from gongqiao.services.assessment.models import Assessment, AssessmentQuerySet, Criterion, Score
from gongqiao.services.assessment.rules import ranks


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
