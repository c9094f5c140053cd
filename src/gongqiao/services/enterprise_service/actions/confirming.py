"""The enterprise's own word: what was solved, which visits took place, what it was worth, what they thought of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gongqiao.kernel.access.actor import Actor, the_job
from gongqiao.kernel.base.errors import Invalid, NotFound
from gongqiao.kernel.base.money import yuan_of
from gongqiao.kernel.cases.actions import Taken, take_move
from gongqiao.kernel.cases.drafts import finish, hand_over
from gongqiao.kernel.documents.actions import bind_files
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.outbox.actions import announce
from gongqiao.kernel.people.queries import principal_of
from gongqiao.services.enterprise_service.contract import OrderConfirmed
from gongqiao.services.enterprise_service.flow import RATE
from gongqiao.services.enterprise_service.models import Confirmation, Correction, Order, Rating
from gongqiao.services.enterprise_service.rules.guards import in_force
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.rules.questions import answered, questions

MOST_FEN = 10**15


class ProofNeeded(Invalid):
    """申报的效益超过上限，要附证明材料（台账、检测单、盖章说明的照片或 PDF）。请加上后再提交。"""

    code = "proof_needed"


class PrincipalNeeded(Invalid):
    """申报的效益超过上限，要由主联系人本人确认。请按“请主联系人确认”，您填好的内容会转过去。"""

    code = "principal_needed"


@dataclass(frozen=True, kw_only=True)
class ConfirmationForm:
    """What the enterprise says. ``solved``: problem id to yes or no; ``took_place``: visit id to yes or no.

    Benefit in fen. ``score`` may be left out (None); then reminders follow.
    """

    solved: Mapping[int, bool]
    took_place: Mapping[int, bool]
    actual_fen: int = 0
    expected_fen: int = 0
    basis: str = ""
    score: int | None = None
    comment: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def confirm(
    order: Order,
    form: ConfirmationForm,
    *,
    draft: uuid.UUID | None = None,
    seen: int | None,
    at: datetime,
    by: Actor,
) -> Confirmation:
    """Confirm for the enterprise; only this makes problems count as solved. A low score reopens the order.

    Raises ProofNeeded and PrincipalNeeded above the programme's ceiling, Invalid with every wrong field.
    """
    with transaction.atomic():
        with take_move(ORDERS, "confirm", order.case_id, seen=seen, at=at, by=by) as taken:
            if draft:
                bind_files(draft, thing="case", thing_id=order.case_id, at=at, by=by)
                finish(draft, by=by)
            is_large = _check(taken.detail, form, by)
            made = _write_down(taken, form, is_large)
        low = form.score is not None and form.score <= order.programme.low_score
        if low:
            _reopen(order, form.score or 0, at)
    return made


def hand_to_principal(order: Order, *, draft: uuid.UUID | None, seen: int | None, at: datetime, by: Actor) -> None:
    """Pass a filled confirmation on to the principal contact, files included."""
    with take_move(ORDERS, "hand_to_principal", order.case_id, seen=seen, at=at, by=by):
        principal = principal_of(order.enterprise_id)
        if principal is None:
            raise NotFound("企业还没有主联系人，请联系工会确定一位。")
        if draft:
            bind_files(draft, thing="case", thing_id=order.case_id, at=at, by=by)
            hand_over(draft, principal.person_id, at=at, by=by)
            finish(draft, by=by)


def dispute(order: Order, reason: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Say that it is not solved: the team comes again. Nothing counts."""
    with take_move(ORDERS, "dispute", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        taken.detail.problems.filter(state="claimed").update(state="registered", claimed_at=None)


def rate(order: Order, score: int, comment: str, *, seen: int | None, at: datetime, by: Actor) -> None:
    """Rate afterwards, when the confirmation came without a rating; a low score reopens here too."""
    with transaction.atomic():
        with take_move(ORDERS, "rate", order.case_id, seen=seen, at=at, by=by) as taken:
            _check_score(score)
            latest = _latest(taken.detail)
            _rate(taken, latest.round, score, comment, {})
            taken.words = {"score": str(score)}
        if score <= order.programme.low_score:
            _reopen(order, score, at)


def correct(
    order: Order,
    *,
    actual_fen: int,
    expected_fen: int,
    reason: str,
    draft: uuid.UUID | None = None,
    seen: int | None,
    at: datetime,
    by: Actor,
) -> Correction:
    """Correct a confirmed benefit; before and after stay, and it is reviewed again."""
    with take_move(ORDERS, "correct", order.case_id, seen=seen, reason=reason, at=at, by=by) as taken:
        if draft:
            bind_files(draft, thing="case", thing_id=order.case_id, at=at, by=by)
            finish(draft, by=by)
        latest = _latest(taken.detail)
        is_large = _check_benefit(taken.detail, actual_fen, expected_fen, by)
        correction = Correction.objects.create(
            confirmation=latest,
            actual_before_fen=latest.actual_fen,
            expected_before_fen=latest.expected_fen,
            actual_after_fen=actual_fen,
            expected_after_fen=expected_fen,
            reason=reason.strip()[:300],
            person_id=by.own_id,
            at=at,
        )
        before = latest.actual_fen + latest.expected_fen
        latest.actual_fen, latest.expected_fen = actual_fen, expected_fen
        latest.is_above_ceiling, latest.by_principal = is_large, latest.by_principal or is_large
        latest.review_state, latest.reviewed_by, latest.reviewed_at = "pending", None, None
        latest.save()
        taken.words = {"change": f"{yuan_of(before)}改为{yuan_of(actual_fen + expected_fen)}"}
    return correction


def _check(order: Order, form: ConfirmationForm, by: Actor) -> bool:
    """Check the whole form; return whether the benefit is above the ceiling."""
    faults: dict[str, list[str]] = {}
    problems = set(order.problems.values_list("pk", flat=True))
    visits = set(order.visits.filter(state="reported").values_list("pk", flat=True))
    if set(form.solved) - problems or set(form.took_place) - visits:
        raise NotFound("有一项不在这张点菜单里，请刷新页面再填。")
    if problems - set(form.solved):
        faults["solved"] = ["请逐条选每个难题是否解决。"]
    if visits - set(form.took_place):
        faults["took_place"] = ["请逐次选班组是否来过。"]
    if len(form.basis) > 300:
        faults["basis"] = ["“怎么算的”最多 300 个字。"]
    if form.actual_fen + form.expected_fen > 0 and not form.basis.strip():
        faults["basis"] = ["申报了效益，请写一句怎么算的。"]
    if len(form.comment) > 500:
        faults["comment"] = ["最多 500 个字。"]
    if form.score is not None and form.score not in range(1, 6):
        faults["score"] = ["请选 1 到 5 分。"]
    if faults:
        raise Invalid(fields=faults)
    return _check_benefit(order, form.actual_fen, form.expected_fen, by)


def _check_benefit(order: Order, actual_fen: int, expected_fen: int, by: Actor) -> bool:
    if not (0 <= actual_fen <= MOST_FEN and 0 <= expected_fen <= MOST_FEN):
        raise Invalid("效益金额不合理，请核对单位是不是元。", fields={"actual": ["请核对金额，单位是元。"]})
    ceiling = order.programme.benefit_ceiling_fen
    if actual_fen + expected_fen <= ceiling:
        return False
    over = f"申报的效益合计超过 {yuan_of(ceiling)}"
    if not attachments_of("case", order.case_id, "proof"):
        text = f"{over}，要附证明材料（台账、检测单、盖章说明的照片或 PDF）。请加上后再提交。"
        raise ProofNeeded(text, fields={"proof": [text]})
    if order.enterprise_id not in by.principal_of:
        raise PrincipalNeeded(f"{over}，要由主联系人本人确认。请按“请主联系人确认”，您填好的内容会转过去。")
    return True


def _check_score(score: int) -> None:
    if score not in range(1, 6):
        raise Invalid("请选 1 到 5 分。", fields={"score": ["请选 1 到 5 分。"]})


def _write_down(taken: Taken[Order], form: ConfirmationForm, is_large: bool) -> Confirmation:
    order, at, by = taken.detail, taken.at, taken.by
    number = order.confirmations.count() + 1
    order.confirmations.filter(superseded_at=None).update(superseded_at=at)
    made = Confirmation.objects.create(
        order=order,
        round=number,
        person_id=by.own_id,
        at=at,
        actual_fen=form.actual_fen,
        expected_fen=form.expected_fen,
        basis=form.basis.strip(),
        note=form.comment.strip(),
        is_above_ceiling=is_large,
        by_principal=order.enterprise_id in by.principal_of,
    )
    _judge(order, form, at)
    if form.score is not None:
        extra = answered(questions(order.menu_item.rating_form), form.extra)
        _rate(taken, number, form.score, form.comment, extra)
    else:
        taken.also_asks.append(RATE)
    order.confirmed_at = order.confirmed_at or at
    order.save(update_fields=["confirmed_at"])
    solved = sum(form.solved.values())
    taken.words = {"outcome": _outcome(solved, len(form.solved), form)}
    fact = OrderConfirmed(
        case_id=order.case_id,
        enterprise_id=order.enterprise_id,
        solved=solved,
        actual_fen=form.actual_fen,
        expected_fen=form.expected_fen,
    )
    announce(fact, thing="case", thing_id=order.case_id, at=at, by=by)
    return made


def _judge(order: Order, form: ConfirmationForm, at: datetime) -> None:
    yes = [pk for pk, solved in form.solved.items() if solved]
    no = [pk for pk, solved in form.solved.items() if not solved]
    order.problems.filter(pk__in=yes).exclude(state="solved").update(state="solved", confirmed_at=at)
    order.problems.filter(pk__in=no).update(state="unsolved", confirmed_at=at)
    came = [pk for pk, true in form.took_place.items() if true]
    order.visits.filter(pk__in=came).update(state="confirmed", confirmed_at=at)
    stayed_away = [pk for pk, true in form.took_place.items() if not true]
    order.visits.filter(pk__in=stayed_away).update(state="denied", confirmed_at=at)


def _outcome(solved: int, asked: int, form: ConfirmationForm) -> str:
    parts = (
        [f"{solved} 个难题解决" if solved == asked else f"{asked} 个难题解决了 {solved} 个"] if asked else ["服务完成"]
    )
    if form.actual_fen or form.expected_fen:
        parts.append(f"实际效益 {yuan_of(form.actual_fen)}，预计 {yuan_of(form.expected_fen)}")
    if form.score is not None:
        parts.append(f"评 {form.score} 分")
    return "，".join(parts)


def _rate(taken: Taken[Order], number: int, score: int, comment: str, extra: Mapping[str, str]) -> None:
    order = taken.detail
    Rating.objects.create(
        order=order,
        side="enterprise",
        round=number,
        score=score,
        comment=comment.strip()[:500],
        extra=dict(extra),
        team_id=order.team_id or 0,
        person_id=taken.by.own_id,
        at=taken.at,
    )


def _reopen(order: Order, score: int, at: datetime) -> None:
    reason = f"企业只评了 {score} 分"
    with take_move(ORDERS, "reopen", order.case_id, seen=None, reason=reason, at=at, by=the_job("low_score")):
        pass


def _latest(order: Order) -> Confirmation:
    latest = in_force(order)
    if latest is None:
        raise NotFound("企业还没有确认过。")
    return latest
