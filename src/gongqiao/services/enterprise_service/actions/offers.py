"""Ask teams: offer, accept, decline, expire, recall; the next team is asked by itself."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from django.db import transaction

from gongqiao.cores.calendar import after_working_days
from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.errors import Invalid, NotFound, Reason, WrongState
from gongqiao.kernel.calendar.queries import end_of_office, local_date, work_calendar
from gongqiao.kernel.cases.actions import Refused, Taken, take_move
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.tree.actions import end_shares
from gongqiao.services.enterprise_service.actions._shares import end_team_sight, show_to_offered, show_to_team
from gongqiao.services.enterprise_service.actions._steps import cancel_open_visit
from gongqiao.services.enterprise_service.contract import TeamMatched
from gongqiao.services.enterprise_service.models import Offer, Order
from gongqiao.services.enterprise_service.rules.candidates import RankedTeam, Shortlist, shortlist
from gongqiao.services.enterprise_service.rules.guards import open_offer
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.wording import when
from gongqiao.services.talent.contract import TeamCard, TeamsNamed

LEAST_SCORE_TO_ASK_UNASKED = 45


class TeamIsGone(WrongState):
    """这支班组已经解散或暂停，请另配一支。"""

    code = "team_is_gone"


def offer(order: Order, team_id: int, *, why_not_first: str = "", seen: int | None, at: datetime, by: Actor) -> None:
    """Ask a team that fits, with the menu's time limit.

    Raises Refused with the reason for a team that does not fit, Invalid when another than the first is chosen
    without saying why.
    """
    with take_move(ORDERS, "offer", order.case_id, seen=seen, at=at, by=by) as taken:
        listed = shortlist(taken.detail, at=at)
        chosen = _fitting(listed, team_id)
        first = listed.ranked[0]
        if chosen.card.id != first.card.id and not why_not_first.strip():
            text = f"请写为什么不选排在第一的{first.card.name}（{first.candidate.score} 分）。"
            raise Invalid(text, fields={"why_not_first": [text]})
        if taken.case.owner_id is None and by.person_id is not None:
            taken.case.owner_id = by.person_id
        _send(taken, chosen, why_not_first=why_not_first, is_automatic=False)


def accept(order: Order, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take the order on: the team sees the case, the officer is asked to fix a date."""
    with take_move(ORDERS, "accept", order.case_id, seen=seen, at=at, by=by) as taken:
        mine = _open_offer(taken.detail)
        card = _card(mine.team_id)
        if not card.is_active:
            raise TeamIsGone
        _answer(mine, "accepted", at)
        taken.detail.team_id = card.id
        taken.detail.matched_at = taken.detail.matched_at or at
        taken.detail.save(update_fields=["team_id", "matched_at"])
        show_to_team(taken.detail, card, at=at)
        taken.words = {"team": card.name}
        fact = TeamMatched(case_id=order.case_id, team_id=card.id)
        announce(fact, thing="case", thing_id=order.case_id, at=at, by=by)


def decline(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say no with a reason; the next team that fits well is asked by itself."""
    with transaction.atomic():
        with take_move(ORDERS, "decline", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
            _close_open_offer(taken, "declined", reason)
        _ask_next(order.case_id, at=at)


def expire(offer_id: int, *, at: datetime, by: Actor) -> bool:
    """Take back an offer whose time is up and ask the next team; return whether there was something to do."""
    row = Offer.objects.select_related("order").filter(pk=offer_id, state="open", answer_by__lte=at).first()
    if row is None:
        return False
    with transaction.atomic():
        with take_move(ORDERS, "expire", row.order.case_id, seen=None, at=at, by=by) as taken:
            if _open_offer(taken.detail).pk != row.pk:
                raise WrongState("邀约已经有了答复。")
            _close_open_offer(taken, "expired", "")
        _ask_next(row.order.case_id, at=at)
    return True


def recall(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Take an offer back before it is answered."""
    with take_move(ORDERS, "recall", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        _close_open_offer(taken, "recalled", reason)


def release_team(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Let a team go that accepted: the order is matched again, the visit and its time are given back."""
    with take_move(ORDERS, "release", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        cancel_open_visit(taken.detail, at=at)
        detail = taken.detail
        taken.words = {"team": _card(detail.team_id or 0).name}
        detail.offers.filter(state="accepted").update(state="released", reason=reason[:300])
        end_team_sight(detail, at=at)
        detail.team_id = None
        detail.save(update_fields=["team_id"])


def _ask_next(case_id: int, *, at: datetime) -> None:
    """Ask the best of the teams not asked yet, as often as the programme allows; else the officer decides.

    Follows the move that ended the last offer, in the same transaction.
    """
    order = Order.objects.select_related("programme").get(case_id=case_id)
    if order.offers.filter(is_automatic=True).count() >= order.programme.auto_offers:
        return
    listed = shortlist(order, at=at)
    if listed.ranked and listed.ranked[0].candidate.score >= LEAST_SCORE_TO_ASK_UNASKED:
        with take_move(ORDERS, "offer", case_id, seen=None, at=at, by=the_job("next_offer")) as taken:
            _send(taken, listed.ranked[0], why_not_first="", is_automatic=True)


def _send(taken: Taken[Order], chosen: RankedTeam, *, why_not_first: str, is_automatic: bool) -> None:
    order, at = taken.detail, taken.at
    last_day = after_working_days(local_date(at), order.menu_item.answer_days, work_calendar()).on
    new = Offer.objects.create(
        order=order,
        team_id=chosen.card.id,
        leader_id=chosen.card.leader_id,
        sent_at=at,
        answer_by=end_of_office(last_day),
        why_not_first=why_not_first.strip()[:300],
        is_automatic=is_automatic,
        score=chosen.candidate.score,
        terms=[dataclasses.asdict(term) for term in chosen.candidate.terms],
    )
    show_to_offered(order, chosen.card.leader_id, at=at)
    taken.words = {
        "team": chosen.card.name,
        "enterprise": order.enterprise.short_name,
        "answer_by": when(new.answer_by),
    }


def _fitting(listed: Shortlist, team_id: int) -> RankedTeam:
    chosen = listed.ranked_team(team_id)
    if chosen is None:
        other = next((row for row in listed.others if row.card.id == team_id), None)
        if other is None:
            raise NotFound("没有这支班组，请从名单里选。")
        text = f"{other.card.name}不合适：{other.why_not.reason}，{other.why_not.fact}。"
        raise Refused(text, reasons=[Reason(text=text)])
    return chosen


def _open_offer(order: Order) -> Offer:
    found = open_offer(order)
    if found is None:
        raise WrongState("现在没有等待答复的邀约。")
    return found


def _close_open_offer(taken: Taken[Order], state: str, reason: str) -> None:
    row = _open_offer(taken.detail)
    _answer(row, state, taken.at, reason)
    end_shares("case", taken.case.pk, "offered", person_id=row.leader_id, at=taken.at)
    taken.words = {"team": _card(row.team_id).name}


def _answer(row: Offer, state: str, at: datetime, reason: str = "") -> None:
    row.state, row.answered_at, row.reason = state, at, reason.strip()[:300]
    row.save(update_fields=["state", "answered_at", "reason"])


def _card(team_id: int) -> TeamCard:
    return ask(TeamsNamed(team_ids=(team_id,)))[team_id]
