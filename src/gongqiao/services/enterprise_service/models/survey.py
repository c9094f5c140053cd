"""Surveys: what is asked, and of which enterprises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.services.enterprise_service.models.programme import Programme


class SurveyQuerySet(ScopedQuerySet["Survey"]):
    """Surveys of the posts' area, and those that ask an enterprise in sight: a county sees the city's in its own."""

    grounds = Grounds(org="union_id")

    def _seen_by(self, by: Actor) -> Q:
        return super()._seen_by(by) | Q(pk__in=Respondent.objects.visible_to(by).values("survey_id"))


class Survey(models.Model):
    """One joint survey of a union and its partner bureaus. ``closes_on`` is the last day on which one may answer."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=60)
    topic = models.CharField("行业或专题", max_length=40, default="", blank=True)
    partners = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    opens_on = models.DateField("开始")
    closes_on = models.DateField("截止")
    state = models.CharField(
        max_length=8, choices=[("draft", "筹备中"), ("open", "进行中"), ("closed", "已结束")], default="draft"
    )
    person_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SurveyQuerySet.as_manager()
    SHAPES = {"draft": "todo", "open": "run", "closed": "done"}

    class Meta:
        indexes = [models.Index(fields=["union", "state"], name="survey_union")]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(opened_at__isnull=False), name="an_open_survey_is_dated"
            ),
        ]


class Questionnaire(models.Model):
    """The questions of a survey in one version; one that was answered is never changed (``rules.survey_questions``)."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questionnaires")
    version = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=list)
    is_current = models.BooleanField(default=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "version"], name="one_questionnaire_a_version"),
            models.UniqueConstraint(
                fields=["survey"], condition=Q(is_current=True), name="one_current_questionnaire_a_survey"
            ),
        ]


class RespondentQuerySet(ScopedQuerySet["Respondent"]):
    """Respondents of the posts' area and one's own enterprise."""

    grounds = Grounds(org="org_id", enterprise="enterprise_id")

    def listed(self) -> RespondentQuerySet:
        """Keep those that nothing has reached yet."""
        return self.filter(sent_at=None, answered_at=None, visited_at=None)

    def silent(self) -> RespondentQuerySet:
        """Keep those that were sent the questionnaire and gave no answer in any way."""
        return self.filter(sent_at__isnull=False, answered_at=None, visited_at=None)


class Respondent(models.Model):
    """An enterprise that a survey asks. The ``*_at`` columns say when a step was first reached.

    ``link_serial`` stands in the signed link of the enterprise: a new number makes every older link worthless.
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="respondents")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    link_serial = models.PositiveIntegerField(default=1)
    link_revoked_at = models.DateTimeField(null=True)

    objects = RespondentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "enterprise"], name="asked_once_a_survey")]
        indexes = [models.Index(fields=["enterprise"], name="respondent_enterprise")]

    @property
    def standing(self) -> tuple[str, str]:
        """The shape and the word of how far one has come with this enterprise."""
        if self.visited_at:
            return "done", "已走访座谈"
        if self.answered_at:
            return "done", "已答卷"
        return ("hold", "已发问卷") if self.sent_at else ("todo", "待调研")
