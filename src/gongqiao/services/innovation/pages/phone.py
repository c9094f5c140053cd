"""What the contact of a party sees on the phone: the joint works in which the enterprise takes part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongqiao.services.innovation.queries.works import own_works
from gongqiao.web.doors import by_of, door
from gongqiao.web.faces import HomePart, Panel, add_home


@door("GET")
def mine(request: HttpRequest) -> HttpResponse:
    """Show the joint works of one's enterprises."""
    return render(request, "innovation/works_phone.html", {"works": own_works(by=by_of(request))})


def _home(request: HttpRequest) -> Panel | None:
    found = [work for work in own_works(by=by_of(request)) if work.case.closed_at is None]
    return Panel(template="innovation/parts/home.html", context={"works": found[:3]}) if found else None


add_home(HomePart(build=_home, place=45))
