"""The report of a snapshot on paper; and how whatever is signed is issued with its signature, the same file for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.papers.actions import issue
from gongqiao.kernel.papers.kinds import PaperKind, register_paper
from gongqiao.kernel.papers.queries import FilledPaper, fill, issued_at_place
from gongqiao.kernel.people.queries import names_of
from gongqiao.kernel.snapshots.models import Signed, Snapshot
from gongqiao.kernel.snapshots.queries import lines
from gongqiao.kernel.snapshots.reports import day_of, report_facts, scope_of
from gongqiao.kernel.tree.queries import line_of

REPORT = register_paper(
    "snapshots.report",
    label="指标简报",
    word=Path(__file__).parent / "prints/report.docx",
    says="快照里的数、各县和各类的数、怎么数的、谁复核的；签署时签发，以后原样不变。",
)
ISSUED_ONCE = 1
"""The number of the one paper that is issued with a signature."""


def snapshot_report(snapshot: Snapshot, *, link: str, by: Actor) -> FilledPaper:
    """Return the report of a snapshot: as it was issued when it was signed; of a draft, as it reads now.

    Raises CannotPrint.
    """
    return paper_of(snapshot, REPORT, "snapshot", lambda: snapshot_facts(snapshot, by=by), link=link)


def snapshot_facts(snapshot: Snapshot, *, by: Actor) -> Mapping[str, Any]:
    """Return what a template of the report may say."""
    facts = report_facts(snapshot, lines(snapshot))
    tables = [
        {"label": one["label"], "heads": one["heads"],
         "rows": [{name: row[name] for name in ("label", "unit", "words")} for row in one["rows"]]}
        for one in facts["tables"]
    ]  # fmt: skip
    return {
        **{name: facts[name] for name in ("title", "union", "period", "reason", "sections")},
        "lines": [{name: line[name] for name in ("label", "exact", "says")} for line in facts["lines"]],
        "tables": tables,
        "scope": scope_of(snapshot.parts, by=by),
        "version": str(snapshot.version),
        "is_corrected": snapshot.version > 1,
        "is_demo": snapshot.union.is_demo,
        **signature_facts(snapshot, by=by),
    }


def signature_facts(row: Signed, *, by: Actor) -> Mapping[str, Any]:
    """Return what a paper says of who made something, who signed it, and the code of what was signed."""
    return {
        "made_name": names_of([row.made_by], by=by).get(row.made_by, ""),
        "made_on": day_of(row.made_at),
        "is_signed": row.is_signed,
        "signed_name": row.signed_name,
        "signed_on": day_of(row.signed_at) if row.signed_at else "",
        "digest": row.digest[:16],
    }


def paper_of(
    row: Signed, kind: PaperKind, thing: str, facts: Callable[[], Mapping[str, Any]], *, link: str
) -> FilledPaper:
    """Return the paper of something that is signed as it was issued, and of a draft filled now. Raises CannotPrint.

    Without by: the caller has seen the row.
    """
    if not row.is_signed:
        return fill(kind, facts(), link=link)
    kept = issued_at_place(kind, thing, row.pk, ISSUED_ONCE)
    return FilledPaper(kind=kind, word=bytes(kept.body), made_by=kept.made_by, digest=kept.digest)


def issue_with_signature(
    row: Signed, kind: PaperKind, thing: str, facts: Mapping[str, Any], *, union_id: int, link: str, at: datetime,
    by: Actor,
) -> None:  # fmt: skip
    """Issue the one paper of something that was just signed. Raises NotAllowed, CannotPrint."""
    paper = fill(kind, facts, link=link)
    issue(paper, thing=thing, thing_id=row.pk, place=Place(line=line_of(union_id)), at=at, by=by)
