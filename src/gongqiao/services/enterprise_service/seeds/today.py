"""What each role of the demo finds today: at least one thing due today, one overdue, one that waits for others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from gongqiao.kernel.calendar.queries import local_date, local_time, work_calendar
from gongqiao.kernel.cases.actions import set_due
from gongqiao.kernel.cases.models import Task
from gongqiao.kernel.contracts import ask
from gongqiao.kernel.people.seeds import invented_actor
from gongqiao.services.enterprise_service.actions import closing, orders
from gongqiao.services.enterprise_service.models import Order
from gongqiao.services.enterprise_service.rules.kinds import ORDERS
from gongqiao.services.enterprise_service.seeds.needs import Wish
from gongqiao.services.talent.contract import TeamsOfPerson

if TYPE_CHECKING:
    from gongqiao.services.enterprise_service.seeds.city import City
    from gongqiao.services.enterprise_service.seeds.enterprises import Firm

ELECTRIC = "电气与自动化"
HEADLINE = Wish(
    dish="breakthrough",
    title="空压机电机频繁过载跳停",
    description="两台空压机电机每天跳停三四次，怀疑是气压开关失灵、缺相或接触器的问题，换过热继电器没有用。",
    domain=ELECTRIC,
    cause="进线端子松动，时有缺相",
)


def things_to_do_today(stage: City) -> None:
    """Add the stories behind the demo roles; auditor and head find theirs in what these leave open."""
    firms = [firm for firm in stage.firms if firm.enterprise.org_id == stage.home.pk]
    own = next(firm for firm in firms if stage.contacts.get(firm.enterprise.pk) == stage.staff.contact)
    others = [firm for firm in firms if firm is not own]
    _county(stage, own, others)
    _contact(stage, own)
    _craftsman(stage, others)
    _city(stage)


def _county(stage: City, own: Firm, others: list[Firm]) -> None:
    """The county's officer: an order to match today, a date long overdue, a team that has not answered yet."""
    headline = stage.life_of(HEADLINE, own.enterprise, at=_working_days_ago(stage, 2))
    _due_today(stage, headline.order, "match")
    stage.life(others[0], "breakthrough", at=_working_days_ago(stage, 12)).live("matched")
    stage.life(others[1], "breakthrough", at=_working_days_ago(stage, 1)).offer_to(None)


def _contact(stage: City, own: Firm) -> None:
    """The enterprise's contact: a result to confirm today, papers long overdue, one that waits for the union.

    What is overdue is none of the things that the worker reminds of: a reminder sets a new deadline.
    """
    stage.life(own, "breakthrough", at=_working_days_ago(stage, 26)).live("claimed")
    unclear = stage.life(own, "breakthrough", at=_working_days_ago(stage, 9))
    sent_back_at = _working_days_ago(stage, 8)
    reason = "请补拍设备铭牌，写明每天停几次、每次多久。"
    orders.send_back(unclear.order, reason, seen=None, at=sent_back_at, by=unclear.people.officer)
    today = stage.life(own, "training", at=_working_days_ago(stage, 13)).live("claimed")
    _due_today(stage, today, "confirm")
    stage.life(own, "management", at=_working_days_ago(stage, 5)).live("matched")


def _craftsman(stage: City, firms: list[Firm]) -> None:
    """The craftsman: an offer to answer, a record due today, one overdue, one waiting for the enterprise."""
    team_id = ask(TeamsOfPerson(person_id=stage.staff.craftsman.pk))[0]
    for firm, days, until in zip(
        firms[2:6], (18, 14, 7, 1), ("claimed", "delivering", "delivering", "offered"), strict=True
    ):
        wish = replace(stage.wishes.wish("breakthrough", firm.trade), domain=ELECTRIC)
        life = stage.life_of(wish, firm.enterprise, at=_working_days_ago(stage, days))
        if life.offer_to(team_id):
            life.live(until, after="offered")
        if days == 7:
            _due_today(stage, life.fresh(), "report")


def _city(stage: City) -> None:
    """The city's officer: a benefit to review today, one overdue, one given back to the enterprise."""
    by = invented_actor(stage.staff.city_officer.pk, at=stage.now)
    elsewhere = [firm for firm in stage.firms if firm.enterprise.org_id != stage.home.pk]
    for number, days in enumerate((28, 20, 24)):
        order = stage.life(elsewhere[number * 7], "breakthrough", at=_working_days_ago(stage, days)).live("confirmed")
        if number == 1:
            _due_today(stage, order, "review")
        elif number == 2 and order.case.state == "confirmed":
            reason = "测算表没有盖章，请补一份。"
            closing.return_benefit(order, reason, seen=None, at=stage.now - timedelta(hours=4), by=by)


def _due_today(stage: City, order: Order, duty: str) -> None:
    """Let the city's officer set a task of an order to today."""
    task = Task.objects.filter(case_id=order.case_id, name=duty, done_at=None).first()
    if task is not None:
        by = invented_actor(stage.staff.city_officer.pk, at=stage.now)
        at = stage.now - timedelta(minutes=30)
        set_due(ORDERS, task.pk, _end_of_today(stage.now), reason="请今天办好。", seen=None, at=at, by=by)


def _end_of_today(now: datetime) -> datetime:
    """Return the close of offices today, or midnight when that is near or over."""
    closing_time = local_time(local_date(now), time(17, 30))
    return closing_time if now < closing_time - timedelta(hours=1) else local_time(local_date(now), time(23, 59))


def _working_days_ago(stage: City, working_days: int) -> datetime:
    """Return ten in the morning of the working day so many working days ago."""
    on = local_date(stage.now)
    while working_days:
        on -= timedelta(days=1)
        working_days -= work_calendar().is_working(on)
    return local_time(on, time(10))
