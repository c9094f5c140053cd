"""Every page keeps to its number of queries, however many orders there are.

``queries.json`` holds what each page was measured to need. Who makes a page cheaper writes the smaller number there; who
makes one dearer has a reason that stands in the commit.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongqiao.services.enterprise_service.actions import confirming, orders, visits
from gongqiao.services.enterprise_service.tests.makers import MONDAY, a_confirmation, a_report, an_order, fresh
from tests.walls.joint_works import one_more_of_each
from tests.walls.scene import ON_SITE, THURSDAY, Scene, an_order_beside
from tests.walls.survey_scene import one_more_heard
from tests.walls.talent_scene import more_of_talent

pytestmark = pytest.mark.django_db
BUDGETS = json.loads((Path(__file__).parent / "queries.json").read_text())
FEW, MANY = 3, 12
DESK = "/desk/enterprise-service"
PAGES = {
    "desk today": ("officer", "/desk"),
    "desk watch": ("auditor", "/desk"),
    "desk orders": ("officer", DESK + "/orders"),
    "desk orders of the city": ("city_officer", DESK + "/orders?dish=breakthrough"),
    "desk cases": ("officer", "/desk/cases"),
    "desk search": ("officer", "/desk/search?q=第"),
    "desk needs": ("officer", DESK + "/needs"),
    "desk surveys": ("officer", DESK + "/surveys"),
    "desk survey": ("officer", DESK + "/surveys/{scene.survey.pk}"),
    "desk respondents": ("city_officer", DESK + "/respondents?survey={scene.survey.pk}"),
    "desk respondent": ("officer", DESK + "/respondents/{scene.respondent.pk}"),
    "desk survey answers": ("officer", DESK + "/surveys/{scene.survey.pk}/answers"),
    "desk survey answer": ("officer", DESK + "/survey-answers/{scene.survey_visit.pk}"),
    "desk visit of a survey": ("officer", DESK + "/surveys/{scene.survey.pk}/gatherings/new"),
    "desk remedy": ("officer", DESK + "/surveys/{scene.survey.pk}/remedies/new"),
    "desk special actions": ("officer", DESK + "/special-actions"),
    "desk special action": ("officer", DESK + "/special-actions/{scene.special_action.pk}"),
    "desk enterprises": ("officer", DESK + "/enterprises"),
    "desk ledger": ("officer", DESK + "/ledger"),
    "desk batches": ("officer", "/desk/sheets"),
    "desk batch": ("officer", "/desk/sheets/batches/{scene.batch.pk}"),
    "desk upload": ("officer", "/desk/sheets/enterprises/new"),
    "desk undo": ("officer", "/desk/sheets/batches/{scene.taken_batch.pk}/undo"),
    "desk exports": ("officer", "/desk/exports"),
    "desk export": ("officer", "/desk/exports/{scene.export.pk}"),
    "desk enterprise": ("officer", DESK + "/enterprises/{scene.cast.enterprise.pk}"),
    "desk activities": ("officer", DESK + "/activities"),
    "desk programme": ("officer", DESK + "/programme"),
    "desk teams": ("officer", "/desk/talent/teams"),
    "desk team": ("officer", "/desk/talent/teams/{scene.cast.electricians.pk}"),
    "desk case": ("officer", "/desk/cases/{scene.number}"),
    "desk case as an auditor": ("auditor", "/desk/cases/{scene.number}"),
    "desk offer": ("officer", "/desk/cases/{scene.number}/do/offer"),
    "desk deadline": ("officer", "/desk/cases/{scene.number}/due/{scene.task.pk}"),
    "funnel": ("city_officer", DESK + "/figures"),
    "board": ("head", "/board"),
    "desk screens": ("officer", DESK + "/screens"),
    "rows of orders": ("city_officer", "/desk/figures/enterprise_service.ordered"),
    "rows of problems": ("city_officer", "/desk/figures/enterprise_service.problems"),
    "rows of activities": ("city_officer", "/desk/figures/enterprise_service.activities"),
    "rows of benefit": ("city_officer", "/desk/figures/enterprise_service.benefit_actual"),
    "rows of enterprises": ("city_officer", "/desk/figures/enterprise_service.enterprises"),
    "assessments": ("city_officer", "/desk/assessments"),
    "assessment": ("city_officer", "/desk/assessments/{scene.assessment.pk}"),
    "figures": ("city_officer", "/desk/figures"),
    "circular of an assessment": ("city_officer", "/desk/assessments/{scene.assessment.pk}/circular"),
    "report of a snapshot": ("city_officer", "/desk/snapshots/{scene.signed_snapshot.pk}/report"),
    "proposing a skill": ("leader", "/talent/skills/new"),
    "number of a licence": (
        "officer",
        "/desk/talent/craftsmen/{scene.leader.pk}/certificates/{scene.certificate.pk}/number",
    ),
    "snapshots": ("city_officer", "/desk/snapshots"),
    "snapshot": ("city_officer", "/desk/snapshots/{scene.signed_snapshot.pk}"),
    "rows of a snapshot": ("officer", "/desk/snapshots/{scene.snapshot.pk}/rows/enterprise_service.problems"),
    "desk common problems": ("officer", "/desk/innovation/problems"),
    "desk joint works": ("officer", "/desk/innovation/works"),
    "desk proposals": ("officer", "/desk/innovation/proposals"),
    "desk proposal": ("officer", "/desk/innovation/proposals/{scene.proposal.pk}"),
    "desk new common problem": ("officer", "/desk/innovation/problems/new"),
    "desk joint work": ("officer", "/desk/cases/{scene.joint_work.case.number}"),
    "phone joint works": ("contact", "/innovation/works"),
    "phone joint work": ("contact", "/cases/{scene.joint_work.case.number}"),
    "phone home of a contact": ("contact", "/"),
    "phone home of a leader": ("leader", "/"),
    "phone mine": ("contact", "/mine"),
    "phone messages": ("contact", "/messages"),
    "phone order": ("contact", "/enterprise-service/orders/new"),
    "phone surveys": ("contact", "/enterprise-service/surveys"),
    "phone questionnaire": ("contact", "/enterprise-service/surveys/{scene.respondent.pk}"),
    "phone questionnaire by link": ("", "/q/{scene.survey_link}"),
    "phone needs": ("contact", "/enterprise-service/needs"),
    "phone enterprise": ("contact", "/enterprise-service/enterprises/{scene.cast.enterprise.pk}"),
    "phone work": ("leader", "/enterprise-service/work"),
    "phone case": ("contact", "/cases/{scene.number}"),
    "phone visit": ("leader", "/enterprise-service/visits/{scene.visit.pk}"),
    "desk craftsmen": ("city_officer", "/desk/talent/craftsmen"),
    "desk craftsman": ("officer", "/desk/talent/craftsmen/{scene.leader.pk}"),
    "desk experts": ("officer", "/desk/talent/experts"),
    "desk expert": ("officer", "/desk/talent/experts/{scene.expert.pk}"),
    "desk pairs": ("officer", "/desk/talent/pairs"),
    "desk pair": ("officer", "/desk/cases/{scene.pair.case.number}"),
    "phone pairs": ("contact", "/talent/pairs"),
    "phone signing": ("leader", "/talent/pairs/new?order={scene.visit.order.case.number}"),
    "phone profile": ("leader", "/talent/profile"),
    "phone knowledge": ("contact", "/knowledge?q=跳停"),
    "phone article": ("contact", "/knowledge/{scene.article.pk}"),
    "desk knowledge": ("officer", "/desk/knowledge?q=跳停"),
    "desk article": ("officer", "/desk/knowledge/{scene.article.pk}"),
    "desk case of an article": ("officer", "/desk/cases/{scene.submitted_article.case.number}"),
    "desk brief": ("city_officer", DESK + "/brief"),
    "desk papers": ("officer", "/desk/papers"),
    "desk paper": ("city_officer", "/desk/papers/{scene.template.kind}"),
    "phone paper of an order": ("contact", "/enterprise-service/orders/{scene.number}/papers/visit-sheet"),
    "phone pages of a paper": ("contact", "/files/{scene.paper.pk}/pages"),
    "phone report": ("leader", "/cases/{scene.visit.order.case.number}/do/claim"),
}


def a_finished_order(cast, number: int) -> None:
    """Make one more of everything that a list can show: an order, a need, a visit, a confirmation, messages."""
    an_order(cast, title=f"第 {number} 张")
    orders.register_need(
        cast.enterprise, orders.NeedForm(dish="management", title=f"第 {number} 条"), at=MONDAY, by=cast.contact
    )
    more_of_talent(cast, number)
    order, at = an_order_beside(cast, f"第 {number} 次", days=2 + number), ON_SITE + timedelta(days=2 + number)
    visits.sign_in(order.visits.get(), "丁工", f"1370000{number:04}", at=at, by=cast.leader)
    visits.report(order, a_report(order, cast), is_finished=True, seen=None, at=at, by=cast.leader)
    confirming.confirm(fresh(order), a_confirmation(order), seen=None, at=at, by=cast.contact)


def measured(scene: Scene, page: str) -> int:
    """Return how many queries a page needs once the process has warmed up."""
    who, address = PAGES[page]
    browser = scene.client(who)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address.format(scene=scene))
        assert answer.status_code == 200, page
    return len(queries)


@pytest.fixture
def scene(cast, set_clock, monkeypatch):
    """An order that waits for a team, a visit under way, and three of everything else; no tally is kept as dear."""
    monkeypatch.setattr("gongqiao.kernel.indicators.tallies.DEAR_S", float("inf"))
    scene = Scene(cast)
    set_clock(THURSDAY)
    assert scene.expert, scene.pair
    assert scene.article, scene.submitted_article
    assert scene.batch and scene.taken_batch and scene.export
    assert all((scene.order, scene.visit, scene.snapshot, scene.signed_snapshot, scene.assessment, scene.screen))
    for number in range(FEW):
        a_finished_order(cast, number)
        one_more_of_each(scene, number)
        one_more_heard(scene, number)
    return scene


def test_no_page_needs_more_queries_than_its_budget(scene):
    needed = {page: measured(scene, page) for page in PAGES}
    assert {page: number for page, number in needed.items() if number > BUDGETS.get(page, 0)} == {}
    assert sorted(BUDGETS) == sorted(PAGES)


def test_no_page_needs_more_queries_for_more_rows(scene):
    few = {page: measured(scene, page) for page in PAGES}
    for number in range(FEW, MANY):
        a_finished_order(scene.cast, number)
        one_more_of_each(scene, number)
        one_more_heard(scene, number)
    many = {page: measured(scene, page) for page in PAGES}
    assert {page: (few[page], many[page]) for page in PAGES if many[page] > few[page]} == {}
