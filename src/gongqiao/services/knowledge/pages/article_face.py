"""How an article at work looks on the desk and on the phone, and the dialogs of its moves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.kernel.contracts import ask
from gongqiao.services.knowledge.actions import writing
from gongqiao.services.knowledge.flow import WRITE
from gongqiao.services.knowledge.forms import WordingForm, typed_before
from gongqiao.services.knowledge.queries import articles as queries
from gongqiao.services.knowledge.rules.drafting import wording_of
from gongqiao.services.knowledge.rules.kinds import draft_of
from gongqiao.services.knowledge.rules.names import LABELS, in_words, named_in, secrets_about, text_of, without_names
from gongqiao.services.talent.contract import DomainsOfSkills
from gongqiao.web.doors import at_of, by_of, place_on
from gongqiao.web.faces import CaseFace, MoveDoor, Panel, register_face
from gongqiao.web.forms import Form

if TYPE_CHECKING:
    from gongqiao.kernel.cases.flow import Move
    from gongqiao.kernel.cases.models import Case, Draft, Task
    from gongqiao.services.knowledge.models import Article, Edition

TEMPLATES = "knowledge/parts/"
READ_IN_ORDER = ("problem", "cause", "cure", "advice")


def desk(request: HttpRequest, case: Case, article: Article) -> Sequence[Panel]:
    """Return the panels of the desk: the wording with what must not stand in it, then older editions."""
    by = by_of(request)
    editions = queries.editions_of(article)
    shown = editions[0]
    context = {
        **_worded(request, article, shown),
        "writers": queries.names_of_writers(shown, by=by),
        "source": queries.source_number(article, by=by),
        "may_rewrite": case.state in writing.WRITABLE and by.may(WRITE, at=place_on(request, case)),
    }
    panels = [Panel(template=TEMPLATES + "wording.html", context=context)]
    published = [one for one in editions if one.published_at]
    if published:
        context = {"editions": published, "article": article}
        panels.append(Panel(template=TEMPLATES + "editions.html", context=context))
    return panels


def phone(request: HttpRequest, case: Case, article: Article) -> Sequence[Panel]:
    """Return the panels of the phone, where the leader sees what becomes of his cure."""
    shown = queries.editions_of(article)[0]
    return [Panel(template=TEMPLATES + "wording.html", context=_worded(request, article, shown))]


def now(request: HttpRequest, case: Case, article: Article, tasks: Sequence[Task]) -> str:
    """Say in one sentence what is to be done now."""
    match case.state:
        case "draft" | "returned":
            return "改好文字，去掉名称和电话，再提交审核。"
        case "submitted":
            return "请没有写过这一版的同事核对：说得清、做得到、看不出是谁。"
    return ""


def _worded(request: HttpRequest, article: Article, edition: Edition) -> dict[str, Any]:
    """Return the fields of an edition with what names somebody marked in place; masked for who sees no names."""
    by = by_of(request)
    secrets = secrets_about(article)
    named = named_in(edition, secrets) if edition.state == "draft" else {}
    texts = {name: text_of(edition, name) for name in LABELS}
    if not by.posts or not by.may_see_names:
        texts, named = {name: without_names(text, secrets) for name, text in texts.items()}, {}
    return {
        "edition": edition,
        "article": article,
        "texts": texts,
        "read": [(LABELS[name], texts[name], named.get(name, ())) for name in READ_IN_ORDER if texts[name]],
        "reasons": [in_words(name, one) for name, places in named.items() for one in places],
    }


def _wording_form(request: HttpRequest, article: Article, move: Move | None, draft: Draft) -> Form:
    edition = draft_of(article)
    before = typed_before(wording_of(edition)) if edition else {}
    kept = {name: value for name, value in draft.body.items() if name not in {"once", "seen", "csrfmiddlewaretoken"}}
    return WordingForm(
        request.POST if request.method == "POST" else None, domains=ask(DomainsOfSkills()), initial={**before, **kept}
    )


def _rewrite(request: HttpRequest, article: Article, form: Any, draft: uuid.UUID, seen: int) -> None:
    writing.rewrite(article, form.wording(), seen=seen, at=at_of(request), by=by_of(request))


def _plainly(act: Any) -> Any:
    """Return what a dialog without questions does."""

    def do(request: HttpRequest, article: Article, form: Form, draft: uuid.UUID, seen: int) -> None:
        act(article, seen=seen, at=at_of(request), by=by_of(request))

    return do


def _with_reason(act: Any) -> Any:
    """Return what a dialog that asks for a reason does."""

    def do(request: HttpRequest, article: Article, form: Form, draft: uuid.UUID, seen: int) -> None:
        act(article, form.cleaned_data["reason"], seen=seen, at=at_of(request), by=by_of(request))

    return do


DOORS = {
    "submit": MoveDoor(act=_plainly(writing.submit), title="提交审核？", done="已提交，等同事审核。"),
    "publish": MoveDoor(act=_plainly(writing.publish), title="让所有人看到这条经验？", done="已发布，谢谢。"),
    "send_back": MoveDoor(act=_with_reason(writing.send_back), title="退回修改"),
    "set_aside": MoveDoor(act=_with_reason(writing.set_aside), title="不采用这一稿？", done="已记下。"),
    "revise": MoveDoor(act=_with_reason(writing.revise), title="出新版", done="可以改了；改好审核以前，大家看到的还是原来那一版。"),
    "retire": MoveDoor(act=_with_reason(writing.retire), title="撤下这条经验？", done="已撤下。"),
}  # fmt: skip
EDITS = {
    "rewrite": MoveDoor(
        form=_wording_form, act=_rewrite, title="改文字", button="保存", done="已保存。", power=WRITE,
        in_states=writing.WRITABLE,
    )
}  # fmt: skip

register_face(
    "article",
    CaseFace(
        detail=lambda case, by: queries.article_of_case(case, by=by),
        desk=desk,
        phone=phone,
        doors=DOORS,
        edits=EDITS,
        subject=lambda request, case, article: case.org.short_name,
        now=now,
        tags=lambda case, article: ("经验库", "内容较少") if article.is_slight else ("经验库",),
    ),
)
