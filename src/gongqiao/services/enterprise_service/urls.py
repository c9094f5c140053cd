"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.enterprise_service.pages import (
    board,
    brief,
    contacts,
    desk,
    figures,
    on_site,
    phone,
    prints,
    screens,
)

urlpatterns = [
    path("enterprise-service", phone.start, name="start"),
    path("enterprise-service/orders/new", phone.new_order, name="new_order"),
    path("enterprise-service/needs", phone.own_needs, name="own_needs"),
    path("enterprise-service/needs/new", phone.new_need, name="new_need"),
    path("enterprise-service/needs/<id:pk>/drop", phone.drop_need, name="drop_need"),
    path("enterprise-service/promises/<id:pk>/keep", phone.keep_promise, name="keep_promise"),
    path("enterprise-service/work", phone.work, name="work"),
    path("enterprise-service/visits/<id:pk>", on_site.visit, name="visit"),
    path("enterprise-service/visits/<id:pk>/code", on_site.code, name="visit_code"),
    path("enterprise-service/visits/<id:pk>/lines/<id:line>/take-out", on_site.take_out, name="take_out"),
    path("s/<str:text>", on_site.arrive, name="arrive"),
    path("s/<str:text>/form", on_site.sign, name="sign"),
    path("enterprise-service/authorisations/new", contacts.ask_to_speak, name="ask_to_speak"),
    path("enterprise-service/invitations/<str:token>", contacts.take_up, name="take_up"),
    path("enterprise-service/enterprises/<id:pk>", contacts.one_enterprise, name="own_enterprise"),
    path("enterprise-service/enterprises/<id:pk>/invite", contacts.invite, name="own_invite"),
    path("enterprise-service/orders/<number:number>/phone", contacts.reveal, name="reveal"),
    path("enterprise-service/orders/<number:number>/calendar", prints.calendar_entry, name="calendar_entry"),
    path("enterprise-service/orders/<number:number>/papers/<slug:name>", prints.show_paper, name="paper"),
    path(
        "enterprise-service/orders/<number:number>/papers/<slug:name>.<slug:form>", prints.take_paper, name="take_paper"
    ),
    path("enterprise-service/orders/<number:number>/papers/<slug:name>/issue", prints.issue_paper, name="issue_paper"),
    path(
        "enterprise-service/orders/<number:number>/papers/<slug:name>/issued/<id:place>",
        prints.show_issued,
        name="issued_paper",
    ),
    path(
        "enterprise-service/orders/<number:number>/papers/<slug:name>/issued/<id:place>.<slug:form>",
        prints.take_issued,
        name="take_issued",
    ),
    path("desk/enterprise-service/orders", desk.every_order, name="orders"),
    path("desk/enterprise-service/needs", desk.every_need, name="needs"),
    path("desk/enterprise-service/enterprises", contacts.every_enterprise, name="enterprises"),
    path("desk/enterprise-service/ledger", contacts.reform_ledger, name="ledger"),
    path("desk/enterprise-service/enterprises/new", contacts.new_enterprise, name="new_enterprise"),
    path("desk/enterprise-service/enterprises/<id:pk>", contacts.one_enterprise, name="enterprise"),
    path("desk/enterprise-service/enterprises/<id:pk>/invite", contacts.invite, name="invite"),
    path("desk/enterprise-service/enterprises/<id:pk>/needs/new", desk.new_need, name="desk_new_need"),
    path("desk/enterprise-service/enterprises/<id:pk>/contacts/<id:contact>/release", contacts.release, name="release"),
    path("desk/enterprise-service/activities", desk.calendar, name="activities"),
    path("desk/enterprise-service/activities/<id:pk>", desk.one_activity, name="activity"),
    path("desk/enterprise-service/programme", desk.programme, name="programme"),
    path("desk/enterprise-service/programme/new", desk.new_programme, name="new_programme"),
    path("desk/enterprise-service/programme/<id:pk>/targets", desk.edit_targets, name="targets"),
    path("desk/enterprise-service/programme/<id:pk>/close", desk.close_programme, name="close_programme"),
    path("desk/enterprise-service/programme/<id:pk>/menu/<slug:dish>", desk.edit_dish, name="dish"),
    path("desk/enterprise-service/brief", brief.brief, name="brief"),
    path("desk/enterprise-service/brief.<slug:form>", brief.take_brief, name="take_brief"),
    path("desk/enterprise-service/figures", figures.funnel, name="funnel"),
    path("desk/enterprise-service/screens", screens.every_screen, name="screens"),
    path("desk/enterprise-service/screens/<id:pk>/revoke", screens.revoke, name="revoke_screen"),
    path("board", board.board, name="board"),
    path("wall/<slug:token>", board.wall, name="wall"),
]
