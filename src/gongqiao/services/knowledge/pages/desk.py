"""The knowledge base on the desk: what is published, as a list, and one article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.sheets.columns import Column
from gongqiao.services.knowledge.flow import READ_AT_DESK, WRITE
from gongqiao.services.knowledge.pages.phone import read_page
from gongqiao.services.knowledge.queries.search import search
from gongqiao.services.talent.contract import DomainsOfSkills
from gongqiao.web.doors import by_of, door
from gongqiao.web.faces import MenuEntry, add_menu
from gongqiao.web.listings import Asked, Choices, Listing, register_listing, show_listing

DESK = "/desk/knowledge"


def _articles(asked: Asked) -> QuerySet[Any]:
    rows = search(asked.words, by=asked.by)
    return rows.filter(domain=asked.value("domain")) if asked.value("domain") else rows


def _domains(by: Actor) -> Sequence[tuple[str, str]]:
    return [(name, name) for name in ask(DomainsOfSkills())]


ARTICLES = register_listing(
    Listing(
        name="knowledge.articles",
        label="经验库",
        says="办结的难题是怎么解决的。每一条都有第二个人审核，不写企业和人的名称。",
        searchable="问题、设备、现象，或拼音首字母",
        rows=_articles,
        row_link=lambda edition: f"{DESK}/{edition.article_id}",
        filters=(Choices(name="domain", label="专业领域", of=_domains),),
        columns=(
            Column(
                name="title", label="标题", value=lambda e, look: e.title, is_wide=True,
                link=lambda e: f"{DESK}/{e.article_id}",
            ),
            Column(name="terms", label="检索词", kind="tags", value=lambda e, look: tuple(e.terms[:4])),
            Column(name="domain", label="专业领域", kind="quiet", value=lambda e, look: e.domain),
            Column(name="trade", label="行业", kind="quiet", value=lambda e, look: e.trade),
            Column(name="helpful", label="有用", kind="whole", value=lambda e, look: e.helpful),
            Column(name="readings", label="阅读人次", kind="whole", value=lambda e, look: e.readings),
            Column(name="edition", label="版次", kind="whole", value=lambda e, look: e.number),
            Column(name="published_at", label="发布", kind="day", value=lambda e, look: e.published_at),
        ),
        empty=("没有找到这样的经验", "换个说法试试：设备叫什么、看到什么现象。"),
    )
)  # fmt: skip


@door("GET", power=READ_AT_DESK)
def every_article(request: HttpRequest) -> HttpResponse:
    """List what is published, the most alike first when words are given."""
    context = {"may_write": by_of(request).may_anywhere(WRITE)}
    return show_listing(request, ARTICLES, template="knowledge/desk/articles.html", context=context)


@door("GET")
def one_article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a published article on the desk; others read it on the phone's page."""
    if not by_of(request).posts:
        return redirect(f"/knowledge/{pk}")
    return read_page(request, pk, template="knowledge/desk/article.html")


add_menu(MenuEntry(label="经验库", icon="lightbulb", address=DESK, power=READ_AT_DESK, section="攻关", place=45))
