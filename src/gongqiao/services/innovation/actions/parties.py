"""Let somebody take part in a joint work, or leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Invalid, WrongState
from gongqiao.kernel.cases.actions import edit_case
from gongqiao.kernel.org.models import Enterprise, Union
from gongqiao.kernel.tree.actions import end_shares
from gongqiao.services.innovation.actions._steps import PARTY, join, one_of, within
from gongqiao.services.innovation.flow import BEFORE_SIGNING, LEAD, PARTY_ROLES
from gongqiao.services.innovation.models import JointWork, Party
from gongqiao.services.innovation.rules.agreement import parties_of
from gongqiao.services.innovation.rules.kinds import JOINT_WORKS

SIGNED = "协议已经签订，参加方不能再改；要变动请另订补充协议。"


@dataclass(frozen=True, kw_only=True)
class PartyForm:
    """Who takes part: one of an enterprise, a union, or a body by its name."""

    role: str
    duties: str = ""
    enterprise: Enterprise | None = None
    union: Union | None = None
    name: str = ""


def add_party(work: JointWork, form: PartyForm, *, seen: int | None, at: datetime, by: Actor) -> Party:
    """Let an enterprise, a union or a body take part before the agreement is signed. Raises Invalid, WrongState."""
    with edit_case(JOINT_WORKS, work.case_id, LEAD, seen=seen, what="add_party", at=at, by=by) as taken:
        _must_be_before_signing(taken.case.state)
        name = within(form.name, 80, "name")
        if sum((form.enterprise is not None, form.union is not None, bool(name))) != 1:
            raise Invalid(fields={"name": ["请写一家企业、选一个工会，或写一个单位的名称，三样里只要一样。"]})
        for party in parties_of(taken.detail):
            same = (party.enterprise_id, party.union_id, party.name)
            if same == (form.enterprise and form.enterprise.pk, form.union and form.union.pk, name):
                raise Invalid(fields={"name": [f"{party}已经是参加方了。"]})
        party = join(
            taken.detail,
            enterprise=form.enterprise,
            union=form.union,
            name=name,
            role=one_of(form.role, PARTY_ROLES, "role"),
            duties=within(form.duties, 500, "duties"),
            at=at,
        )
        taken.fields = ["parties"]
        taken.words = {"told": f"加了参加方：{_called(party)}"}
    return party


def edit_party(party: Party, *, role: str, duties: str, seen: int | None, at: datetime, by: Actor) -> None:
    """Change as what a party takes part and what it answers for. Raises Invalid, WrongState."""
    with edit_case(JOINT_WORKS, party.work.case_id, LEAD, seen=seen, what="edit_party", at=at, by=by) as taken:
        _must_be_before_signing(taken.case.state)
        party.role = one_of(role, PARTY_ROLES, "role")
        party.duties = within(duties, 500, "duties")
        party.save(update_fields=["role", "duties"])
        taken.fields = ["parties"]
        taken.words = {"told": f"改了参加方的身份和责任：{_called(party)}"}


def remove_party(party: Party, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let a party leave before the agreement is signed; its people no longer see the work. Raises WrongState."""
    with edit_case(JOINT_WORKS, party.work.case_id, LEAD, seen=seen, what="remove_party", at=at, by=by) as taken:
        _must_be_before_signing(taken.case.state)
        party.ended_at = at
        party.save(update_fields=["ended_at"])
        if party.enterprise_id:
            end_shares("case", taken.case.pk, PARTY, enterprise_id=party.enterprise_id, at=at)
        if party.union_id:
            end_shares("case", taken.case.pk, PARTY, node_id=party.union_id, at=at)
        taken.fields = ["parties"]
        taken.words = {"told": f"参加方退出：{_called(party)}"}


def _called(party: Party) -> str:
    """Return what the timeline calls a party: heads read it, who see no names of enterprises."""
    return "一家企业" if party.kind == "enterprise" else str(party)


def _must_be_before_signing(state: str) -> None:
    if state not in BEFORE_SIGNING:
        raise WrongState(SIGNED)
