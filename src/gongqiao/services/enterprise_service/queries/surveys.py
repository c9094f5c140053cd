"""Read surveys: whom they ask, what was said, what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.org.models import Enterprise, EnterpriseQuerySet
from gongqiao.kernel.org.queries import city_federation, enterprises, enterprises_like
from gongqiao.services.enterprise_service.models import (
    Gathering,
    Need,
    NeedProposal,
    Questionnaire,
    Remedy,
    RemedyKind,
    Respondent,
    Survey,
    SurveyAnswer,
)
from gongqiao.services.enterprise_service.models.need import NeedQuerySet
from gongqiao.services.enterprise_service.models.survey import RespondentQuerySet, SurveyQuerySet
from gongqiao.services.enterprise_service.rules.questions import BETWEEN
from gongqiao.services.enterprise_service.rules.survey_links import BROKEN, opened_link
from gongqiao.services.enterprise_service.rules.survey_questions import SurveyQuestion, survey_questions

STEPS = {
    "listed": "待调研",
    "sent": "已发问卷",
    "silent": "发了还没答",
    "answered": "已答卷",
    "visited": "已走访座谈",
    "with_needs": "提出需求",
    "ordered": "已点菜",
}
"""How far one has come with an enterprise; each is a set of rows (``at_step``)."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One choice of a question and how many enterprises made it."""

    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What was answered to one question: counts where one chose, texts (enterprise, words) where one wrote."""

    question: SurveyQuestion
    answered: int
    tallies: tuple[Tally, ...] = ()
    texts: tuple[tuple[Respondent, str], ...] = ()
    total: int | None = None

    @property
    def most(self) -> int:
        """The widest bar."""
        return max((tally.count for tally in self.tallies), default=0)


def surveys(*, by: Actor) -> SurveyQuerySet:
    """Return the surveys that ``by`` may see, the newest first."""
    return Survey.objects.visible_to(by).select_related("union__node").order_by("-opens_on", "-pk")


def counted(rows: SurveyQuerySet, *, by: Actor) -> SurveyQuerySet:
    """Let each survey know how many enterprises in sight it asks, and how many it has heard."""
    seen = Q(respondents__in=Respondent.objects.visible_to(by))
    heard = Q(respondents__answered_at__isnull=False) | Q(respondents__visited_at__isnull=False)
    return rows.annotate(
        asked_counted=Count("respondents", filter=seen), heard_counted=Count("respondents", filter=seen & heard)
    )


def survey(pk: int, *, by: Actor) -> Survey:
    """Return one survey. Raises NotFound."""
    return surveys(by=by).one(pk=pk)


def questionnaire(survey: Survey) -> Questionnaire:
    """Return the questions of a survey in sight as they are asked now."""
    return survey.questionnaires.get(is_current=True)


def respondents(*, by: Actor) -> RespondentQuerySet:
    """Return the enterprises asked that ``by`` may see, with what a list shows, in the order of their names."""
    rows = Respondent.objects.visible_to(by).select_related("enterprise__area", "org__node", "survey")
    found = Count("answers__needs", distinct=True)
    return rows.annotate(needs_found=found).order_by("enterprise__sort_key", "pk")


def respondent(pk: int, *, by: Actor) -> Respondent:
    """Return one enterprise asked. Raises NotFound."""
    rows = Respondent.objects.visible_to(by).select_related("enterprise__area", "org__node", "survey__union__node")
    return rows.one(pk=pk)


def own_respondent(pk: int, *, by: Actor) -> Respondent:
    """Return the actor's own enterprise in a survey that has begun. Raises NotFound."""
    rows = Respondent.objects.visible_to(by).filter(enterprise_id__in=by.contact_of).exclude(survey__state="draft")
    return rows.select_related("enterprise", "org__node", "survey__union").one(pk=pk)


def respondent_of_link(code: str) -> Respondent:
    """Return the enterprise whose link somebody holds. Raises NotFound when it is forged, revoked or replaced.

    Without by: the signed link is the right to it.
    """
    pk, serial = opened_link(code)
    rows = Respondent.objects.select_related("enterprise", "org__node", "survey__union")
    found = rows.filter(pk=pk, link_serial=serial, link_revoked_at=None).exclude(survey__state="draft").first()
    if found is None:
        raise NotFound(BROKEN)
    return found


