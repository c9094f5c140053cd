"""Doors of the phone: one's own pairs, one's own page, one's own time."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.cores.calendar import Period
from gongqiao.kernel.base.errors import NotFound
from gongqiao.kernel.calendar.queries import bookings
from gongqiao.services.talent.actions import craftsmen as actions
from gongqiao.services.talent.actions import experts as expert_actions
from gongqiao.services.talent.actions import skill_proposals as proposal_actions
from gongqiao.services.talent.forms.craftsmen import LeaveForm, ProfileForm, SkillProposalForm
from gongqiao.services.talent.queries import craftsmen, experts, skill_proposals
from gongqiao.services.talent.queries import pairs as queries
from gongqiao.web.doors import at_of, by_of, carry_out, door, show_form
from gongqiao.web.faces import Tile, add_tiles

AHEAD = timedelta(days=21)


@door("GET")
def pairs(request: HttpRequest) -> HttpResponse:
    """Show the pairs in which one teaches or learns, or those of one's enterprise."""
    rows = queries.own_pairs(by=by_of(request))
    context = {
        "open": [row for row in rows if row.ended_at is None],
        "ended": [row for row in rows if row.ended_at is not None],
    }
    return render(request, "talent/own_pairs.html", context)


@door("GET", "POST")
def profile(request: HttpRequest) -> HttpResponse:
    """Let a craftsman or expert say who he is, when he can come, and whether he takes invitations."""
    by, at = by_of(request), at_of(request)
    craftsman, expert = craftsmen.craftsman_of(by.own_id), experts.expert_of(by.own_id)
    if craftsman is None and expert is None:
        raise NotFound("您还不在劳模工匠名册或专家库里，请联系工会。")
    written = {
        "intro": craftsman.intro if craftsman else "",
        "half_days": [str(n) for n in craftsman.half_days] if craftsman else [],
        "is_taking": expert.is_taking if expert else False,
        "seen": craftsman.version if craftsman else None,
    }
    form = ProfileForm(
        request.POST if request.method == "POST" else None, is_craftsman=craftsman is not None,
        is_expert=expert is not None, initial=written,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            if craftsman:
                half_days = [int(value) for value in given["half_days"]]
                actions.edit_own(
                    craftsman, intro=given["intro"], half_days=half_days, seen=given.get("seen"), at=at, by=by
                )
            if expert:
                expert_actions.take_invitations(expert, is_taking=given["is_taking"], at=at, by=by)
            return "/talent/profile"

        if answer := carry_out(request, form, act, done="已保存。"):
            return answer
    context = {
        "form": form, "craftsman": craftsman, "expert": expert,
        "skills": craftsmen.skills_of(craftsman) if craftsman else [],
        "proposals": skill_proposals.open_proposals(craftsman, by=by) if craftsman else [],
        "honours": list(craftsman.honours.order_by("-level", "-year")) if craftsman else [],
    }  # fmt: skip
    return show_form(request, "talent/profile.html", context)


@door("GET", "POST")
def propose_skill(request: HttpRequest) -> HttpResponse:
    """Let a craftsman say that he has a skill; an officer confirms it."""
    by, at = by_of(request), at_of(request)
    mine = craftsmen.craftsman_of(by.own_id)
    if mine is None:
        raise NotFound("您还不在劳模工匠名册里，请联系工会。")
    form = SkillProposalForm(request.POST if request.method == "POST" else None, skills=craftsmen.skills())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            made = proposal_actions.propose_skill(mine, given["skill"], given["level"], given["shown_by"], at=at, by=by)
            return f"/cases/{made.case.number}"

        if answer := carry_out(request, form, act, done="已申报，工会核实以后登记。"):
            return answer
    return show_form(request, "talent/propose_skill.html", {"form": form})


@door("GET", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Let a craftsman say when he is away."""
    by, at = by_of(request), at_of(request)
    mine = craftsmen.craftsman_of(by.own_id)
    if mine is None:
        raise NotFound("您还不在劳模工匠名册里，请联系工会。")
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> str:
            actions.take_leave(mine, Period(start=given["starts_at"], end=given["ends_at"]), at=at, by=by)
            return "/talent/leave"

        if answer := carry_out(request, form, act, done="已登记请假，这段时间不会派单。"):
            return answer
    window = Period(start=at, end=at + AHEAD)
    return show_form(request, "talent/leave.html", {"form": form, "booked": bookings([mine.person_id], window)})


add_tiles(Tile(label="我的师徒", icon="handshake", address="/talent/pairs", place=30))
