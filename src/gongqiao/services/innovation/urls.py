"""Addresses of innovation."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.innovation.pages import agreement, lists, phone, proposals

urlpatterns = [
    path("desk/innovation/problems", lists.common_problems, name="common_problems"),
    path("desk/innovation/problems/new", proposals.new_problem, name="new_common_problem"),
    path("desk/innovation/works", lists.joint_works, name="joint_works"),
    path("desk/innovation/proposals", proposals.proposals, name="proposals"),
    path("desk/innovation/proposals/look", proposals.look, name="look_for_groups"),
    path("desk/innovation/proposals/<id:pk>", proposals.proposal, name="proposal"),
    path("desk/innovation/proposals/<id:pk>/dismiss", proposals.dismiss, name="dismiss_proposal"),
    path("innovation/works", phone.mine, name="own_works"),
    path("innovation/works/<number:number>/agreement-<id:version>", agreement.agreement, name="agreement"),
    path(
        "innovation/works/<number:number>/agreement-<id:version>.<slug:form>",
        agreement.take_agreement,
        name="take_agreement",
    ),
]
