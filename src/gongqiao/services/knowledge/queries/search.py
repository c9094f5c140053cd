"""Find articles by likeness: the rarest keys of what is asked find candidates in the index, which are then ranked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Value, When

from gongqiao.cores.matching.like import (
    Gist,
    Likeness,
    Rarity,
    Writing,
    by_likeness,
    gist,
    places_of,
    telling_keys,
    words_of,
)
from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.services.knowledge.contract import ArticleCard, AskedText, Stretch
from gongqiao.services.knowledge.models import Edition, EditionQuerySet, Helpful, WordCount
from gongqiao.services.knowledge.queries.articles import in_force

EVERY = ""
"""The key of ``WordCount`` that counts all published editions."""
MOST_HOLDERS = 400
MOST_CANDIDATES = 600
MOST_FOUND = 200
SHOWN_SHARED = 6
LONGEST_SHOWN = 5
_INITIALS = re.compile(r"[A-Za-z]{2,20}")


def alike(texts: Sequence[AskedText], *, person_id: int | None, limit: int) -> Mapping[int, tuple[ArticleCard, ...]]:
    """Return the most alike published articles for each matter, in two queries however many matters there are.

    Without by: what is published is everybody's; ``person_id`` only says whose thanks are marked.
    """
    gists = {one.key: gist(one.head, one.body) for one in texts}
    rarity = _rarity(gists.values())
    wanted = {key for one in gists.values() for key in telling_keys(one, rarity, most=MOST_HOLDERS)}
    rows = {row.pk: row for row in _holding(wanted, person_id)} if wanted else {}
    writings = [_writing(row) for row in rows.values()]
    return {
        one.key: tuple(
            _card(rows[found.id], found, is_thanked=one.key in rows[found.id].thanked_about)
            for found in by_likeness(gists[one.key], writings, rarity, domain=one.domain)[:limit]
        )
        for one in texts
    }


def search(words: str, *, by: Actor) -> EditionQuerySet:
    """Return the editions in force that words lead to, the most alike first; all of them without words.

    Two letters or more are also taken for the beginnings of the title's syllables (kyj finds 空压机).
    """
    rows = in_force(by=by)
    words = words.strip()
    if not words:
        return rows
    ids = [one.id for one in _ranked(words)][:MOST_FOUND]
    literal = Q(title__icontains=words) | Q(problem__icontains=words) | Q(trade__icontains=words)
    if _INITIALS.fullmatch(words):
        literal |= Q(initials__contains=words.lower())
    beside = rows.filter(literal).exclude(pk__in=ids).order_by("-published_at", "-pk")
    ids += list(beside.values_list("pk", flat=True)[: MOST_FOUND - len(ids)])
    place = Case(*(When(pk=pk, then=Value(n)) for n, pk in enumerate(ids)), output_field=IntegerField())
    return rows.filter(pk__in=ids).annotate(place=place).order_by("place") if ids else rows.none()


def _ranked(words: str) -> list[Likeness]:
    asked = gist(words)
    rarity = _rarity([asked])
    wanted = telling_keys(asked, rarity, most=MOST_HOLDERS)
    found = by_likeness(asked, [_writing(row) for row in _holding(wanted, None)], rarity, abstain=False)
    return found if wanted else []


def _rarity(gists: Iterable[Gist]) -> Rarity:
    keys = {EVERY, *(key for one in gists for key in one.keys)}
    held = dict(WordCount.objects.filter(key__in=keys, editions__gt=0).values_list("key", "editions"))
    return Rarity(total=held.pop(EVERY, 0), held_by=held)


def _holding(keys: Iterable[str], person_id: int | None) -> list[Edition]:
    """Return the candidates, each with how often it helped and about which matters this person said so."""
    wanted = sorted(keys)
    rows = in_force(by=the_job("knowledge")).filter(Q(head_keys__overlap=wanted) | Q(body_keys__overlap=wanted))
    mine = Helpful.objects.filter(article=OuterRef("article"), person_id=person_id or 0).order_by().values("article")
    rows = rows.annotate(thanked_matters=Subquery(mine.annotate(about=ArrayAgg("about_case_id")).values("about")))
    return list(rows.order_by("pk")[:MOST_CANDIDATES])


def _writing(row: Edition) -> Writing:
    head = frozenset(row.head_keys)
    return Writing(id=row.pk, gist=Gist(head=head, body=frozenset(row.body_keys)), domain=row.domain)


def _card(row: Edition, found: Likeness, *, is_thanked: bool) -> ArticleCard:
    said = (*words_of(found.shared, row.title), *words_of(found.shared, row.problem))
    shared = [word for word in said if len(word) <= LONGEST_SHOWN] or said
    return ArticleCard(
        id=row.article_id,
        title=row.title,
        problem=row.problem,
        cure=row.cure,
        score=max(1, round(100 * found.share)),
        shared=tuple(dict.fromkeys(shared))[:SHOWN_SHARED],
        spans=tuple(Stretch(start=span.start, end=span.end) for span in places_of(found.shared, row.problem)),
        helpful=row.helpful,
        is_thanked=is_thanked,
    )
