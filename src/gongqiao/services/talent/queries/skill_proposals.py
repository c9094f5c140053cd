"""Read proposed skills."""

from __future__ import annotations

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.cases.models import Case
from gongqiao.services.talent.models import Craftsman, SkillProposal


def proposal_of_case(case: Case, *, by: Actor) -> SkillProposal:
    """Return the proposal behind a case. Raises NotFound."""
    rows = SkillProposal.objects.visible_to(by).select_related("case__org__node", "craftsman__person", "skill")
    return rows.one(case=case)


def open_proposals(craftsman: Craftsman, *, by: Actor) -> list[SkillProposal]:
    """Return what a craftsman proposed and nobody decided yet."""
    rows = SkillProposal.objects.visible_to(by).filter(craftsman=craftsman, decided_at=None)
    return list(rows.select_related("case", "skill").order_by("pk"))
