"""Upload, publish and bring back templates; issue papers."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import IO

from django.db import IntegrityError, transaction
from django.db.models import Max

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.access.powers import power
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import Invalid, NotFound, Stale, TooLarge, WrongState
from gongqiao.kernel.papers.kinds import PaperKind
from gongqiao.kernel.papers.models import IssuedPaper, PaperTemplate
from gongqiao.kernel.papers.opening import MOST_BYTES, NotWord, open_word
from gongqiao.kernel.papers.queries import MANAGE, SHIPPED, FilledPaper, body_of, city_place, try_out

ISSUE = power("papers.issue", "签发文书", "post:officer", "contact", "share:leader")
MOST_VERSIONS = 500
MOST_ISSUED = 50


class HasFaults(WrongState):
    """这份模板还有问题，不能发布。请按清单改好以后重新上传。"""

    code = "template_has_faults"


class NothingNew(Invalid):
    """这份模板和现在用的一模一样，不用再发布。"""

    code = "same_template"


def upload_trial(kind: PaperKind, source: IO[bytes], *, name: str, at: datetime, by: Actor) -> PaperTemplate:
    """Take a changed Word file in, try it, and keep it as the kind's trial with the list of its faults.

    It takes the place of an earlier trial; what is no Word file at all is not kept. Raises NotAllowed, TooLarge,
    Invalid, Crowded.
    """
    by.must(MANAGE, at=city_place(by=by))
    body = source.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise TooLarge(f"模板超过 {MOST_BYTES // 1024 // 1024} MB，请缩小里面的图片。")
    try:
        open_word(body)
    except NotWord as refused:
        raise Invalid(refused.faults[0], fields={"template": refused.faults}) from refused
    proof = try_out(kind, body)
    with transaction.atomic():
        PaperTemplate.objects.filter(kind=kind.name, version=None).delete()
        made = PaperTemplate.objects.create(
            kind=kind.name, body=body, sha256=hashlib.sha256(body).hexdigest(), name=_clean(name),
            faults=list(proof.faults), uploaded_at=at, uploaded_by=by.person_id,
        )  # fmt: skip
        detail = {"kind": kind.name, "faults": len(proof.faults)}
        write("edit", "papers.upload_trial", thing="paper_template", thing_id=made.pk, detail=detail, at=at, by=by)
    return made


@transaction.atomic
def publish_trial(kind: PaperKind, sha256: str, note: str, *, at: datetime, by: Actor) -> PaperTemplate:
    """Make the trial that the officer saw the kind's next version. Raises NotAllowed, NotFound, Stale, HasFaults."""
    by.must(MANAGE, at=city_place(by=by))
    made = PaperTemplate.objects.select_for_update().filter(kind=kind.name, version=None).first()
    if made is None:
        raise NotFound("试用的模板已经发布或被换掉了，请重新上传。")
    if made.sha256 != sha256:
        raise Stale("您打开本页以后，别人又上传了一份。请刷新后再看。")
    if made.faults:
        raise HasFaults
    return _publish(made, note, at=at, by=by)


@transaction.atomic
def publish_again(kind: PaperKind, number: int, note: str, *, at: datetime, by: Actor) -> PaperTemplate:
    """Return to an earlier version by publishing it anew: what is printed never changes its number afterwards."""
    by.must(MANAGE, at=city_place(by=by))
    if number == SHIPPED and not PaperTemplate.objects.filter(kind=kind.name, is_current=True).exists():
        raise NothingNew
    body = body_of(kind, number)
    made = PaperTemplate(
        kind=kind.name, body=body, sha256=hashlib.sha256(body).hexdigest(), name=f"{kind.label}.docx", uploaded_at=at,
        uploaded_by=by.person_id,
    )  # fmt: skip
    return _publish(made, note, at=at, by=by)


@transaction.atomic
def issue(paper: FilledPaper, *, thing: str, thing_id: int, place: Place, at: datetime, by: Actor) -> IssuedPaper:
    """Keep a filled paper as issued, under the next number of its thing; the same paper is issued once.

    Raises NotAllowed, WrongState, Stale.
    """
    by.must(ISSUE, at=place)
    kind = paper.kind.name
    rows = IssuedPaper.objects.defer("body").filter(kind=kind, thing=thing, thing_id=thing_id)
    places = {row.place: row for row in rows}
    if len(places) >= MOST_ISSUED:
        raise WrongState("这件事签发的文书太多了，请联系管理员。")
    if twin := next((row for row in places.values() if row.digest == paper.digest), None):
        return twin
    try:
        with transaction.atomic():
            made = IssuedPaper.objects.create(
                kind=kind, thing=thing, thing_id=thing_id, place=max(places, default=0) + 1, made_by=paper.made_by,
                body=paper.word, digest=paper.digest, issued_at=at, issued_by=by.person_id,
            )  # fmt: skip
    except IntegrityError as meanwhile:
        raise Stale("刚刚有人签发了同一种文书，请刷新后再看。") from meanwhile
    detail = {"kind": kind, "place": made.place}
    write("edit", "papers.issue", thing=thing, thing_id=thing_id, detail=detail, at=at, by=by)
    return made


def _publish(made: PaperTemplate, note: str, *, at: datetime, by: Actor) -> PaperTemplate:
    rows = PaperTemplate.objects.select_for_update().filter(kind=made.kind, version__isnull=False)
    current = next((row for row in rows if row.is_current), None)
    if current is not None and current.sha256 == made.sha256:
        raise NothingNew
    last = rows.aggregate(last=Max("version"))["last"] or 0
    if last >= MOST_VERSIONS:
        raise WrongState("版本太多了，请联系管理员。")
    rows.filter(is_current=True).update(is_current=False)
    made.version, made.is_current, made.note = last + 1, True, note
    made.published_at, made.published_by = at, by.person_id
    made.save()
    detail = {"kind": made.kind, "version": made.version}
    write("edit", "papers.publish", thing="paper_template", thing_id=made.pk, detail=detail, at=at, by=by)
    return made


def _clean(name: str) -> str:
    plain = "".join(character for character in name if character.isprintable())
    return plain[-120:] or "模板.docx"