def at_step(rows: RespondentQuerySet, step: str) -> RespondentQuerySet:
    """Keep the respondents at one of ``STEPS``."""
    match step:
        case "listed":
            return rows.listed()
        case "sent":
            return rows.filter(sent_at__isnull=False)
        case "silent":
            return rows.silent()
        case "answered":
            return rows.filter(answered_at__isnull=False)
        case "visited":
            return rows.filter(visited_at__isnull=False)
        case "with_needs":
            return rows.filter(answers__needs__isnull=False).distinct()
        case "ordered":
            return rows.filter(answers__needs__state="ordered").distinct()
    return rows


def progress(survey: Survey, *, by: Actor) -> dict[str, int]:
    """Return how many enterprises of a survey stand at each step."""
    asked = Respondent.objects.visible_to(by).filter(survey=survey)
    reached = asked.aggregate(
        everyone=Count("pk"),
        listed=Count("pk", filter=Q(sent_at=None, answered_at=None, visited_at=None)),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        silent=Count("pk", filter=Q(sent_at__isnull=False, answered_at=None, visited_at=None)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        visited=Count("pk", filter=Q(visited_at__isnull=False)),
    )
    with_needs = at_step(asked, "with_needs").order_by().count()
    return {**reached, "with_needs": with_needs, "ordered": at_step(asked, "ordered").order_by().count()}


def open_for(*, on: date, by: Actor) -> list[Respondent]:
    """Return the running surveys that ask the actor's own enterprises, those still unanswered first."""
    rows = Respondent.objects.visible_to(by).filter(
        enterprise_id__in=by.contact_of, survey__state="open", survey__closes_on__gte=on
    )
    return list(rows.select_related("survey__union", "enterprise").order_by("answered_at", "survey__closes_on", "pk"))


def own_answer(respondent: Respondent) -> SurveyAnswer | None:
    """Return what an enterprise in sight handed in on its questionnaire, if anything."""
    return respondent.answers.filter(way="questionnaire").select_related("questionnaire").first()


def answers(*, by: Actor) -> QuerySet[SurveyAnswer]:
    """Return the answers that ``by`` may see, with what a page shows."""
    rows = SurveyAnswer.objects.visible_to(by).select_related(
        "respondent__enterprise", "respondent__org__node", "respondent__survey__union", "gathering", "questionnaire"
    )
    return rows.order_by("-held_at", "-pk")


def answer(pk: int, *, by: Actor) -> SurveyAnswer:
    """Return one answer. Raises NotFound."""
    found = answers(by=by).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def answer_of_firm(text: str, enterprise: Enterprise, *, by: Actor) -> SurveyAnswer | None:
    """Return the answer of this enterprise that an address names; None where it names none. Raises NotFound."""
    if not text:
        return None
    found = answer(int(text), by=by) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is None or found.respondent.enterprise_id != enterprise.pk:
        raise NotFound
    return found


def answers_of(respondent: Respondent, *, by: Actor) -> list[SurveyAnswer]:
    """Return the answers of one enterprise asked, newest first."""
    return list(answers(by=by).filter(respondent=respondent))


def answers_at(answer: SurveyAnswer, *, by: Actor) -> list[SurveyAnswer]:
    """Return the records of the other enterprises that were heard at the same talk."""
    if answer.gathering_id is None:
        return []
    return list(answers(by=by).filter(gathering_id=answer.gathering_id).exclude(pk=answer.pk))


def proposals(answer: SurveyAnswer, *, by: Actor) -> list[NeedProposal]:
    """Return the needs that an answer suggested, the open ones first."""
    rows = NeedProposal.objects.visible_to(by).filter(answer=answer).select_related("need")
    return sorted(rows.order_by("pk"), key=lambda row: row.state != "open")


def proposal(pk: int, *, by: Actor) -> NeedProposal:
    """Return one proposal. Raises NotFound."""
    rows = NeedProposal.objects.visible_to(by).select_related(
        "answer__respondent__enterprise", "answer__respondent__survey", "answer__respondent__org__node"
    )
    return rows.one(pk=pk)


def open_proposals(respondent: Respondent) -> list[NeedProposal]:
    """Return what the answers of an enterprise in sight suggest and nobody has decided."""
    return list(NeedProposal.objects.filter(answer__respondent=respondent, state="open").order_by("pk"))


def needs_of_survey(survey: Survey, *, by: Actor) -> NeedQuerySet:
    """Return the needs that a survey found, newest first."""
    rows = Need.objects.visible_to(by).filter(survey_answer__respondent__survey=survey)
    return rows.select_related("enterprise").order_by("-registered_at", "-pk")


def gatherings(survey: Survey, *, by: Actor) -> list[Gathering]:
    """Return the visits and talks of a survey, newest first."""
    rows = Gathering.objects.visible_to(by).filter(survey=survey).prefetch_related("answers__respondent__enterprise")
    return list(rows.order_by("-held_at", "-pk")[:100])


def remedies(survey: Survey, *, by: Actor) -> list[Remedy]:
    """Return what was offered after a survey, the open ones first."""
    rows = Remedy.objects.visible_to(by).filter(survey=survey).select_related("kind")
    rows = rows.prefetch_related("respondents__enterprise", "needs").order_by("follow_up_on", "pk")
    return sorted(rows, key=lambda row: row.settled_at is not None)


def remedy(pk: int, *, by: Actor) -> Remedy:
    """Return one remedy. Raises NotFound."""
    return Remedy.objects.visible_to(by).select_related("survey__union__node", "kind").one(pk=pk)


def remedy_kinds(*, by: Actor) -> list[RemedyKind]:
    """Return the kinds of remedy: the common ones, then those of the city."""
    city = city_federation(by=by)
    return list(
        RemedyKind.objects.filter(Q(union=None) | Q(union=city)).order_by(F("union_id").asc(nulls_first=True), "pk")
    )


def choosable(survey: Survey, *, county: str, tag: str, words: str, by: Actor) -> EnterpriseQuerySet:
    """Return the enterprises of the survey's area that are not on its list yet, by county, tag and words."""
    rows = enterprises_like(words, by=by) if words else enterprises(by=by)
    asked = Respondent.objects.filter(survey=survey).values("enterprise_id")
    rows = rows.filter(closed_on=None, org__node__line__contains=[survey.union_id]).exclude(pk__in=asked)
    if county:
        rows = rows.filter(area__code__startswith=county)
    return rows.filter(tags__contains=[tag]) if tag else rows


def summaries(survey: Survey, *, by: Actor) -> list[Summary]:
    """Return what was answered to each question as it is asked now; of each enterprise in sight what it said last."""
    form = survey_questions(questionnaire(survey).questions)
    rows = SurveyAnswer.objects.visible_to(by).filter(respondent__survey=survey).exclude(answers={})
    said = list(rows.select_related("respondent__enterprise__org").order_by("held_at", "pk"))
    return [_summary(question, _last_said(question, said)) for question in form]


def _last_said(question: SurveyQuestion, rows: Sequence[SurveyAnswer]) -> list[tuple[Respondent, str]]:
    last = {row.respondent_id: row for row in rows if row.answers.get(question.key)}
    return [(row.respondent, row.answers[question.key]) for row in last.values()]


def _summary(question: SurveyQuestion, given: Sequence[tuple[Respondent, str]]) -> Summary:
    if question.kind in {"choice", "several", "yes_no"}:
        return Summary(question=question, answered=len(given), tallies=_tallies(question, [text for _, text in given]))
    if question.kind == "number":
        total = sum(int(text) for _, text in given if text.isascii() and text.isdigit())
        return Summary(question=question, answered=len(given), texts=tuple(given), total=total)
    return Summary(question=question, answered=len(given), texts=tuple(given))


def _tallies(question: SurveyQuestion, texts: Iterable[str]) -> tuple[Tally, ...]:
    """Count every choice that is offered now; what was chosen of an older version comes after them."""
    labels = {"yes": "是", "no": "否"} if question.kind == "yes_no" else {option: option for option in question.options}
    counts = Counter(part for text in texts for part in text.split(BETWEEN))
    known = [Tally(label=label, count=counts.pop(value, 0)) for value, label in labels.items()]
    return (*known, *(Tally(label=value, count=count) for value, count in sorted(counts.items())))
