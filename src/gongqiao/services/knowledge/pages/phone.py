"""The knowledge base on the phone: look something up, read it, say that it helped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongqiao.kernel.cases.queries import case_numbered
from gongqiao.kernel.contracts import ask
from gongqiao.services.knowledge.actions import reading
from gongqiao.services.knowledge.queries import articles as queries
from gongqiao.services.knowledge.queries.search import search
from gongqiao.services.talent.contract import DomainsOfSkills
from gongqiao.web.doors import at_of, by_of, door
from gongqiao.web.faces import Tile, add_tiles
from gongqiao.web.lists import chosen, page_of, words
from gongqiao.web.sessions import local_address

PAGE = 20


@door("GET")
def look_up(request: HttpRequest) -> HttpResponse:
    """Show what is published, the most alike first when words are given."""
    by, given = by_of(request), words(request)
    domain = chosen(request, "domain", "专业领域", [(name, name) for name in ask(DomainsOfSkills())])
    rows = search(given, by=by)
    page = page_of(request, rows.filter(domain=domain.value) if domain.value else rows, length=PAGE)
    return render(request, "knowledge/look_up.html", {"page": page, "q": given, "domain": domain})


@door("GET")
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published article; officers go to the desk."""
    if by_of(request).posts:
        return redirect(f"/desk/knowledge/{pk}")
    return read_page(request, pk, template="knowledge/article.html")


@door("GET")
def read_edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show an older edition, as it was read then."""
    by = by_of(request)
    shown = queries.edition(pk, number, by=by)
    template = "knowledge/desk/article.html" if by.posts else "knowledge/article.html"
    return render(request, template, _context(request, shown))


@door("POST")
def helped(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an article helped, with the matter from whose page it was said, if there was one."""
    by = by_of(request)
    shown = queries.published(pk, by=by)
    number = request.POST.get("about", "")
    about = case_numbered(number, by=by) if number else None
    is_first = reading.thank(shown.article, about=about, at=at_of(request), by=by)
    messages.success(request, "谢谢，记下了。" if is_first else "您已经说过有用，不重复计数。")
    return redirect(local_address(request, request.POST.get("back", ""), f"/knowledge/{pk}"))


def read_page(request: HttpRequest, pk: int, *, template: str) -> HttpResponse:
    """Show the edition in force and note that it was read."""
    by = by_of(request)
    shown = queries.published(pk, by=by)
    reading.note_reading(shown.article, at=at_of(request), by=by)
    return render(request, template, _context(request, shown))


def _context(request: HttpRequest, shown: Any) -> dict[str, Any]:
    by = by_of(request)
    return {
        "edition": shown,
        "others": queries.other_editions(shown, by=by),
        "number": queries.case_number(shown.article, by=by),
        "source": queries.source_number(shown.article, by=by) if by.posts else "",
        "is_thanked": queries.has_thanked(shown.article, by=by),
    }


add_tiles(Tile(label="经验库", icon="lightbulb", address="/knowledge", place=30))
