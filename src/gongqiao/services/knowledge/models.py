"""Articles and their editions; who was offered them, read them and was helped."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from gongqiao.cores.hiding import Secrets
from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Union

OPEN_TO_ALL = ("published", "replaced")
WORDED = ("title", "problem", "cause", "cure", "advice", "trade", "domain", "terms")
"""The fields that everybody will read."""


class ArticleQuerySet(ScopedQuerySet["Article"]):
    """Articles at work, scoped through their case. What is published is read as an edition."""

    grounds = Grounds(org="case__org_id", person="case__person_id", shared_as="case", shared_by="case_id")


class Article(models.Model):
    """One solved matter; the case about it is of the leader who solved it. ``is_slight``: little was written down.

    ``secrets`` are the names that must not stand in it, once ``rules.names`` has asked for them; no column.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    source_case_id = models.BigIntegerField(unique=True)
    is_slight = models.BooleanField(default=False)
    secrets: Secrets | None = None

    objects = ArticleQuerySet.as_manager()


class EditionQuerySet(ScopedQuerySet["Edition"]):
    """What is published is everybody's; drafts and what was retired belong to the area where they were written."""

    grounds = Grounds(org="article__case__org_id")

    def _seen_by(self, by: Actor) -> Q:
        return super()._seen_by(by) | Q(state__in=OPEN_TO_ALL)


class Edition(models.Model):
    """One wording of an article. ``writers`` are all who changed it; none of them reviews it.

    ``head_keys`` and ``body_keys`` are the text's gist (``cores.matching.like``), by which it is found.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[("draft", "编写中"), ("published", "已发布"), ("replaced", "已有新版"), ("retired", "已撤下")],
        default="draft",
    )
    title = models.CharField("标题", max_length=60)
    problem = models.TextField("问题", max_length=2000)
    cause = models.TextField("原因", max_length=2000, default="", blank=True)
    cure = models.TextField("办法", max_length=2000)
    advice = models.TextField("建议", max_length=1000, default="", blank=True)
    trade = models.CharField("行业", max_length=60, default="", blank=True)
    domain = models.CharField("专业领域", max_length=30, default="", blank=True)
    terms = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    plain_words = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    head_keys = ArrayField(models.TextField(), default=list)
    body_keys = ArrayField(models.TextField(), default=list)
    initials = models.CharField(max_length=80, default="")
    writers = ArrayField(models.BigIntegerField(), default=list)
    written_at = models.DateTimeField()
    reviewed_by = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = EditionQuerySet.as_manager()
    SHAPES = {"draft": "todo", "published": "done", "replaced": "stop", "retired": "stop"}

    class Meta:
        indexes = [
            GinIndex(fields=["head_keys", "body_keys"], condition=Q(state="published"), name="edition_keys"),
            models.Index(fields=["-published_at"], condition=Q(state="published"), name="edition_in_force"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(fields=["article"], condition=Q(state="draft"), name="one_draft_an_article"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="published"), name="one_edition_in_force_an_article"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(reviewed_by__isnull=False, published_at__isnull=False, writers__len__gte=1),
                name="published_means_written_and_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(writers__contains=[F("reviewed_by")]), name="no_writer_reviews_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published"], ended_at=None)
                | Q(state__in=["replaced", "retired"], ended_at__isnull=False),
                name="edition_ends_when_it_is_replaced",
            ),
        ]

    @property
    def helpful(self) -> int:
        """How often it helped somebody, as counted by the query that read it."""
        return int(getattr(self, "helpful_counted", 0))

    @property
    def readings(self) -> int:
        """How often it was read, as counted by the query that read it."""
        return int(getattr(self, "readings_counted", 0))

    @property
    def thanked_about(self) -> tuple[int, ...]:
        """The matters with which it helped the person for whom it was read."""
        return tuple(getattr(self, "thanked_matters", None) or ())


class WordCount(models.Model):
    """How many published editions hold a key of the gist; the empty key counts all of them."""

    key = models.TextField(primary_key=True)
    editions = models.PositiveIntegerField()


class SuggestionQuerySet(ScopedQuerySet["Suggestion"]):
    """Suggestions of the county in which the order was placed."""

    grounds = Grounds(org="org_id")


class Suggestion(models.Model):
    """An article was offered to an order when it was placed. ``score`` 1 to 100."""

    case_id = models.BigIntegerField()
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="suggestions")
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "article"], name="suggested_once")]


class HelpfulQuerySet(ScopedQuerySet["Helpful"]):
    """Thanks, in the area of the article and one's own."""

    grounds = Grounds(org="article__case__org_id", person="person_id")


class Helpful(models.Model):
    """Somebody said that an article helped: once a matter, or once for reading alone (``about_case_id`` 0)."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="thanks")
    person_id = models.BigIntegerField()
    about_case_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    objects = HelpfulQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "person_id", "about_case_id"], name="helpful_once_a_matter")
        ]


class ReadingQuerySet(ScopedQuerySet["Reading"]):
    """Readings, in the area of the article and one's own."""

    grounds = Grounds(org="article__case__org_id", person="person_id")


class Reading(models.Model):
    """Somebody opened an article; once a day."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="readings")
    person_id = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "person_id", "on"], name="one_reading_a_day")]
