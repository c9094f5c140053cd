"""Draw an assessment up, collect its numbers, circulate it as a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import Power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.indicators import Figure, figure_named
from gongqiao.kernel.indicators.tallies import tally_now
from gongqiao.kernel.indicators.targets import published_targets
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import counties_below
from gongqiao.kernel.people.queries import people_in_post
from gongqiao.kernel.snapshots.papers import issue_with_signature
from gongqiao.kernel.snapshots.signing import check_open, put_name
from gongqiao.services.assessment.flow import CIRCULATE, DRAW_UP, POINTS_IN_ALL
from gongqiao.services.assessment.models import Assessment, Criterion, Score
from gongqiao.services.assessment.queries import circular_facts, criteria, cut_of, digest_of
from gongqiao.services.assessment.rules.papers import CIRCULAR
from gongqiao.services.assessment.rules.scoring import earned_hundredths


class NotYetCollected(WrongState):
    """还没有取数评分，不能通报。请先取数。"""


@dataclass(frozen=True, kw_only=True)
class CriterionForm:
    """A figure, its points, and a target for every county; 0: the targets that are published for it."""

    figure: str
    points: int
    target: int = 0


@dataclass(frozen=True, kw_only=True)
class AssessmentForm:
    """What is assessed."""

    title: str
    since: date
    until: date
    criteria: Sequence[CriterionForm]
    parts: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def draw_up(form: AssessmentForm, *, union: Union, at: datetime, by: Actor) -> Assessment:
    """Set the criteria and the targets of the counties. Raises Invalid, naming the field, for what does not fit."""
    by.must(DRAW_UP, at=_place(union))
    _check(form, at)
    made = Assessment.objects.create(
        union=union, title=form.title, since=form.since, until=form.until, parts=dict(form.parts), made_by=by.own_id,
        made_at=at,
    )  # fmt: skip
    counties = counties_below(union, by=by)
    for place, one in enumerate(form.criteria):
        _add_criterion(made, place, one, counties, by)
    _settled(made, "drawn_up", at, by)
    return made


@transaction.atomic
def set_targets(assessment: Assessment, targets: Mapping[int, int], *, at: datetime, by: Actor) -> None:
    """Change targets of a draft, by the id of the score; its numbers must then be collected anew."""
    draft = _locked(assessment, DRAW_UP, by)
    check_open(draft)
    for score in Score.objects.filter(criterion__assessment=draft, pk__in=list(targets)):
        if targets[score.pk] < 1:
            raise Invalid("目标要大于零，否则无法评分。")
        score.target, score.value, score.earned_hundredths = targets[score.pk], None, None
        score.save()
    draft.collected_at = None
    Score.objects.filter(criterion__assessment=draft).update(value=None, earned_hundredths=None)
    _settled(draft, "targets_set", at, by)


@transaction.atomic
def collect(assessment: Assessment, *, at: datetime, by: Actor) -> None:
    """Read the figure of every criterion in every county from the records, and give the points by the rule."""
    draft = _locked(assessment, DRAW_UP, by)
    check_open(draft)
    wanted = criteria(draft)
    figures = {one.figure: _figure(one.figure) for one in wanted}
    counted = tally_now(list(figures.values()), cut_of(draft), over=("union",), by=by)
    for one in wanted:
        values = counted.along(figures[one.figure], "union")
        for score in one.scores.all():
            score.value = values.get(score.union_id, 0)
            score.earned_hundredths = earned_hundredths(score.value, score.target, one.points)
            score.save()
    draft.collected_at, draft.made_by = at, by.own_id
    _settled(draft, "collected", at, by)


@transaction.atomic
def circulate(assessment: Assessment, *, seen: str, link: str, at: datetime, by: Actor) -> None:
    """Sign the scores as a second person, issue the circular, tell the officers of every county; nothing changes then.

    ``link``: the address of the assessment, behind the QR code on the circular. Raises OwnWork for who collected them,
    Stale when they changed since he looked, CannotPrint.
    """
    draft = _locked(assessment, CIRCULATE, by)
    check_open(draft)
    if draft.collected_at is None:
        raise NotYetCollected
    put_name(draft, "assessment", seen=seen, found=digest_of(draft), at=at, by=by)
    draft.save()
    _book(draft, "circulated", at, by)
    facts = circular_facts(draft, by=by)
    issue_with_signature(draft, CIRCULAR, "assessment", facts, union_id=draft.union_id, link=link, at=at, by=by)
    on = local_date(at)
    told = [
        person
        for county in counties_below(draft.union, by=by)
        for person in people_in_post(county.pk, "officer", on=on)
    ]
    tell(
        told,
        event=f"assessment.{draft.pk}",
        title=f"考核通报：{draft.title}",
        url=f"/desk/assessments/{draft.pk}",
        at=at,
    )


@transaction.atomic
def discard(assessment: Assessment, *, at: datetime, by: Actor) -> None:
    """Throw a draft away."""
    draft = _locked(assessment, DRAW_UP, by)
    check_open(draft)
    _book(draft, "discarded", at, by)
    draft.delete()


def _check(form: AssessmentForm, at: datetime) -> None:
    faults: dict[str, list[str]] = {}
    if form.until < form.since:
        faults["until"] = ["结束日期不能早于开始日期。"]
    elif form.until > local_date(at):
        faults["until"] = ["结束日期不能晚于今天：还没到的日子没有记录。"]
    if faults:
        raise Invalid(fields=faults)
    total = sum(one.points for one in form.criteria)
    if total != POINTS_IN_ALL:
        raise Invalid(f"各项分值合计应为 {POINTS_IN_ALL} 分，现在是 {total} 分。")
    names = [one.figure for one in form.criteria]
    if len(names) != len(set(names)):
        raise Invalid("同一个指标只能作为一项，请去掉重复的。")


def _add_criterion(
    assessment: Assessment, place: int, form: CriterionForm, counties: Sequence[Union], by: Actor
) -> None:
    figure = _figure(form.figure)
    published = {} if form.target else published_targets(figure.name, cut_of(assessment), by=by)
    targets = {county.pk: form.target or published.get(county.pk, 0) for county in counties}
    if missing := [county.short_name for county in counties if targets[county.pk] < 1]:
        raise Invalid(f"“{figure.label}”没有公布{missing[0]}的目标，请在“目标”一栏填写。")
    made = Criterion.objects.create(
        assessment=assessment, place=place, figure=figure.name, label=figure.label, unit=figure.unit,
        is_money=figure.counts == "fen", points=form.points,
    )  # fmt: skip
    Score.objects.bulk_create(Score(criterion=made, union_id=pk, target=target) for pk, target in targets.items())


def _figure(name: str) -> Figure:
    figure = figure_named(name)
    if figure is None:
        raise Invalid("没有这个指标，请从列表中选择。")
    return figure


def _settled(assessment: Assessment, what: str, at: datetime, by: Actor) -> None:
    assessment.digest = digest_of(assessment)
    assessment.save()
    _book(assessment, what, at, by)


def _book(assessment: Assessment, what: str, at: datetime, by: Actor) -> None:
    detail = {"digest": assessment.digest}
    write("edit", f"assessment.{what}", thing="assessment", thing_id=assessment.pk, at=at, detail=detail, by=by)


def _locked(assessment: Assessment, power: Power, by: Actor) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("union__node")
    found = rows.filter(pk=assessment.pk).first()
    if found is None:
        raise NotFound
    by.must(power, at=_place(found.union))
    return found


def _place(union: Union) -> Place:
    return Place(line=tuple(union.node.line))
