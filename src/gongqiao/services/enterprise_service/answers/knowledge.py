"""What the knowledge base may learn of orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gongqiao.kernel.access.actor import the_job
from gongqiao.kernel.calendar.queries import local_date
from gongqiao.kernel.contracts import answers, ask
from gongqiao.kernel.people.queries import names_of
from gongqiao.services.enterprise_service.contract import (
    ClosedOrder,
    ClosedOrders,
    OrderWords,
    SolvedProblem,
    WordsOfOrders,
)
from gongqiao.services.enterprise_service.models import Order, VisitRecord
from gongqiao.services.enterprise_service.queries import lessons
from gongqiao.services.talent.contract import TeamCard, TeamsNamed


@answers(ClosedOrders)
def answer_closed_orders(question: ClosedOrders) -> Mapping[int, ClosedOrder]:
    """Return what can be learnt from closed orders, by case; a fixed number of queries."""
    orders = lessons.closed_orders(question.case_ids)
    cards = ask(TeamsNamed(team_ids=tuple(sorted({o.team_id for o in orders if o.team_id}))))
    involved = lessons.people_around(orders)
    named = names_of({pk for ids in involved.values() for pk in ids}, by=the_job("knowledge"))
    return {
        order.case_id: _lesson(order, cards.get(order.team_id or 0), [named.get(pk, "") for pk in involved[order.pk]])
        for order in orders
    }


@answers(WordsOfOrders)
def answer_words_of_orders(question: WordsOfOrders) -> Mapping[int, OrderWords]:
    """Return the words of orders by case."""
    return {
        order.case_id: OrderWords(
            org_id=order.case.org_id, title=order.title, description=order.description, domain=order.domain,
            trade=order.enterprise.industry,
        )
        for order in lessons.orders_of_cases(question.case_ids)
    }  # fmt: skip


def _lesson(order: Order, card: TeamCard | None, names: Iterable[str]) -> ClosedOrder:
    visits = list(order.visits.all())
    signed = [line.name for visit in visits for line in visit.sign_ins.all()]
    team = [member.name for member in card.members] if card else []
    return ClosedOrder(
        case_id=order.case_id,
        org_id=order.case.org_id,
        dish=order.dish,
        title=order.title,
        description=order.description,
        domain=order.domain,
        trade=order.enterprise.industry,
        problems=tuple(
            SolvedProblem(title=one.title, cause=one.cause, cure=one.cure)
            for one in order.problems.all()
            if one.state == "solved"
        ),
        advice=_advice(visits),
        crafts=_crafts(card),
        leader_id=next((offer.leader_id for offer in order.offers.all() if offer.state == "accepted"), None),
        closed_on=local_date(order.closed_at or order.ordered_at),
        firms=_some([order.enterprise.name, order.enterprise.short_name]),
        people=_some([*names, *team, *signed]),
        places=_some([order.enterprise.address, order.place]),
    )


def _advice(visits: Iterable[VisitRecord]) -> str:
    return next((visit.advice for visit in visits if visit.state == "confirmed" and visit.advice), "")


def _crafts(card: TeamCard | None) -> tuple[str, ...]:
    if card is None:
        return ()
    return _some(word for member in card.members for word in (member.trade, *(skill.name for skill in member.skills)))


def _some(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
