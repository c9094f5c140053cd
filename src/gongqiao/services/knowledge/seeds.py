"""The demo's knowledge base: closed orders of the demo become articles, reworded as an officer would, by real actions.

What the articles say is general knowledge of the trades, written for the demo; ``about`` is the problem of the demo's
data whose order it came of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.queries import local_date, local_time
from gongqiao.kernel.cases.models import Case
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.actions import mark_read
from gongqiao.kernel.people.models import Person
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.contract import ClosedOrder, ClosedOrders
from gongqiao.services.knowledge.actions import drafting, reading, writing
from gongqiao.services.knowledge.models import Article
from gongqiao.services.knowledge.rules.drafting import Wording, wording_of
from gongqiao.services.knowledge.rules.kinds import draft_of

WORDINGS = Path(__file__).parent / "data" / "articles.jsonl"
PUBLISHED = 8
LEFT_FOR_TODAY = timedelta(days=12)
UNREAD_SINCE = timedelta(days=4)
NOT_USED = "与已发布的经验重复，或者写得太少，别人用不上。"


def share_what_was_learnt(
    officers: Mapping[int, Person], city_officer: Person, readers: Sequence[Person], *, now: datetime, by: Actor
) -> int:
    """Make articles of the demo's closed orders and offer them to the open ones; return how many were published.

    ``officers`` are those of the counties, by union. What was closed in the last days is left as a draft or for review.
    """
    with WORDINGS.open(encoding="utf-8") as lines:
        wordings = {row.pop("about"): row for row in map(json.loads, lines)}
    published: list[Article] = []
    handed_in = False
    for order in _closed_orders():
        at = _morning_after(order, now)
        article = drafting.draft(order.case_id, at=at, by=by)
        if article is None:
            continue
        about = next((one for one in wordings if one in order.title), "")
        officer = invented_actor(officers[order.org_id].pk, at=at)
        is_recent = now - at < LEFT_FOR_TODAY
        if about and (len(published) < PUBLISHED or (is_recent and not handed_in)):
            _hand_in(article, wordings.pop(about), at=at, by=officer)
            if is_recent and not handed_in:
                handed_in = True
            else:
                writing.publish(_fresh(article), seen=None, at=at, by=invented_actor(city_officer.pk, at=at))
                published.append(article)
        elif not is_recent:
            writing.set_aside(_fresh(article), NOT_USED, seen=None, at=at, by=officer)
    _thank(published, readers, now=now)
    for case_id in Case.objects.filter(flow="order", state="ordered").order_by("pk").values_list("pk", flat=True):
        drafting.suggest(case_id, at=now, by=by)
    for person in (city_officer, *officers.values(), *readers):
        mark_read(person.pk, at=now - UNREAD_SINCE)
    return len(published)


def _closed_orders() -> list[ClosedOrder]:
    ids = Case.objects.filter(flow="order", state="closed").values_list("pk", flat=True)
    found = ask(ClosedOrders(case_ids=tuple(ids)))
    return sorted(found.values(), key=lambda order: (order.closed_on, order.case_id))


def _hand_in(article: Article, words: Mapping[str, object], *, at: datetime, by: Actor) -> None:
    """Reword the draft in the officer's own words and hand it in."""
    draft = draft_of(article)
    assert draft is not None
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in words.items()}
    wording: Wording = replace(wording_of(draft), **given)
    writing.rewrite(article, wording, seen=None, at=at, by=by)
    writing.submit(_fresh(article), seen=None, at=at, by=by)


def _thank(articles: Sequence[Article], readers: Sequence[Person], *, now: datetime) -> None:
    """Let readers read the newer articles, and some of them say that it helped."""
    for number, article in enumerate(articles):
        for reader in readers[: number % (len(readers) + 1)]:
            at = now - timedelta(days=3 * (len(articles) - number), hours=2)
            reading.note_reading(article, at=at, by=invented_actor(reader.pk, at=at))
            if number % 2:
                reading.thank(article, about=None, at=at, by=invented_actor(reader.pk, at=at))


def _morning_after(order: ClosedOrder, now: datetime) -> datetime:
    return min(now, local_time(order.closed_on + timedelta(days=1), time(9, 30)), local_time(local_date(now), time(0)))


def _fresh(article: Article) -> Article:
    return Article.objects.select_related("case__org__node").get(pk=article.pk)
