"""A craftsman proposes a skill of his own; an officer confirms it, and then it counts."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.cases.actions import open_case, take_move
from gongqiao.services.talent.models import LEVELS, Craftsman, CraftsmanSkill, Skill, SkillProposal
from gongqiao.services.talent.rules.kinds import PROPOSALS


class AlreadyProposed(WrongState):
    """这项技能您已经申报过，正在等工会核实。"""

    code = "already_proposed"


class AlreadyHeld(WrongState):
    """这项技能已经登记，等级不低于您申报的。"""

    code = "already_held"


def propose_skill(
    craftsman: Craftsman, code: str, level: int, shown_by: str, *, at: datetime, by: Actor
) -> SkillProposal:
    """Say that one has a skill; nothing counts before it is confirmed. Raises Invalid, AlreadyHeld, AlreadyProposed."""
    skill = Skill.objects.filter(pk=code).first()
    if skill is None:
        raise Invalid("请从技能目录里选。", fields={"skill": ["请从技能目录里选。"]})
    _check_level(level)
    if not shown_by.strip():
        raise Invalid("请写凭什么。", fields={"shown_by": ["请写凭什么。"]})
    words = {"skill": skill.name, "name": craftsman.person.name}
    title = f"{skill.name}·{dict(LEVELS)[level]}"
    try:
        with open_case(
            PROPOSALS, title=title, org=craftsman.union, person_id=craftsman.person_id, words=words, at=at, by=by
        ) as case:
            if CraftsmanSkill.objects.filter(craftsman=craftsman, skill=skill, level__gte=level).exists():
                raise AlreadyHeld
            return SkillProposal.objects.create(
                case=case, craftsman=craftsman, skill=skill, level=level, shown_by=shown_by.strip()[:500]
            )
    except IntegrityError as open_one:
        raise AlreadyProposed from open_one


@transaction.atomic
def confirm_skill(proposal: SkillProposal, level: int, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Write a proposed skill down as the craftsman's, at the level that was found. Raises Invalid."""
    _check_level(level)
    with take_move(PROPOSALS, "confirm", proposal.case_id, seen=seen, at=at, by=by) as taken:
        found = taken.detail
        craftsman = Craftsman.objects.select_for_update().get(pk=found.craftsman_id)
        CraftsmanSkill.objects.update_or_create(craftsman=craftsman, skill_id=found.skill_id, defaults={"level": level})
        craftsman.version += 1
        craftsman.save(update_fields=["version"])
        _decided(found, at)


def refuse_skill(proposal: SkillProposal, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say why a proposed skill is not written down."""
    with take_move(PROPOSALS, "refuse", proposal.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _decided(taken.detail, at)


def _decided(proposal: SkillProposal, at: datetime) -> None:
    proposal.decided_at = at
    proposal.save(update_fields=["decided_at"])


def _check_level(level: int) -> None:
    if level not in dict(LEVELS):
        raise Invalid("技能等级请在初级工到高级技师之间选择。", fields={"level": ["请从列表里选。"]})
