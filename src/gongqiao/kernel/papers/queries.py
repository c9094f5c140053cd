"""Read kinds, versions and issued papers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import power
from gongqiao.kernel.base.errors import GongqiaoError, NotAllowed, NotFound
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.papers.filling import CannotFill, Filling, filled
from gongqiao.kernel.papers.kinds import PaperKind, every_paper
from gongqiao.kernel.papers.models import IssuedPaper, PaperTemplate
from gongqiao.kernel.papers.press import Proof, proof_of
from gongqiao.kernel.typesetting.setting import CannotSet, SetPaper, set_paper

MANAGE = power("papers.manage", "管理文书模板", "post:officer")
SHIPPED = 0
"""The version that came with the program."""


class CannotPrint(GongqiaoError):
    """这张文书暂时印不出来：模板和内容对不上。请联系管理员在“文书模板”里检查，或退回上一版。"""

    code, status = "cannot_print", 422


@dataclass(frozen=True, kw_only=True)
class Version:
    """A version of a kind's template, without its bytes."""

    number: int
    label: str
    note: str
    is_current: bool
    published_at: datetime | None = None
    published_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class FilledPaper:
    """A filled Word file, by which version it was made, and the digest of version and facts."""

    kind: PaperKind
    word: bytes
    made_by: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """A kind and which version is used now."""

    kind: PaperKind
    current: Version
    has_trial: bool


def shelves(*, by: Actor) -> list[Shelf]:
    """Return every kind with its current version, for any officer. Raises NotAllowed."""
    _must_be_an_officer(by)
    rows = PaperTemplate.objects.defer("body").filter(version__isnull=False, is_current=True)
    current = {row.kind: row for row in rows}
    trials = set(PaperTemplate.objects.filter(version=None).values_list("kind", flat=True))
    return [
        Shelf(
            kind=kind,
            current=_version(current[kind.name]) if kind.name in current else _shipped(kind, is_current=True),
            has_trial=kind.name in trials,
        )
        for kind in every_paper()
    ]


def versions(kind: PaperKind, *, by: Actor) -> list[Version]:
    """Return the versions of a kind, the newest first, the shipped one last. Raises NotAllowed."""
    _must_be_an_officer(by)
    rows = list(PaperTemplate.objects.defer("body").filter(kind=kind.name, version__isnull=False).order_by("-version"))
    return [*map(_version, rows), _shipped(kind, is_current=not any(row.is_current for row in rows))]


def trial(kind: PaperKind, *, by: Actor) -> PaperTemplate | None:
    """Return the trial of a kind, if somebody uploaded one. Raises NotAllowed."""
    by.must(MANAGE, at=city_place(by=by))
    return PaperTemplate.objects.filter(kind=kind.name, version=None).first()


def template_at(kind: PaperKind, number: int, *, by: Actor) -> bytes:
    """Return the Word file of a version. Raises NotAllowed, NotFound."""
    _must_be_an_officer(by)
    return body_of(kind, number)


def body_of(kind: PaperKind, number: int) -> bytes:
    """Return the Word file of a version. Raises NotFound.

    Without by: a template holds nobody's facts; who may read it is checked by whoever asks.
    """
    if number == SHIPPED:
        return kind.word.read_bytes()
    found = PaperTemplate.objects.filter(kind=kind.name, version=number).first()
    if found is None:
        raise NotFound("没有这一版模板。")
    return bytes(found.body)


def fill(kind: PaperKind, facts: Mapping[str, Any], *, link: str) -> FilledPaper:
    """Fill the current template of a kind. Raises CannotPrint.

    Without by: the facts were read by whoever asks, under his own scope.
    """
    row = PaperTemplate.objects.filter(kind=kind.name, is_current=True).first()
    version = _version(row) if row else _shipped(kind, is_current=True)
    return _filled(kind, bytes(row.body) if row else kind.word.read_bytes(), version, facts, link)


def fill_with_example(kind: PaperKind, number: int, *, link: str, by: Actor) -> FilledPaper:
    """Fill a version with the test data. Raises NotAllowed, NotFound, CannotPrint."""
    version = next((row for row in versions(kind, by=by) if row.number == number), None)
    if version is None:
        raise NotFound("没有这一版模板。")
    return _filled(kind, body_of(kind, number), version, kind.example, link)


def _filled(kind: PaperKind, template: bytes, version: Version, facts: Mapping[str, Any], link: str) -> FilledPaper:
    made_by = f"{kind.label} {version.label}"
    try:
        word = filled(template, kind, facts, Filling(link=link, made_by=made_by))
    except CannotFill as wrong:
        raise CannotPrint from wrong
    return FilledPaper(kind=kind, word=word, made_by=made_by, digest=_digest(template, facts))


def try_out(kind: PaperKind, body: bytes) -> Proof:
    """Try a template with the test data, apart from this process. Raises Crowded."""
    return proof_of(body, kind, queue=settings.PAGES / "queue", more_fonts=more_fonts())


def as_pdf(kind: PaperKind, word: bytes) -> SetPaper:
    """Set a filled Word file as a PDF. Raises CannotPrint."""
    try:
        return set_paper(word, title=kind.label, made_by=kind.name, more_fonts=more_fonts())
    except CannotSet as wrong:
        raise CannotPrint from wrong


def more_fonts() -> Path:
    """The folder for fonts of the operator's own, for letters that ours does not have."""
    return Path(settings.VAR) / "fonts"


def issued(thing: str, thing_id: int) -> list[IssuedPaper]:
    """Return the papers issued for a thing, newest first.

    Without by: the caller has seen the thing.
    """
    rows = IssuedPaper.objects.defer("body").filter(thing=thing, thing_id=thing_id)
    return list(rows.order_by("-issued_at", "-pk"))


def issued_at_place(kind: PaperKind, thing: str, thing_id: int, place: int) -> IssuedPaper:
    """Return one paper issued for a thing. Raises NotFound.

    Without by: the caller has seen the thing.
    """
    found = IssuedPaper.objects.filter(kind=kind.name, thing=thing, thing_id=thing_id, place=place).first()
    if found is None:
        raise NotFound("没有这份签发的文书。")
    return found


def _version(row: PaperTemplate) -> Version:
    number = row.version or 0
    return Version(
        number=number, label=f"第 {number} 版", note=row.note, is_current=row.is_current, published_at=row.published_at,
        published_by=row.published_by,
    )  # fmt: skip


def _shipped(kind: PaperKind, *, is_current: bool) -> Version:
    return Version(number=SHIPPED, label=f"通用第 {kind.edition} 版", note="随系统提供", is_current=is_current)


def may_manage(*, by: Actor) -> bool:
    """Whether ``by`` may change templates: an officer of the city."""
    return by.may(MANAGE, at=city_place(by=by))


def city_place(*, by: Actor) -> Place:
    """Return where templates are managed: they hold good for the whole city."""
    return Place(line=tuple(city_federation(by=by).node.line))


def _must_be_an_officer(by: Actor) -> None:
    """Let every officer read templates: they hold nobody's facts. Raises NotAllowed."""
    if not by.may_anywhere(MANAGE):
        raise NotAllowed


def _digest(template: bytes, facts: Mapping[str, Any]) -> str:
    """Return what tells two papers apart; the day of printing does not."""
    lasting = {name: value for name, value in facts.items() if name != "printed_on"}
    plain = json.dumps(lasting, ensure_ascii=False, sort_keys=True, default=_of_picture)
    return hashlib.sha256(template + plain.encode()).hexdigest()


def _of_picture(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
