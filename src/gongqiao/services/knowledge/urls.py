"""Addresses of the knowledge base."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.knowledge.pages import desk, phone

urlpatterns = [
    path("knowledge", phone.look_up, name="look_up"),
    path("knowledge/<id:pk>", phone.read, name="article"),
    path("knowledge/<id:pk>/editions/<id:number>", phone.read_edition, name="edition"),
    path("knowledge/<id:pk>/helped", phone.helped, name="helped"),
    path("desk/knowledge", desk.every_article, name="articles"),
    path("desk/knowledge/<id:pk>", desk.one_article, name="desk_article"),
]
