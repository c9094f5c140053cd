"""Addresses of talent."""

from __future__ import annotations

from django.urls import path

from gongqiao.services.talent.pages import craftsmen, experts, own, pairs, teams

TEAM, CRAFTSMAN, EXPERT = "desk/talent/teams/<id:pk>", "desk/talent/craftsmen/<id:pk>", "desk/talent/experts/<id:pk>"

urlpatterns = [
    path("desk/talent/teams", teams.teams, name="teams"),
    path("desk/talent/teams/new", teams.new_team, name="new_team"),
    path(TEAM, teams.team, name="team"),
    path(f"{TEAM}/edit", teams.edit_team, name="edit_team"),
    path(f"{TEAM}/leader", teams.change_leader, name="change_leader"),
    path(f"{TEAM}/end", teams.end_team, name="end_team"),
    path(f"{TEAM}/members/new", teams.new_member, name="new_member"),
    path(f"{TEAM}/members/<id:craftsman>/remove", teams.remove_member, name="remove_member"),
    path(f"{TEAM}/members/<id:craftsman>/recuse", teams.recuse, name="recuse"),
    path(f"{TEAM}/pause", teams.pause, name="pause"),
    path("desk/talent/craftsmen", craftsmen.craftsmen, name="craftsmen"),
    path("desk/talent/craftsmen/new", craftsmen.new_craftsman, name="new_craftsman"),
    path(CRAFTSMAN, craftsmen.craftsman, name="craftsman"),
    path(f"{CRAFTSMAN}/edit", craftsmen.edit_craftsman, name="edit_craftsman"),
    path(f"{CRAFTSMAN}/honours/new", craftsmen.new_honour, name="new_honour"),
    path(f"{CRAFTSMAN}/honours/<id:honour>/drop", craftsmen.drop_honour, name="drop_honour"),
    path(f"{CRAFTSMAN}/certificates/new", craftsmen.new_certificate, name="new_certificate"),
    path(f"{CRAFTSMAN}/certificates/<id:certificate>/drop", craftsmen.drop_certificate, name="drop_certificate"),
    path(f"{CRAFTSMAN}/certificates/<id:certificate>/number", craftsmen.reveal_number, name="reveal_number"),
    path("desk/talent/experts", experts.experts, name="experts"),
    path("desk/talent/experts/new", experts.new_expert, name="new_expert"),
    path(EXPERT, experts.expert, name="expert"),
    path(f"{EXPERT}/edit", experts.edit_expert, name="edit_expert"),
    path(f"{EXPERT}/retire", experts.retire_expert, name="retire_expert"),
    path(f"{EXPERT}/invite", experts.invite_expert, name="invite_expert"),
    path("desk/talent/pairs", pairs.pairs, name="pairs"),
    path("desk/talent/pairs/new", pairs.sign_at_desk, name="sign_at_desk"),
    path("desk/talent/pairs/terms", pairs.terms, name="pair_terms"),
    path("talent/pairs", own.pairs, name="own_pairs"),
    path("talent/pairs/new", pairs.sign_on_site, name="sign_on_site"),
    path("talent/profile", own.profile, name="profile"),
    path("talent/skills/new", own.propose_skill, name="propose_skill"),
    path("talent/leave", own.leave, name="leave"),
]
