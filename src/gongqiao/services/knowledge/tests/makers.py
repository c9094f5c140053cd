"""Make articles at any stage, by the real actions, from orders of the cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from tests.cast import MONDAY, Cast

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.cases.models import Case, Task
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, visits
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.tests.makers import (
    THURSDAY,
    WEDNESDAY_AT_TWO,
    a_confirmation,
    a_date,
    a_report,
    agree_on_both_sides,
    an_order,
    fresh,
)
from gongqiao.services.knowledge.actions import drafting, writing
from gongqiao.services.knowledge.models import Article, Edition
from gongqiao.services.knowledge.rules.drafting import Wording, wording_of
from gongqiao.services.knowledge.rules.kinds import draft_of

LATER = THURSDAY + timedelta(days=33)
HOURS, DAY = timedelta(hours=2), timedelta(days=1)
STAGES = ("draft", "submitted", "published")
CAUSE, CURE = (
    "进线端子松动，时有缺相，接触器触点烧蚀。",
    "停机断电，紧固进线端子，换同型号接触器，连续试运行两小时正常。",
)


def a_closed_order(cast: Cast, *, cause: str = CAUSE, cure: str = CURE, days: int = 0, **changes) -> Order:
    """Lead an order to its end, with a visit some days after the usual one; what was found is said in these words."""
    start = WEDNESDAY_AT_TWO + timedelta(days=days)
    order = an_order(cast, **changes)
    offers.offer(order, cast.electricians.pk, why_not_first="熟悉现场", seen=None, at=MONDAY, by=cast.officer)
    offers.accept(fresh(order), seen=None, at=MONDAY, by=cast.leader)
    dates.propose(fresh(order), a_date(start), seen=None, at=MONDAY, by=cast.officer)
    agree_on_both_sides(fresh(order), cast)
    visits.start(fresh(order), seen=None, at=start, by=cast.leader)
    told = [visits.ProblemReport(problem_id=p.pk, is_solved=True, cause=cause, cure=cure) for p in order.problems.all()]
    report = a_report(order, cast, problems=told, advice="每月紧一次端子。")
    visits.report(fresh(order), report, is_finished=True, seen=None, at=start + HOURS, by=cast.leader)
    confirming.confirm(fresh(order), a_confirmation(order), seen=None, at=start + DAY, by=cast.contact)
    closing.review(fresh(order), seen=None, at=start + DAY + HOURS, by=cast.city_officer)
    a_month_later = start + 32 * DAY
    closing.revisit(fresh(order), way="phone", still_holds=True, note="", seen=None, at=a_month_later, by=cast.officer)
    closing.close(fresh(order), seen=None, at=a_month_later + HOURS, by=cast.officer)
    return fresh(order)


def an_article(
    cast: Cast, stage: str = "draft", *, order: Order | None = None, at: datetime = LATER, **changes
) -> Article:
    """Make an article and lead it to a stage: the county's officer writes it, the city's reviews it."""
    source = order or a_closed_order(cast)
    article = drafting.draft(source.case_id, at=at, by=the_job("knowledge"))
    assert article is not None
    if changes:
        writing.rewrite(article, a_wording(article, **changes), seen=None, at=at, by=cast.officer)
    if stage in {"submitted", "published"}:
        writing.submit(fresh_article(article), seen=None, at=at, by=cast.officer)
    if stage == "published":
        writing.publish(fresh_article(article), seen=None, at=at, by=cast.city_officer)
    return fresh_article(article)


def a_wording(article: Article, **changes) -> Wording:
    """Return the words of the draft with some of them changed."""
    return replace(wording_of(the_draft(article)), **changes)


def the_draft(article: Article) -> Edition:
    """Return the edition that is being written, which must be there."""
    draft = draft_of(article)
    assert draft is not None
    return draft


def the_edition(article: Article) -> Edition:
    """Return the edition in force, which must be there."""
    return Edition.objects.get(article=article, state="published")


def fresh_article(article: Article) -> Article:
    """Read an article again."""
    return Article.objects.select_related("case__org__node").get(pk=article.pk)


def asked_of(article: Article) -> list[tuple[str, str, int | None]]:
    """Return what is asked of whom for an article now: duty, kind of union post, union."""
    rows = Task.objects.filter(case=article.case, done_at=None)
    return [(row.name, row.post_kind, row.union_id) for row in rows]


def case_of(article: Article) -> Case:
    """Read the case of an article again."""
    return Case.objects.get(pk=article.case_id)
