"""What came out of a survey: gatherings, one answer an enterprise and way, and the needs that it suggests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Union
from gongqiao.services.enterprise_service.flow import DISHES
from gongqiao.services.enterprise_service.models.need import URGENCIES, Need
from gongqiao.services.enterprise_service.models.survey import Questionnaire, Respondent, Survey

WAYS = [("visit", "走访"), ("talk", "座谈"), ("questionnaire", "问卷")]


class GatheringQuerySet(ScopedQuerySet["Gathering"]):
    """Gatherings of the posts' area."""

    grounds = Grounds(org="org_id")


class Gathering(models.Model):
    """A visit to one enterprise, or a talk with one or several, in the course of a survey."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="gatherings")
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=13, choices=WAYS[:2])
    held_at = models.DateTimeField()
    place = models.CharField("地点", max_length=80)
    union_side = models.CharField("工会参加人", max_length=120)
    bureau_side = models.CharField("部门参加人", max_length=120, default="", blank=True)
    person_id = models.BigIntegerField()
    written_at = models.DateTimeField()

    objects = GatheringQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["org", "held_at"], name="gathering_org")]


class SurveyAnswerQuerySet(ScopedQuerySet["SurveyAnswer"]):
    """Answers of the posts' area and of one's own enterprise."""

    grounds = Grounds(org="respondent__org_id", enterprise="respondent__enterprise_id")


class SurveyAnswer(models.Model):
    """What one enterprise said in one way, as it stands now; ``AnswerVersion`` keeps what it said before.

    ``answers`` by the keys of ``questionnaire``. ``held_at`` is when it was said.
    """

    respondent = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="answers")
    way = models.CharField(max_length=13, choices=WAYS)
    gathering = models.ForeignKey(Gathering, null=True, on_delete=models.PROTECT, related_name="answers")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="answers")
    held_at = models.DateTimeField()
    speaker = models.CharField("企业谁来谈", max_length=60, default="", blank=True)
    answers = models.JSONField(default=dict)
    findings = models.TextField("发现的问题", max_length=2000, default="", blank=True)
    version = models.PositiveSmallIntegerField(default=1)

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["respondent"], condition=Q(way="questionnaire"), name="one_questionnaire_answer_a_respondent"
            ),
            models.UniqueConstraint(fields=["gathering", "respondent"], name="one_record_a_gathering"),
            models.CheckConstraint(
                condition=Q(way="questionnaire", gathering=None) | ~Q(way="questionnaire") & Q(gathering__isnull=False),
                name="a_visit_has_a_gathering",
            ),
        ]
        indexes = [models.Index(fields=["held_at"], name="survey_answer_held")]


class AnswerVersion(models.Model):
    """An answer as it stood after one saving: by whom, when, to which version of the questions."""

    answer = models.ForeignKey(SurveyAnswer, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    findings = models.TextField(default="")
    speaker = models.CharField(max_length=60, default="")
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="one_answer_a_version")]


class NeedProposalQuerySet(ScopedQuerySet["NeedProposal"]):
    """Proposals of the posts' area and of one's own enterprise."""

    grounds = Grounds(org="answer__respondent__org_id", enterprise="answer__respondent__enterprise_id")


class NeedProposal(models.Model):
    """A need that an answer suggests, prefilled; somebody accepts it, which makes the need, or drops it with a reason.

    ``said`` is the answer that it came from: the same words never suggest the same need twice.
    """

    answer = models.ForeignKey(SurveyAnswer, on_delete=models.PROTECT, related_name="proposals")
    question_key = models.CharField(max_length=40)
    said = models.TextField(max_length=2000)
    dish = models.CharField(max_length=16, choices=sorted(DISHES.items()))
    title = models.CharField("一句话说清", max_length=60)
    description = models.TextField("现场情况", max_length=2000, default="", blank=True)
    domain = models.CharField("专业领域", max_length=30, default="", blank=True)
    urgency = models.CharField("紧急程度", max_length=10, choices=URGENCIES, default="affected")
    wished_on = models.DateField("希望哪天上门", null=True, blank=True)
    people = models.PositiveIntegerField("大约多少人", null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=[("open", "待定"), ("accepted", "已登记"), ("dropped", "不登记")], default="open"
    )
    reason = models.CharField(max_length=300, default="", blank=True)
    need = models.OneToOneField(Need, null=True, on_delete=models.PROTECT, related_name="proposal")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = NeedProposalQuerySet.as_manager()
    SHAPES = {"open": "todo", "accepted": "done", "dropped": "stop"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "question_key"], condition=Q(state="open"), name="one_open_proposal_a_question"
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", need__isnull=False) | ~Q(state="accepted") & Q(need=None),
                name="an_accepted_proposal_is_a_need",
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(reason=""), name="dropped_with_a_reason"),
        ]
