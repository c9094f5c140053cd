"""Steps that several actions take inside their own transaction: put words down, count what is published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import connection

from gongqiao.kernel.org.pinyin import initials
from gongqiao.services.knowledge.models import Edition
from gongqiao.services.knowledge.queries.search import EVERY
from gongqiao.services.knowledge.rules.drafting import Wording

_COUNT = (
    "insert into knowledge_wordcount as w (key, editions)"
    " select key, 1 from unnest(%s::text[]) as key order by key"
    " on conflict (key) do update set editions = w.editions + 1"
)
_UNCOUNT = "update knowledge_wordcount set editions = editions - 1 where key = any(%s) and editions > 0"
_LOCK = "select key from knowledge_wordcount where key = any(%s) order by key for update"


def put_down(edition: Edition, wording: Wording, *, at: datetime) -> None:
    """Write a wording into an edition, with the gist by which it will be found."""
    for name, value in asdict(wording).items():
        setattr(edition, name, list(value) if isinstance(value, tuple) else value)
    gist = wording.gist()
    edition.head_keys, edition.body_keys = sorted(gist.head), sorted(gist.body)
    edition.initials, edition.written_at = initials(wording.title), at
    edition.save()


def count_in(edition: Edition) -> None:
    """Count an edition that comes into force."""
    _run(_COUNT, edition)


def count_out(editions: Iterable[Edition]) -> None:
    """Take editions that are no longer in force out of the counts."""
    for edition in editions:
        _run(_LOCK, edition)
        _run(_UNCOUNT, edition)


def _run(statement: str, edition: Edition) -> None:
    """Run it over the keys in their order, so that two who publish at once lock in the same order."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted({EVERY, *edition.head_keys, *edition.body_keys})])
