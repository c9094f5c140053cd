"""Addresses of talent."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.talent import pages

urlpatterns = [
    path("desk/talent/teams", pages.teams, name="teams"),
    path("desk/talent/teams/new", pages.new_team, name="new_team"),
    path("desk/talent/teams/<id:pk>", pages.team, name="team"),
    path("desk/talent/teams/<id:pk>/members/new", pages.new_member, name="new_member"),
    path("desk/talent/teams/<id:pk>/members/<id:craftsman>/remove", pages.remove_member, name="remove_member"),
    path("desk/talent/teams/<id:pk>/members/<id:craftsman>/recuse", pages.recuse, name="recuse"),
    path("desk/talent/teams/<id:pk>/pause", pages.pause, name="pause"),
    path("talent/leave", pages.leave, name="leave"),
]
