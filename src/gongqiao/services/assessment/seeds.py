"""The demo's assessment of the months that are over, collected by one officer and circulated by another."""

from __future__ import annotations

from datetime import date, time, timedelta

from gongqiao.kernel.calendar.queries import local_time
from gongqiao.kernel.org.models import Union
from gongqiao.kernel.people.models import Account, Person
from gongqiao.kernel.people.queries import actor_for
from gongqiao.services.assessment.actions import AssessmentForm, CriterionForm, circulate, collect, draw_up

CRITERIA = (
    CriterionForm(figure="enterprise_service.problems", points=50),
    CriterionForm(figure="enterprise_service.trained", points=30),
    CriterionForm(figure="enterprise_service.enterprises", points=20, target=12),
)


def assess_the_year(city: Union, *, maker: Person, signer: Person, on: date, site: str) -> None:
    """Score the counties up to the end of last month and circulate it."""
    month = on.replace(day=1)
    at = local_time(month, time(10, 0))
    first, second = (actor_for(Account.objects.get(person=one), strength="full", at=at) for one in (maker, signer))
    form = AssessmentForm(
        title=f"{month.year} 年助企行考核", since=(month - timedelta(days=300)).replace(day=1),
        until=month - timedelta(days=1), criteria=CRITERIA,
    )  # fmt: skip
    made = draw_up(form, union=city, at=at, by=first)
    collect(made, at=at, by=first)
    made.refresh_from_db()
    circulate(made, seen=made.digest, link=f"{site}/desk/assessments/{made.pk}", at=at + timedelta(hours=5), by=second)
