"""Read articles, their editions, and what readers left."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.cases.queries import cases
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.knowledge.models import Article, Edition, EditionQuerySet, Helpful, Reading


def article_of_case(case: Case, *, by: Actor) -> Article:
    """Return the article behind a case, with its editions. Raises NotFound."""
    return Article.objects.visible_to(by).select_related("case__org__node").prefetch_related("editions").one(case=case)


def editions_of(article: Article) -> list[Edition]:
    """Return all editions of an article at work, the newest first."""
    return sorted(article.editions.all(), key=lambda edition: -edition.number)


def in_force(*, by: Actor) -> EditionQuerySet:
    """Return the editions that are in force, the newest first, each with how often it helped and was read."""
    thanks = Helpful.objects.filter(article=OuterRef("article")).order_by().values("article").annotate(n=Count("pk"))
    readings = Reading.objects.filter(article=OuterRef("article")).order_by().values("article").annotate(n=Count("pk"))
    rows = Edition.objects.visible_to(by).filter(state="published").select_related("article__case__org")
    rows = rows.annotate(
        helpful_counted=Coalesce(Subquery(thanks.values("n")), 0),
        readings_counted=Coalesce(Subquery(readings.values("n")), 0),
    )
    return rows.order_by("-published_at", "-pk")


def published(article_id: int, *, by: Actor) -> Edition:
    """Return the edition of an article that is in force. Raises NotFound."""
    return in_force(by=by).one(article_id=article_id)


def edition(article_id: int, number: int, *, by: Actor) -> Edition:
    """Return one edition that was published, an older one too. Raises NotFound."""
    rows = Edition.objects.visible_to(by).select_related("article__case__org").exclude(state="draft")
    return rows.one(article_id=article_id, number=number)


def other_editions(shown: Edition, *, by: Actor) -> list[Edition]:
    """Return the other editions of the same article that may be read, the newest first."""
    rows = Edition.objects.visible_to(by).filter(article=shown.article_id).exclude(pk=shown.pk).exclude(state="draft")
    return list(rows.order_by("-number"))


def source_number(article: Article, *, by: Actor) -> str:
    """Return the number of the case that an article came of, to those who may see that case; else nothing."""
    return cases(by=by).filter(pk=article.source_case_id).values_list("number", flat=True).first() or ""


def case_number(article: Article, *, by: Actor) -> str:
    """Return the number of the case in which an article is worked on, to those who may see it; else nothing."""
    return cases(by=by).filter(pk=article.case_id).values_list("number", flat=True).first() or ""


def names_of_writers(edition: Edition, *, by: Actor) -> list[str]:
    """Return who wrote an edition."""
    names = names_of(edition.writers, by=by)
    return [names.get(pk) or "已注销用户" for pk in edition.writers]


def has_thanked(article: Article, *, about_case_id: int = 0, by: Actor) -> bool:
    """Whether ``by`` said of this matter that the article helped."""
    mine = Helpful.objects.visible_to(by).filter(article=article, person_id=by.own_id, about_case_id=about_case_id)
    return mine.exists()
