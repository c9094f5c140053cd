"""Answers to what talent asks: who is on site, what still counts on a team, how often somebody served."""

from __future__ import annotations

from collections.abc import Mapping

from gongqiao.kernel.contracts import answers
from gongqiao.services.enterprise_service.contract import (
    OnSite,
    OpenWork,
    OpenWorkOfTeams,
    OrdersOnSite,
    VisitsServed,
)
from gongqiao.services.enterprise_service.queries import serving


@answers(OrdersOnSite)
def answer_orders_on_site(question: OrdersOnSite) -> Mapping[int, OnSite]:
    """Return the orders behind these cases."""
    return serving.on_site(question.case_ids)


@answers(OpenWorkOfTeams)
def answer_open_work_of_teams(question: OpenWorkOfTeams) -> Mapping[int, tuple[OpenWork, ...]]:
    """Return what counts on these teams."""
    return serving.open_work(question.team_ids)


@answers(VisitsServed)
def answer_visits_served(question: VisitsServed) -> Mapping[int, int]:
    """Return the counts of visits."""
    return serving.visits_served(question.person_ids)
