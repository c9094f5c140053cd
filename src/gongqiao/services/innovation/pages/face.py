"""How a joint work looks on the desk and on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from gongqiao.cores.grouping import places
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.org.queries import name_as_seen
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.innovation.actions.works import SCAN
from gongqiao.services.innovation.flow import PILLAR_KINDS
from gongqiao.services.innovation.pages.doors import DOORS, EDITS
from gongqiao.services.innovation.queries import works as queries
from gongqiao.services.innovation.rules.agreement import entries_of, experts_named, parties_of
from gongqiao.web.doors import by_of
from gongqiao.web.faces import CaseFace, Panel, register_face

if TYPE_CHECKING:
    from gongqiao.kernel.cases.models import Case
    from gongqiao.services.enterprise_service.contract import NeedCard
    from gongqiao.services.innovation.models import CommonProblem, JointWork, ProblemHolder

PARTS = "innovation/parts/"


def panels(request: HttpRequest, case: Case, work: JointWork) -> Sequence[Panel]:
    """Return the panels of a joint work, the same for desk and phone; each shows what its viewer may see."""
    by = by_of(request)
    problems = {"problems": _told(request, queries.problems_of(work)), "case": case, "is_desk": bool(by.posts)}
    parties = {"parties": parties_of(work), "case": case, "work": work}
    follow_ups = queries.follow_ups_of(work)
    return [
        Panel(template=PARTS + "facts.html", context={"work": work, "case": case}),
        Panel(template=PARTS + "problems.html", context=problems),
        Panel(template=PARTS + "parties.html", context=parties),
        Panel(template=PARTS + "pillars.html", context={"pillars": _pillars(work), "case": case}),
        Panel(template=PARTS + "agreement.html", context=_agreement(request, case, work)),
        Panel(template=PARTS + "follow_ups.html", context={"follow_ups": follow_ups, "case": case}),
    ]


def _told(request: HttpRequest, rows: Sequence[CommonProblem]) -> list[dict[str, Any]]:
    """Return problems with who has them: at a post all enterprises and the needs in one's area, else one's own alone."""
    by = by_of(request)
    shown = {row.pk: [one for one in row.held_by if by.posts or one.enterprise_id in by.contact_of] for row in rows}  # type: ignore[attr-defined]
    cards = queries.needs_seen((holder.need_id for held in shown.values() for holder in held), by=by)
    return [
        {
            "problem": row,
            "holders": [_holder(holder, cards.get(holder.need_id), row.terms) for holder in shown[row.pk]],
            "number": len({holder.enterprise_id for holder in row.held_by}),  # type: ignore[attr-defined]
            "orders": [order.case for order in row.orders.all()] if by.posts else [],
        }
        for row in rows
    ]


def _holder(holder: ProblemHolder, card: NeedCard | None, terms: Sequence[str]) -> dict[str, Any]:
    return {"enterprise": holder.enterprise, "card": card, "spans": places(card.title, terms) if card else ()}


def _pillars(work: JointWork) -> list[dict[str, Any]]:
    """Return all three kinds, each with what it holds now."""
    entries = entries_of(work)
    cards = experts_named(entries)
    made = []
    for kind, label in PILLAR_KINDS.items():
        lines = [
            (card.name, "、".join(card.fields) or card.title, card.union_name)
            if entry.expert_id is not None and (card := cards.get(entry.expert_id))
            else (entry.name or "已不在专家库", entry.host, entry.union.short_name if entry.union else "")
            for entry in entries
            if entry.pillar.kind == kind
        ]
        made.append({"kind": kind, "label": label, "lines": lines})
    return made


def _agreement(request: HttpRequest, case: Case, work: JointWork) -> dict[str, Any]:
    by = by_of(request)
    drafts = queries.drafts_of(work)
    return {
        "drafts": drafts,
        "names": names_of([draft.person_id for draft in drafts], by=by),
        "scans": attachments_of("case", case.pk, SCAN),
        "case": case,
        "work": work,
    }


def _subject(request: HttpRequest, case: Case, work: JointWork) -> str:
    if case.enterprise is None:
        return work.industry
    return f"{work.industry}·{name_as_seen(case.enterprise, by=by_of(request))}等"


register_face(
    "joint_work",
    CaseFace(
        detail=lambda case, by: queries.work_of_case(case, by=by),
        desk=panels,
        phone=panels,
        doors=DOORS,
        edits=EDITS,
        subject=_subject,
        tags=lambda case, detail: ("联合攻关",),
    ),
)
