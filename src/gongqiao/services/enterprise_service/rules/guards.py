"""What stands against a move: every reason at once, each with its way out where there is one."""

from __future__ import annotations

from datetime import datetime, timedelta

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.base.errors import Reason
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.documents.queries import attachments_of
from gongqiao.kernel.org.uscc import fault_of
from gongqiao.kernel.people.queries import principal_of
from gongqiao.services.enterprise_service.models import Authorisation, Confirmation, Offer, Order, VisitRecord
from gongqiao.services.talent.contract import TeamsOfPerson

OPEN_VISIT = ("proposed", "agreed", "under_way")
REMINDERS_BEFORE_CLOSING = 2
START_BEFORE = timedelta(hours=12)


def can_offer(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """No offer is out, and the enterprise's code is sound."""
    reasons = has_no_open_offer(order, by, at)
    if fault := fault_of(order.enterprise.uscc):
        reasons.append(Reason(text=f"企业登记有误：{fault}"))
    return reasons


def has_open_offer(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """An offer is out, and to this leader where a leader answers."""
    offer = open_offer(order)
    if offer is None:
        return [Reason(text="现在没有等待答复的邀约。")]
    if by.person_id is not None and not by.posts and offer.leader_id != by.person_id:
        return [Reason(text="这份邀约不是发给您的。")]
    return []


def has_no_open_offer(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """No offer is out."""
    if open_offer(order):
        return [Reason(text="有一份邀约在等班组答复，请等答复，或先收回邀约。")]
    return []


def has_no_open_visit(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """No visit is proposed or agreed."""
    if open_visit(order):
        return [Reason(text="已经提出了上门时间，请等双方确认；要换时间请先说“这个时间不行”。")]
    return []


def has_open_visit(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """A visit is proposed."""
    return [] if open_visit(order) else [Reason(text="还没有提出上门时间。")]


def enterprise_has_not_agreed(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """A visit is proposed and the enterprise has not answered."""
    visit = open_visit(order)
    if visit is None:
        return [Reason(text="还没有提出上门时间，请等工会约时间。")]
    return [Reason(text="您已经同意了，正在等班组确认。")] if visit.contact_agreed_at else []


def team_has_not_agreed(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """A visit is proposed and the team has not answered."""
    visit = open_visit(order)
    if visit is None:
        return [Reason(text="还没有提出上门时间。")]
    return [Reason(text="您已经答应了，正在等企业确认。")] if visit.leader_agreed_at else []


def visit_is_near(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """The agreed visit is at hand: a visit is not begun days ahead."""
    visit = open_visit(order)
    if visit is None:
        return [Reason(text="还没有约定上门时间。")]
    if at < visit.activity.starts_at - START_BEFORE and local_date(at) != local_date(visit.activity.starts_at):
        day = local_date(visit.activity.starts_at)
        return [Reason(text=f"约定的是 {day.month}月{day.day}日，还没到日子；提前去请先改日期。")]
    return []


def visit_is_under_way(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """A visit was begun and is not reported yet."""
    visit = open_visit(order)
    if visit is None or visit.state != "under_way":
        return [Reason(text="还没有开始上门，请先按“到场了，开始”。")]
    return []


def does_not_judge_own_work(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """Whoever served, or belongs to the team that did, does not confirm for the enterprise."""
    if by.person_id is None:
        return []
    served = VisitRecord.objects.filter(order=order, presences__person_id=by.own_id)
    if served.exists() or order.team_id in ask(TeamsOfPerson(person_id=by.own_id)):
        return [Reason(text="您是上门班组的成员，应当回避，请企业的其他联系人确认。")]
    return []


def can_hand_to_principal(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """The actor is not the principal contact, and there is one."""
    if order.enterprise_id in by.principal_of:
        return [Reason(text="您就是主联系人，请直接确认。")]
    if principal_of(order.enterprise_id) is None:
        return [Reason(text="企业还没有主联系人，请联系工会确定一位。")]
    return []


def can_reopen(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """A clock reopens after a low score; an officer after a revisit that found the trouble again."""
    if by.job:
        return []
    latest = in_force(order)
    if latest and _has_relapsed(order, latest):
        return []
    return [Reason(text="只有回访发现问题又出现，才能重新打开；请先记回访。")]


def has_not_rated(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """The enterprise has not rated this round."""
    latest = in_force(order)
    if latest and _is_rated(order, latest):
        return [Reason(text="这次服务已经评过分了。")]
    return does_not_judge_own_work(order, by, at)


def benefit_waits_for_review(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """There is a benefit that nobody has reviewed, and the reviewer did not declare it."""
    latest = in_force(order)
    if latest is None or latest.review_state != "pending":
        return [Reason(text="效益已经复核过了。")]
    if latest.person_id == by.person_id:
        return [Reason(text="不能复核自己申报的效益，请其他同志复核。")]
    return []


def has_not_revisited(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """The revisit of this round is due and not done."""
    latest = in_force(order)
    if latest is None:
        return [Reason(text="企业还没有确认。")]
    if _is_revisited(order, latest):
        return [Reason(text="已经记过回访了。")]
    first_day = local_date(latest.at) + timedelta(days=order.menu_item.revisit_days)
    if local_date(at) < first_day:
        return [
            Reason(text=f"满 {order.menu_item.revisit_days} 天才回访，{first_day.month}月{first_day.day}日起可以记。")
        ]
    return []


def can_correct(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """There is a confirmation to correct, and the actor did not serve."""
    if in_force(order) is None:
        return [Reason(text="企业没有确认过，没有可更正的效益。")]
    return does_not_judge_own_work(order, by, at)


def can_close(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """Reviewed, revisited, and rated or reminded twice."""
    latest = in_force(order)
    reasons = []
    if latest is None or latest.review_state != "accepted":
        reasons.append(Reason(text="效益还没有复核通过。"))
    if latest is None or not _is_revisited(order, latest):
        reasons.append(Reason(text="还没有记回访。"))
    if latest and not _is_rated(order, latest):
        reminded = _reminders(order, "rate")
        if reminded < REMINDERS_BEFORE_CLOSING:
            reasons.append(Reason(text=f"企业还没有评分，要提醒两次后才能归档，现在提醒了 {reminded} 次。"))
    if latest and _has_relapsed(order, latest):
        reasons.append(Reason(text="回访发现问题又出现，请先重新打开、再上门。"))
    return reasons


def was_reminded_twice(order: Order, by: Actor, at: datetime) -> list[Reason]:
    """The enterprise was reminded twice and did not answer."""
    reminded = max(_reminders(order, "confirm"), _reminders(order, "confirm_benefit"))
    if reminded < REMINDERS_BEFORE_CLOSING:
        return [Reason(text=f"要提醒企业两次后才能这样归档，现在提醒了 {reminded} 次。")]
    return []


def authorisation_is_complete(authorisation: Authorisation, by: Actor, at: datetime) -> list[Reason]:
    """The stamped paper is there and the code is sound; nobody accepts his own."""
    reasons = []
    if not attachments_of("case", authorisation.case_id, "authorisation"):
        reasons.append(Reason(text="没有盖章的授权书，请退回补交。"))
    if fault := fault_of(authorisation.uscc):
        reasons.append(Reason(text=fault))
    if authorisation.case.person_id == by.person_id:
        reasons.append(Reason(text="不能审核自己的申请，请其他同志审核。"))
    return reasons


def open_offer(order: Order) -> Offer | None:
    """Return the offer that waits for an answer."""
    return next((offer for offer in order.offers.all() if offer.state == "open"), None)


def open_visit(order: Order) -> VisitRecord | None:
    """Return the visit that is proposed, agreed or under way."""
    if "visits" not in getattr(order, "_prefetched_objects_cache", {}):
        return order.visits.filter(state__in=OPEN_VISIT).select_related("activity").first()
    return next((visit for visit in order.visits.all() if visit.state in OPEN_VISIT), None)


def in_force(order: Order) -> Confirmation | None:
    """Return the confirmation in force."""
    return next((one for one in order.confirmations.all() if one.superseded_at is None), None)


def _is_rated(order: Order, latest: Confirmation) -> bool:
    return any(row.side == "enterprise" and row.round == latest.round for row in order.ratings.all())


def _is_revisited(order: Order, latest: Confirmation) -> bool:
    return any(row.round == latest.round for row in order.revisits.all())


def _has_relapsed(order: Order, latest: Confirmation) -> bool:
    return any(row.round == latest.round and not row.still_holds for row in order.revisits.all())


def _reminders(order: Order, duty: str) -> int:
    """Return how often the latest duty of this name was reminded of."""
    task = Task.objects.filter(case_id=order.case_id, name=duty).order_by("-pk").first()
    return task.reminded if task else 0


GUARDS = {
    guard.__name__: guard
    for guard in (
        can_offer, has_open_offer, has_no_open_offer, has_no_open_visit, has_open_visit, enterprise_has_not_agreed,
        team_has_not_agreed, visit_is_near, visit_is_under_way, does_not_judge_own_work, can_hand_to_principal,
        can_reopen, has_not_rated, benefit_waits_for_review, has_not_revisited, can_correct, can_close,
        was_reminded_twice,
    )
}  # fmt: skip
