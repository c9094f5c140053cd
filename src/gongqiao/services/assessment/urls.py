"""Addresses of assessments."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.assessment import pages

urlpatterns = [
    path("desk/assessments", pages.every_assessment, name="assessments"),
    path("desk/assessments/new", pages.new_assessment, name="new_assessment"),
    path("desk/assessments/<id:pk>", pages.one_assessment, name="assessment"),
    path("desk/assessments/<id:pk>.<slug:kind>", pages.paper, name="assessment_paper"),
    path("desk/assessments/<id:pk>/circular", pages.circular, name="assessment_circular"),
    path("desk/assessments/<id:pk>/targets", pages.edit_targets, name="assessment_targets"),
    path("desk/assessments/<id:pk>/collect", pages.collect, name="assessment_collect"),
    path("desk/assessments/<id:pk>/circulate", pages.circulate, name="assessment_circulate"),
    path("desk/assessments/<id:pk>/discard", pages.discard, name="assessment_discard"),
]
