"""Word an article, have it reviewed, publish it, replace it, take it back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.cases.actions import edit_case, take_move
from gongqiao.kernel.outbox.actions import announce
from gongqiao.services.knowledge.actions._editions import count_in, count_out, put_down
from gongqiao.services.knowledge.contract import ArticlePublished
from gongqiao.services.knowledge.flow import WRITE
from gongqiao.services.knowledge.models import Article, Edition
from gongqiao.services.knowledge.rules.drafting import Wording, wording_of
from gongqiao.services.knowledge.rules.kinds import ARTICLES, draft_of
from gongqiao.services.knowledge.rules.names import secrets_about, without_names

WRITABLE = ("draft", "returned")


class NotBeingWritten(WrongState):
    """这条经验现在不能改：正在审核，或已经发布。要改已发布的，请先“出新版”。"""

    code = "not_being_written"


def rewrite(article: Article, wording: Wording, *, seen: int | None, at: datetime, by: Actor) -> Edition:
    """Word the draft anew. Names may stand in it until it is handed in. Raises NotBeingWritten."""
    with edit_case(ARTICLES, article.case_id, WRITE, seen=seen, what="rewrite", at=at, by=by) as taken:
        if taken.case.state not in WRITABLE:
            raise NotBeingWritten
        draft = _draft(taken.detail)
        before = {name: getattr(draft, name) for name in asdict(wording)}
        _add_writer(draft, by)
        put_down(draft, wording, at=at)
        taken.case.title = without_names(wording.title, secrets_about(taken.detail))[:80]
        taken.fields = [name for name, value in asdict(wording).items() if _plain(before[name]) != _plain(value)]
        taken.words = {"told": "改了文字"}
    return draft


def submit(article: Article, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Hand the draft in for review; refused while anybody is named in it."""
    with take_move(ARTICLES, "submit", article.case_id, seen=seen, at=at, by=by) as taken:
        draft = _draft(taken.detail)
        _add_writer(draft, by)
        draft.save(update_fields=["writers"])


def publish(article: Article, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let everybody read the draft; the edition before it stays to be read as an older one."""
    with take_move(ARTICLES, "publish", article.case_id, seen=seen, at=at, by=by) as taken:
        draft = _draft(taken.detail)
        _end(taken.detail, "replaced", at=at)
        draft.state, draft.reviewed_by, draft.published_at = "published", by.person_id, at
        draft.save(update_fields=["state", "reviewed_by", "published_at"])
        count_in(draft)
        taken.words = {"edition": str(draft.number)}
        fact = ArticlePublished(article_id=article.pk, edition=draft.number)
        announce(fact, thing="article", thing_id=article.pk, at=at, by=by)


def send_back(article: Article, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Ask for another wording."""
    with take_move(ARTICLES, "send_back", article.case_id, seen=seen, reason=reason, at=at, by=by):
        pass


def set_aside(article: Article, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Make nothing of the draft; an edition that is in force stays in force."""
    with take_move(ARTICLES, "set_aside", article.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        if taken.detail.editions.filter(state="published").exists():
            taken.goes_to = "published"
            _draft(taken.detail).delete()


def revise(article: Article, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Begin a new edition with the words of the one in force, which stays in force until the new one is published."""
    with take_move(ARTICLES, "revise", article.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        now = taken.detail.editions.get(state="published")
        newest = taken.detail.editions.order_by("-number").values_list("number", flat=True)[0]
        put_down(Edition(article=taken.detail, number=newest + 1), wording_of(now), at=at)


def retire(article: Article, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take an article out of everybody's sight, with all its editions."""
    with take_move(ARTICLES, "retire", article.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _end(taken.detail, "retired", at=at)
        taken.detail.editions.filter(state="replaced").update(state="retired")


def _draft(article: Article) -> Edition:
    draft = draft_of(article)
    if draft is None:
        raise NotBeingWritten
    return draft


def _add_writer(draft: Edition, by: Actor) -> None:
    if by.person_id is not None and by.person_id not in draft.writers:
        draft.writers = [*draft.writers, by.person_id]


def _end(article: Article, state: str, *, at: datetime) -> None:
    in_force = list(article.editions.filter(state="published"))
    count_out(in_force)
    for edition in in_force:
        edition.state, edition.ended_at = state, at
        edition.save(update_fields=["state", "ended_at"])


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
