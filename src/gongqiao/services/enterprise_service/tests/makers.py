"""Make orders at any stage, quickly and by the real actions. Say only what matters."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image
from tests.cast import ELECTRIC, MONDAY, Cast

from gongqiao.kernel.access.actor import Actor
from gongqiao.kernel.calendar.models import Booking
from gongqiao.kernel.calendar.queries import CITY_TIME
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.cases.queries import draft_for, timeline
from gongqiao.kernel.documents.actions import keep_file
from gongqiao.kernel.notices.models import Notice
from gongqiao.kernel.org.models import Enterprise
from gongqiao.services.enterprise_service.actions import closing, confirming, dates, offers, orders, visits
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.guards import open_visit
from gongqiao.services.talent.models import Craftsman

WEDNESDAY_AT_TWO = datetime(2026, 11, 18, 14, 0, tzinfo=CITY_TIME)
STAGES = (
    "ordered",
    "offered",
    "matched",
    "proposed",
    "scheduled",
    "delivering",
    "claimed",
    "confirmed",
    "reviewed",
    "revisited",
)


def an_order_form(**changes) -> orders.OrderForm:
    plain = {
        "dish": "breakthrough",
        "title": "空压机电机频繁过载跳停",
        "description": "怀疑接触器缺相，换过热继电器没有用。",
        "domain": ELECTRIC,
    }
    return orders.OrderForm(**{**plain, **changes})


@dataclass(frozen=True, kw_only=True)
class Firm:
    """An enterprise with its contact and the officer of its county."""

    enterprise: Enterprise
    contact: Actor
    officer: Actor
    why_not_first: str = ""


def ours(cast: Cast) -> Firm:
    return Firm(enterprise=cast.enterprise, contact=cast.contact, officer=cast.officer)


def theirs(cast: Cast) -> Firm:
    """The enterprise of the other county; it wants the electricians although another team lives nearer."""
    return Firm(
        enterprise=cast.other_enterprise, contact=cast.stranger, officer=cast.other_officer, why_not_first="合作过"
    )


def an_order(
    cast: Cast, stage: str = "ordered", *, firm: Firm | None = None, at: datetime = MONDAY, **changes
) -> Order:
    """Make an order and lead it to a stage with the cast's usual people."""
    firm = firm or ours(cast)
    order = orders.place_order(firm.enterprise, an_order_form(**changes), at=at, by=firm.contact)
    steps = {
        "offered": lambda o: offers.offer(
            o, cast.electricians.pk, why_not_first=firm.why_not_first, seen=None, at=at, by=firm.officer
        ),
        "matched": lambda o: offers.accept(o, seen=None, at=at, by=cast.leader),
        "proposed": lambda o: dates.propose(o, a_date(), seen=None, at=at, by=firm.officer),
        "scheduled": lambda o: agree_on_both_sides(o, cast, firm=firm, at=at),
        "delivering": lambda o: visits.start(o, seen=None, at=WEDNESDAY_AT_TWO, by=cast.leader),
        "claimed": lambda o: visits.report(
            o, a_report(o, cast), is_finished=True, seen=None, at=WEDNESDAY_AT_TWO + timedelta(hours=2), by=cast.leader
        ),
        "confirmed": lambda o: confirming.confirm(o, a_confirmation(o), seen=None, at=THURSDAY, by=firm.contact),
        "reviewed": lambda o: closing.review(o, seen=None, at=THURSDAY + timedelta(hours=1), by=cast.city_officer),
        "revisited": lambda o: closing.revisit(
            o, way="phone", still_holds=True, note="", seen=None, at=THURSDAY + timedelta(days=31), by=firm.officer
        ),
    }
    for name in STAGES[1 : STAGES.index(stage) + 1]:
        steps[name](fresh(order))
    return fresh(order)


THURSDAY = datetime(2026, 11, 19, 10, 0, tzinfo=CITY_TIME)


def fresh(order: Order) -> Order:
    """Read an order again."""
    return Order.objects.select_related(
        "case__org__node", "enterprise__org__node", "programme", "menu_item", "need"
    ).get(pk=order.pk)


def a_date(start: datetime = WEDNESDAY_AT_TWO, hours: float = 2.5, **changes) -> dates.DateForm:
    return dates.DateForm(starts_at=start, ends_at=start + timedelta(hours=hours), **changes)


def a_report(order: Order, cast: Cast, *, is_solved: bool = True, **changes) -> visits.VisitReport:
    problems = [
        visits.ProblemReport(
            problem_id=p.pk, is_solved=is_solved, cause="端子松动", cure="紧固并换接触器" if is_solved else ""
        )
        for p in order.problems.all()
    ]
    plain = {"minutes": "查了进线和接触器。", "member_ids": [cast.leader.person_id], "problems": problems}
    return visits.VisitReport(**{**plain, **changes})


def a_confirmation(order: Order, **changes) -> confirming.ConfirmationForm:
    plain = {
        "solved": {problem.pk: True for problem in order.problems.all()},
        "took_place": {visit.pk: True for visit in order.visits.filter(state="reported")},
        "actual_fen": 30_000_000,
        "expected_fen": 20_000_000,
        "basis": "停机损失按台账计算",
        "score": 5,
    }
    return confirming.ConfirmationForm(**{**plain, **changes})


def agree_on_both_sides(order: Order, cast: Cast, *, firm: Firm | None = None, at: datetime = MONDAY) -> None:
    """Let the enterprise and the team say yes to the date that is proposed."""
    dates.agree(order, seen=None, at=at, by=(firm or ours(cast)).contact)
    dates.promise(fresh(order), seen=None, at=at, by=cast.leader)


def a_draft_with(label: str, *, by: Actor, form: str = "photos", at: datetime = MONDAY) -> uuid.UUID:
    """Begin a form and put one picture into it."""
    draft = draft_for(form, at=at, by=by)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#334455").save(picture, "PNG")
    picture.seek(0)
    keep_file(picture, name="铭牌.png", label=label, draft=draft.pk, at=at, by=by)
    return draft.pk


def the_craftsman(cast: Cast, name: str) -> Craftsman:
    """Return somebody of the cast as a craftsman."""
    return Craftsman.objects.select_related("union__node").get(person=cast.person(name))


def open_duties(order: Order) -> set[str]:
    """Return what somebody has to do for an order now."""
    return set(Task.objects.filter(case=order.case, done_at=None).values_list("name", flat=True))


def booked(thing: str = "activity") -> set[int]:
    """Return the persons whose time is taken."""
    return set(Booking.objects.filter(thing=thing).values_list("person_id", flat=True))


def told(person: Actor) -> list[str]:
    """Return what somebody was told, the first first."""
    return list(Notice.objects.filter(person_id=person.own_id).order_by("pk").values_list("title", flat=True))


def story(order: Order, by: Actor) -> str:
    """Return the timeline of an order as one text, newest first."""
    return "\n".join(f"{line.who}{line.told}（{line.reason}）" for line in timeline(order.case, by=by))


def visit_of(order: Order):
    """Return the open visit of an order, which must be there."""
    visit = open_visit(order)
    assert visit is not None
    return visit
