"""Look for groups of like needs, and say of one that it is no common problem."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from gongqiao.cores.grouping import Group
from gongqiao.kernel.access.actor import Actor, Place
from gongqiao.kernel.audit.actions import write
from gongqiao.kernel.base.errors import WrongState
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.notices.actions import tell
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.org.queries import city_federation
from gongqiao.kernel.people.queries import people_in_post
from gongqiao.services.enterprise_service.contract import OpenNeeds
from gongqiao.services.innovation.actions._steps import within
from gongqiao.services.innovation.flow import FIND, LOOK
from gongqiao.services.innovation.models import Proposal
from gongqiao.services.innovation.queries.works import held_need_ids
from gongqiao.services.innovation.rules.likeness import Dismissals, groups_of, nearest, shared_node, short

LOOKED_BACK = timedelta(days=730)


@transaction.atomic
def look_for_groups(*, at: datetime, by: Actor) -> int:
    """Group the open needs of the whole city anew and return how many groups are new.

    The grouping is one for everybody, so that only the clock and the city's officers ask for it: each group stands at
    the lowest union that oversees all its enterprises and is seen only from there up. A group that is known keeps its
    row; what was dismissed stays so until another enterprise joins. Two who look at once wait for each other.
    """
    federation = city_federation(by=by)
    by.must(LOOK, at=Place(line=(federation.pk,)))
    city = Union.objects.select_for_update(no_key=True, of=("self",)).get(pk=federation.pk)
    held = held_need_ids()
    cards = {
        card.id: card
        for card in ask(OpenNeeds(below=(city.pk,), since=local_date(at - LOOKED_BACK)))
        if card.id not in held
    }
    lines = {u.pk: u.node.line for u in Union.objects.select_related("node").filter(node__line__contains=[city.pk])}
    open_ones = list(Proposal.objects.filter(state="open").order_by("pk"))
    by_need = {need_id: proposal for proposal in reversed(open_ones) for need_id in proposal.need_ids}
    dismissed = Dismissals(Proposal.objects.filter(state="dismissed"))
    found: list[Proposal] = []
    known: set[int] = set()
    for group in groups_of(cards.values()):
        if dismissed.cover(group):
            continue
        org_id = shared_node(lines[cards[need_id].union_id] for need_id in group.need_ids)
        before = nearest(group, by_need, known)
        if before is None:
            found.append(_propose(group, org_id, at))
        else:
            known.add(before.pk)
            _bring_up_to_date(before, group, org_id, at)
    gone = [proposal.pk for proposal in open_ones if proposal.pk not in known]
    Proposal.objects.filter(pk__in=gone).update(state="gone", decided_at=at)
    detail = {"found": [proposal.pk for proposal in found], "gone": gone}
    if found or gone:
        write("edit", "innovation.look_for_groups", thing="union", thing_id=city.pk, detail=detail, at=at, by=by)
    for proposal in found:
        _tell_officers(proposal, at=at, by=by)
    return len(found)


@transaction.atomic
def dismiss(proposal: Proposal, reason: str, *, at: datetime, by: Actor) -> None:
    """Say why a group is no common problem; it comes back only when another enterprise joins it."""
    by.must(FIND, at=Place(line=tuple(proposal.org.node.line)))
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state != "open":
        raise WrongState("这一组已经有人处理过了，请刷新页面。")
    held.reason = within(reason, 300, "reason", "请写明为什么不是共性问题。")
    held.state, held.decided_at, held.decided_by = "dismissed", at, by.own_id
    held.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    write(
        "edit", "innovation.dismiss", thing="proposal", thing_id=held.pk, reason=held.reason, to="dismissed", at=at,
        by=by,
    )  # fmt: skip


def _propose(group: Group, org_id: int, at: datetime) -> Proposal:
    return Proposal.objects.create(org_id=org_id, found_at=at, changed_at=at, **_values(group))


def _bring_up_to_date(proposal: Proposal, group: Group, org_id: int, at: datetime) -> None:
    values = _values(group)
    if proposal.org_id == org_id and all(getattr(proposal, name) == value for name, value in values.items()):
        return
    Proposal.objects.filter(pk=proposal.pk).update(org_id=org_id, changed_at=at, **values)


def _values(group: Group) -> dict[str, object]:
    return {
        "need_ids": list(group.need_ids),
        "enterprise_ids": list(group.enterprise_ids),
        "terms": short(group.terms),
        "words": short(group.words),
        "likeness": group.likeness,
        "domain": group.domain[:30],
        "industry": group.industry[:60],
    }


def _tell_officers(proposal: Proposal, *, at: datetime, by: Actor) -> None:
    people = set(people_in_post(proposal.org_id, "officer", on=local_date(at))) - {by.own_id}
    tell(
        people,
        event=f"proposal:{proposal.pk}",
        title=f"{len(proposal.enterprise_ids)} 家企业的需求相近，可能是共性问题：{'、'.join(proposal.words[:3])}",
        url=f"/desk/innovation/proposals/{proposal.pk}",
        at=at,
    )
