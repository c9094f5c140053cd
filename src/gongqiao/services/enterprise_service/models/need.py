"""What enterprises want."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.services.enterprise_service.flow import DISHES

URGENCIES = [("stopped", "已经停线"), ("affected", "影响生产，尚未停线"), ("planned", "不急，列入计划")]

NEED_SOURCES = [("contact", "企业自己填"), ("officer", "工会干部登记"), ("survey", "调研")]
NEED_STATES = [("open", "待点菜"), ("ordered", "已点菜"), ("dropped", "不需要了")]


class NeedQuerySet(ScopedQuerySet["Need"]):
    """Needs of the posts' area and of one's own enterprise."""

    grounds = Grounds(org="org_id", enterprise="enterprise_id")


class Need(models.Model):
    """What one enterprise wants, written by its contact or by an officer; becomes at most one order."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    dish = models.CharField(max_length=16, choices=sorted(DISHES.items()))
    title = models.CharField("一句话说清", max_length=60)
    description = models.TextField("现场情况", max_length=2000, default="", blank=True)
    domain = models.CharField("专业领域", max_length=30, default="", blank=True)
    urgency = models.CharField("紧急程度", max_length=10, choices=URGENCIES, default="affected")
    wished_on = models.DateField("希望哪天上门", null=True, blank=True)
    people = models.PositiveIntegerField("大约多少人", null=True, blank=True)
    source = models.CharField(max_length=10, choices=NEED_SOURCES)
    state = models.CharField(max_length=8, choices=NEED_STATES, default="open")
    drop_reason = models.CharField(max_length=300, default="", blank=True)
    survey_answer = models.ForeignKey("SurveyAnswer", null=True, on_delete=models.PROTECT, related_name="needs")
    person_id = models.BigIntegerField()
    registered_at = models.DateTimeField()

    objects = NeedQuerySet.as_manager()
    SHAPES = {"open": "todo", "ordered": "done", "dropped": "stop"}

    class Meta:
        indexes = [
            models.Index(fields=["org", "dish", "registered_at"], name="need_org_dish"),
            models.Index(fields=["enterprise", "state"], name="need_enterprise"),
            models.Index(fields=["-registered_at", "-id"], name="need_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(survey_answer=None) | Q(source="survey"), name="a_need_of_an_answer_comes_from_a_survey"
            )
        ]
