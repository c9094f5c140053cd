"""Who of the teams sees an order: the leader who is asked, then the whole team that accepted."""

from __future__ import annotations

from datetime import datetime

from gongqiao.kernel.tree.actions import end_shares, share
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.candidates import barred_members
from gongqiao.services.talent.contract import TeamCard

TEAM_ROLES = ("offered", "leader", "member")


def show_to_offered(order: Order, leader_id: int, *, at: datetime) -> None:
    """Let the leader of a team that is asked see the order."""
    share("case", order.case_id, "offered", person_id=leader_id, at=at)


def show_to_team(order: Order, card: TeamCard, *, at: datetime) -> None:
    """Let a team that accepted see the order: its leader as leader, the others as members."""
    end_shares("case", order.case_id, "offered", at=at)
    barred = barred_members(card, order.enterprise_id)
    for person_id in sorted(set(card.member_ids) - barred):
        role = "leader" if person_id == card.leader_id else "member"
        share("case", order.case_id, role, person_id=person_id, at=at)


def end_team_sight(order: Order, *, at: datetime) -> None:
    """End the sight of whoever was asked or served."""
    end_shares("case", order.case_id, *TEAM_ROLES, at=at)
