"""Skills that craftsmen say they have; an officer confirms them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongqiao.kernel.access.scoping import Grounds, ScopedQuerySet
from gongqiao.kernel.cases.models import Case
from gongqiao.services.talent.models.craftsman import LEVELS, Craftsman, Skill


class SkillProposalQuerySet(ScopedQuerySet["SkillProposal"]):
    """Proposals, scoped through their case."""

    grounds = Grounds(org="case__org_id", person="case__person_id", shared_as="case", shared_by="case_id")


class SkillProposal(models.Model):
    """A craftsman says that he has a skill at a level, and how that shows; it counts once an officer confirmed it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    craftsman = models.ForeignKey(Craftsman, on_delete=models.PROTECT, related_name="skill_proposals")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField("等级", choices=LEVELS)
    shown_by = models.TextField("凭什么", max_length=500)
    decided_at = models.DateTimeField(null=True)

    objects = SkillProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["craftsman", "skill"], condition=Q(decided_at=None), name="one_open_proposal_a_skill"
            )
        ]
