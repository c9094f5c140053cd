"""The kind of case of this service: flow, detail, guards, and who is meant by an audience's word."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.errors import Reason
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.kinds import Audience, CaseKind
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.people.queries import people_in_post
from gongqiao.services.knowledge.flow import ARTICLE_FLOW
from gongqiao.services.knowledge.models import Article, Edition
from gongqiao.services.knowledge.rules.names import in_words, named_in, secrets_about

LEAST_SAID = 6


def draft_of(article: Article) -> Edition | None:
    """Return the edition that is being written, if any."""
    return next((edition for edition in article.editions.all() if edition.state == "draft"), None)


def audience_of_article(article: Article, who: str) -> Audience | None:
    """Name whom a word of the article's flow means."""
    match who:
        case "officer":
            return Audience(kind="post", union_id=article.case.org_id, post_kind="officer")
        case "reviewer":
            return _reviewer(article)
        case "leader":
            return Audience(kind="person", person_id=article.case.person_id)
    raise LookupError(who)


def may_be_read_by_all(article: Article, by: Actor, at: datetime) -> list[Reason]:
    """What must be said is said, and nobody is named."""
    draft = draft_of(article)
    if draft is None:
        return [Reason(text="没有正在写的一版。")]
    missing = [
        label for name, label in (("problem", "问题"), ("cure", "办法")) if len(getattr(draft, name)) < LEAST_SAID
    ]
    reasons = [Reason(text=f"“{label}”写得太少，别人看不懂，请补充。") for label in missing]
    for name, places in named_in(draft, secrets_about(article)).items():
        reasons += [Reason(text=in_words(name, one)) for one in places]
    return reasons


def is_a_second_person(article: Article, by: Actor, at: datetime) -> list[Reason]:
    """Whoever wrote it does not review it; and nobody is named in it still."""
    draft = draft_of(article)
    own = draft is not None and by.own_id in draft.writers
    reasons = [Reason(text="这一版您自己写过或改过，要请另一位同事审核。")] if own else []
    return [*reasons, *may_be_read_by_all(article, by, at)]


def _reviewer(article: Article) -> Audience:
    """The city's officers review; when all of them wrote it, the county's do."""
    city = city_federation(by=the_job("audience")).pk
    draft = draft_of(article)
    wrote = set(draft.writers) if draft else set()
    left = set(people_in_post(city, "officer", on=local_date(article.case.moved_at))) - wrote
    return Audience(kind="post", union_id=city if left else article.case.org_id, post_kind="officer")


ARTICLES: CaseKind[Article] = CaseKind(
    flow=ARTICLE_FLOW,
    detail=Article,
    audience=audience_of_article,
    guards={guard.__name__: guard for guard in (may_be_read_by_all, is_a_second_person)},
)
