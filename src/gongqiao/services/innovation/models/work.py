"""The joint work: the detail of its case; its common problems, who has them, and how it goes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.org.models import Enterprise


class JointWorkQuerySet(ScopedQuerySet["JointWork"]):
    """Joint works, scoped through their case: its parties' contacts see it by a share to their enterprise."""

    grounds = Grounds(org="case__org_id", enterprise="case__enterprise_id", shared_as="case", shared_by="case_id")


class JointWork(models.Model):
    """The work of several parties on the common problems of one industry; the case's enterprise leads it.

    ``*_at`` columns say when a step was first reached. ``follow_up_by`` is the day that the latest follow-up named.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("名称", max_length=60)
    industry = models.CharField("行业", max_length=60)
    aim = models.TextField("要办成什么", max_length=1000, default="", blank=True)
    duties = models.TextField("共同的责任", max_length=2000, default="", blank=True)
    follow_up = models.TextField("怎么跟进", max_length=1000, default="", blank=True)
    valid_from = models.DateField("协议从哪天起", null=True, blank=True)
    valid_to = models.DateField("到哪天止", null=True, blank=True)
    follow_up_by = models.DateField(null=True)
    found_at = models.DateTimeField()
    drafted_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = JointWorkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["industry"], name="joint_work_industry"),
            models.Index(fields=["signed_at"], name="joint_work_signed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="agreement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(drafted_at__isnull=False), name="signed_means_drafted_before"
            ),
        ]


class CommonProblemQuerySet(ScopedQuerySet["CommonProblem"]):
    """Common problems, scoped through the case of their joint work."""

    grounds = Grounds(
        org="work__case__org_id", enterprise="work__case__enterprise_id", shared_as="case", shared_by="work__case_id"
    )


class CommonProblem(models.Model):
    """A problem that several enterprises have. ``words`` bind the needs from which it was found, if there were any."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="problems")
    title = models.CharField("一句话说清", max_length=60)
    description = models.TextField("是什么问题", max_length=2000, default="", blank=True)
    source = models.CharField(
        max_length=10,
        choices=[("proposal", "从相近需求发现"), ("needs", "干部从需求中选"), ("talk", "调研座谈")],
    )
    terms = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=[("open", "未了"), ("solved", "已解决"), ("unsolved", "未解决")], default="open"
    )
    result = models.TextField("怎么解决的", max_length=2000, default="", blank=True)
    found_at = models.DateTimeField()
    found_by = models.BigIntegerField()
    settled_at = models.DateTimeField(null=True)

    objects = CommonProblemQuerySet.as_manager()
    SHAPES = {"open": "run", "solved": "done", "unsolved": "stop"}

    class Meta:
        indexes = [models.Index(fields=["found_at"], name="common_problem_found")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None) | ~Q(state="open") & Q(settled_at__isnull=False),
                name="common_problem_is_open_or_settled",
            ),
            models.CheckConstraint(condition=Q(state="open") | ~Q(result=""), name="settled_means_a_result"),
        ]


class ProblemHolder(models.Model):
    """An enterprise that has a common problem, and the need in which it said so; taken out with ``ended_at``."""

    problem = models.ForeignKey(CommonProblem, on_delete=models.PROTECT, related_name="holders")
    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    need_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["enterprise"], name="holder_enterprise")]
        constraints = [
            models.UniqueConstraint(
                fields=["need_id"],
                condition=Q(ended_at=None, need_id__isnull=False),
                name="a_need_has_one_common_problem",
            ),
            models.UniqueConstraint(
                fields=["problem", "enterprise"],
                condition=Q(ended_at=None, need_id=None),
                name="an_enterprise_without_a_need_once_a_problem",
            ),
        ]


class FollowUp(models.Model):
    """One look at how a joint work goes: what was done, what comes next and by when."""

    work = models.ForeignKey(JointWork, on_delete=models.PROTECT, related_name="follow_ups")
    on = models.DateField("哪天")
    who = models.CharField("谁参加", max_length=120)
    what = models.TextField("进展", max_length=1000)
    next_step = models.CharField("下一步", max_length=200, default="", blank=True)
    next_by = models.DateField("下一步哪天前", null=True, blank=True)
    person_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["work", "-on"], name="follow_up_work")]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_step="", next_by=None) | ~Q(next_step="") & Q(next_by__isnull=False),
                name="a_next_step_has_a_day",
            )
        ]


class ResultOrder(models.Model):
    """An order that came of the work on a common problem; its benefit stays with the order and is not told twice."""

    problem = models.ForeignKey(CommonProblem, on_delete=models.PROTECT, related_name="orders")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "case"], name="one_result_order_a_problem")]
